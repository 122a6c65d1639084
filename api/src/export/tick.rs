//! Ticks as lines.

use std::borrow::Cow;

use entity::{RegionKey, tick};
use serde::Serialize;

use super::{Format, Sheet, Unwritable, time};
use crate::graphql::names;

/// Columns, in order.
pub const COLUMNS: [&str; 16] = [
    "slot",
    "checked_at",
    "region",
    "asked_by",
    "outcome",
    "http_status",
    "response_time_ms",
    "dns_ms",
    "connect_ms",
    "tls_ms",
    "ttfb_ms",
    "transfer_ms",
    "attempts",
    "failure_class",
    "failure_detail",
    "failure_reason",
];

#[derive(Serialize)]
struct Row<'a> {
    slot: String,
    checked_at: String,
    region: Cow<'a, str>,
    asked_by: &'static str,
    outcome: &'static str,
    http_status: Option<i16>,
    response_time_ms: Option<f64>,
    dns_ms: Option<f64>,
    connect_ms: Option<f64>,
    tls_ms: Option<f64>,
    ttfb_ms: Option<f64>,
    transfer_ms: Option<f64>,
    attempts: i16,
    failure_class: Option<&'static str>,
    failure_detail: Option<Cow<'a, str>>,
    failure_reason: Option<Cow<'a, str>>,
}

/// Lines of `ticks`; `region` returns the name of a region.
///
/// # Errors
/// If they cannot be written.
pub fn ticks<'a>(
    format: Format,
    ticks: &'a [tick::Model],
    region: impl Fn(RegionKey) -> &'a str,
) -> Result<Vec<u8>, Unwritable> {
    let mut sheet = Sheet::new(format);
    for tick in ticks {
        sheet.line(row(format, tick, region(tick.region_key)))?;
    }
    sheet.finish()
}

fn row<'a>(format: Format, tick: &'a tick::Model, region: &'a str) -> Row<'a> {
    let us = [
        tick.dns_us,
        tick.connect_us,
        tick.tls_us,
        tick.ttfb_us,
        tick.transfer_us,
    ];
    let is_measured = us.iter().any(Option::is_some);
    let total_us: i64 = us.iter().flatten().copied().map(i64::from).sum();
    let [dns_ms, connect_ms, tls_ms, ttfb_ms, transfer_ms] =
        us.map(|us| us.map(|us| f64::from(us) / 1_000.0));
    let text = |text: &'a Option<String>| text.as_deref().map(|text| format.text(text));
    Row {
        slot: time(tick.slot_ms),
        checked_at: time(tick.checked_at_ms),
        region: format.text(region),
        asked_by: names::origin(tick.origin),
        outcome: names::outcome(tick.outcome),
        http_status: tick.http_status,
        response_time_ms: is_measured.then(|| total_us as f64 / 1_000.0),
        dns_ms,
        connect_ms,
        tls_ms,
        ttfb_ms,
        transfer_ms,
        attempts: tick.attempts,
        failure_class: tick.failure.map(names::failure),
        failure_detail: text(&tick.detail),
        failure_reason: text(&tick.reason),
    }
}

#[cfg(test)]
mod tests {
    use entity::{FailureClass, Origin, Outcome, WebsiteKey};

    use super::*;
    use crate::export::lines::tests::head_of;

    fn tick() -> tick::Model {
        tick::Model {
            website_key: WebsiteKey(1),
            region_key: RegionKey(2),
            slot_ms: 1_000,
            checked_at_ms: 2_345,
            revision: 1,
            origin: Origin::Confirmation,
            outcome: Outcome::Down,
            failure: Some(FailureClass::Connect),
            attempts: 2,
            http_status: None,
            dns_us: Some(1_234),
            connect_us: Some(1),
            tls_us: None,
            ttfb_us: None,
            transfer_us: None,
            detail: Some("connect.refused".to_owned()),
            reason: Some("=HYPERLINK(\"http://a.test\")".to_owned()),
        }
    }

    #[test]
    fn the_columns_are_those_of_the_rows() {
        assert_eq!(head_of(row(Format::Csv, &tick(), "india")), COLUMNS);
    }

    #[test]
    fn a_tick_is_a_line() {
        let written = |format| {
            let lines = ticks(format, &[tick()], |_| "india").unwrap();
            String::from_utf8(lines).unwrap()
        };
        assert_eq!(
            written(Format::Csv),
            "1970-01-01T00:00:01.000Z,1970-01-01T00:00:02.345Z,india,CONFIRMATION,DOWN,,1.235,\
             1.234,0.001,,,,2,CONNECT,connect.refused,\"'=HYPERLINK(\"\"http://a.test\"\")\"\n"
        );
        let line: serde_json::Value = serde_json::from_str(&written(Format::Ndjson)).unwrap();
        assert_eq!(line["failure_reason"], "=HYPERLINK(\"http://a.test\")");
        assert_eq!(line["tls_ms"], serde_json::Value::Null);
        assert_eq!(line["response_time_ms"], 1.235);
    }
}
