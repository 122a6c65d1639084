//! What can go wrong between a process and the queue.

use fred::error::ErrorKind;

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

/// What a server says that takes nothing now, and what that means.
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
    /// What the server says of itself, as one sentence, where it answers and takes
    /// nothing.
    pub fn refusal(&self) -> Option<&'static str> {
        let Self::Transport { source, .. } = self else {
            return None;
        };
        let says = |(prefix, _): &&(&str, _)| source.details().starts_with(prefix);
        REFUSALS.iter().find(says).map(|(_, sentence)| *sentence)
    }

    /// Whether it may be over by itself: a server that is away or not ready, but no
    /// wrong URL, user or password.
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
