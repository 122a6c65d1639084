//! A month's report as a table in sections: each line starts with its section's name.

use std::borrow::Cow;

use serde::Serialize;

use super::{Format, Sheet, Unwritable, cell, time};
use crate::graphql::names;
use crate::service::report::{Downtime, Line, Month, coverage_percent, uptime_percent};
use crate::service::website::WebsiteSummary;

/// Columns of the section `uptime`.
pub const UPTIME_COLUMNS: [&str; 16] = [
    "uptime",
    "region",
    "uptime_percent",
    "uptime_ratio",
    "coverage_percent",
    "coverage_ratio",
    "up_secs",
    "degraded_secs",
    "partial_secs",
    "down_secs",
    "maintenance_secs",
    "unmeasured_secs",
    "planned_slots",
    "recorded_slots",
    "unmeasured_slots",
    "missing_slots",
];

/// Columns of the section `downtimes`.
pub const DOWNTIME_COLUMNS: [&str; 9] = [
    "downtimes",
    "from",
    "to",
    "secs",
    "began_at",
    "ongoing",
    "failure_class",
    "failure_detail",
    "failure_reason",
];

#[derive(Serialize)]
struct UptimeRow<'a> {
    uptime: &'static str,
    region: Option<Cow<'a, str>>,
    uptime_percent: Option<String>,
    uptime_ratio: Option<f64>,
    coverage_percent: String,
    coverage_ratio: f64,
    up_secs: i64,
    degraded_secs: i64,
    partial_secs: i64,
    down_secs: i64,
    maintenance_secs: i64,
    unmeasured_secs: i64,
    planned_slots: i64,
    recorded_slots: i64,
    unmeasured_slots: i64,
    missing_slots: i64,
}

#[derive(Serialize)]
struct DowntimeRow<'a> {
    downtimes: &'static str,
    from: String,
    to: String,
    secs: f64,
    began_at: String,
    ongoing: bool,
    failure_class: Option<&'static str>,
    failure_detail: Option<Cow<'a, str>>,
    failure_reason: Option<Cow<'a, str>>,
}

/// The sections before the downtimes, and the header of the latter.
///
/// # Errors
/// If they cannot be written.
pub fn beginning(
    website: &WebsiteSummary,
    month: &Month,
    lines: &[Line],
) -> Result<Vec<u8>, Unwritable> {
    let mut sheet = Sheet::new(Format::Csv);
    let interval = (website.interval_ms / 1_000).to_string();
    for (name, value) in [
        ("id", website.id.to_string().into()),
        ("name", cell(&website.name)),
        ("url", cell(&website.url)),
        ("interval_secs", interval.into()),
        ("quorum", cell(&website.quorum)),
        (
            "created_at",
            time(website.created_at.timestamp_millis()).into(),
        ),
    ] {
        sheet.line(["website", name, &value])?;
    }
    for (name, value) in [
        ("month", month.name.clone()),
        ("from", time(month.window.from_ms)),
        ("to", time(month.window.to_ms)),
    ] {
        sheet.line(["report", name, &value])?;
    }
    sheet.head(&UPTIME_COLUMNS)?;
    for line in lines {
        sheet.line(uptime_row(line))?;
    }
    sheet.head(&DOWNTIME_COLUMNS)?;
    sheet.finish()
}

fn uptime_row(line: &Line) -> UptimeRow<'_> {
    let (tally, slots) = (&line.tally, &line.slots);
    let seconds = tally.seconds();
    UptimeRow {
        uptime: "uptime",
        region: line.region.as_deref().map(cell),
        uptime_percent: uptime_percent(tally),
        uptime_ratio: tally.ratio(),
        coverage_percent: coverage_percent(tally),
        coverage_ratio: tally.coverage(),
        up_secs: seconds.up,
        degraded_secs: seconds.degraded,
        partial_secs: seconds.partial,
        down_secs: seconds.down,
        maintenance_secs: seconds.maintenance,
        unmeasured_secs: seconds.unmeasured,
        planned_slots: slots.planned,
        recorded_slots: slots.recorded,
        unmeasured_slots: slots.unmeasured,
        missing_slots: slots.missing,
    }
}

/// Lines of the section `downtimes`.
///
/// # Errors
/// If they cannot be written.
pub fn downtimes(downtimes: &[Downtime]) -> Result<Vec<u8>, Unwritable> {
    let mut sheet = Sheet::new(Format::Csv);
    for downtime in downtimes {
        sheet.line(downtime_row(downtime))?;
    }
    sheet.finish()
}

fn downtime_row(downtime: &Downtime) -> DowntimeRow<'_> {
    let cause = downtime.cause.as_ref();
    DowntimeRow {
        downtimes: "downtimes",
        from: time(downtime.from_ms),
        to: time(downtime.to_ms),
        secs: downtime.secs(),
        began_at: time(downtime.began_at_ms),
        ongoing: downtime.is_ongoing,
        failure_class: cause.map(|cause| names::failure(cause.class)),
        failure_detail: cause.and_then(|cause| cause.detail.as_deref().map(cell)),
        failure_reason: cause.map(|cause| cell(&cause.reason)),
    }
}

/// The section `method`, which ends the report.
///
/// # Errors
/// If it cannot be written.
pub fn end(method: &[String]) -> Result<Vec<u8>, Unwritable> {
    let mut sheet = Sheet::new(Format::Csv);
    for text in method {
        sheet.line(["method", &cell(text)])?;
    }
    sheet.finish()
}

#[cfg(test)]
mod tests {
    use status::domain::uptime::Tally;
    use status::history::Slots;

    use super::*;
    use crate::export::lines::tests::head_of;

    #[test]
    fn the_columns_are_those_of_the_rows() {
        let line = Line {
            region: None,
            tally: Tally::default(),
            slots: Slots::default(),
        };
        assert_eq!(head_of(uptime_row(&line)), UPTIME_COLUMNS);
        let downtime = Downtime {
            from_ms: 0,
            to_ms: 1_500,
            began_at_ms: 0,
            is_ongoing: false,
            cause: None,
        };
        assert_eq!(head_of(downtime_row(&downtime)), DOWNTIME_COLUMNS);
        let lines = String::from_utf8(downtimes(&[downtime]).unwrap()).unwrap();
        assert!(lines.contains("00:00:01.500Z,1.5,"), "{lines}");
    }
}
