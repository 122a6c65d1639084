//! A condition, and what was seen of it, for a person.

use queue::{Assertion, Comparison, Subject};

use super::compare::Actual;
use crate::probe::answer;

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
    answer::one_line(&format!("{subject} {verb} {}", assertion.value))
}

/// What was seen, for a person; `holds` as it was found.
pub(super) fn shown(
    assertion: &Assertion,
    actual: Option<&Actual<'_>>,
    holds: Option<bool>,
) -> String {
    match actual {
        None => "nothing".to_owned(),
        Some(body) if assertion.subject == Subject::Body => {
            let bytes = body.text.len();
            match (body.is_whole, holds) {
                (true, _) => format!("{bytes} bytes of text"),
                (false, Some(_)) => format!("its first {bytes} bytes of text"),
                (false, None) => {
                    format!(
                        "a body that was not read to its end, whose first {bytes} bytes do not tell"
                    )
                }
            }
        }
        Some(actual) if actual.text.is_empty() => "an empty text".to_owned(),
        Some(actual) => match &assertion.subject {
            Subject::Header(name) if answer::is_credential(name) => "***".to_owned(),
            _ => answer::shown(&actual.text, SHOWN_BYTES),
        },
    }
}
