//! What years are answered from: hours and days made of ticks and status changes.
//!
//! - [`sketch`] is a distribution of times that merges; [`summary`] is what one hour or
//!   one day of a website in one region leaves of its ticks.
//! - [`compactor`] makes hours and days once they are over; reads go by them as far as
//!   [`made`] says, and by ticks and changes beyond.
//! - [`due`] notes which hours are to be made again, since something of them came late.
//!
//! Hours and days are counted from 1970 in UTC.

mod again;
mod chunk;
pub mod compactor;
pub mod due;
mod emptied;
mod progress;
mod read;
mod rows;
pub mod sketch;
pub mod summary;

pub(crate) use progress::note_dropped;
pub use progress::{Made, made};
pub(crate) use read::ticks;

/// Milliseconds of an hour.
pub const HOUR_MS: i64 = 3_600_000;

/// Milliseconds of a day.
pub const DAY_MS: i64 = 24 * HOUR_MS;

/// The hour in which `at_ms` lies.
pub fn hour_of(at_ms: i64) -> i32 {
    i32::try_from(at_ms.div_euclid(HOUR_MS)).unwrap_or(i32::MAX)
}

/// The day in which `at_ms` lies.
pub fn day_of(at_ms: i64) -> i32 {
    i32::try_from(at_ms.div_euclid(DAY_MS)).unwrap_or(i32::MAX)
}
