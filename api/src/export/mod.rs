//! Exports: rows as lines of CSV and NDJSON.
//!
//! One file per kind of export, with its columns, which are a promise to clients
//! (`docs/exports.md`). Enum values have the schema's names. It knows no HTTP and does not
//! read from the database.

mod audit;
mod lines;
pub mod report;
mod span;
mod tick;

use std::borrow::Cow;

use chrono::{DateTime, SecondsFormat};

pub use audit::{COLUMNS as AUDIT_COLUMNS, audit};
pub use lines::{Format, Sheet, Unwritable};
pub use span::{COLUMNS as SPAN_COLUMNS, spans};
pub use tick::{COLUMNS as TICK_COLUMNS, ticks};

/// The output before the first line.
///
/// # Errors
/// If it cannot be written.
pub fn head(format: Format, columns: &[&str]) -> Result<Vec<u8>, Unwritable> {
    let mut sheet = Sheet::new(format);
    sheet.head(columns)?;
    sheet.finish()
}

/// Formats an instant as exports do: `2026-11-01T00:00:00.000Z`.
pub fn time(ms: i64) -> String {
    let at = DateTime::from_timestamp_millis(ms).unwrap_or_default();
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// A user's text as a table cell. An apostrophe in front prevents a spreadsheet from
/// interpreting it as a formula. Source: OWASP, "CSV Injection".
///
/// Where the list separator is a semicolon (in German or French locales, for example), a
/// spreadsheet splits our lines at semicolons and ignores quotes that do not start such a
/// field; others split at tabs. So the text after each of these is escaped as well.
fn cell(text: &str) -> Cow<'_, str> {
    let mut safe = String::new();
    let mut copied = 0;
    let mut begins = Some(Begin::Cell);
    for (at, sign) in text.char_indices() {
        if begins.is_some_and(|begin| begin.is_formula(sign)) {
            safe.push_str(&text[copied..at]);
            safe.push('\'');
            copied = at;
        }
        begins = match (sign, begins) {
            (';' | ',' | '\t' | '\r' | '\n', _) => Some(Begin::Part),
            ('"', None) => Some(Begin::Blank),
            ('"', begins) => begins,
            // Invisible characters before a formula.
            (_, Some(begin)) if is_blank(sign) => Some(begin.after_blank()),
            _ => None,
        };
    }
    if copied == 0 && safe.is_empty() {
        return Cow::Borrowed(text);
    }
    safe.push_str(&text[copied..]);
    Cow::Owned(safe)
}

/// What may start at a character.
#[derive(Clone, Copy)]
enum Begin {
    /// The cell itself.
    Cell,
    /// A part that is a cell with another separator.
    Part,
    /// Such a part after blanks, as in "none, -1 was given".
    Blank,
}

impl Begin {
    /// Whether `sign` starts a formula here.
    fn is_formula(self, sign: char) -> bool {
        match sign {
            '=' | '@' | '＝' | '＠' => true,
            '+' | '-' | '＋' | '－' => !matches!(self, Self::Blank),
            // Some programs skip these characters at the start of a cell.
            '\t' | '\r' | '\n' => matches!(self, Self::Cell),
            _ => false,
        }
    }

    fn after_blank(self) -> Self {
        match self {
            Self::Cell => Self::Cell,
            Self::Part | Self::Blank => Self::Blank,
        }
    }
}

fn is_blank(sign: char) -> bool {
    sign.is_whitespace()
        || sign.is_control()
        || matches!(sign, '\u{feff}' | '\u{200b}'..='\u{200f}')
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
            ("\t=1", "'\t'=1"),
            ("\r=1", "'\r'=1"),
            ("\n=1", "'\n'=1"),
            ("＝1", "'＝1"),
            (" =1", " '=1"),
            ("\u{feff}=1", "\u{feff}'=1"),
            (
                ";=HYPERLINK(\"http://a.test\")",
                ";'=HYPERLINK(\"http://a.test\")",
            ),
            ("a;=1;b", "a;'=1;b"),
            ("a;;@b", "a;;'@b"),
            ("a,=1", "a,'=1"),
            ("a\t=1", "a\t'=1"),
            ("a\r\n=1", "a\r\n'=1"),
            ("a;\"=1\"", "a;\"'=1\""),
            ("a; \" =1", "a; \" '=1"),
            ("a;-1;+2", "a;'-1;'+2"),
            ("=1;=2", "'=1;'=2"),
            ("", ""),
            ("a=1", "a=1"),
            ("'=1", "'=1"),
            ("expected 200, -1 was given", "expected 200, -1 was given"),
            ("a - b; c -d", "a - b; c -d"),
            ("status is \"-1\"", "status is \"-1\""),
            ("matches ^(a|-b)$", "matches ^(a|-b)$"),
            ("https://a.test/?a=1&b=2;c=3", "https://a.test/?a=1&b=2;c=3"),
            ("body has no \"ready\"", "body has no \"ready\""),
            ("größer; kleiner", "größer; kleiner"),
        ] {
            assert_eq!(cell(text), expected, "{text:?}");
        }
    }
}
