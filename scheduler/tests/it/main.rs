//! The scheduler on a real database, with an in-process queue.

mod ask;
mod schedule;
mod support;
