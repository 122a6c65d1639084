//! The shared suite: one test for each case and transport.

mod memory {
    queue::contract_suite!(queue::testing::Engine::Memory);
}

mod redis {
    queue::contract_suite!(queue::testing::Engine::Redis);
}
