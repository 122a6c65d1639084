//! Errors of this crate.

use sea_orm::DbErr;

/// A failed operation of this crate. A website that fails its check is not an error.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database failed or could not be reached.
    #[error("the database failed")]
    Database(#[from] DbErr),
    /// The queue failed or could not be reached.
    #[error("the queue failed")]
    Queue(#[from] queue::Error),
    /// Stored data cannot be decoded.
    #[error("stored data cannot be decoded")]
    Unreadable(#[from] crate::rollup::sketch::Unreadable),
    /// A read would return too many status changes.
    #[error(
        "there are more than {most} changes of status in this window; request a shorter window or fewer websites"
    )]
    TooManyChanges {
        /// Most changes that one read returns.
        most: usize,
    },
    /// A background task ended without being stopped.
    #[error("a task of {part} ended")]
    Ended {
        /// The part of the process that the task belongs to.
        part: &'static str,
    },
}

/// A result with this crate's [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;
