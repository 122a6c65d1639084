//! The scheduler on a real database, with an in-process queue or a real Redis.

#![expect(
    clippy::unwrap_used,
    reason = "the whole crate is tests, its helpers too"
)]

mod ask;
mod check;
mod fairness;
mod leader;
mod reader;
mod schedule;
mod support;
