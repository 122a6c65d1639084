//! Why a text is not JSON, in words.

use std::fmt;

use crate::probe::answer::CUT;

/// Most characters of the text that a complaint shows.
const SHOWN_CHARS: usize = 12;

/// Why a text is not JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NotJson {
    /// There is nothing, or blanks alone.
    Empty,
    /// It is a page for people.
    Html,
    /// Something else stands where JSON has something of its own.
    Wrong {
        expected: &'static str,
        /// What stands there; nothing at the end.
        found: Option<String>,
        line: usize,
        /// In characters, from 1.
        column: usize,
    },
}

impl fmt::Display for NotJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("it is empty"),
            Self::Html => f.write_str("it looks like HTML"),
            Self::Wrong {
                expected,
                found,
                line,
                column,
            } => {
                write!(f, "expected {expected} at line {line} column {column}, ")?;
                match found {
                    Some(found) => write!(f, "found `{found}`"),
                    None => f.write_str("and it ends there"),
                }
            }
        }
    }
}

impl NotJson {
    /// What stands at `at` of `text` where `expected` should; `is_at_start` while nothing was
    /// read yet.
    pub(super) fn at(text: &str, at: usize, is_at_start: bool, expected: &'static str) -> Self {
        let whole = text.trim_start_matches('\u{feff}').trim();
        if whole.is_empty() {
            return Self::Empty;
        }
        if is_at_start && looks_like_html(whole) {
            return Self::Html;
        }
        // It never stands within a character: those of more bytes are passed whole.
        let at = text.floor_char_boundary(at);
        let before = &text[..at];
        let line_begin = before.rfind('\n').map_or(0, |newline| newline + 1);
        let column = before[line_begin..].trim_start_matches('\u{feff}');
        let word = text[at..].split(char::is_whitespace).next();
        let word = word.unwrap_or_default();
        let mut found: String = word.chars().take(SHOWN_CHARS).collect();
        if found.len() < word.len() {
            found.push_str(CUT);
        }
        let found = match text[at..].chars().next() {
            None => None,
            Some(c) if c.is_control() => Some(c.escape_unicode().to_string()),
            Some(_) => Some(found),
        };
        Self::Wrong {
            expected,
            found,
            line: before.matches('\n').count() + 1,
            column: column.chars().count() + 1,
        }
    }
}

fn looks_like_html(text: &str) -> bool {
    let mut rest = text.chars();
    rest.next() == Some('<')
        && rest
            .next()
            .is_some_and(|c| c.is_ascii_alphabetic() || c == '!')
}
