//! Translates a service's error into a GraphQL error with a code.

use std::sync::Arc;

use async_graphql::{ErrorExtensions, ServerError};
use tracing::error;

use crate::code::Code;
use crate::service::Error;

/// A resolver's result.
pub type Result<T, E = Failure> = std::result::Result<T, E>;

/// A failed request on its way to the caller.
///
/// It deliberately does not implement `Display`: the GraphQL library turns anything printable
/// into an error without a code, so a stray `?` on a database error must not compile.
#[derive(Clone, Debug)]
pub struct Failure(Arc<Error>);

impl<E: Into<Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(Arc::new(error.into()))
    }
}

/// What a caller is told of an error.
pub(super) struct Told {
    /// Text that reveals nothing of our own faults.
    pub(super) message: String,
    /// Kind of the error.
    pub(super) code: Code,
    /// The field that is wrong.
    pub(super) field: Option<String>,
    /// When to try again, in seconds.
    pub(super) retry_after_secs: Option<u32>,
}

/// What a caller is told of `error`.
pub(super) fn told(error: &Error) -> Told {
    let code = error.code();
    let message = match (code, error) {
        (Code::Internal, _) => "internal error".to_owned(),
        (Code::Unavailable, _) => "a part of Upbeat is not available, try again later".to_owned(),
        (_, Error::Status(cause)) => cause.to_string(),
        _ => error.to_string(),
    };
    let field = match error {
        Error::Input { field, .. } | Error::Unknown { field, .. } => Some(field.as_ref()),
        Error::Conflict { field, .. } => *field,
        _ => None,
    };
    let retry_after_secs = match error {
        Error::Busy { retry_after_secs } | Error::TooDear { retry_after_secs } => {
            Some(*retry_after_secs)
        }
        _ => None,
    };
    Told {
        message,
        code,
        field: field.map(str::to_owned),
        retry_after_secs,
    }
}

impl From<Failure> for async_graphql::Error {
    fn from(Failure(failed): Failure) -> Self {
        let told = told(&failed);
        let mut error = Self::new(told.message);
        if matches!(told.code, Code::Internal | Code::Unavailable) {
            error.source = Some(Arc::clone(&failed) as _);
        }
        error.extend_with(|_, extensions| {
            extensions.set("code", told.code.as_str());
            if let Some(field) = told.field {
                extensions.set("field", field);
            }
            if let Some(secs) = told.retry_after_secs {
                extensions.set("retryAfterSecs", secs);
            }
        })
    }
}

/// Logs the first internal cause among a request's errors, and the number of failed fields:
/// one document can fail in thousands.
pub fn log(errors: &[ServerError]) {
    let mut causes = errors.iter().filter_map(ServerError::source::<Error>);
    if let Some(cause) = causes.next() {
        error!(
            error = cause as &dyn std::error::Error,
            fields = 1 + causes.count(),
            "Request failed"
        );
    }
}
