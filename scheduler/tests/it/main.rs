//! The scheduler on a real database, with an in-process queue.

#![expect(
    clippy::unwrap_used,
    reason = "the whole crate is tests, its helpers too"
)]

mod ask;
mod check;
mod schedule;
mod support;
