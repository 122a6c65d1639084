//! What can go wrong while ticks are turned into status.

use sea_orm::DbErr;

/// A failed operation of this crate. A failing website is none.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database refused or could not be reached.
    #[error("the database failed")]
    Database(#[from] DbErr),
    /// The queue refused or could not be reached.
    #[error("the queue failed")]
    Queue(#[from] queue::Error),
    /// A stored row cannot be read.
    #[error("what is stored cannot be read")]
    Unreadable(#[from] crate::rollup::sketch::Unreadable),
    /// More changes of status than are read at once.
    #[error(
        "there are more than {most} changes of status in this time; ask for a shorter one, or for fewer websites"
    )]
    TooManyChanges {
        /// How many are read.
        most: usize,
    },
    /// A background task ended although nobody stopped it.
    #[error("a task of {part} ended")]
    Ended {
        /// Which part.
        part: &'static str,
    },
}

/// A result with this crate's [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;
