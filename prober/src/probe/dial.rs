//! How a check uses the one way out: the crate [`net`] connects and asks, and tells the
//! trace.

use std::net::{IpAddr, SocketAddr};
use std::time::Instant;

use net::{Dialer, Family, Phase, Progress, Purpose};

use super::Run;
use super::trace::{Stage, Trace};

impl<'a> Run<'a> {
    /// Reaches hosts as the check's settings and this prober's policy say.
    pub(crate) fn dialer(&self, purpose: Purpose) -> Dialer<'a> {
        Dialer {
            egress: &self.probes.egress,
            resolver: &self.probes.resolver,
            family: match self.how.family {
                queue::Family::Any => Family::Any,
                queue::Family::V4 => Family::V4,
                queue::Family::V6 => Family::V6,
            },
            purpose,
        }
    }
}

impl Progress for Trace {
    fn deadline(&self) -> Instant {
        self.deadline
    }

    fn peer(&self) -> &str {
        &self.peer
    }

    fn enter(&mut self, phase: Phase) {
        let stage = match phase {
            Phase::Dns => Stage::Dns,
            Phase::Connect => Stage::Connect,
            Phase::Ttfb => Stage::Ttfb,
        };
        self.begin_unless_in(stage);
    }

    fn pause(&mut self) {
        Trace::pause(self);
    }

    fn has_resolved(&self) -> bool {
        self.resolver_answered
    }

    fn resolved(&mut self, addresses: &[IpAddr]) {
        self.resolver_answered = true;
        self.seen.addresses.extend(addresses);
    }

    fn tries(&mut self, addresses: &[SocketAddr]) {
        if let Some(first) = addresses.first() {
            Trace::reached(self, *first);
        }
        self.tried = addresses.to_vec();
    }

    fn reached(&mut self, address: SocketAddr) {
        Trace::reached(self, address);
    }

    fn shortage(&mut self) -> &mut Option<net::Error> {
        &mut self.shortage
    }
}
