//! Errors of this crate.

use fred::error::ErrorKind;

/// A failed queue operation.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The transport could not be reached, or rejected the command.
    #[error("cannot {operation}")]
    Transport {
        /// The operation, as a verb phrase: `read jobs`.
        operation: &'static str,
        /// Cause of the failure.
        #[source]
        source: fred::error::Error,
    },
    /// Redis lacks our functions, which an api loads when it connects and when it finds them
    /// missing.
    #[error("cannot {operation}: Redis lacks the functions of upbeat_v1, which an api must load")]
    FunctionsMissing {
        /// The operation, as a verb phrase.
        operation: &'static str,
    },
    /// The transport returned an unexpected answer.
    #[error("cannot {operation}: unexpected answer: {answer}")]
    Answer {
        /// The operation, as a verb phrase.
        operation: &'static str,
        /// The answer, shortened.
        answer: String,
    },
    /// The bytes are not a message of a supported version.
    #[error("cannot decode a message: {0}")]
    Decode(String),
    /// The message could not be encoded.
    #[error("cannot encode a message")]
    Encode(#[source] postcard::Error),
    /// The transport has been closed.
    #[error("the queue is closed")]
    Closed,
}

/// Error prefixes of a server that refuses commands, with their meaning.
const REFUSALS: [(&str, &str); 9] = [
    ("OOM", "Redis refuses writes: out of memory (maxmemory)"),
    (
        "READONLY",
        "Redis refuses writes: the server is a read-only replica",
    ),
    (
        "MISCONF",
        "Redis refuses writes: it cannot save its data to disk",
    ),
    (
        "NOREPLICAS",
        "Redis refuses writes: too few replicas follow it",
    ),
    ("LOADING", "Redis is still loading its data"),
    (
        "MASTERDOWN",
        "Redis refuses commands: a replica that has lost its primary",
    ),
    ("CLUSTERDOWN", "Redis refuses commands: the cluster is down"),
    (
        "BUSY ",
        "Redis refuses commands: a script has run for too long",
    ),
    (
        "NOPERM",
        "Redis refuses commands: its user may not do what it must, see upbeat redis-acl",
    ),
];

impl Error {
    /// Why the server refuses commands, in one sentence, if that is the cause.
    pub fn refusal(&self) -> Option<&'static str> {
        let Self::Transport { source, .. } = self else {
            return None;
        };
        let says = |(prefix, _): &&(&str, _)| source.details().starts_with(prefix);
        REFUSALS.iter().find(says).map(|(_, sentence)| *sentence)
    }

    /// Whether the failure may pass by itself: an unavailable or starting server may, a wrong
    /// URL, user or password does not.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::FunctionsMissing { .. } => true,
            Self::Transport { source, .. } => {
                let lasts = ["WRONGPASS", "NOAUTH", "NOPERM", "ERR unknown"];
                let is_setting = matches!(
                    source.kind(),
                    ErrorKind::Config | ErrorKind::Url | ErrorKind::Auth | ErrorKind::Tls
                );
                !is_setting && !lasts.iter().any(|text| source.details().starts_with(text))
            }
            Self::Answer { .. } | Self::Decode(_) | Self::Encode(_) | Self::Closed => false,
        }
    }
}

/// A result with this crate's [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;
