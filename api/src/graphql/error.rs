//! From a service's error to a GraphQL error with a code.

use std::sync::Arc;

use async_graphql::{ErrorExtensions, ServerError};
use tracing::error;

use crate::service::Error;

/// A resolver's result.
pub type Result<T, E = Failure> = std::result::Result<T, E>;

/// A failed request on its way to the caller.
///
/// It does not implement `Display` on purpose: the GraphQL library turns anything
/// printable into an error without a code, so a stray `?` on a database error
/// must not compile.
#[derive(Clone, Debug)]
pub struct Failure(Arc<Error>);

/// What a caller's program goes by; `extensions.code`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// No or an ended session.
    Unauthenticated,
    /// Known, not allowed.
    Forbidden,
    /// Absent, or someone else's.
    NotFound,
    /// An input value that cannot be taken; with `field`.
    BadUserInput,
    /// A rule of uniqueness or state.
    Conflict,
    /// Too much at once; with `retryAfterSecs`.
    RateLimited,
    /// Database or queue are away.
    Unavailable,
    /// Anything else.
    Internal,
}

impl Code {
    /// The code as the wire has it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::Forbidden => "FORBIDDEN",
            Self::NotFound => "NOT_FOUND",
            Self::BadUserInput => "BAD_USER_INPUT",
            Self::Conflict => "CONFLICT",
            Self::RateLimited => "RATE_LIMITED",
            Self::Unavailable => "UNAVAILABLE",
            Self::Internal => "INTERNAL_SERVER_ERROR",
        }
    }
}

impl<E: Into<Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(Arc::new(error.into()))
    }
}

impl From<Failure> for async_graphql::Error {
    fn from(Failure(failed): Failure) -> Self {
        let code = code(&failed);
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
                Error::Conflict {
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

/// Logs what is ours of a request's errors: its first cause, and how many fields failed
/// so. One document can fail in thousands.
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

fn code(error: &Error) -> Code {
    match error {
        Error::Unauthenticated | Error::WrongCredentials => Code::Unauthenticated,
        Error::Forbidden => Code::Forbidden,
        Error::NotFound(_) => Code::NotFound,
        Error::Input { .. } => Code::BadUserInput,
        Error::Conflict { .. } => Code::Conflict,
        Error::Busy { .. } | Error::TooDear { .. } => Code::RateLimited,
        Error::Queue(_)
        | Error::Silent
        | Error::Schedule(scheduler::Error::Queue(_) | scheduler::Error::TooSlow) => {
            Code::Unavailable
        }
        Error::Database(err) | Error::Schedule(scheduler::Error::Database(err)) => of_database(err),
        Error::Status(status::Error::Database(err)) => of_database(err),
        Error::Shared(error) => code(error),
        Error::Status(status::Error::Queue(_)) => Code::Unavailable,
        Error::Status(status::Error::TooManyChanges { .. }) => Code::BadUserInput,
        Error::Status(status::Error::Ended { .. } | status::Error::Unreadable(_))
        | Error::Password(_)
        | Error::Unreadable(_)
        | Error::StoredUrl(_) => Code::Internal,
    }
}

fn of_database(error: &sea_orm::DbErr) -> Code {
    match error {
        sea_orm::DbErr::ConnectionAcquire(_) | sea_orm::DbErr::Conn(_) => Code::Unavailable,
        _ => Code::Internal,
    }
}
