//! One check: its attempts, each within its time limit, and what they found.
//!
//! This module decides outcome and failure class, nobody else does. It must not
//! know the queue's streams, nor what an outcome means for a website's status.

pub(crate) mod answer;
pub mod assertion;
mod budget;
mod charset;
mod connectivity;
mod decimal;
mod dial;
mod evidence;
mod expression;
mod fault;
mod json;
mod json_path;
mod kind;
mod observation;
mod redact;
mod room;
mod stall;
mod target;
mod tls;
mod trace;
mod userinfo;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use net::{EgressPolicy, Resolver};
use queue::{
    Attempt, Check, ClientIdentity, Clock, FailureClass, Finding, How, Outcome, Phases, Secrets,
    Verdict,
};
use rustls::pki_types::CertificateDer;
use tokio::time::{sleep, timeout};
use tracing::field::Empty;
use tracing::{Instrument, debug_span};

use self::assertion::Compiled;
use self::connectivity::Connectivity;
use self::fault::Fault;
pub use self::kind::http::is_same_website;
pub use self::observation::{Observation, is_examined};
use self::redact::Redactor;
use self::room::Room;
use self::stall::Stalls;
pub(crate) use self::target::Target;
use self::tls::Tls;
use self::trace::{Stage, Trace, micros};
use crate::Result;

/// The pause before the first retry; each further one is twice as long.
const RETRY_PAUSE: Duration = Duration::from_millis(250);

/// The longest pause between two attempts.
const RETRY_PAUSE_LIMIT: Duration = Duration::from_secs(2);

/// Most open files of one check: its sockets while it connects.
pub const FILES_OF_A_CHECK: usize = net::SOCKETS_AT_ONCE;

/// What checks are run with; built once and shared by all of them.
#[derive(Debug)]
pub struct Probes {
    egress: EgressPolicy,
    resolver: Resolver,
    tls: Tls,
    compiled: Compiled,
    connectivity: Connectivity,
    stalls: Stalls,
    room: Room,
    /// What it calls itself to mail servers, if somebody has said so.
    smtp_name: Option<String>,
}

/// What an attempt is made with.
#[derive(Clone, Copy)]
pub(crate) struct Run<'a> {
    pub(crate) probes: &'a Probes,
    pub(crate) target: &'a Target,
    pub(crate) how: &'a How,
    pub(crate) secrets: &'a Secrets,
    /// Whether the answer of what is up is shown too.
    shows_all: bool,
}

impl Probes {
    /// Checks that obey `egress`, ask `resolver` for names, and trust the system's
    /// roots and `extra_roots`.
    ///
    /// # Errors
    /// Where TLS cannot be set up or a root is not a usable certificate.
    pub fn new(
        egress: EgressPolicy,
        resolver: Resolver,
        extra_roots: Vec<CertificateDer<'static>>,
    ) -> Result<Self> {
        Ok(Self {
            egress,
            resolver,
            tls: Tls::new(extra_roots)?,
            compiled: Compiled::default(),
            connectivity: Connectivity::default(),
            stalls: Stalls::default(),
            room: Room::default(),
            smtp_name: None,
        })
    }

    /// The same, which also looks at `canaries` (addresses that always take a
    /// connection) before it calls a website down.
    #[must_use]
    pub fn with_canaries(self, canaries: Vec<SocketAddr>) -> Self {
        Self {
            connectivity: Connectivity::with_canaries(canaries),
            ..self
        }
    }

    /// The same, which calls itself `name` to mail servers.
    #[must_use]
    pub fn with_smtp_name(self, name: String) -> Self {
        Self {
            smtp_name: Some(name),
            ..self
        }
    }

    /// Which addresses may be reached.
    pub fn egress(&self) -> &EgressPolicy {
        &self.egress
    }

    /// Judges certificates by `clock` instead of the wall clock, from now on.
    pub fn follow(&self, clock: &Clock) {
        self.tls.time.follow(clock);
    }

    /// What this prober lacks to tell anything of websites, as one sentence: it
    /// was missing in a check, and in every look at it since.
    pub fn impairment(&self) -> Option<String> {
        self.connectivity.impairment()
    }

    /// Gives a sign of life every tenth of a second, for ever: where one comes late,
    /// this process stood still, and what took long did so for our own reasons.
    pub async fn beat(&self) {
        loop {
            self.stalls.beat();
            sleep(stall::BEAT_EVERY).await;
        }
    }

    /// Looks again at what was missing last, and at the canaries. To be called
    /// each second; takes at most 2 s.
    pub async fn look_again(&self) {
        self.connectivity.look_again(&self.resolver).await;
    }

    /// Runs `check`, with further attempts while it finds the website down.
    pub async fn run(&self, check: &Check, secrets: &Secrets) -> Observation {
        self.attempts(check, secrets, false).await
    }

    /// Runs `check` as [`Probes::run`] does, and shows the answer also of what is up.
    pub async fn examine(&self, check: &Check, secrets: &Secrets) -> Observation {
        self.attempts(check, secrets, true).await
    }

    async fn attempts(&self, check: &Check, secrets: &Secrets, shows_all: bool) -> Observation {
        let target = match Target::of_check(check) {
            Ok(target) => target,
            Err(fault) => return Observation::without_attempt(fault),
        };
        let run = Run {
            probes: self,
            target: &target,
            how: &check.how,
            secrets,
            shows_all,
        };
        let limit = Duration::from_millis(check.timeout_ms.into());
        let mut pause = RETRY_PAUSE;
        let mut earlier = Vec::new();
        loop {
            let start = Instant::now();
            let number = u8::try_from(earlier.len() + 1).unwrap_or(u8::MAX);
            // Of the job that is around it.
            let span = debug_span!("attempt", job.id = Empty, number);
            let mut found = attempt(&run, limit).instrument(span).await;
            found.attempts = number;
            if found.outcome != Outcome::Down || earlier.len() >= usize::from(check.retries) {
                found.evidence.attempts = earlier;
                return found;
            }
            if let Some(failure) = found.failure {
                earlier.push(Attempt {
                    outcome: found.outcome,
                    detail: failure.detail,
                    reason: failure.reason,
                    took_us: micros(start.elapsed()),
                });
            }
            sleep(pause).await;
            pause = (pause * 2).min(RETRY_PAUSE_LIMIT);
        }
    }
}

/// Whether a client certificate and its key can be used.
///
/// # Errors
/// What is wrong, as words that follow "the client certificate".
pub fn check_identity(client: &ClientIdentity) -> Result<(), String> {
    tls::check_identity(client)
}

/// One attempt within its time limit, which no part of it can outlive.
async fn attempt(run: &Run<'_>, limit: Duration) -> Observation {
    let start = Instant::now();
    let mut trace = Trace::new(start + limit);
    let result = match timeout(limit, kind::attempt(run, &mut trace)).await {
        Ok(result) => result,
        Err(_) => Err(out_of_time(&mut trace, limit)),
    };
    let took = start.elapsed();
    let phases = trace.finish();
    // Its time is known to be too long only once the answer is.
    let has_failed = trace.is_judging || trace.is_broken();
    tls::judge(&run.how.tls, &run.probes.tls, &mut trace);
    judge_response_time(run.how, phases, &mut trace);
    let fault = match (result.err(), trace.take_broken()) {
        // What has failed is known, whatever else could not be looked at.
        (Some(_), Some(broken)) if has_failed && broken.is_down() => Some(broken),
        (fault, broken) => fault.or(broken),
    };
    let stalled = took > limit + stall::LIMIT || run.probes.stalls.since(start);
    let fault = match fault {
        Some(fault) if stalled && fault.is_of_time() => Some(stood_still(took)),
        // What ended while we did not read may have ended for that.
        Some(fault) if trace.is_held_up && fault.is_of_time() => Some(room::no_room()),
        None if took > limit + stall::LIMIT => Some(stood_still(took)),
        fault => fault,
    };
    let fault = match fault {
        Some(fault) => Some(run.probes.connectivity.question(fault, &trace).await),
        None => None,
    };
    observation(run, fault, phases, trace)
}

fn observation(
    run: &Run<'_>,
    mut fault: Option<Fault>,
    phases: Phases,
    trace: Trace,
) -> Observation {
    let outcome = fault.as_ref().map_or(Outcome::Up, |fault| fault.outcome);
    let mut evidence = trace.seen;
    let redactor = Redactor::of(run.secrets, &run.how.kind, &trace.redirected_as);
    let answer = trace.judged.or(trace.answer.map(Arc::new));
    if let Some(answer) = answer.filter(|_| run.shows_all || outcome != Outcome::Up) {
        evidence.head = Some(answer.shown_head(&redactor));
        evidence.body = Some(answer.shown_body(&redactor));
    }
    redactor.redact_all(&mut evidence);
    for finding in &mut evidence.findings {
        finding.actual = userinfo::hide(&finding.actual).into_owned();
    }
    if let Some(fault) = &mut fault {
        redactor.redact_sentence(&mut fault.failure.reason);
    }
    Observation {
        outcome,
        failure: fault.map(|fault| fault.failure),
        http_status: trace.http_status,
        phases: Some(phases),
        attempts: 1,
        tls: trace.tls,
        evidence,
    }
}

/// Looks at what is expected of the response time.
fn judge_response_time(how: &How, phases: Phases, trace: &mut Trace) {
    let us = phases.total_us();
    for (limit_ms, broken) in [
        (how.degraded_above_ms, Verdict::Degraded),
        (how.down_above_ms, Verdict::Failed),
    ] {
        let Some(limit_ms) = limit_ms else {
            continue;
        };
        let holds = us <= u64::from(limit_ms) * 1_000;
        let finding = Finding {
            expected: format!("response time is at most {limit_ms} ms"),
            actual: format!("{}.{:03} ms", us / 1_000, us % 1_000),
            verdict: if holds { Verdict::Passed } else { broken },
        };
        trace.note(finding, |trace| {
            let reason = format!(
                "{} took {} ms to answer, at most {limit_ms} ms is expected",
                trace.peer,
                us.div_ceil(1_000)
            );
            let make = match broken {
                Verdict::Failed => Fault::down,
                Verdict::Passed | Verdict::Degraded => Fault::degraded,
            };
            make(FailureClass::Assertion, "assertion.response_time", reason)
        });
    }
}

/// The fault of an attempt that its deadline ended.
fn out_of_time(trace: &mut Trace, limit: Duration) -> Fault {
    let limit = net::words::limit(limit);
    if trace.is_judging {
        let reason = format!("the conditions could not be looked at within {limit}");
        return Fault::internal("internal.check", reason);
    }
    let stage = trace.stage();
    if let (Stage::Dns | Stage::Connect, Some(shortage)) = (stage, trace.shortage.take()) {
        return shortage.into();
    }
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
            match trace.body_bytes {
                Some(bytes) => format!(
                    "no whole answer from {peer} within {limit}: its body had not ended after \
                     {bytes} bytes"
                ),
                None => format!("no whole answer from {peer} within {limit}"),
            },
        ),
    };
    Fault::down(FailureClass::Timeout, detail, reason)
}

/// The fault of an attempt during which this process stood still.
fn stood_still(took: Duration) -> Fault {
    let reason = format!("this prober stood still during an attempt, which took {took:.1?}");
    Fault::internal("internal.stalled", reason)
}
