//! Looks at the conditions of a check, one after the other, and notes each.

use std::borrow::Cow;

use queue::{Assertion, Comparison, FailureClass, Finding, Subject, Verdict};
use serde_json::Value;
use tokio::task::yield_now;

use super::compare::holds;
use super::compiled::Compiled;
use super::words::{sentence, shown};
use crate::probe::answer::Answer;
use crate::probe::fault::Fault;
use crate::probe::json_path;
use crate::probe::trace::Trace;

/// Longest body that is parsed as JSON, bytes; parsed it takes some twenty times as
/// much memory.
const JSON_BYTES: usize = 1024 * 1024;

/// Looks at all of `assertions` in `answer`, and notes what it finds.
///
/// # Errors
/// A fault of ours where one cannot be looked at, which [`super::compile`] prevents.
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

pub(super) fn unusable(problem: &str) -> Fault {
    Fault::internal(
        "internal.check",
        format!("an assertion cannot be used: {problem}"),
    )
}
