//! What fields cost that read more than they show, in the unit of the schema's limit: a
//! field that reads nothing costs 1, and so do about ten rows.

use chrono::{DateTime, TimeDelta, Utc};

use super::uptime::Window;

const ROWS: i64 = 10;

/// What the statements cost of a field that runs a handful for each website.
const STATEMENTS: i64 = 30;

/// Regions that a website is checked from, as they are counted here.
const REGIONS: i64 = 3;

/// A sketch is read, and merged, like so many rows.
const SKETCH: i64 = 2;

/// Most that is read around the whole days of a window, as rows: hours of a day at both
/// ends, and the ticks of three hours that are not whole or not made.
const ENDS: i64 = REGIONS * (2 * 24 * SKETCH + 3 * 60);

/// The phases of a distribution, which are five more for each of its days.
pub(super) const PHASES: usize = 150;

/// Reading the days of a window.
pub(super) fn window(
    window: Option<Window>,
    from: Option<DateTime<Utc>>,
    to: Option<DateTime<Utc>>,
) -> usize {
    weight(length(window, from, to).num_days())
}

/// Reading how long checks took in a window: its days, and what is around them.
pub(super) fn distribution(
    window: Option<Window>,
    from: Option<DateTime<Utc>>,
    to: Option<DateTime<Utc>>,
) -> usize {
    let days = length(window, from, to).num_days().max(0);
    weight(ROWS * STATEMENTS + ENDS + REGIONS * SKETCH * days)
}

/// Reading the same step by step: a tick a minute up to a day, hours up to two weeks,
/// days beyond.
pub(super) fn samples(
    window: Option<Window>,
    from: Option<DateTime<Utc>>,
    to: Option<DateTime<Utc>>,
) -> usize {
    let length = length(window, from, to);
    let rows = if length <= TimeDelta::days(1) {
        length.num_minutes()
    } else if length <= TimeDelta::days(14) {
        SKETCH * length.num_hours()
    } else {
        SKETCH * length.num_days()
    };
    weight(ROWS * STATEMENTS + REGIONS * rows.max(0))
}

/// Reading the steps of a series.
pub(super) fn steps(steps: Option<i32>) -> usize {
    weight(steps.unwrap_or(90).into())
}

fn length(
    window: Option<Window>,
    from: Option<DateTime<Utc>>,
    to: Option<DateTime<Utc>>,
) -> TimeDelta {
    match (window, from) {
        (Some(window), _) => TimeDelta::days(window.days()),
        // Who says no end means now; it is far enough from now to any beginning.
        (None, Some(from)) => to.unwrap_or_else(Utc::now) - from,
        (None, None) => TimeDelta::days(1),
    }
}

fn weight(rows: i64) -> usize {
    // What is out of bounds is refused before anything is read.
    let rows = rows.clamp(0, 10_000);
    5 + usize::try_from(rows / ROWS).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_row_by_row_costs_by_the_row() {
        let ago = |hours| Some(Utc::now() - TimeDelta::hours(hours));
        let series = |hours| samples(None, ago(hours), None);
        assert_eq!(samples(Some(Window::Day), None, None), 5 + 30 + 432);
        assert_eq!(samples(None, None, None), 5 + 30 + 432);
        assert_eq!(series(1), 5 + 30 + 18);
        assert_eq!(samples(Some(Window::Week), None, None), 5 + 30 + 100);
        assert_eq!(samples(Some(Window::Year), None, None), 5 + 30 + 219);
        assert_eq!(series(-1), 5 + 30);
        assert_eq!(series(1_000_000_000), 5 + 1_000);
        assert_eq!(distribution(Some(Window::Day), None, None), 5 + 30 + 83);
        assert_eq!(distribution(Some(Window::Year), None, None), 5 + 30 + 301);
    }
}
