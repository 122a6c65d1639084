//! What fields cost that read more than they show, in the unit of the schema's limit: a
//! field that reads nothing costs 1, about ten rows do, and a statement costs ten, whether
//! it finds anything or not.
//!
//! So whatever a document asks for, and however often by aliases, it is at most some two
//! thousand statements (`api/tests/it/dear.rs` has the dearest ones).

use chrono::{DateTime, TimeDelta, Utc};
use status::history;

use super::series::Step;
use super::uptime::Window;

const ROWS: i64 = 10;

/// A statement.
const STATEMENT: usize = 10;

/// What the statements cost of a field that runs a handful for each website.
const STATEMENTS: usize = 6 * STATEMENT;

/// A website or a page of them: its own statement, and those for what is asked of all its
/// websites at once and without arguments (how they are checked, statuses, last ticks,
/// votes, TLS, regions), each of which is read once.
pub(super) const WEBSITES: usize = 8 * STATEMENT;

/// A page of ticks: where it lies usually, and everywhere where that is not enough.
pub(super) const TICKS: usize = 3 * STATEMENT;

/// A page of changes, and how far the newest of them lasts.
pub(super) const CHANGES: usize = 2 * STATEMENT;

/// Uptime as one region sees it or all do.
pub(super) const VIEW: usize = 2 * STATEMENT;

/// A ledger: what was planned, and counts of days, hours and ticks.
pub(super) const LEDGER: usize = 10 * STATEMENT;

/// A report's own statements.
pub(super) const REPORT: usize = STATEMENTS;

/// The downtimes of a month: a website may change at each of its checks.
pub(super) const DOWNTIMES: usize = 20 * STATEMENT;

/// What was seen in a check: a row as long as dozens of others.
pub(super) const EVIDENCE: usize = 2 * STATEMENT;

/// A text that may have 64 KiB.
pub(super) const LONG_TEXT: usize = 5 * STATEMENT;

/// A change: a transaction of ten statements.
pub(super) const CHANGE: usize = 10 * STATEMENT;

/// The regions, of which one picture is kept for all.
pub(super) const PICTURE: usize = STATEMENT;

/// How many events a subscription counts for: what each of them reads is read again and
/// again, as long as it is open.
pub(super) const EVENTS: usize = 50;

/// Regions that a website is checked from, as they are counted here.
const REGIONS: i64 = 3;

/// A sketch is read, and merged, like so many rows.
const SKETCH: i64 = 2;

/// Most that is read around the whole days of a window, as rows: hours of a day at both
/// ends, and the ticks of three hours that are not whole or not made.
const ENDS: i64 = REGIONS * (2 * 24 * SKETCH + 3 * 60);

/// The phases of a distribution, which are five more for each of its days.
pub(super) const PHASES: usize = STATEMENTS + 120;

/// Looking through all websites of an organization, which may have 100,000: a document has
/// some twenty of it at most.
const LOOK: usize = 1_000;

/// A list of websites, looked for through all of them or taken in their order.
pub(super) fn websites(through_all: bool) -> usize {
    WEBSITES + if through_all { LOOK } else { 0 }
}

/// Reading the days of a window.
pub(super) fn window(
    window: Option<Window>,
    from: Option<DateTime<Utc>>,
    to: Option<DateTime<Utc>>,
) -> usize {
    VIEW + weight(length(window, from, to).num_days())
}

/// Reading how long checks took in a window: its days, and what is around them.
pub(super) fn distribution(
    window: Option<Window>,
    from: Option<DateTime<Utc>>,
    to: Option<DateTime<Utc>>,
) -> usize {
    let days = length(window, from, to).num_days().max(0);
    STATEMENTS + weight(ENDS + REGIONS * SKETCH * days)
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
    STATEMENTS + weight(REGIONS * rows.max(0))
}

/// Reading the steps of a series, of which `columns` are shown: a day is a row, an hour the
/// changes in it, and a hundred steps of a column are as much as a field.
pub(super) fn steps(step: Step, steps: Option<i32>, columns: usize) -> usize {
    let (steps, rows) = match history::Step::from(step) {
        history::Step::Hour => (steps.unwrap_or(24), 3),
        history::Step::Day => (steps.unwrap_or(90), 1),
    };
    let shown = usize::try_from(steps.min(1_000) / 100).unwrap_or_default();
    VIEW + weight(rows * i64::from(steps)) + columns * (1 + shown)
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
        assert_eq!(samples(Some(Window::Day), None, None), 5 + 60 + 432);
        assert_eq!(samples(None, None, None), 5 + 60 + 432);
        assert_eq!(series(1), 5 + 60 + 18);
        assert_eq!(samples(Some(Window::Week), None, None), 5 + 60 + 100);
        assert_eq!(samples(Some(Window::Year), None, None), 5 + 60 + 219);
        assert_eq!(series(-1), 5 + 60);
        assert_eq!(series(1_000_000_000), 5 + 60 + 1_000);
        assert_eq!(distribution(Some(Window::Day), None, None), 5 + 60 + 83);
        assert_eq!(distribution(Some(Window::Year), None, None), 5 + 60 + 301);
        assert_eq!(super::window(Some(Window::Quarter), None, None), 20 + 5 + 9);
        assert_eq!(steps(Step::Day, None, 2), 20 + 5 + 9 + 2);
        assert_eq!(steps(Step::Hour, Some(744), 2), 20 + 5 + 223 + 2 * 8);
        assert_eq!(steps(Step::Hour, Some(i32::MAX), 1), 20 + 5 + 1_000 + 11);
    }
}
