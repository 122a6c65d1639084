//! What each comparison says.

use queue::{Assertion, Comparison};

use super::compiled::Compiled;
use super::judge::unusable;
use crate::probe::fault::Fault;

pub(super) fn holds(
    compiled: &Compiled,
    assertion: &Assertion,
    actual: Option<&str>,
) -> Result<bool, Fault> {
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

pub(super) fn number(text: &str) -> Option<f64> {
    text.trim()
        .parse()
        .ok()
        .filter(|number: &f64| number.is_finite())
}

#[cfg(test)]
mod tests {
    use queue::Subject;

    use super::*;

    fn assertion(subject: Subject, comparison: Comparison, value: &str) -> Assertion {
        Assertion {
            subject,
            comparison,
            value: value.to_owned(),
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
