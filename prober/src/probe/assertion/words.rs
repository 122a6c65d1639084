//! A condition, and what was seen of it, for a person.

use std::borrow::Cow;

use queue::{Assertion, Comparison, Subject};

use crate::probe::answer::cut_text;

/// Most bytes of what was seen that a finding shows.
const SHOWN_BYTES: usize = 120;

/// The condition as words that follow "expected that".
pub(super) fn sentence(assertion: &Assertion) -> String {
    use Comparison as C;
    let subject = match &assertion.subject {
        Subject::Header(name) => format!("header {name}"),
        Subject::Body => "the body".to_owned(),
        Subject::Json(path) => format!("JSON {path}"),
    };
    let verb = match assertion.comparison {
        C::Exists => return format!("{subject} exists"),
        C::NotExists => return format!("{subject} does not exist"),
        C::Equals => "is",
        C::NotEquals => "is not",
        C::Contains => "contains",
        C::NotContains => "does not contain",
        C::Matches => "matches",
        C::NotMatches => "does not match",
        C::LessThan => "is less than",
        C::AtMost => "is at most",
        C::GreaterThan => "is more than",
        C::AtLeast => "is at least",
    };
    format!("{subject} {verb} {}", assertion.value)
}

/// What was seen, for a person.
pub(super) fn shown(
    assertion: &Assertion,
    actual: Result<Option<Cow<'_, str>>, String>,
    cut: bool,
) -> String {
    match actual {
        Err(why) => why,
        Ok(None) => "nothing".to_owned(),
        Ok(Some(body)) if assertion.subject == Subject::Body => {
            let first = if cut { "its first " } else { "" };
            format!("{first}{} bytes of text", body.len())
        }
        Ok(Some(text)) => {
            let mut text = text.into_owned();
            cut_text(&mut text, SHOWN_BYTES);
            text
        }
    }
}
