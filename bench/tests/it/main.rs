//! The benchmarks' own tests: real binaries, started as a user would.

#![expect(
    clippy::unwrap_used,
    reason = "the whole crate is tests, its helpers too"
)]

mod fill;
mod peers;
