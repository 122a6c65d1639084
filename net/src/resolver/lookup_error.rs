//! Why a lookup found nothing.

use std::io;

use hickory_proto::op::ResponseCode;

use crate::Error;
use crate::dns::{QueryError, Reply};

/// Why a lookup found nothing.
#[derive(Debug)]
pub enum LookupError {
    /// The name does not exist; for an alias, with the name that does not exist.
    NxDomain(Option<String>),
    /// The name exists and has no such records.
    NoRecords,
    /// The name has such records, and they cannot be read.
    Malformed,
    /// The name is an alias in a loop or in a chain that is too long.
    Aliases,
    /// The servers answer with another code, and perhaps a reason (RFC 8914).
    Code(ResponseCode, Option<u16>),
    /// The answer cannot be read; the words follow "its answer".
    Unreadable(&'static str),
    /// The servers do not answer.
    Silent,
    /// The servers cannot be asked.
    Io(io::Error),
}

impl From<QueryError> for LookupError {
    fn from(err: QueryError) -> Self {
        match err {
            QueryError::Io(err) => Self::Io(err),
            QueryError::Silent => Self::Silent,
            QueryError::Unreadable(what) => Self::Unreadable(what),
        }
    }
}

impl From<Reply> for LookupError {
    fn from(reply: Reply) -> Self {
        Self::Code(reply.code, reply.why)
    }
}

impl LookupError {
    /// Whether the servers say that the name or its records do not exist.
    pub(super) fn is_absence(&self) -> bool {
        matches!(self, Self::NxDomain(_) | Self::NoRecords)
    }

    /// The one of two errors that says more: first that the name does not exist, then what this
    /// host lacks, then why no answer came, and last that there are no records.
    pub(super) fn graver(self, other: Option<Self>) -> Self {
        match other {
            Some(other) if other.rank() >= self.rank() => other,
            _ => self,
        }
    }

    fn rank(&self) -> u8 {
        match self {
            Self::NxDomain(_) => 7,
            Self::Io(err) if Error::of_this_host(err).is_some_and(|error| error.is_shortage()) => 6,
            Self::Code(ResponseCode::ServFail, _) => 5,
            Self::Code(..) | Self::Unreadable(_) => 4,
            Self::Silent => 3,
            Self::Io(_) => 2,
            Self::Malformed | Self::Aliases => 1,
            Self::NoRecords => 0,
        }
    }

    /// Whether the name's own servers fail, as opposed to a resolver that refuses to ask them.
    /// Source: RFC 8914, section 4: DNSSEC validation fails (5 to 12), no authority can be
    /// reached (22, 23), or its answers are invalid (24, 25).
    pub(super) fn is_of_the_name(&self) -> bool {
        match self {
            Self::Code(ResponseCode::ServFail, _)
            | Self::Malformed
            | Self::Aliases
            | Self::Silent => true,
            Self::Code(_, why) => matches!(why, Some(5..=12 | 22..=25)),
            _ => false,
        }
    }
}
