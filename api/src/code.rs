//! Error codes that clients rely on, in `extensions.code`.

use axum::http::StatusCode;

/// An error code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// The document cannot be parsed, or does not match the schema.
    ValidationFailed,
    /// The caller has no session, or an expired one.
    Unauthenticated,
    /// The password is right, and the account has a second factor, of which there is no code.
    SecondFactorRequired,
    /// The caller is known but not allowed to do this.
    Forbidden,
    /// It does not exist, or belongs to another organization.
    NotFound,
    /// An input value is invalid; `field` names it.
    BadUserInput,
    /// A rule of uniqueness or state forbids it.
    Conflict,
    /// Too many requests; `retryAfterSecs` says when to try again.
    RateLimited,
    /// The database or the queue is unavailable.
    Unavailable,
    /// A document was named by a hash that is not known; the client is to send it.
    PersistedQueryNotFound,
    /// Any other failure, which the caller cannot fix.
    Internal,
}

impl Code {
    const ALL: [Self; 11] = [
        Self::ValidationFailed,
        Self::Unauthenticated,
        Self::SecondFactorRequired,
        Self::Forbidden,
        Self::NotFound,
        Self::BadUserInput,
        Self::Conflict,
        Self::RateLimited,
        Self::Unavailable,
        Self::PersistedQueryNotFound,
        Self::Internal,
    ];

    /// The code as returned to clients.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ValidationFailed => "GRAPHQL_VALIDATION_FAILED",
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::SecondFactorRequired => "SECOND_FACTOR_REQUIRED",
            Self::Forbidden => "FORBIDDEN",
            Self::NotFound => "NOT_FOUND",
            Self::BadUserInput => "BAD_USER_INPUT",
            Self::Conflict => "CONFLICT",
            Self::RateLimited => "RATE_LIMITED",
            Self::Unavailable => "UNAVAILABLE",
            Self::PersistedQueryNotFound => "PERSISTED_QUERY_NOT_FOUND",
            Self::Internal => "INTERNAL_SERVER_ERROR",
        }
    }

    /// Parses a code as returned to clients.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|code| code.as_str() == text)
    }

    /// HTTP status of a response that consists of only this error.
    pub fn status(self) -> StatusCode {
        match self {
            Self::ValidationFailed | Self::BadUserInput => StatusCode::BAD_REQUEST,
            Self::Unauthenticated | Self::SecondFactorRequired => StatusCode::UNAUTHORIZED,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::NotFound | Self::PersistedQueryNotFound => StatusCode::NOT_FOUND,
            Self::Conflict => StatusCode::CONFLICT,
            Self::RateLimited => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}
