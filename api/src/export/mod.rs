//! Exports: from rows to lines of CSV and NDJSON.
//!
//! One file per kind of export, each with its columns, which are a promise to callers
//! (`docs/exports.md`). Names of values are the schema's. It knows no HTTP and reads
//! nothing itself.

mod lines;
pub mod report;
mod span;
mod tick;

use std::borrow::Cow;

use chrono::{DateTime, SecondsFormat};

pub use lines::{Format, Sheet, Unwritable};
pub use span::{COLUMNS as SPAN_COLUMNS, spans};
pub use tick::{COLUMNS as TICK_COLUMNS, ticks};

/// What stands before the first line.
///
/// # Errors
/// Where it cannot be written.
pub fn head(format: Format, columns: &[&str]) -> Result<Vec<u8>, Unwritable> {
    let mut sheet = Sheet::new(format);
    sheet.head(columns)?;
    sheet.finish()
}

/// An instant as exports write it: `2026-11-01T00:00:00.000Z`.
pub fn time(ms: i64) -> String {
    let at = DateTime::from_timestamp_millis(ms).unwrap_or_default();
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// A text that is not ours, as a cell of a table. A spreadsheet takes for a formula what
/// begins so; an apostrophe in front keeps it text. Source: OWASP, "CSV Injection".
fn cell(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for (text, expected) in [
            ("=1+1", "'=1+1"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("\r=1", "'\r=1"),
            ("", ""),
            ("a=1", "a=1"),
            ("'=1", "'=1"),
        ] {
            assert_eq!(cell(text), expected, "{text:?}");
        }
    }
}
