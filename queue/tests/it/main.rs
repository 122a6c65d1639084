//! The contract, run against both transports, and what only one of them does.

#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "these are tests, helpers included"
)]

mod contract;
mod redis;
mod samples;
mod seal;
mod server;
mod wire;
