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

/// A text that is not ours, as a cell of a table: an apostrophe in front keeps text what a
/// spreadsheet would take for a formula. Source: OWASP, "CSV Injection".
///
/// Where the list separator is a semicolon (in German or French, say) a spreadsheet splits our
/// lines at semicolons, and takes no notice of quotes that do not begin such a field; others
/// split at tabs. So it is looked behind each of these, too.
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
            // What goes before a formula, and is not seen.
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

/// What may begin at a sign.
#[derive(Clone, Copy)]
enum Begin {
    /// The cell itself.
    Cell,
    /// What is a cell where another separator holds.
    Part,
    /// The same, behind blanks: people write "none, -1 was given".
    Blank,
}

impl Begin {
    /// Whether a formula begins with `sign` here.
    fn is_formula(self, sign: char) -> bool {
        match sign {
            '=' | '@' | '＝' | '＠' => true,
            '+' | '-' | '＋' | '－' => !matches!(self, Self::Blank),
            // A cell that begins with one of these begins with what follows in the eyes of
            // some.
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
