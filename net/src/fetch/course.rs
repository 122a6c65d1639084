//! How far a request has come.

use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

use url::Host;

use super::{FetchError, FetchErrorKind};
use crate::{Error, Phase, Progress, words};

/// What a request is doing.
#[derive(Clone, Copy, Debug)]
pub(super) enum Stage {
    Names,
    Connection,
    Handshake,
    Reply,
}

/// Records how far a request has come; it outlives the request's future.
pub(super) struct Course {
    deadline: Instant,
    host: String,
    pub(super) stage: Stage,
    has_resolved: bool,
    shortage: Option<Error>,
}

impl Course {
    pub(super) fn new(host: &Host, deadline: Instant) -> Self {
        Self {
            deadline,
            host: host.to_string(),
            stage: Stage::Names,
            has_resolved: false,
            shortage: None,
        }
    }

    /// That the time is over.
    pub(super) fn late(&self, limit: Duration) -> FetchError {
        let (host, limit) = (&self.host, words::limit(limit));
        let reason = match self.stage {
            Stage::Names => format!("no address of {host} was found within {limit}"),
            Stage::Connection => format!("no connection to {host} within {limit}"),
            Stage::Handshake => format!("TLS: {host} did not finish the handshake within {limit}"),
            Stage::Reply => format!("no reply within {limit}"),
        };
        FetchError::new(FetchErrorKind::Late, reason)
    }
}

impl Progress for Course {
    fn deadline(&self) -> Instant {
        self.deadline
    }

    fn peer(&self) -> &str {
        &self.host
    }

    fn enter(&mut self, phase: Phase) {
        self.stage = match phase {
            Phase::Dns => Stage::Names,
            Phase::Connect | Phase::Ttfb => Stage::Connection,
        };
    }

    fn pause(&mut self) {}

    fn has_resolved(&self) -> bool {
        self.has_resolved
    }

    fn resolved(&mut self, _: &[IpAddr]) {
        self.has_resolved = true;
    }

    fn tries(&mut self, _: &[SocketAddr]) {}

    fn reached(&mut self, _: SocketAddr) {}

    fn shortage(&mut self) -> &mut Option<Error> {
        &mut self.shortage
    }
}
