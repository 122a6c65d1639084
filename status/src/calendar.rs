//! Hours and days, counted from 1970 in UTC, and time windows.

/// Milliseconds of an hour.
pub const HOUR_MS: i64 = 3_600_000;

/// Milliseconds of a day.
pub const DAY_MS: i64 = 24 * HOUR_MS;

/// The hour that contains `at_ms`.
pub fn hour_of(at_ms: i64) -> i32 {
    i32::try_from(at_ms.div_euclid(HOUR_MS)).unwrap_or(i32::MAX)
}

/// The day that contains `at_ms`.
pub fn day_of(at_ms: i64) -> i32 {
    i32::try_from(at_ms.div_euclid(DAY_MS)).unwrap_or(i32::MAX)
}

/// A time window in milliseconds of Unix time; `to_ms` is exclusive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Window {
    /// Start of the window.
    pub from_ms: i64,
    /// End of the window, exclusive.
    pub to_ms: i64,
}
