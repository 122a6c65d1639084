//! Costs of fields that read more than they return, in the unit of the schema's limit: a field
//! that reads nothing costs 1, ten rows cost about as much, and a statement costs ten, whether
//! it finds anything or not.
//!
//! So a document runs at most some two thousand statements, whatever it asks for and however
//! often it does so by aliases (`server/tests/it/costly_documents.rs` has the most expensive ones).

use chrono::{DateTime, TimeDelta, Utc};
use status::history;

use super::series::Step;
use super::uptime::Window;
use super::website_filter::WebsiteSort;

const ROWS: i64 = 10;

/// A statement.
const STATEMENT: usize = 10;

/// The statements of a field that runs a handful of them for each website.
const STATEMENTS: usize = 6 * STATEMENT;

/// A website or a page of websites: its own statement, and those for the fields without
/// arguments that read once for all its websites (check, statuses, last ticks, votes, TLS,
/// regions, maintenance, tags).
pub(super) const WEBSITES: usize = 10 * STATEMENT;

/// A number of rows that are counted by an index.
pub(super) const COUNT: usize = STATEMENT;

/// A page of ticks: the chunks where it usually lies, and all chunks where that is not enough.
pub(super) const TICKS: usize = 3 * STATEMENT;

/// A page of status changes, the end of the newest of them, and the maintenance in them.
pub(super) const CHANGES: usize = 3 * STATEMENT;

/// A page of incidents: their own statement, and those for the people, ticks and websites of all
/// of them.
pub(super) const INCIDENTS: usize = 3 * STATEMENT + WEBSITES;

/// A page of an audit log.
pub(super) const AUDIT_LOG: usize = 2 * STATEMENT;

/// A page of an incident's timeline, and the people in it.
pub(super) const TIMELINE: usize = 2 * STATEMENT;

/// A page of deliveries: their own statement, and those for the attempts and channels of all of
/// them.
pub(super) const DELIVERIES: usize = 3 * STATEMENT;

/// A page of maintenance: their own statement, and those for the websites and windows of all of
/// them.
pub(super) const MAINTENANCES: usize = 5 * STATEMENT;

/// Status pages, or incidents of one: their own statement, and that for the components of all of
/// them.
pub(super) const STATUS_PAGES: usize = 2 * STATEMENT;

/// A page of windows of maintenance.
pub(super) const WINDOWS: usize = STATEMENT;

/// Organizations, or members or invitations of one: a statement or two.
pub(super) const MEMBERS: usize = 2 * STATEMENT;

/// Whether there is an account.
pub(super) const ACCOUNTS: usize = STATEMENT;

/// The quotas.
pub(super) const QUOTAS: usize = STATEMENT;

/// A page of verdicts.
pub(super) const VERDICTS: usize = STATEMENT;

/// Uptime as seen from one region or from all: days, changes and maintenance.
pub(super) const VIEW: usize = 3 * STATEMENT;

/// A ledger: planned slots, and counts of days, hours and ticks.
pub(super) const LEDGER: usize = 10 * STATEMENT;

/// A report's own statements.
pub(super) const REPORT: usize = STATEMENTS;

/// The downtimes of a month: a website may change its status at each check.
pub(super) const DOWNTIMES: usize = 20 * STATEMENT;

/// Evidence of a check: a row as large as dozens of others.
pub(super) const EVIDENCE: usize = 2 * STATEMENT;

/// A text of up to 64 KiB.
pub(super) const LONG_TEXT: usize = 5 * STATEMENT;

/// A mutation: a transaction of ten statements.
pub(super) const CHANGE: usize = 10 * STATEMENT;

/// Changes of up to 5,000 websites; a document can afford two.
pub(super) const BULK_CHANGE: usize = 10 * LOOK;

/// Checks of what is not saved, and the reads until all regions have answered.
pub(super) const TRIAL: usize = 50 * STATEMENT;

/// What is known of the installation, in memory, to an operator.
pub(super) const INSTANCE: usize = STATEMENT;

/// The regions, which are cached for all callers.
pub(super) const PICTURE: usize = STATEMENT;

/// How many events a subscription counts for. The fields of each event are read for as long as
/// the subscription is open.
pub(crate) const EVENTS: usize = 50;

/// Number of regions that a website is assumed to be checked from.
const REGIONS: i64 = 3;

/// Reading and merging a sketch costs as much as this many rows.
const SKETCH: i64 = 2;

/// Most rows read around the whole days of a window: the hours of a day at both ends, and the
/// ticks of three hours that are incomplete or not rolled up yet.
const ENDS: i64 = REGIONS * (2 * 24 * SKETCH + 3 * 60);

/// The phases of a distribution: five more sketches for each of its days.
pub(super) const PHASES: usize = STATEMENTS + 120;

/// A scan of all websites of an organization, which may have 100,000; a document can afford
/// some twenty of them.
pub(super) const LOOK: usize = 1_000;

/// A list of websites: read in order, or all of them scanned, or computed of their history.
pub(super) fn websites(is_filtered: bool, sort: Option<WebsiteSort>) -> usize {
    let scanned = match sort {
        None | Some(WebsiteSort::Created) if !is_filtered => 0,
        Some(WebsiteSort::Uptime | WebsiteSort::P95) => 4 * LOOK,
        _ => LOOK,
    };
    WEBSITES + scanned
}

/// The newest ticks of a website, about half as many again as are shown.
pub(super) fn strip(last: i32) -> usize {
    1 + usize::try_from(last.clamp(0, 100) / 7).unwrap_or_default()
}

/// The days of a window.
pub(super) fn window(
    window: Option<Window>,
    from: Option<DateTime<Utc>>,
    to: Option<DateTime<Utc>>,
) -> usize {
    VIEW + weight(length(window, from, to).num_days())
}

/// Response times in a window: its days, and the rows around them.
pub(super) fn distribution(
    window: Option<Window>,
    from: Option<DateTime<Utc>>,
    to: Option<DateTime<Utc>>,
) -> usize {
    let days = length(window, from, to).num_days().max(0);
    STATEMENTS + weight(ENDS + REGIONS * SKETCH * days)
}

/// Response times in steps: a tick a minute up to a day, hours up to two weeks, days beyond.
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

/// The steps of a series with `columns` selected columns: a day is a row, an hour the changes
/// in it, and a hundred steps of a column cost as much as a field.
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
        // Without an end the window ends now, which is late enough for any start.
        (None, Some(from)) => to.unwrap_or_else(Utc::now) - from,
        (None, None) => TimeDelta::days(1),
    }
}

fn weight(rows: i64) -> usize {
    // Out-of-range arguments are rejected before anything is read.
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
        assert_eq!(super::window(Some(Window::Quarter), None, None), 30 + 5 + 9);
        assert_eq!(steps(Step::Day, None, 2), 30 + 5 + 9 + 2);
        assert_eq!(steps(Step::Hour, Some(744), 2), 30 + 5 + 223 + 2 * 8);
        assert_eq!(steps(Step::Hour, Some(i32::MAX), 1), 30 + 5 + 1_000 + 11);
    }
}
