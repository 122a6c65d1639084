//! Rows as both engines take them fastest: PostgreSQL by `COPY` in its binary form,
//! SQLite by prepared statements of many rows.

use entity::{rollup_day, rollup_hour, status_change, tick, uptime_day, vote, website_status};
use sea_orm::{ActiveEnum, Value};

/// One column of a row.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Cell<'a> {
    Small(Option<i16>),
    Int(Option<i32>),
    Big(Option<i64>),
    Text(Option<&'a str>),
    Bytes(Option<&'a [u8]>),
}

/// A row of a table.
pub(crate) trait Row {
    const TABLE: &'static str;
    const COLUMNS: &'static [&'static str];

    /// Hands over its columns, in their order.
    fn cells<'a>(&'a self, put: impl FnMut(Cell<'a>));
}

impl Cell<'_> {
    /// As a parameter of a statement.
    pub(crate) fn value(self) -> Value {
        match self {
            Self::Small(value) => value.into(),
            Self::Int(value) => value.into(),
            Self::Big(value) => value.into(),
            Self::Text(value) => value.map(str::to_owned).into(),
            Self::Bytes(value) => value.map(<[u8]>::to_vec).into(),
        }
    }

    /// Big-endian behind its length, -1 for NULL.
    fn copy(self, out: &mut Vec<u8>) {
        match self {
            Self::Small(Some(value)) => field(out, &value.to_be_bytes()),
            Self::Int(Some(value)) => field(out, &value.to_be_bytes()),
            Self::Big(Some(value)) => field(out, &value.to_be_bytes()),
            Self::Text(Some(value)) => field(out, value.as_bytes()),
            Self::Bytes(Some(value)) => field(out, value),
            Self::Small(None)
            | Self::Int(None)
            | Self::Big(None)
            | Self::Text(None)
            | Self::Bytes(None) => out.extend((-1_i32).to_be_bytes()),
        }
    }
}

fn field(out: &mut Vec<u8>, bytes: &[u8]) {
    let length = i32::try_from(bytes.len()).unwrap_or(i32::MAX);
    out.extend(length.to_be_bytes());
    out.extend(bytes);
}

/// What `COPY` wants to hear first.
/// Source: PostgreSQL's documentation of COPY, "Binary Format".
pub(crate) fn copy_statement<R: Row>(table: &str) -> String {
    let columns = R::COLUMNS.join(", ");
    format!("COPY {table} ({columns}) FROM STDIN (FORMAT binary)")
}

/// The head of `COPY`'s binary form.
pub(crate) fn copy_head() -> Vec<u8> {
    let mut out = b"PGCOPY\n\xff\r\n\0".to_vec();
    out.extend([0; 8]);
    out
}

/// A row in `COPY`'s binary form.
pub(crate) fn copy_row<R: Row>(row: &R, out: &mut Vec<u8>) {
    let columns = i16::try_from(R::COLUMNS.len()).unwrap_or(i16::MAX);
    out.extend(columns.to_be_bytes());
    row.cells(|cell| cell.copy(out));
}

/// The end of `COPY`'s binary form.
pub(crate) fn copy_end(out: &mut Vec<u8>) {
    out.extend((-1_i16).to_be_bytes());
}

impl Row for tick::Model {
    const TABLE: &'static str = "tick";
    const COLUMNS: &'static [&'static str] = &[
        "website_key",
        "region_key",
        "slot_ms",
        "checked_at_ms",
        "revision",
        "origin",
        "outcome",
        "attempts",
        "failure",
        "http_status",
        "dns_us",
        "connect_us",
        "tls_us",
        "ttfb_us",
        "transfer_us",
        "detail",
        "reason",
    ];

    fn cells<'a>(&'a self, mut put: impl FnMut(Cell<'a>)) {
        put(Cell::Int(Some(self.website_key.0)));
        put(Cell::Small(Some(self.region_key.0)));
        put(Cell::Big(Some(self.slot_ms)));
        put(Cell::Big(Some(self.checked_at_ms)));
        put(Cell::Int(Some(self.revision)));
        put(Cell::Small(Some(self.origin.to_value())));
        put(Cell::Small(Some(self.outcome.to_value())));
        put(Cell::Small(Some(self.attempts)));
        put(Cell::Small(self.failure.map(|class| class.to_value())));
        put(Cell::Small(self.http_status));
        put(Cell::Int(self.dns_us));
        put(Cell::Int(self.connect_us));
        put(Cell::Int(self.tls_us));
        put(Cell::Int(self.ttfb_us));
        put(Cell::Int(self.transfer_us));
        put(Cell::Text(self.detail.as_deref()));
        put(Cell::Text(self.reason.as_deref()));
    }
}

impl Row for vote::Model {
    const TABLE: &'static str = "vote";
    const COLUMNS: &'static [&'static str] = &[
        "website_key",
        "region_key",
        "slot_ms",
        "say",
        "failures",
        "fresh_until_ms",
        "checked_at_ms",
    ];

    fn cells<'a>(&'a self, mut put: impl FnMut(Cell<'a>)) {
        put(Cell::Int(Some(self.website_key.0)));
        put(Cell::Small(Some(self.region_key.0)));
        put(Cell::Big(Some(self.slot_ms)));
        put(Cell::Small(self.say.map(|say| say.to_value())));
        put(Cell::Small(Some(self.failures)));
        put(Cell::Big(Some(self.fresh_until_ms)));
        put(Cell::Big(Some(self.checked_at_ms)));
    }
}

impl Row for website_status::Model {
    const TABLE: &'static str = "website_status";
    const COLUMNS: &'static [&'static str] = &[
        "website_key",
        "status",
        "since_ms",
        "rejudge_at_ms",
        "last_region_key",
        "last_slot_ms",
        "changed_at_ms",
    ];

    fn cells<'a>(&'a self, mut put: impl FnMut(Cell<'a>)) {
        put(Cell::Int(Some(self.website_key.0)));
        put(Cell::Small(Some(self.status.to_value())));
        put(Cell::Big(Some(self.since_ms)));
        put(Cell::Big(self.rejudge_at_ms));
        put(Cell::Small(self.last_region_key.map(|key| key.0)));
        put(Cell::Big(self.last_slot_ms));
        put(Cell::Big(Some(self.changed_at_ms)));
    }
}

impl Row for status_change::Model {
    const TABLE: &'static str = "status_change";
    const COLUMNS: &'static [&'static str] = &["website_key", "region_key", "at_ms", "status"];

    fn cells<'a>(&'a self, mut put: impl FnMut(Cell<'a>)) {
        put(Cell::Int(Some(self.website_key.0)));
        put(Cell::Small(Some(self.region_key.0)));
        put(Cell::Big(Some(self.at_ms)));
        put(Cell::Small(Some(self.status.to_value())));
    }
}

impl Row for uptime_day::Model {
    const TABLE: &'static str = "uptime_day";
    const COLUMNS: &'static [&'static str] = &[
        "website_key",
        "region_key",
        "day",
        "up_ms",
        "degraded_ms",
        "partial_ms",
        "down_ms",
        "maintenance_ms",
        "recorded",
        "unmeasured",
    ];

    fn cells<'a>(&'a self, mut put: impl FnMut(Cell<'a>)) {
        put(Cell::Int(Some(self.website_key.0)));
        put(Cell::Small(Some(self.region_key.0)));
        put(Cell::Int(Some(self.day)));
        put(Cell::Int(Some(self.up_ms)));
        put(Cell::Int(Some(self.degraded_ms)));
        put(Cell::Int(Some(self.partial_ms)));
        put(Cell::Int(Some(self.down_ms)));
        put(Cell::Int(Some(self.maintenance_ms)));
        put(Cell::Int(Some(self.recorded)));
        put(Cell::Int(Some(self.unmeasured)));
    }
}

impl Row for rollup_hour::Model {
    const TABLE: &'static str = "rollup_hour";
    const COLUMNS: &'static [&'static str] = &[
        "website_key",
        "region_key",
        "hour",
        "recorded",
        "unmeasured",
        "dns_count",
        "dns_us",
        "connect_count",
        "connect_us",
        "tls_count",
        "tls_us",
        "ttfb_count",
        "ttfb_us",
        "transfer_count",
        "transfer_us",
        "response",
    ];

    fn cells<'a>(&'a self, mut put: impl FnMut(Cell<'a>)) {
        put(Cell::Int(Some(self.website_key.0)));
        put(Cell::Small(Some(self.region_key.0)));
        put(Cell::Int(Some(self.hour)));
        put(Cell::Int(Some(self.recorded)));
        put(Cell::Int(Some(self.unmeasured)));
        for (count, sum_us) in [
            (self.dns_count, self.dns_us),
            (self.connect_count, self.connect_us),
            (self.tls_count, self.tls_us),
            (self.ttfb_count, self.ttfb_us),
            (self.transfer_count, self.transfer_us),
        ] {
            put(Cell::Int(Some(count)));
            put(Cell::Big(Some(sum_us)));
        }
        put(Cell::Bytes(self.response.as_deref()));
    }
}

impl Row for rollup_day::Model {
    const TABLE: &'static str = "rollup_day";
    const COLUMNS: &'static [&'static str] = &[
        "website_key",
        "region_key",
        "day",
        "response",
        "dns",
        "connect",
        "tls",
        "ttfb",
        "transfer",
    ];

    fn cells<'a>(&'a self, mut put: impl FnMut(Cell<'a>)) {
        put(Cell::Int(Some(self.website_key.0)));
        put(Cell::Small(Some(self.region_key.0)));
        put(Cell::Int(Some(self.day)));
        for sketch in [
            &self.response,
            &self.dns,
            &self.connect,
            &self.tls,
            &self.ttfb,
            &self.transfer,
        ] {
            put(Cell::Bytes(sketch.as_deref()));
        }
    }
}
