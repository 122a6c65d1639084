//! Conditions that the begin of a body decides, whatever follows.

use queue::{Assertion, Comparison, Subject};

use super::compare::{Actual, holds};
use super::compiled::Compiled;
use crate::probe::budget::Budget;

/// Steps of all conditions together that are taken while others wait: some milliseconds.
const STEPS: u64 = 400_000;

/// Whether nothing that follows on `begin` can change what any of `assertions` finds
/// in the body.
pub(crate) fn is_decided(compiled: &Compiled, assertions: &[Assertion], begin: &str) -> bool {
    let mut budget = Budget::of(STEPS);
    let mut assertions = assertions.iter();
    assertions.all(|assertion| match &assertion.subject {
        Subject::Header(_) => true,
        Subject::Body => is_decided_by(compiled, assertion, begin, &mut budget),
        // It is JSON, or none, only as a whole.
        Subject::Json(_) => false,
    })
}

fn is_decided_by(
    compiled: &Compiled,
    assertion: &Assertion,
    begin: &str,
    budget: &mut Budget,
) -> bool {
    use Comparison::{Equals, NotEquals};
    // It may also end here.
    if matches!(assertion.comparison, Equals | NotEquals) {
        return !assertion.value.starts_with(begin);
    }
    let Ok(condition) = compiled.condition(assertion) else {
        return false;
    };
    let actual = Actual {
        text: begin.into(),
        is_whole: false,
        node: None,
    };
    // What costs too much is left to the end.
    matches!(holds(&condition, Some(&actual), budget), Ok(Some(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_still_change_is_not_decided() {
        use Comparison as C;
        for (comparison, value, begin, expected) in [
            (C::Contains, "ok", "all ok so far", true),
            (C::Contains, "ok", "all o", false),
            (C::NotContains, "ok", "all ok", true),
            (C::NotContains, "ok", "all", false),
            (C::Equals, "ok", "o", false),
            (C::Equals, "ok", "ok", false),
            (C::Equals, "ok", "oh", true),
            (C::Equals, "ok", "ok!", true),
            (C::NotEquals, "ok", "ok!", true),
            (C::NotEquals, "ok", "ok", false),
            (C::Matches, "o+k", "ok!", true),
            (C::Matches, "^ok$", "ok", false),
            (C::Matches, "^ok$", "ok!", true),
            (C::Matches, "(?m)^ok$", "ok\nmore", true),
            (C::Matches, r"ok\b", "ok", false),
            (C::Matches, r"ok\b", "ok ", true),
            (C::NotMatches, "^o", "ok", true),
            (C::AtLeast, "1", "12", false),
        ] {
            let assertion = Assertion {
                subject: Subject::Body,
                comparison,
                value: value.to_owned(),
            };
            let found = is_decided(&Compiled::default(), &[assertion], begin);
            assert_eq!(found, expected, "{comparison:?} {value} in {begin}");
        }
    }
}
