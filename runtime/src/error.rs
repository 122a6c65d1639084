//! Errors that belong to no domain.

use std::error::Error;

/// A setting breaks a rule; the message starts with the variable's name.
#[derive(Debug, thiserror::Error)]
#[error("{variable}: {rule}")]
pub struct InvalidSetting {
    /// The environment variable, such as `UPBEAT_REGION`.
    pub variable: &'static str,
    /// What the value must be.
    pub rule: String,
}

impl InvalidSetting {
    /// The error that `variable` breaks `rule`.
    pub fn new(variable: &'static str, rule: impl Into<String>) -> Self {
        let rule = rule.into();
        Self { variable, rule }
    }
}

/// An error with all its causes, separated by colons.
pub fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}
