//! Conditions on an HTTP response.

use serde::{Deserialize, Serialize};

/// A condition on an HTTP response.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assertion {
    /// Part of the response to test.
    pub subject: Subject,
    /// How to compare the subject with the value.
    pub comparison: Comparison,
    /// Value to compare with; ignored for `Exists` and `NotExists`.
    pub value: String,
}

/// The part of a response that a condition tests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Subject {
    /// A response header, by name; repeated headers are joined by commas.
    Header(String),
    /// The decoded body as text, invalid UTF-8 replaced.
    Body,
    /// The first node of the body that matches a JSONPath (RFC 9535).
    Json(String),
}

/// How a subject is compared with a value. The last four compare numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Comparison {
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
    /// The subject is less than the value.
    LessThan,
    /// The subject is less than or equal to the value.
    AtMost,
    /// The subject is greater than the value.
    GreaterThan,
    /// The subject is greater than or equal to the value.
    AtLeast,
}
