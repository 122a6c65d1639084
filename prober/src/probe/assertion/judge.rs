//! Looks at the conditions of a check and notes each.
//!
//! What is looked at at once is bounded, so that others have their turn. What costs
//! more goes to a thread of its own, few at a time; its end is bounded too, whatever
//! the answer is, and it never outlives the check by more than a moment.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::{Duration, Instant};

use queue::{Assertion, FailureClass, Finding, Subject, Verdict};

use super::compare::{Actual, holds};
use super::compiled::{Compiled, Condition};
use super::words::{sentence, shown};
use crate::probe::answer::Answer;
use crate::probe::budget::{Budget, Spent};
use crate::probe::fault::Fault;
use crate::probe::json::{Json, NotJson};
use crate::probe::trace::Trace;

/// Longest body that is read as JSON, bytes; its tree takes some twenty times as
/// much memory.
const JSON_BYTES: usize = 1024 * 1024;

/// Steps of all conditions together that are taken while others wait: some
/// milliseconds.
const AT_ONCE_STEPS: u64 = 400_000;

/// Steps of those that take more, together: some tenths of a second.
const MOST_STEPS: u64 = 20_000_000;

/// And the time that they take together at most, however busy this machine is.
const LONGEST: Duration = Duration::from_secs(2);

/// What was found of a condition; nothing where that takes too long.
type Looked = Option<(bool, String)>;

/// Looks at all of `assertions` in `answer`, and notes what it finds.
///
/// # Errors
/// A fault of ours where one cannot be looked at, which [`super::compile`] prevents,
/// or where one takes too long; the others are noted all the same.
pub(crate) async fn judge(
    compiled: &Compiled,
    assertions: &[Assertion],
    answer: &Arc<Answer>,
    trace: &mut Trace,
) -> Result<(), Fault> {
    trace.is_judging = true;
    let conditions = assertions
        .iter()
        .map(|assertion| compiled.condition(assertion));
    let mut conditions = conditions.collect::<Result<Vec<_>, _>>()?;
    let mut looked: Vec<Looked> = conditions.iter().map(|_| None).collect();
    look_at(
        &conditions,
        &mut looked,
        answer,
        Limit::Together(AT_ONCE_STEPS),
    );
    if looked.iter().any(Option::is_none) {
        let mark = trace.mark();
        // Should the time run out, what failed already is known.
        note_all(&conditions, &looked, trace);
        (conditions, looked) = look_longer(compiled, conditions, looked, answer, trace).await?;
        trace.back_to(mark);
    }
    note_all(&conditions, &looked, trace);
    let given_up = looked.iter().position(Option::is_none);
    match given_up.and_then(|index| conditions.get(index)) {
        Some(condition) => Err(too_long(condition)),
        None => Ok(()),
    }
}

/// What is left in `looked`, on a thread of its own.
async fn look_longer(
    compiled: &Compiled,
    conditions: Vec<Condition>,
    mut looked: Vec<Looked>,
    answer: &Arc<Answer>,
    trace: &Trace,
) -> Result<(Vec<Condition>, Vec<Looked>), Fault> {
    let open: Vec<_> = (0..looked.len())
        .filter(|index| looked[*index].is_none())
        .collect();
    let left = open.iter().map(|index| &conditions[*index]);
    let permit = compiled.permit(&trace.website, left).await;
    let (began, deadline) = (Instant::now(), trace.deadline);
    let answer = Arc::clone(answer);
    let work = tokio::task::spawn_blocking(move || {
        let end = deadline.min(began + LONGEST);
        let limit = Limit::Shared(MOST_STEPS, end);
        look_at(&conditions, &mut looked, &answer, limit);
        // Whoever waits may have gone: the next one begins when the work has ended.
        drop(permit);
        (conditions, looked)
    });
    let (conditions, looked) = work.await.map_err(|_| {
        let reason = "the conditions could not be looked at".to_owned();
        Fault::internal("internal.check", reason)
    })?;
    // A machine that is too busy for it says nothing of a condition.
    let had_time = began.elapsed() < LONGEST && Instant::now() < deadline;
    for index in open {
        let was_given_up = looked[index].is_none();
        if had_time || !was_given_up {
            compiled.note(&trace.website, &conditions[index], was_given_up);
        }
    }
    Ok((conditions, looked))
}

/// How many steps conditions may take.
#[derive(Clone, Copy)]
enum Limit {
    /// So many, whoever comes first.
    Together(u64),
    /// So many, and the time up to then, of which each has its share.
    Shared(u64, Instant),
}

/// Looks at those conditions that were not yet, the cheap ones first.
fn look_at(conditions: &[Condition], looked: &mut [Looked], answer: &Answer, limit: Limit) {
    let mut open: Vec<usize> = (0..conditions.len())
        .filter(|index| looked[*index].is_none())
        .collect();
    open.sort_by_key(|index| conditions[*index].is_costly());
    let text = answer.text();
    let mut json = None;
    let mut left = match limit {
        Limit::Together(steps) | Limit::Shared(steps, _) => steps,
    };
    let mut others = u32::try_from(open.len()).unwrap_or(u32::MAX);
    for index in open {
        // All conditions on JSON read it together, so it is no share of one.
        if conditions[index].path.is_some() && json.is_none() {
            let rest = left.checked_sub(cost(answer, &text));
            json = rest.map(|_| read(answer, &text));
            left = rest.unwrap_or(left);
        }
        let mut budget = match limit {
            Limit::Together(_) => Budget::of(left),
            Limit::Shared(_, end) => {
                let now = Instant::now();
                let time = end.saturating_duration_since(now) / others.max(1);
                Budget::of(left / u64::from(others.max(1))).until(now + time)
            }
        };
        let share = budget.left();
        let found = look(
            &conditions[index],
            answer,
            &text,
            json.as_ref(),
            &mut budget,
        );
        looked[index] = found.ok();
        left = left.saturating_sub(share - budget.left());
        others = others.saturating_sub(1);
    }
}

/// `json` is the body, or why it is none; nothing where that takes too long to tell.
fn look<'a>(
    condition: &Condition,
    answer: &'a Answer,
    body: &'a str,
    json: Option<&Result<Json<'a>, String>>,
    budget: &mut Budget,
) -> Result<(bool, String), Spent> {
    let whole = |text: Cow<'a, str>| Actual {
        text,
        is_whole: true,
        node: None,
    };
    let actual = match &condition.assertion.subject {
        Subject::Header(name) => answer.header(name).map(|line| whole(line.into())),
        Subject::Body => Some(Actual {
            is_whole: !answer.cut,
            ..whole(body.into())
        }),
        Subject::Json(_) => match json.ok_or(Spent)? {
            Ok(json) => return look_into(condition, json, budget),
            Err(why) => return Ok((false, why.clone())),
        },
    };
    let holds = holds(condition, actual.as_ref(), budget)?;
    let shown = shown(&condition.assertion, actual.as_ref(), holds);
    Ok((holds == Some(true), shown))
}

fn look_into(
    condition: &Condition,
    json: &Json<'_>,
    budget: &mut Budget,
) -> Result<(bool, String), Spent> {
    let node = match &condition.path {
        Some(path) => path.first(json, budget)?,
        None => None,
    };
    let actual = match node {
        Some(node) => {
            // To write it as text takes as long as it is large.
            budget.spend(2 * json.size(node))?;
            Some(Actual {
                text: json.text(node),
                is_whole: true,
                node: Some((json, node)),
            })
        }
        None => None,
    };
    let holds = holds(condition, actual.as_ref(), budget)?;
    let shown = shown(&condition.assertion, actual.as_ref(), holds);
    Ok((holds == Some(true), shown))
}

/// Steps that it takes to read the body as JSON.
fn cost(answer: &Answer, body: &str) -> u64 {
    let is_read = !answer.cut && body.len() <= JSON_BYTES;
    u64::try_from(body.len()).map_or(u64::MAX, |len| if is_read { len } else { 0 })
}

fn read<'a>(answer: &Answer, body: &'a str) -> Result<Json<'a>, String> {
    if answer.cut {
        return Err("a body that was not read to its end".to_owned());
    }
    if body.len() > JSON_BYTES {
        return Err(format!(
            "a body of more than {JSON_BYTES} bytes, the most that is read as JSON"
        ));
    }
    Json::parse(body).map_err(|wrong| match wrong {
        NotJson::Empty => "an empty body".to_owned(),
        wrong => format!("a body that is not JSON: {wrong}"),
    })
}

fn note_all(conditions: &[Condition], looked: &[Looked], trace: &mut Trace) {
    for (condition, looked) in conditions.iter().zip(looked) {
        if let Some((holds, shown)) = looked {
            note(&condition.assertion, *holds, shown.clone(), trace);
        }
    }
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

fn too_long(condition: &Condition) -> Fault {
    let simplify = match (&condition.path, &condition.expression) {
        (Some(_), Some(_)) => "path or expression",
        (Some(_), None) => "path",
        _ => "expression",
    };
    let reason = format!(
        "it takes too long to tell on this body whether {}: simplify the {simplify}",
        sentence(&condition.assertion)
    );
    Fault::internal("internal.check", reason)
}

#[cfg(test)]
mod tests {
    use hyper::{HeaderMap, StatusCode, Version};
    use queue::Comparison::{Contains, Matches};
    use tokio::time::timeout;

    use super::*;
    use crate::probe::answer::Body;
    use crate::probe::room::Held;

    fn body(comparison: queue::Comparison, value: &str) -> Assertion {
        Assertion {
            subject: Subject::Body,
            comparison,
            value: value.to_owned(),
        }
    }

    #[tokio::test]
    async fn what_has_failed_is_known_to_who_waits_in_vain_for_a_permit() {
        let compiled = Compiled::default();
        let none = || std::iter::empty::<&Condition>();
        let permits = tokio::join!(compiled.permit("", none()), compiled.permit("", none()));
        let answer = Arc::new(Answer {
            version: Version::HTTP_11,
            status: StatusCode::OK,
            headers: HeaderMap::new(),
            body: Body::Text("x".repeat(2 * 1024 * 1024)),
            cut: false,
            held: Held::default(),
        });
        // More steps than are taken at once.
        let costly = body(Matches, "y");
        for assertions in [
            [costly.clone(), body(Contains, "absent")],
            [body(Contains, "absent"), costly],
        ] {
            let mut trace = Trace::new(Instant::now());
            let judged = judge(&compiled, &assertions, &answer, &mut trace);
            assert!(timeout(Duration::from_millis(10), judged).await.is_err());
            assert!(trace.is_judging);
            assert_eq!(trace.seen.findings.len(), 1);
            assert_eq!(
                trace.take_broken().unwrap().failure.detail,
                "assertion.body"
            );
        }
        drop(permits);
    }
}
