//! Decides *when*: which slots are due, and one job per region for each.
//!
//! ```text
//! schedule rows ─► reader ─► plan (in memory) ─► issuer ─► jobs ─► {region}:checks
//! ```
//!
//! - A slot is computed from the website's id and interval (`entity::slots`), so
//!   load is flat and nothing has to be remembered per website.
//! - One instance leads at a time ([`leader`]). The watermark, moved with the
//!   lease, says up to where slots are published; the next leader goes on from
//!   there. Two leaders for a moment publish the same slots, which become the
//!   same ticks: safety rests on the ticks' unique key, never on the lease.
//! - Where no watermark is known (a first start, the in-process queue, a queue
//!   that lost its memory) the last minute is looked up in the feed, and what is
//!   missing there is published again.
//! - A leader notices where the queue lost its memory meanwhile: the watermark that it
//!   set is not there any more. It then does the same.
//! - Changes are found by `updated_at_ms` with an overlap. Every five minutes all rows'
//!   identities and ends are compared, page by page and beside the publishing, and
//!   only what differs is read.
//! - What could not be checked in time any more is skipped, and counted in [`Vitals`].
//! - [`ask`] publishes checks out of turn, [`revise`] writes the schedule rows.
//!
//! It knows no GraphQL and no verdicts; it never reads a tick's outcome.

mod arrears;
pub mod ask;
mod check;
mod error;
mod fanout;
mod issuer;
pub mod leader;
mod pace;
mod plan;
mod publisher;
mod reader;
pub mod revise;
mod row;
mod schedule;
mod vitals;

pub use error::{Error, Result};
pub use pace::{CONFIRMATIONS_A_SECOND, Pace};
pub use publisher::Publisher;
pub use schedule::{Scheduler, run};
pub use vitals::Vitals;
