//! Status changes as lines.

use std::borrow::Cow;

use entity::RegionKey;
use serde::Serialize;

use super::{Format, Sheet, Unwritable, time};
use crate::graphql::names;
use crate::service::export::ViewSpan;

/// Columns, in order.
pub const COLUMNS: [&str; 5] = ["from", "to", "region", "status", "maintenance_secs"];

#[derive(Serialize)]
struct Row<'a> {
    from: String,
    to: Option<String>,
    region: Option<Cow<'a, str>>,
    status: &'static str,
    maintenance_secs: i64,
}

/// Lines of `spans`, each with how much of it was in maintenance, in milliseconds; `region`
/// returns the name of a region.
///
/// # Errors
/// If they cannot be written.
pub fn spans<'a>(
    format: Format,
    spans: impl IntoIterator<Item = (ViewSpan, i64)>,
    region: impl Fn(RegionKey) -> &'a str,
) -> Result<Vec<u8>, Unwritable> {
    let mut sheet = Sheet::new(format);
    for (ViewSpan { view, span }, maintenance_ms) in spans {
        sheet.line(Row {
            from: time(span.from_ms),
            to: span.to_ms.map(time),
            region: (view != RegionKey::ALL).then(|| format.text(region(view))),
            status: names::status(span.status),
            maintenance_secs: maintenance_ms / 1_000,
        })?;
    }
    sheet.finish()
}

#[cfg(test)]
mod tests {
    use entity::WebsiteStatus;
    use status::history::Span;

    use super::*;
    use crate::export::lines::tests::head_of;

    #[test]
    fn the_columns_are_those_of_the_rows() {
        let row = Row {
            from: String::new(),
            to: None,
            region: None,
            status: "UP",
            maintenance_secs: 0,
        };
        assert_eq!(head_of(row), COLUMNS);
    }

    #[test]
    fn what_still_is_has_no_end_and_the_whole_no_region() {
        let span = |view, to_ms| ViewSpan {
            view,
            span: Span {
                status: WebsiteStatus::Partial,
                from_ms: 1,
                to_ms,
            },
        };
        let lines = spans(
            Format::Csv,
            [
                (span(RegionKey::ALL, Some(2)), 0),
                (span(RegionKey(1), None), 90_000),
            ],
            |_| "india",
        );
        assert_eq!(
            String::from_utf8(lines.unwrap()).unwrap(),
            "1970-01-01T00:00:00.001Z,1970-01-01T00:00:00.002Z,,PARTIAL,0\n\
             1970-01-01T00:00:00.001Z,,india,PARTIAL,90\n"
        );
    }
}
