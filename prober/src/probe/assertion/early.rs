//! Conditions that the begin of a body decides, whatever follows.

use queue::{Assertion, Comparison, Subject};

use super::compiled::Compiled;

/// Whether nothing that follows on `begin` can change what any of `assertions` finds
/// in the body.
pub(crate) fn is_decided(compiled: &Compiled, assertions: &[Assertion], begin: &str) -> bool {
    let mut assertions = assertions.iter();
    assertions.all(|assertion| match &assertion.subject {
        Subject::Header(_) => true,
        Subject::Body => is_decided_by(compiled, assertion, begin),
        // It is JSON, or none, only as a whole.
        Subject::Json(_) => false,
    })
}

fn is_decided_by(compiled: &Compiled, assertion: &Assertion, begin: &str) -> bool {
    use Comparison as C;
    let value = assertion.value.as_str();
    match assertion.comparison {
        C::Contains | C::NotContains => begin.contains(value),
        C::Equals | C::NotEquals => !value.starts_with(begin),
        C::Matches | C::NotMatches => compiled
            .expression(value)
            .is_ok_and(|expression| expression.is_settled(begin)),
        C::LessThan | C::AtMost | C::GreaterThan | C::AtLeast => false,
        C::Exists | C::NotExists => true,
    }
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
            (C::Matches, "^ok$", "ok!", false),
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
