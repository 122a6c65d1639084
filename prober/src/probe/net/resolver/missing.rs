//! Why a question brought nothing.

use std::io;

use hickory_proto::op::ResponseCode;

use crate::probe::fault;
use crate::probe::net::wire::{Problem, Reply};

/// Why there is no answer that can be used.
#[derive(Debug)]
pub(crate) enum Missing {
    /// The name does not exist; of an alias, what it leads to.
    NxDomain(Option<String>),
    /// It has nothing of what was asked for.
    NoRecords,
    /// What it has of it cannot be read.
    Malformed,
    /// It is an alias of an alias, and so on without an end.
    Aliases,
    /// The servers answer with another code, and perhaps with a reason (RFC 8914).
    Code(ResponseCode, Option<u16>),
    /// What they answer cannot be read; words that follow "its answer".
    Unreadable(&'static str),
    /// They do not answer.
    Silent,
    /// They cannot be asked.
    Io(io::Error),
}

impl From<Problem> for Missing {
    fn from(problem: Problem) -> Self {
        match problem {
            Problem::Io(err) => Self::Io(err),
            Problem::Silent => Self::Silent,
            Problem::Unreadable(what) => Self::Unreadable(what),
        }
    }
}

impl From<Reply> for Missing {
    fn from(reply: Reply) -> Self {
        Self::Code(reply.code, reply.why)
    }
}

impl Missing {
    /// Whether the servers have answered, and there is nothing.
    pub(super) fn is_absence(&self) -> bool {
        matches!(self, Self::NxDomain(_) | Self::NoRecords)
    }

    /// The one of two that says more about a name: that it does not exist, else what
    /// we lack to know, else what kept us from knowing, else that there is nothing.
    pub(super) fn graver(self, other: Option<Self>) -> Self {
        match other {
            Some(other) if other.rank() >= self.rank() => other,
            _ => self,
        }
    }

    fn rank(&self) -> u8 {
        match self {
            Self::NxDomain(_) => 7,
            Self::Io(err) if fault::ours(err).is_some_and(|fault| fault.is_shortage()) => 6,
            Self::Code(ResponseCode::ServFail, _) => 5,
            Self::Code(..) | Self::Unreadable(_) => 4,
            Self::Silent => 3,
            Self::Io(_) => 2,
            Self::Malformed | Self::Aliases => 1,
            Self::NoRecords => 0,
        }
    }

    /// Whether the servers of the name itself are said to fail, and not that the
    /// resolver does not want to look. Source: RFC 8914, section 4: DNSSEC that does
    /// not hold (5 to 12), no authority that can be reached (22, 23), and answers
    /// of theirs that are no good (24, 25).
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
