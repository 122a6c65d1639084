//! What a request can fail with.

use std::borrow::Cow;

use sea_orm::DbErr;

/// A failed request. What is the caller's to mend says how; the rest is ours.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No session, or one that has ended.
    #[error("sign in first")]
    Unauthenticated,
    /// Email and password do not belong together, or there is no such account:
    /// the caller cannot tell which.
    #[error("email or password is wrong")]
    WrongCredentials,
    /// The member's role does not reach.
    #[error("your role does not allow this")]
    Forbidden,
    /// Absent, or someone else's.
    #[error("no such {0}")]
    NotFound(&'static str),
    /// An input value that cannot be taken.
    #[error("{field} {problem}")]
    Input {
        /// The input's field, as the schema calls it; one within another by its
        /// path: `check.http.headers[1].value`.
        field: Cow<'static, str>,
        /// What is wrong with it, as the rest of a sentence.
        problem: String,
    },
    /// A rule of uniqueness or state.
    #[error("{message}")]
    Conflict {
        /// The field that collides, if one does.
        field: Option<&'static str>,
        /// One sentence.
        message: String,
    },
    /// Too much at once; later it may work.
    #[error("too many such requests at once: try again in {retry_after_secs} s")]
    Busy {
        /// When to try again, seconds.
        retry_after_secs: u32,
    },
    /// One document reads for too long.
    #[error(
        "the document reads for too long; ask for less at once, or try again in {retry_after_secs} s"
    )]
    TooDear {
        /// When to try again, seconds.
        retry_after_secs: u32,
    },
    /// The database refused or could not be reached.
    #[error("the database failed")]
    Database(#[from] DbErr),
    /// The scheduler's part failed.
    #[error("the schedule failed")]
    Schedule(#[from] scheduler::Error),
    /// The status part failed.
    #[error("the status failed")]
    Status(#[from] status::Error),
    /// Neither database nor queue answered in time.
    #[error("no answer came in time")]
    Silent,
    /// The queue failed.
    #[error("the queue failed")]
    Queue(#[from] queue::Error),
    /// A batched read failed, for everybody who waited for it.
    #[error("a batched read failed")]
    Shared(#[source] std::sync::Arc<Error>),
    /// How a website is checked cannot be read from its row, or written into it.
    #[error("how the website is checked cannot be read")]
    Unreadable(#[from] serde_json::Error),
    /// A website's URL cannot be read from its row.
    #[error("the website's URL cannot be read")]
    StoredUrl(#[from] url::ParseError),
    /// Hashing a password failed.
    #[error("the password could not be hashed: {0}")]
    Password(String),
}

/// A result with this module's [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// An input error of `field`.
    pub fn input(field: impl Into<Cow<'static, str>>, problem: impl Into<String>) -> Self {
        Self::Input {
            field: field.into(),
            problem: problem.into(),
        }
    }
}
