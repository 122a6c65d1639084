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

impl From<Failure> for async_graphql::Error {
    fn from(Failure(failed): Failure) -> Self {
        let code = failed.code();
        let text = match (code, failed.as_ref()) {
            (Code::Internal, _) => "internal error".to_owned(),
            (Code::Unavailable, _) => {
                "a part of Upbeat is not available, try again later".to_owned()
            }
            (_, Error::Status(cause)) => cause.to_string(),
            _ => failed.to_string(),
        };
        let mut told = Self::new(text);
        if matches!(code, Code::Internal | Code::Unavailable) {
            told.source = Some(Arc::clone(&failed) as _);
        }
        told.extend_with(|_, extensions| {
            extensions.set("code", code.as_str());
            match failed.as_ref() {
                Error::Input { field, .. } => extensions.set("field", field.as_ref()),
                Error::Unknown { field, .. }
                | Error::Conflict {
                    field: Some(field), ..
                } => extensions.set("field", *field),
                Error::Busy { retry_after_secs } | Error::TooDear { retry_after_secs } => {
                    extensions.set("retryAfterSecs", *retry_after_secs);
                }
                _ => {}
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
