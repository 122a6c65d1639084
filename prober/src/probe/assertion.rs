//! Conditions on an HTTP answer: compiled where a website is saved, so that what
//! cannot work is refused there, and looked at in each check.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use hyper::header::HeaderName;
use queue::{Assertion, Comparison, FailureClass, Finding, Subject, Verdict};
use serde_json::Value;
use tokio::sync::Semaphore;
use tokio::task::yield_now;

use super::answer::{Answer, cut_text};
use super::expression::Expression;
use super::fault::Fault;
use super::json_path;
use super::trace::Trace;

/// Most conditions of one check.
pub const MOST: usize = 20;

/// Longest value and longest path, bytes.
pub const VALUE_BYTES: usize = 1_024;

/// Longest body that is parsed as JSON, bytes; parsed it takes some twenty times as
/// much memory.
const JSON_BYTES: usize = 1024 * 1024;

/// How many checks may look for expressions and into JSON at once.
const COSTLY_AT_ONCE: usize = 2;

/// Most bytes of what was seen that a finding shows.
const SHOWN_BYTES: usize = 120;

/// Most compiled expressions that are kept for the next check.
const KEPT: usize = 1_000;

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
                .map_err(|_| ("name", "is no header name".to_owned()))?;
        }
        Subject::Json(path) => {
            if path.len() > VALUE_BYTES {
                return Err(("path", format!("is longer than {VALUE_BYTES} bytes")));
            }
            json_path::parse(path).map_err(|problem| ("path", problem))?;
        }
        Subject::Body if matches!(assertion.comparison, Exists | NotExists) => {
            return Err(("comparison", "cannot be asked of the body".to_owned()));
        }
        Subject::Body => {}
    }
    match assertion.comparison {
        Comparison::Matches | Comparison::NotMatches => {
            Expression::parse(value)
                .map_err(|err| ("value", format!("is no regular expression: {err}")))?;
        }
        LessThan | AtMost | GreaterThan | AtLeast if number(value).is_none() => {
            return Err(("value", "is no number".to_owned()));
        }
        _ => {}
    }
    Ok(())
}

/// Compiled expressions, kept from check to check, and the permits to use them.
#[derive(Debug)]
pub(crate) struct Compiled {
    expressions: Mutex<HashMap<String, Arc<Expression>>>,
    /// For what takes long or much memory.
    costly: Semaphore,
}

impl Default for Compiled {
    fn default() -> Self {
        Self {
            expressions: Mutex::default(),
            costly: Semaphore::new(COSTLY_AT_ONCE),
        }
    }
}

impl Compiled {
    fn expression(&self, pattern: &str) -> Result<Arc<Expression>, String> {
        let kept = || {
            self.expressions
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
        };
        if let Some(expression) = kept().get(pattern) {
            return Ok(Arc::clone(expression));
        }
        let expression = Arc::new(Expression::parse(pattern)?);
        let mut kept = kept();
        if kept.len() >= KEPT {
            kept.clear();
        }
        kept.insert(pattern.to_owned(), Arc::clone(&expression));
        Ok(expression)
    }
}

/// Looks at all of `assertions` in `answer`, and notes what it finds.
///
/// # Errors
/// A fault of ours where one cannot be looked at, which [`compile`] prevents.
pub(crate) async fn judge(
    compiled: &Compiled,
    assertions: &[Assertion],
    answer: &Answer,
    trace: &mut Trace,
) -> Result<(), Fault> {
    trace.is_judging = true;
    let _permit = if assertions.iter().any(is_costly) {
        compiled.costly.acquire().await.ok()
    } else {
        None
    };
    let mut json = None;
    for assertion in assertions {
        if is_costly(assertion) {
            // Others have their turn, and the deadline.
            yield_now().await;
        }
        let actual = match &assertion.subject {
            Subject::Header(name) => Ok(answer.header(name).map(Cow::Owned)),
            Subject::Body => Ok(Some(answer.text())),
            Subject::Json(path) => {
                let json = json.get_or_insert_with(|| parse_json(&answer.body));
                match json {
                    Ok(json) => Ok(find(json, path)?.map(Cow::Owned)),
                    Err(_) if answer.cut => Err("not all of the body was read".to_owned()),
                    Err(err) => Err(err.clone()),
                }
            }
        };
        let holds = match &actual {
            Ok(actual) => holds(compiled, assertion, actual.as_deref())?,
            Err(_) => false,
        };
        let shown = shown(assertion, actual, answer.cut);
        note(assertion, holds, shown, trace);
    }
    Ok(())
}

/// Whether it looks at the body.
pub(crate) fn looks_at_body(assertion: &Assertion) -> bool {
    matches!(assertion.subject, Subject::Body | Subject::Json(_))
}

/// Whether it may take much time or memory to look at.
fn is_costly(assertion: &Assertion) -> bool {
    use Comparison::{Matches, NotMatches};
    matches!(assertion.subject, Subject::Json(_))
        || matches!(assertion.comparison, Matches | NotMatches)
}

fn parse_json(body: &[u8]) -> Result<Value, String> {
    if body.len() > JSON_BYTES {
        return Err(format!("the body is longer than {JSON_BYTES} bytes"));
    }
    serde_json::from_slice(body).map_err(|err| format!("the body is no JSON: {err}"))
}

fn note(assertion: &Assertion, holds: bool, actual: String, trace: &mut Trace) {
    let expected = sentence(assertion);
    let finding = Finding {
        expected: expected.clone(),
        actual: actual.clone(),
        verdict: if holds {
            Verdict::Passed
        } else {
            Verdict::Failed
        },
    };
    let detail = match assertion.subject {
        Subject::Header(_) => "assertion.header",
        Subject::Body => "assertion.body",
        Subject::Json(_) => "assertion.json",
    };
    trace.note(finding, |trace| {
        let reason = format!("{}: expected that {expected}, got {actual}", trace.peer);
        Fault::down(FailureClass::Assertion, detail, reason)
    });
}

/// The first node that `path` finds, as text.
fn find(json: &Value, path: &str) -> Result<Option<String>, Fault> {
    let path =
        json_path::parse(path).map_err(|problem| unusable(&format!("its path {problem}")))?;
    Ok(path.query(json).first().map(|node| match node {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }))
}

fn holds(compiled: &Compiled, assertion: &Assertion, actual: Option<&str>) -> Result<bool, Fault> {
    use Comparison as C;
    let value = assertion.value.as_str();
    let matches = |actual: &str| {
        let expression = compiled.expression(value).map_err(|err| unusable(&err))?;
        expression.is_match(actual).map_err(|err| unusable(&err))
    };
    let order = |test: fn(std::cmp::Ordering) -> bool| {
        let (actual, value) = (actual.and_then(number), number(value));
        actual
            .zip(value)
            .and_then(|(actual, value)| actual.partial_cmp(&value))
            .is_some_and(test)
    };
    // What is not there is neither equal to anything nor contains it.
    Ok(match assertion.comparison {
        C::Exists => actual.is_some(),
        C::NotExists => actual.is_none(),
        C::Equals => actual == Some(value),
        C::NotEquals => actual != Some(value),
        C::Contains => actual.is_some_and(|actual| actual.contains(value)),
        C::NotContains => actual.is_none_or(|actual| !actual.contains(value)),
        C::Matches => actual.map(matches).transpose()?.unwrap_or(false),
        C::NotMatches => !actual.map(matches).transpose()?.unwrap_or(false),
        C::LessThan => order(std::cmp::Ordering::is_lt),
        C::AtMost => order(std::cmp::Ordering::is_le),
        C::GreaterThan => order(std::cmp::Ordering::is_gt),
        C::AtLeast => order(std::cmp::Ordering::is_ge),
    })
}

fn number(text: &str) -> Option<f64> {
    text.trim()
        .parse()
        .ok()
        .filter(|number: &f64| number.is_finite())
}

/// The condition as words that follow "expected that".
fn sentence(assertion: &Assertion) -> String {
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
fn shown(assertion: &Assertion, actual: Result<Option<Cow<'_, str>>, String>, cut: bool) -> String {
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

fn unusable(problem: &str) -> Fault {
    Fault::internal(
        "internal.check",
        format!("an assertion cannot be used: {problem}"),
    )
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

    #[test]
    fn each_comparison_holds_and_fails() {
        use Comparison as C;
        let compiled = Compiled::default();
        for (comparison, value, actual, expected) in [
            (C::Exists, "", Some("a"), true),
            (C::Exists, "", None, false),
            (C::NotExists, "", None, true),
            (C::NotExists, "", Some("a"), false),
            (C::Equals, "a", Some("a"), true),
            (C::Equals, "a", Some("b"), false),
            (C::Equals, "", None, false),
            (C::NotEquals, "a", Some("b"), true),
            (C::NotEquals, "a", Some("a"), false),
            (C::NotEquals, "a", None, true),
            (C::Contains, "b", Some("abc"), true),
            (C::Contains, "d", Some("abc"), false),
            (C::NotContains, "d", Some("abc"), true),
            (C::NotContains, "b", Some("abc"), false),
            (C::Matches, "^a.c$", Some("abc"), true),
            (C::Matches, "^b", Some("abc"), false),
            (C::Matches, "", None, false),
            (C::NotMatches, "^b", Some("abc"), true),
            (C::NotMatches, "^a", Some("abc"), false),
            (C::LessThan, "10", Some("9.5"), true),
            (C::LessThan, "10", Some("10"), false),
            (C::AtMost, "10", Some("10"), true),
            (C::AtMost, "10", Some("11"), false),
            (C::GreaterThan, "10", Some("11"), true),
            (C::GreaterThan, "10", Some("10"), false),
            (C::AtLeast, "10", Some("10"), true),
            (C::AtLeast, "10", Some("9"), false),
            (C::AtLeast, "10", Some("many"), false),
            (C::AtLeast, "10", None, false),
        ] {
            let assertion = assertion(Subject::Body, comparison, value);
            let found = holds(&compiled, &assertion, actual).unwrap();
            assert_eq!(found, expected, "{comparison:?} {value} {actual:?}");
        }
    }
}
