//! Conditions on an HTTP answer: compiled where a website is saved, so that what
//! cannot work is refused there, and looked at in each check.

mod compare;
mod compiled;
mod early;
mod judge;
mod words;

use hyper::header::HeaderName;
use queue::{Assertion, Comparison, Subject};

pub(crate) use self::compiled::Compiled;
pub(crate) use self::early::is_decided;
pub(crate) use self::judge::judge;
use super::decimal::Decimal;
use super::expression::Expression;
use super::json_path::Path;

/// Most conditions of one check.
pub const MOST: usize = 20;

/// Longest value and longest path, bytes.
pub const VALUE_BYTES: usize = 1_024;

/// What is wrong with a condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Which condition, counted from 0.
    pub index: usize,
    /// Its part: `value`, `path`, `name`, or `comparison`.
    pub part: &'static str,
    /// What is wrong, as the rest of a sentence.
    pub problem: String,
}

/// Whether all of `assertions` can be looked at.
///
/// # Errors
/// The first [`Problem`].
pub fn compile(assertions: &[Assertion]) -> Result<(), Problem> {
    for (index, assertion) in assertions.iter().enumerate() {
        check(assertion).map_err(|(part, problem)| Problem {
            index,
            part,
            problem,
        })?;
    }
    Ok(())
}

fn check(assertion: &Assertion) -> Result<(), (&'static str, String)> {
    use Comparison::{AtLeast, AtMost, Exists, GreaterThan, LessThan, NotExists};
    let value = assertion.value.as_str();
    if value.len() > VALUE_BYTES {
        return Err(("value", format!("is longer than {VALUE_BYTES} bytes")));
    }
    match &assertion.subject {
        Subject::Header(name) => {
            HeaderName::from_bytes(name.as_bytes())
                .map_err(|_| ("name", "is not the name of a header".to_owned()))?;
        }
        Subject::Json(path) => {
            if path.len() > VALUE_BYTES {
                return Err(("path", format!("is longer than {VALUE_BYTES} bytes")));
            }
            Path::parse_to_save(path).map_err(|problem| ("path", problem))?;
        }
        Subject::Body if matches!(assertion.comparison, Exists | NotExists) => {
            return Err(("comparison", "cannot be asked of the body".to_owned()));
        }
        Subject::Body => {}
    }
    match assertion.comparison {
        Comparison::Matches | Comparison::NotMatches => {
            Expression::parse(value)
                .map_err(|err| ("value", format!("is not a regular expression: {err}")))?;
        }
        LessThan | AtMost | GreaterThan | AtLeast if Decimal::parse(value).is_none() => {
            return Err(("value", "is not a number".to_owned()));
        }
        _ => {}
    }
    Ok(())
}

/// Whether it looks at the body.
pub(crate) fn looks_at_body(assertion: &Assertion) -> bool {
    matches!(assertion.subject, Subject::Body | Subject::Json(_))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assertion(subject: Subject, comparison: Comparison, value: &str) -> Assertion {
        Assertion {
            subject,
            comparison,
            value: value.to_owned(),
        }
    }

    #[test]
    fn what_cannot_be_looked_at_is_refused_by_its_part() {
        use Comparison::{Equals, Exists, LessThan, Matches};
        for (subject, comparison, value, part) in [
            (Subject::Body, Matches, "(", "value"),
            (Subject::Body, Matches, "(a{1000}){1000}", "value"),
            (Subject::Body, Exists, "", "comparison"),
            (Subject::Body, Equals, &"x".repeat(2_000), "value"),
            (Subject::Json("$[".to_owned()), Equals, "1", "path"),
            (Subject::Json("$..a..b".to_owned()), Equals, "1", "path"),
            (Subject::Json("$.a".to_owned()), LessThan, "one", "value"),
            (Subject::Header("a b".to_owned()), Equals, "1", "name"),
            (Subject::Header("a\r\n".to_owned()), Equals, "1", "name"),
        ] {
            let good = assertion(Subject::Body, Comparison::Contains, "ok");
            let bad = assertion(subject, comparison, value);
            let problem = compile(&[good, bad]).unwrap_err();
            assert_eq!((problem.index, problem.part), (1, part), "{problem:?}");
        }
    }
}
