//! Why a page cannot be read or rendered.

/// Why a page cannot be read or rendered.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database failed.
    #[error("the database failed")]
    Database(#[from] sea_orm::DbErr),
    /// History cannot be read.
    #[error("the history cannot be read")]
    History(#[from] status::Error),
    /// A template failed.
    #[error("the page cannot be rendered")]
    Render(#[from] askama::Error),
    /// Something cannot be encoded.
    #[error("the page cannot be encoded")]
    Encode(#[from] serde_json::Error),
    /// It cannot be compressed.
    #[error("the page cannot be compressed")]
    Compress(#[source] std::io::Error),
    /// A rendering crashed.
    #[error("a rendering crashed")]
    Crash(#[source] tokio::task::JoinError),
    /// The database did not answer in time.
    #[error("the database did not answer in time")]
    Silent,
}

impl Error {
    /// Whether it may pass by itself: the database is away, or busy.
    pub fn may_pass(&self) -> bool {
        matches!(self, Self::Silent | Self::Database(_) | Self::History(_))
    }
}

/// A result with this crate's [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;
