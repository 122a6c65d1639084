//! What can go wrong between a process and the queue.

/// A failed queue operation.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The transport could not be reached, or refused the command.
    #[error("cannot {operation}")]
    Transport {
        /// What was being done, as a verb phrase: `read jobs`.
        operation: &'static str,
        /// The transport's own error.
        #[source]
        source: fred::error::Error,
    },
    /// Redis lacks the functions that we call; the api loads them when it
    /// connects, and when it finds that they are gone.
    #[error("cannot {operation}: Redis lacks the functions of upbeat_v1, which an api must load")]
    FunctionsMissing {
        /// What was being done, as a verb phrase.
        operation: &'static str,
    },
    /// The transport answered something that this contract does not know.
    #[error("cannot {operation}: unexpected answer: {answer}")]
    Answer {
        /// What was being done, as a verb phrase.
        operation: &'static str,
        /// What came back, shortened.
        answer: String,
    },
    /// The bytes are no message of a known version.
    #[error("cannot decode a message: {0}")]
    Decode(String),
    /// The message could not be turned into bytes.
    #[error("cannot encode a message")]
    Encode(#[source] postcard::Error),
    /// The transport was closed.
    #[error("the queue is closed")]
    Closed,
}

/// A result with this crate's [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;
