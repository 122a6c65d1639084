//! The shared suite: one test for each case and transport.

mod memory {
    queue::contract_suite!(queue::testing::Engine::Memory);
}

mod redis {
    queue::contract_suite!(queue::testing::Engine::Redis);
}

/// As the user that an operator's access rules make.
mod redis_as_api {
    queue::contract_suite!(queue::testing::Engine::RedisAsApi);
}
