//! What fields cost that read more than they show, in the unit of the schema's limit: a
//! field that reads nothing costs 1, and so do about ten rows.

use chrono::{DateTime, Utc};

use super::uptime::Window;

const ROWS: i64 = 10;

/// Reading the days of a window.
pub(super) fn window(
    window: Option<Window>,
    from: Option<DateTime<Utc>>,
    to: Option<DateTime<Utc>>,
) -> usize {
    let days = match (window, from) {
        (Some(window), _) => window.days(),
        // Who says no end means now; it is far enough from now to any beginning.
        (None, Some(from)) => (to.unwrap_or_else(Utc::now) - from).num_days(),
        (None, None) => 1,
    };
    weight(days)
}

/// Reading the steps of a series.
pub(super) fn steps(steps: Option<i32>) -> usize {
    weight(steps.unwrap_or(90).into())
}

fn weight(rows: i64) -> usize {
    // What is out of bounds is refused before anything is read.
    let rows = rows.clamp(0, 10_000);
    5 + usize::try_from(rows / ROWS).unwrap_or_default()
}
