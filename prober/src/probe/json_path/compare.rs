//! Whether values are equal, and which is less. Source: RFC 9535, section 2.3.5.2.2.

use std::cmp::Ordering;

use super::Operator;
use crate::probe::budget::{Budget, Spent};
use crate::probe::decimal::Decimal;
use crate::probe::json::{Json, Value};

/// So many bytes of strings and numbers are compared in one step.
const BYTES_A_STEP: usize = 16;

/// One side of a comparison.
pub(super) enum Item<'a> {
    /// A path that found nothing.
    Nothing,
    /// A value, and the node that has it if it is one of the text's.
    Value(Value<'a>, Option<usize>),
    /// A number that was counted.
    Count(String),
}

/// Whether `left` and `right` compare as `operator` says.
pub(super) fn items(
    json: &Json<'_>,
    left: &Item<'_>,
    operator: Operator,
    right: &Item<'_>,
    budget: &mut Budget,
) -> Result<bool, Spent> {
    let mut is = |wanted: fn(Ordering) -> bool| -> Result<bool, Spent> {
        Ok(order(left, right, budget)?.is_some_and(wanted))
    };
    match operator {
        Operator::Less => is(Ordering::is_lt),
        Operator::Greater => is(Ordering::is_gt),
        Operator::AtMost => Ok(is(Ordering::is_lt)? || equal(json, left, right, budget)?),
        Operator::AtLeast => Ok(is(Ordering::is_gt)? || equal(json, left, right, budget)?),
        Operator::Equal => equal(json, left, right, budget),
        Operator::NotEqual => Ok(!equal(json, left, right, budget)?),
    }
}

fn equal(
    json: &Json<'_>,
    left: &Item<'_>,
    right: &Item<'_>,
    budget: &mut Budget,
) -> Result<bool, Spent> {
    match (value(left), value(right)) {
        (None, None) => Ok(true),
        (Some((left, a)), Some((right, b))) => match (left, a, right, b) {
            (Value::Array, Some(a), Value::Array, Some(b))
            | (Value::Object, Some(a), Value::Object, Some(b)) => {
                nodes((json, a), (json, b), budget)
            }
            _ => scalars(left, right, budget),
        },
        _ => Ok(false),
    }
}

/// Which is less, of numbers and of strings.
fn order(
    left: &Item<'_>,
    right: &Item<'_>,
    budget: &mut Budget,
) -> Result<Option<Ordering>, Spent> {
    Ok(match (value(left), value(right)) {
        (Some((Value::Number(left), _)), Some((Value::Number(right), _))) => {
            budget.spend((left.len() + right.len()) / BYTES_A_STEP)?;
            let (left, right) = (Decimal::parse(left), Decimal::parse(right));
            left.zip(right).map(|(left, right)| left.cmp(&right))
        }
        (Some((Value::String(left), _)), Some((Value::String(right), _))) => {
            budget.spend(left.len().min(right.len()) / BYTES_A_STEP)?;
            Some(left.cmp(right))
        }
        _ => None,
    })
}

fn value<'a>(item: &'a Item<'_>) -> Option<(Value<'a>, Option<usize>)> {
    match item {
        Item::Nothing => None,
        Item::Value(value, node) => Some((*value, *node)),
        Item::Count(count) => Some((Value::Number(count), None)),
    }
}

/// Whether two values that hold no others are equal.
fn scalars(left: Value<'_>, right: Value<'_>, budget: &mut Budget) -> Result<bool, Spent> {
    Ok(match (left, right) {
        (Value::Number(left), Value::Number(right)) => {
            budget.spend((left.len() + right.len()) / BYTES_A_STEP)?;
            left == right || Decimal::parse(left) == Decimal::parse(right)
        }
        (Value::String(left), Value::String(right)) => {
            budget.spend(left.len().min(right.len()) / BYTES_A_STEP)?;
            left == right
        }
        (Value::Array | Value::Object, _) => false,
        (left, right) => left == right,
    })
}

/// Whether two nodes, of one text or of two, are equal with all that is in them.
pub(super) fn nodes(
    (left, a): (&Json<'_>, usize),
    (right, b): (&Json<'_>, usize),
    budget: &mut Budget,
) -> Result<bool, Spent> {
    let mut pairs = vec![(a, b)];
    while let Some((a, b)) = pairs.pop() {
        budget.spend(1)?;
        match (left.value(a), right.value(b)) {
            (Value::Array, Value::Array) => {
                if left.len(a) != right.len(b) {
                    return Ok(false);
                }
                budget.spend(left.len(a))?;
                pairs.extend(left.children(a).zip(right.children(b)));
            }
            (Value::Object, Value::Object) => {
                if left.len(a) != right.len(b) {
                    return Ok(false);
                }
                let (ours, theirs) = (by_name(left, a, budget)?, by_name(right, b, budget)?);
                for (a, b) in ours.into_iter().zip(theirs) {
                    if left.name(a) != right.name(b) {
                        return Ok(false);
                    }
                    pairs.push((a, b));
                }
            }
            (one, other) => {
                if !scalars(one, other, budget)? {
                    return Ok(false);
                }
            }
        }
    }
    Ok(true)
}

/// The members of an object in the order of their names.
fn by_name(json: &Json<'_>, node: usize, budget: &mut Budget) -> Result<Vec<usize>, Spent> {
    let mut members: Vec<_> = json.children(node).collect();
    let bytes: usize = members
        .iter()
        .map(|member| json.name(*member).map_or(0, <[u8]>::len))
        .sum();
    let levels = members.len().checked_ilog2().unwrap_or_default() as usize + 1;
    budget.spend((members.len() + bytes / BYTES_A_STEP) * levels)?;
    members.sort_unstable_by(|a, b| json.name(*a).cmp(&json.name(*b)));
    Ok(members)
}
