//! What each comparison says of what was seen.

use std::borrow::Cow;
use std::cmp::Ordering;

use queue::Comparison;

use super::compiled::Condition;
use crate::probe::budget::{Budget, Spent};
use crate::probe::decimal::Decimal;
use crate::probe::expression::Found;
use crate::probe::json::{Json, Value};
use crate::probe::json_path;

/// So many bytes are looked through for a text in one step.
const BYTES_A_STEP: usize = 16;

/// What was seen of a subject that is there.
pub(super) struct Actual<'a> {
    pub(super) text: Cow<'a, str>,
    /// Whether that is all of it.
    pub(super) is_whole: bool,
    /// The node that it is, if it is one of JSON.
    pub(super) node: Option<(&'a Json<'a>, usize)>,
}

/// Whether `condition` holds; nothing where what was seen does not tell.
///
/// # Errors
/// Where telling costs more than `budget`.
pub(super) fn holds(
    condition: &Condition,
    actual: Option<&Actual<'_>>,
    budget: &mut Budget,
) -> Result<Option<bool>, Spent> {
    use Comparison as C;
    let value = condition.assertion.value.as_str();
    let comparison = condition.assertion.comparison;
    // What is not there is neither equal to anything nor contains it.
    let Some(actual) = actual else {
        return Ok(Some(matches!(
            comparison,
            C::NotExists | C::NotEquals | C::NotContains | C::NotMatches
        )));
    };
    let not = |holds: Option<bool>| holds.map(|holds| !holds);
    let is = |wanted: fn(Ordering) -> bool| actual.is_whole.then(|| order(actual, value, wanted));
    Ok(match comparison {
        C::Exists => Some(true),
        C::NotExists => Some(false),
        C::Equals => equals(actual, value, budget)?,
        C::NotEquals => not(equals(actual, value, budget)?),
        C::Contains => contains(actual, value, budget)?,
        C::NotContains => not(contains(actual, value, budget)?),
        C::Matches => matches(condition, actual, budget)?,
        C::NotMatches => not(matches(condition, actual, budget)?),
        C::LessThan => is(Ordering::is_lt),
        C::AtMost => is(Ordering::is_le),
        C::GreaterThan => is(Ordering::is_gt),
        C::AtLeast => is(Ordering::is_ge),
    })
}

/// Numbers of JSON are equal by their value, arrays and objects by what is in them,
/// and all else letter by letter.
fn equals(actual: &Actual<'_>, value: &str, budget: &mut Budget) -> Result<Option<bool>, Spent> {
    if actual.text == value {
        return Ok(Some(actual.is_whole));
    }
    if !actual.is_whole {
        // It goes on, so only a longer text can still be the same.
        let is_open = value.starts_with(&*actual.text);
        return Ok(if is_open { None } else { Some(false) });
    }
    let Some((json, node)) = actual.node else {
        return Ok(Some(false));
    };
    Ok(Some(match json.value(node) {
        Value::Number(digits) => Decimal::parse(digits)
            .zip(Decimal::parse(value))
            .is_some_and(|(digits, value)| digits == value),
        Value::Array | Value::Object => match Json::parse(value) {
            Ok(expected) => json_path::is_equal((json, node), (&expected, 0), budget)?,
            Err(_) => false,
        },
        Value::Null | Value::Bool(_) | Value::String(_) => false,
    }))
}

fn contains(actual: &Actual<'_>, value: &str, budget: &mut Budget) -> Result<Option<bool>, Spent> {
    budget.spend(actual.text.len() / BYTES_A_STEP)?;
    Ok(match actual.text.contains(value) {
        true => Some(true),
        false => actual.is_whole.then_some(false),
    })
}

fn matches(
    condition: &Condition,
    actual: &Actual<'_>,
    budget: &mut Budget,
) -> Result<Option<bool>, Spent> {
    let Some(expression) = &condition.expression else {
        return Ok(None);
    };
    let found = expression.search(&actual.text, actual.is_whole, budget)?;
    Ok(match found {
        Found::Yes => Some(true),
        Found::No => Some(false),
        Found::NotYet => None,
    })
}

/// Whether both are numbers, and in the order that is wanted.
fn order(actual: &Actual<'_>, value: &str, wanted: fn(Ordering) -> bool) -> bool {
    Decimal::parse(&actual.text)
        .zip(Decimal::parse(value))
        .is_some_and(|(actual, value)| wanted(actual.cmp(&value)))
}

#[cfg(test)]
mod tests {
    use queue::{Assertion, Subject};

    use super::super::Compiled;
    use super::*;

    fn judged(
        comparison: Comparison,
        value: &str,
        actual: Option<&str>,
        is_whole: bool,
    ) -> Option<bool> {
        let assertion = Assertion {
            subject: Subject::Body,
            comparison,
            value: value.to_owned(),
        };
        let condition = Compiled::default().condition(&assertion).unwrap();
        let actual = actual.map(|text| Actual {
            text: text.into(),
            is_whole,
            node: None,
        });
        holds(&condition, actual.as_ref(), &mut Budget::of(1_000_000)).unwrap()
    }

    #[test]
    fn each_comparison_holds_and_fails() {
        use Comparison as C;
        for (comparison, value, actual, expected) in [
            (C::Exists, "", Some("a"), true),
            (C::Exists, "", None, false),
            (C::NotExists, "", None, true),
            (C::NotExists, "", Some("a"), false),
            (C::Equals, "a", Some("a"), true),
            (C::Equals, "a", Some("b"), false),
            (C::Equals, "", None, false),
            (C::Equals, "1", Some("1.0"), false),
            (C::NotEquals, "a", Some("b"), true),
            (C::NotEquals, "a", Some("a"), false),
            (C::NotEquals, "a", None, true),
            (C::Contains, "b", Some("abc"), true),
            (C::Contains, "d", Some("abc"), false),
            (C::NotContains, "d", Some("abc"), true),
            (C::NotContains, "b", Some("abc"), false),
            (C::NotContains, "b", None, true),
            (C::Matches, "^a.c$", Some("abc"), true),
            (C::Matches, "^b", Some("abc"), false),
            (C::Matches, "", None, false),
            (C::NotMatches, "^b", Some("abc"), true),
            (C::NotMatches, "^a", Some("abc"), false),
            (C::NotMatches, "", None, true),
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
            (
                C::AtLeast,
                "9007199254740993",
                Some("9007199254740992"),
                false,
            ),
            (
                C::GreaterThan,
                "9007199254740992",
                Some(" 9007199254740993\r\n"),
                true,
            ),
            (C::LessThan, "1e400", Some("1e399"), true),
            (C::AtLeast, "1e999999999", Some("+1E1000000000"), true),
            (C::AtMost, "0.1", Some("0.1000000000000000000001"), false),
            (C::AtMost, "0", Some("-0"), true),
            (C::AtLeast, "0", Some("-0.0"), true),
        ] {
            let found = judged(comparison, value, actual, true);
            assert_eq!(found, Some(expected), "{comparison:?} {value} {actual:?}");
        }
    }

    #[test]
    fn what_was_not_read_may_tell_otherwise() {
        use Comparison as C;
        for (comparison, value, read, expected) in [
            (C::Contains, "b", "abc", Some(true)),
            (C::Contains, "d", "abc", None),
            (C::NotContains, "b", "abc", Some(false)),
            (C::NotContains, "d", "abc", None),
            (C::Matches, "b", "abc", Some(true)),
            (C::Matches, "c$", "abc", None),
            (C::Matches, "^b", "abc", Some(false)),
            (C::NotMatches, "b", "abc", Some(false)),
            (C::NotMatches, "d", "abc", None),
            (C::NotMatches, "^b", "abc", Some(true)),
            (C::Equals, "abc", "abc", Some(false)),
            (C::Equals, "abcd", "abc", None),
            (C::Equals, "abd", "abc", Some(false)),
            (C::NotEquals, "abcd", "abc", None),
            (C::NotEquals, "abd", "abc", Some(true)),
            (C::LessThan, "10", "1", None),
            (C::AtMost, "10", "99", None),
            (C::GreaterThan, "10", "99", None),
            (C::AtLeast, "10", "99", None),
        ] {
            let found = judged(comparison, value, Some(read), false);
            assert_eq!(found, expected, "{comparison:?} {value} {read}");
        }
    }

    #[test]
    fn numbers_of_json_are_equal_by_value_and_trees_by_what_is_in_them() {
        for (body, value, expected) in [
            ("1.0", "1", true),
            ("1E2", "100", true),
            ("-0", "0", true),
            ("1.10", "1.10", true),
            ("1.10", "1.1", true),
            ("12345678901234567890123", "12345678901234567890123", true),
            ("12345678901234567890123", "12345678901234567890124", false),
            ("9007199254740992", "9007199254740993", false),
            ("1e400", "10e399", true),
            ("1e-400", "0", false),
            ("100", "+1e2", true),
            ("100", " 100 ", true),
            ("1", "one", false),
            ("\"1.0\"", "1", false),
            ("\"1.0\"", "1.0", true),
            ("null", "null", true),
            ("null", "", false),
            ("true", "true", true),
            ("\"true\"", "true", true),
            (
                r#"{"b": [1.0, null], "a": "x"}"#,
                r#"{"a":"x","b":[1,null]}"#,
                true,
            ),
            (
                r#"{"b": [1.0, null], "a": "x"}"#,
                r#"{"a":"x","b":[null,1]}"#,
                false,
            ),
            ("[ ]", "[]", true),
            ("[ ]", "{}", false),
            ("[]", "", false),
        ] {
            let assertion = Assertion {
                subject: Subject::Json("$".to_owned()),
                comparison: Comparison::Equals,
                value: value.to_owned(),
            };
            let condition = Compiled::default().condition(&assertion).unwrap();
            let json = Json::parse(body).unwrap();
            let actual = Actual {
                text: json.text(0),
                is_whole: true,
                node: Some((&json, 0)),
            };
            let found = holds(&condition, Some(&actual), &mut Budget::of(1_000));
            assert_eq!(found, Ok(Some(expected)), "{body} {value}");
        }
    }
}
