//! What a caller learns of an attempt to reach a host while the attempt runs.

use std::net::{IpAddr, SocketAddr};
use std::time::Instant;

use crate::Error;

/// What the time of an attempt is spent on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Asking name servers.
    Dns,
    /// Opening a connection.
    Connect,
    /// Waiting for the first byte of an answer.
    Ttfb,
}

/// Records one attempt to reach a host. It lives outside the attempt's future, so that a
/// caller who drops the future at the deadline still knows where the time went and what was
/// found.
pub trait Progress: Send {
    /// When the attempt must have ended.
    fn deadline(&self) -> Instant;

    /// Whom the attempt talks to, for sentences: a host name or an address.
    fn peer(&self) -> &str;

    /// The time from now on counts as `phase`, which it may already do.
    fn enter(&mut self, phase: Phase);

    /// The time from now on counts as no phase.
    fn pause(&mut self);

    /// Whether the resolver has answered a question of this attempt.
    fn has_resolved(&self) -> bool;

    /// The resolver has answered with `addresses`, which are not judged yet.
    fn resolved(&mut self, addresses: &[IpAddr]);

    /// Any of `addresses` may be tried. They are all permitted addresses that are known so
    /// far, and replace those of an earlier call.
    fn tries(&mut self, addresses: &[SocketAddr]);

    /// `address` was reached.
    fn reached(&mut self, address: SocketAddr);

    /// What this host lacked to try all addresses, if anything. The attempt sets it, and
    /// takes it when it explains why nothing was reached.
    fn shortage(&mut self) -> &mut Option<Error>;
}
