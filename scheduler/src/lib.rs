//! Decides *when*: which slots are due, and one job per region for each.
//!
//! ```text
//! schedule rows ─► reader ─► plan (in memory) ─► issuer ─► jobs ─► {region}:checks
//! ```
//!
//! - A slot is computed from the website's id and interval (`entity::slots`), so load is flat
//!   and no state is kept per website.
//! - One instance leads at a time ([`leader`]). The watermark, moved together with the lease,
//!   records up to where slots are published; the next leader continues from there. Two
//!   leaders for a moment publish the same slots, which become the same ticks: safety rests on
//!   the ticks' unique key, never on the lease.
//! - If no watermark is known (a first start, the in-process queue, a queue that lost its
//!   data), the ticks of the last minute are read from the feed, and what is missing is
//!   published again.
//! - A leader notices that the queue has lost its data because the watermark is gone. It then
//!   does the same.
//! - Changes are found by `updated_at_ms` with an overlap. Every five minutes the identities
//!   and ends of all rows are compared, page by page and in parallel with publishing, and only
//!   differing pages are read.
//! - Slots whose check can no longer start in time are skipped, and counted in [`Health`].
//! - [`ask`] publishes checks outside the schedule, [`revise`] writes the schedule rows, and
//!   [`trial`] checks what has none.
//!
//! It knows no GraphQL and no verdicts; it never reads a tick's outcome.

mod arrears;
pub mod ask;
mod check;
mod error;
mod fanout;
mod health;
mod issuer;
pub mod leader;
mod pace;
mod plan;
mod publisher;
mod reader;
pub mod revise;
mod row;
mod schedule;
mod shared_plan;
pub mod trial;
mod turns;

pub use error::{Error, Result};
pub use health::Health;
pub use pace::{ASKED_A_SECOND, ASKED_AT_ONCE, Asked, CONFIRMATIONS_A_SECOND, Pace};
pub use publisher::Publisher;
pub use schedule::{Scheduler, run};
