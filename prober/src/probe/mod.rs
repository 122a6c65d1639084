//! One check: its attempts, each within its time limit, and what they found.
//!
//! This module decides outcome and failure class, nobody else does. It must not
//! know the queue's streams, nor what an outcome means for a website's status.

mod answer;
pub mod dns;
mod fault;
mod first_byte;
mod http;
mod tcp;
mod tls;
mod trace;

use std::sync::Arc;
use std::time::{Duration, Instant};

use queue::{Check, Clock, Failure, FailureClass, Kind, Outcome, Phases};
use rustls::ClientConfig;
use rustls::pki_types::CertificateDer;
use tokio::time::{sleep, timeout};

use self::dns::Resolver;
use self::fault::Fault;
use self::tls::FleetTime;
use self::trace::{Stage, Trace};
use crate::{EgressPolicy, Result};

/// The pause before the first retry; each further one is twice as long.
const RETRY_PAUSE: Duration = Duration::from_millis(250);

/// The longest pause between two attempts.
const RETRY_PAUSE_LIMIT: Duration = Duration::from_secs(2);

/// A deadline that rings later than this was missed by us: the machine was
/// frozen or starved, and nothing was learned about the website.
const STALL_LIMIT: Duration = Duration::from_millis(500);

/// What a check found: everything of a report but whose it is and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observation {
    /// What was found.
    pub outcome: Outcome,
    /// Why, unless up.
    pub failure: Option<Failure>,
    /// Status of the last HTTP answer of the last attempt.
    pub http_status: Option<u16>,
    /// Phases of the last attempt; the one that failed counts up to its end.
    pub phases: Option<Phases>,
    /// Attempts made.
    pub attempts: u8,
}

/// What checks are run with; built once and shared by all of them.
#[derive(Debug)]
pub struct Probes {
    egress: EgressPolicy,
    resolver: Resolver,
    tls: Arc<ClientConfig>,
    time: Arc<FleetTime>,
}

impl Probes {
    /// Checks that obey `egress`, ask `resolver` for names, and trust the public
    /// roots and `extra_roots`.
    ///
    /// # Errors
    /// Where TLS cannot be set up or a root is not a usable certificate.
    pub fn new(
        egress: EgressPolicy,
        resolver: Resolver,
        extra_roots: Vec<CertificateDer<'static>>,
    ) -> Result<Self> {
        let time = Arc::new(FleetTime::default());
        let tls = Arc::new(tls::config(Arc::clone(&time), extra_roots)?);
        Ok(Self {
            egress,
            resolver,
            tls,
            time,
        })
    }

    /// Which addresses may be reached.
    pub fn egress(&self) -> &EgressPolicy {
        &self.egress
    }

    /// Judges certificates by `clock` instead of the wall clock, from now on.
    pub fn follow(&self, clock: &Clock) {
        self.time.follow(clock);
    }

    /// Runs `check`, with further attempts while it finds the website down.
    pub async fn run(&self, check: &Check) -> Observation {
        let mut pause = RETRY_PAUSE;
        let mut attempts = 1;
        loop {
            let observation = self.attempt(check, attempts).await;
            if observation.outcome != Outcome::Down
                || attempts > check.retries
                || attempts == u8::MAX
            {
                return observation;
            }
            sleep(pause).await;
            pause = (pause * 2).min(RETRY_PAUSE_LIMIT);
            attempts += 1;
        }
    }

    /// One attempt within its time limit, which no part of it can outlive.
    async fn attempt(&self, check: &Check, attempts: u8) -> Observation {
        let limit = Duration::from_millis(check.timeout_ms.into());
        let start = Instant::now();
        let mut trace = Trace::new(start + limit);
        let Kind::Http(http) = &check.kind;
        let result = match timeout(limit, http::attempt(self, http, &mut trace)).await {
            Ok(result) => result,
            Err(_) => Err(out_of_time(&mut trace, limit)),
        };
        let fault = result
            .err()
            .map(|fault| unless_stalled(fault, start.elapsed(), limit));
        Observation {
            outcome: fault.as_ref().map_or(Outcome::Up, |fault| fault.outcome),
            failure: fault.map(|fault| fault.failure),
            http_status: trace.http_status,
            phases: Some(trace.finish()),
            attempts,
        }
    }
}

/// The fault of an attempt that its deadline ended.
fn out_of_time(trace: &mut Trace, limit: Duration) -> Fault {
    let limit = fault::limit(limit);
    let stage = trace.stage();
    let peer = &trace.peer;
    let (detail, reason) = match stage {
        // The resolver had its own, shorter limit and a chance to prove itself.
        Stage::Dns if !trace.resolver_answered => {
            let reason = format!("the resolver did not answer within {limit}");
            return Fault::internal("internal.resolver", reason);
        }
        Stage::Dns => (
            "timeout.dns",
            format!("no address of {peer} within {limit}"),
        ),
        Stage::Connect => (
            "timeout.connect",
            format!("no connection to {peer} within {limit}"),
        ),
        Stage::Tls => (
            "timeout.tls",
            format!("no TLS handshake with {peer} within {limit}"),
        ),
        Stage::Ttfb => (
            "timeout.ttfb",
            format!("no first byte from {peer} within {limit}"),
        ),
        Stage::Transfer => (
            "timeout.transfer",
            format!("no whole answer from {peer} within {limit}"),
        ),
    };
    Fault::down(FailureClass::Timeout, detail, reason)
}

/// `fault`, unless the attempt ended long after it should have.
fn unless_stalled(fault: Fault, took: Duration, limit: Duration) -> Fault {
    if took <= limit + STALL_LIMIT {
        return fault;
    }
    let reason = format!(
        "this prober stood still: an attempt of {} took {took:.1?}",
        fault::limit(limit)
    );
    Fault::internal("internal.stalled", reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deadline_that_rang_too_late_is_our_own_fault() {
        let limit = Duration::from_secs(10);
        let fault = Fault::down(FailureClass::Timeout, "timeout.ttfb", String::new());
        let on_time = unless_stalled(fault.clone(), Duration::from_millis(10_100), limit);
        assert_eq!(on_time, fault);
        let late = unless_stalled(fault, Duration::from_secs(75), limit);
        assert_eq!(late.outcome, Outcome::Unmeasured);
        assert_eq!(late.failure.detail, "internal.stalled");
    }
}
