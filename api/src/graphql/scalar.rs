//! Times between rows and schema.

use chrono::{DateTime, Utc};

/// The date of `ms` milliseconds of Unix time; the epoch for what no date is.
pub(super) fn date(ms: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(ms).unwrap_or_default()
}
