//! Converts times of rows to the schema's.

use chrono::{DateTime, Utc};

/// The instant `ms` milliseconds after the Unix epoch; the epoch itself if out of range.
pub(super) fn date(ms: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(ms).unwrap_or_default()
}
