//! What can go wrong while jobs are planned.

use sea_orm::DbErr;

/// A failed operation of the scheduler.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database refused or could not be reached.
    #[error("the database failed")]
    Database(#[from] DbErr),
    /// The database takes too long to answer.
    #[error("the database took too long")]
    TooSlow,
    /// The queue refused or could not be reached.
    #[error("the queue failed")]
    Queue(#[from] queue::Error),
}

/// A result with this crate's [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;
