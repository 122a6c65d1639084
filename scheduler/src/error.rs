//! Errors of this crate.

use sea_orm::DbErr;

/// A failed operation of the scheduler.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database failed or could not be reached.
    #[error("the database failed")]
    Database(#[from] DbErr),
    /// The database did not answer in time.
    #[error("the database took too long")]
    TooSlow,
    /// The queue failed or could not be reached.
    #[error("the queue failed")]
    Queue(#[from] queue::Error),
    /// Secrets could not be sealed for a region.
    #[error("secrets could not be sealed")]
    Seal(#[from] queue::SealError),
}

/// A result with this crate's [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;
