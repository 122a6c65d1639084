//! Conditions on an HTTP response.

use async_graphql::{Enum, InputObject, SimpleObject};

use crate::service::check;

/// A condition on an HTTP response.
#[derive(SimpleObject)]
pub(in crate::graphql) struct Assertion {
    /// Part of the response that is tested.
    subject: AssertionSubject,
    /// Name of a HEADER, or JSONPath of a JSON node.
    property: Option<String>,
    /// How the subject is compared with the value.
    comparison: Comparison,
    /// Value to compare with; null for EXISTS and NOT_EXISTS.
    value: Option<String>,
}

/// A condition on an HTTP response.
#[derive(InputObject)]
pub(in crate::graphql) struct AssertionInput {
    /// Part of the response to test.
    subject: AssertionSubject,
    /// Name of a HEADER, or JSONPath (RFC 9535) of a JSON node, such as `$.status`.
    property: Option<String>,
    /// How to compare the subject with the value.
    comparison: Comparison,
    /// Value to compare with, at most 1,024 bytes; not allowed for EXISTS and NOT_EXISTS.
    /// LESS_THAN, AT_MOST, GREATER_THAN and AT_LEAST compare numbers.
    value: Option<String>,
}

/// The part of a response that a condition tests.
#[derive(Enum, Copy, Clone, Eq, PartialEq)]
#[graphql(remote = "crate::service::check::Looks")]
pub(in crate::graphql) enum AssertionSubject {
    /// A response header. Repeated headers are joined by commas.
    Header,
    /// The decoded body as text.
    Body,
    /// The first node of the body that matches a JSONPath (RFC 9535).
    Json,
}

/// How a subject is compared with a value.
#[derive(Enum, Copy, Clone, Eq, PartialEq)]
#[graphql(remote = "queue::Comparison")]
pub(in crate::graphql) enum Comparison {
    /// The subject is present.
    Exists,
    /// The subject is absent.
    NotExists,
    /// The subject equals the value.
    Equals,
    /// The subject differs from the value.
    NotEquals,
    /// The subject contains the value.
    Contains,
    /// The subject does not contain the value.
    NotContains,
    /// The subject matches the value, a regular expression.
    Matches,
    /// The subject does not match the value, a regular expression.
    NotMatches,
    /// The subject is a number less than the value.
    LessThan,
    /// The subject is a number less than or equal to the value.
    AtMost,
    /// The subject is a number greater than the value.
    GreaterThan,
    /// The subject is a number greater than or equal to the value.
    AtLeast,
}

impl From<queue::Assertion> for Assertion {
    fn from(assertion: queue::Assertion) -> Self {
        use queue::Comparison::{Exists, NotExists};
        let (subject, property) = match assertion.subject {
            queue::Subject::Header(name) => (AssertionSubject::Header, Some(name)),
            queue::Subject::Body => (AssertionSubject::Body, None),
            queue::Subject::Json(path) => (AssertionSubject::Json, Some(path)),
        };
        let bare = matches!(assertion.comparison, Exists | NotExists);
        Self {
            subject,
            property,
            comparison: assertion.comparison.into(),
            value: (!bare).then_some(assertion.value),
        }
    }
}

impl From<AssertionInput> for check::Assertion {
    fn from(input: AssertionInput) -> Self {
        Self {
            subject: input.subject.into(),
            property: input.property,
            comparison: input.comparison.into(),
            value: input.value,
        }
    }
}
