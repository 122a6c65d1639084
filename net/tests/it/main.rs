//! Tests with real sockets.

#![expect(
    clippy::unwrap_used,
    reason = "the whole crate is tests, its helpers too"
)]

mod connect;
mod fetch;
mod server;
