//! Rollups: hours and days computed from ticks and status changes, which answer questions
//! about years.
//!
//! - [`sketch`] is a mergeable distribution of times; [`summary`] sums up the ticks of one
//!   hour or day of a website in one region.
//! - [`compactor`] rolls up hours and days once they are over. Reads use rollups as far as
//!   [`made`] reports, and ticks and changes beyond.
//! - [`due`] marks hours to recompute because their data came late.
//!
//! Hours and days are counted from 1970 in UTC.

mod chunk;
pub mod compactor;
pub mod due;
mod progress;
mod purge_deleted;
mod read;
mod rebuild;
mod rows;
pub mod sketch;
pub mod summary;

pub(crate) use progress::note_dropped;
pub use progress::{RollupProgress, made};
pub(crate) use read::ticks;

pub use crate::calendar::{DAY_MS, HOUR_MS, day_of, hour_of};
