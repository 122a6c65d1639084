//! Errors of a request.

use std::borrow::Cow;

use sea_orm::DbErr;

use crate::code::Code;

/// A failed request. Errors that the caller can fix say how; all others are internal.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no session, or an expired one.
    #[error("sign in first")]
    Unauthenticated,
    /// The password is wrong, or there is no such account: the caller cannot tell which.
    #[error("email or password is wrong")]
    WrongCredentials,
    /// The password or the code is wrong, or there is no such account: the caller cannot tell which.
    #[error("email, password or code is wrong")]
    WrongCode,
    /// The password is right; a code of the second factor is missing.
    #[error("the account has a second factor: sign in with a code of it, too")]
    SecondFactorRequired,
    /// Nobody is known by the passkey, or its answer is wrong: the caller cannot tell which.
    #[error("the passkey is not known here, or its answer came too late")]
    WrongPasskey,
    /// A cookie would have to be set, and the request is none that can have one.
    #[error("only a POST from a page of this host is answered with a cookie: elsewhere use signIn")]
    NoCookie,
    /// The installation takes no passwords.
    #[error("this installation takes no passwords")]
    PasswordsOff,
    /// The installation, or the state of the account, does not allow it; the text says what to do.
    #[error("{0}")]
    Refused(&'static str),
    /// The member's role, or the key's scope, does not allow this.
    #[error("your role, or the API key, does not allow this")]
    Forbidden,
    /// It does not exist, or belongs to another organization.
    #[error("no such {0}")]
    NotFound(&'static str),
    /// A field names what does not exist, or belongs to another organization.
    #[error("{field} names no {what} that exists")]
    Unknown {
        /// Name of the field in the schema.
        field: Cow<'static, str>,
        /// What it is to name.
        what: &'static str,
    },
    /// An input value is invalid.
    #[error("{field} {problem}")]
    Input {
        /// Name of the field in the schema; nested fields are named by path:
        /// `check.http.headers[1].value`.
        field: Cow<'static, str>,
        /// The problem, as the rest of a sentence.
        problem: String,
    },
    /// A rule of uniqueness or state forbids it.
    #[error("{message}")]
    Conflict {
        /// The field that conflicts, if any.
        field: Option<&'static str>,
        /// The conflict, in one sentence.
        message: String,
    },
    /// Too many requests; a later one may succeed.
    #[error("too many requests: try again in {retry_after_secs} s")]
    Busy {
        /// When to try again, in seconds.
        retry_after_secs: u32,
    },
    /// A document takes too long to read.
    #[error(
        "the document takes too long to read; request less, or try again in {retry_after_secs} s"
    )]
    TooDear {
        /// When to try again, in seconds.
        retry_after_secs: u32,
    },
    /// The database failed or could not be reached.
    #[error("the database failed")]
    Database(#[from] DbErr),
    /// An operation of the scheduler failed.
    #[error("the scheduler failed")]
    Schedule(#[from] scheduler::Error),
    /// An operation of `status` failed.
    #[error("a status operation failed")]
    Status(#[from] status::Error),
    /// A status page cannot be read or rendered.
    #[error("a status page cannot be rendered")]
    Page(#[from] pages::Error),
    /// The database or the queue did not answer in time.
    #[error("no answer in time")]
    Silent,
    /// The queue failed.
    #[error("the queue failed")]
    Queue(#[from] queue::Error),
    /// A batched read failed, for all callers that waited for it.
    #[error("a batched read failed")]
    Shared(#[source] std::sync::Arc<Error>),
    /// A website's check settings cannot be decoded or encoded.
    #[error("the website's check settings cannot be read")]
    Unreadable(#[from] serde_json::Error),
    /// The stored URL of a website cannot be parsed.
    #[error("the website's URL cannot be read")]
    StoredUrl(#[from] url::ParseError),
    /// A passkey or a challenge could not be written or read.
    #[error("a passkey or a challenge cannot be written or read: {0}")]
    Passkey(String),
    /// The secret of an authenticator app cannot be opened.
    #[error("the secret of an authenticator app cannot be opened")]
    Sealed(#[from] queue::SealError),
    /// A password could not be hashed.
    #[error("the password could not be hashed: {0}")]
    Password(String),
}

/// A result with this module's [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// The code for clients.
    pub fn code(&self) -> Code {
        match self {
            Self::Unauthenticated
            | Self::WrongCredentials
            | Self::WrongCode
            | Self::WrongPasskey => Code::Unauthenticated,
            Self::SecondFactorRequired => Code::SecondFactorRequired,
            Self::Forbidden | Self::PasswordsOff | Self::Refused(_) => Code::Forbidden,
            Self::NotFound(_) | Self::Unknown { .. } => Code::NotFound,
            Self::NoCookie
            | Self::Input { .. }
            | Self::Status(status::Error::TooManyChanges { .. }) => Code::BadUserInput,
            Self::Conflict { .. } => Code::Conflict,
            Self::Busy { .. } | Self::TooDear { .. } => Code::RateLimited,
            Self::Page(error) if error.may_pass() => Code::Unavailable,
            Self::Queue(_)
            | Self::Silent
            | Self::Schedule(scheduler::Error::Queue(_) | scheduler::Error::TooSlow)
            | Self::Status(status::Error::Queue(_))
            | Self::Database(DbErr::ConnectionAcquire(_) | DbErr::Conn(_))
            | Self::Schedule(scheduler::Error::Database(
                DbErr::ConnectionAcquire(_) | DbErr::Conn(_),
            ))
            | Self::Status(status::Error::Database(DbErr::ConnectionAcquire(_) | DbErr::Conn(_))) => {
                Code::Unavailable
            }
            Self::Shared(error) => error.code(),
            Self::Database(_)
            | Self::Schedule(scheduler::Error::Database(_) | scheduler::Error::Seal(_))
            | Self::Status(
                status::Error::Database(_)
                | status::Error::Ended { .. }
                | status::Error::Unreadable(_),
            )
            | Self::Page(_)
            | Self::Password(_)
            | Self::Passkey(_)
            | Self::Sealed(_)
            | Self::Unreadable(_)
            | Self::StoredUrl(_) => Code::Internal,
        }
    }

    /// The same error, if it is an input error on `field` instead.
    #[must_use]
    pub fn on(self, field: impl Into<Cow<'static, str>>) -> Self {
        match self {
            Self::Input { problem, .. } => Self::input(field, problem),
            other => other,
        }
    }

    /// An input error on `field`.
    pub fn input(field: impl Into<Cow<'static, str>>, problem: impl Into<String>) -> Self {
        Self::Input {
            field: field.into(),
            problem: problem.into(),
        }
    }
}
