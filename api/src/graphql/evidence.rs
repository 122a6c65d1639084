//! Evidence: what was seen in a check that was not up.

use async_graphql::{Enum, SimpleObject};

use super::tick::{Outcome, Phases};
use super::tls::Certificate;

/// What was seen in a check that was not up.
#[derive(SimpleObject)]
pub(super) struct Evidence {
    /// What the target's name resolved to, in the last hop.
    addresses: Vec<String>,
    /// The address that was connected to, or tried last, with its port.
    address: Option<String>,
    /// Every request of the last attempt, in order.
    hops: Vec<Hop>,
    /// Every attempt before the last one, in order.
    attempts: Vec<Attempt>,
    /// Every condition that was looked at, in order.
    findings: Vec<Finding>,
    /// The last handshake's certificates, the website's own first.
    certificates: Vec<Certificate>,
    /// The last answer's status line and headers.
    head: Option<String>,
    /// The first KiB of the last answer's body.
    body: Option<String>,
}

/// One request of an attempt.
#[derive(SimpleObject)]
pub(super) struct Hop {
    /// What was asked for, without credentials.
    url: String,
    /// The address that answered, or was tried last, with its port.
    address: Option<String>,
    /// The answer's status.
    http_status: Option<i32>,
    /// The hop's own phases.
    phases: Phases,
}

/// An attempt before the last one.
#[derive(SimpleObject)]
pub(super) struct Attempt {
    /// What it found.
    outcome: Outcome,
    /// The failure's subclass: `connect.refused`.
    detail: String,
    /// The failure in one sentence.
    reason: String,
    /// How long it took, milliseconds.
    took_ms: f64,
}

/// A condition that was looked at.
#[derive(SimpleObject)]
pub(super) struct Finding {
    /// The condition: `status is 200-399`.
    expected: String,
    /// What was seen: `503`.
    actual: String,
    /// What that means for the check.
    verdict: Verdict,
}

/// What a condition that was looked at means.
#[derive(Enum, Copy, Clone, Eq, PartialEq)]
#[graphql(remote = "queue::Verdict")]
pub(super) enum Verdict {
    /// It holds.
    Passed,
    /// It does not, which makes the website degraded.
    Degraded,
    /// It does not, which makes the website down.
    Failed,
}

impl Evidence {
    /// The evidence, with what is told of its certificates as of `now_ms`.
    pub(super) fn new(seen: queue::Evidence, now_ms: i64) -> Self {
        let certificates = seen.certificates.into_iter();
        Self {
            addresses: seen.addresses.iter().map(ToString::to_string).collect(),
            address: seen.address.map(|address| address.to_string()),
            hops: seen.hops.into_iter().map(Hop::from).collect(),
            attempts: seen.attempts.into_iter().map(Attempt::from).collect(),
            findings: seen.findings.into_iter().map(Finding::from).collect(),
            certificates: certificates
                .map(|certificate| Certificate::new(certificate, now_ms))
                .collect(),
            head: seen.head,
            body: seen.body,
        }
    }
}

impl From<queue::Hop> for Hop {
    fn from(hop: queue::Hop) -> Self {
        Self {
            url: hop.url,
            address: hop.address.map(|address| address.to_string()),
            http_status: hop.status.map(i32::from),
            phases: hop.phases.into(),
        }
    }
}

impl From<queue::Attempt> for Attempt {
    fn from(attempt: queue::Attempt) -> Self {
        Self {
            outcome: attempt.outcome.into(),
            detail: attempt.detail,
            reason: attempt.reason,
            took_ms: f64::from(attempt.took_us) / 1_000.0,
        }
    }
}

impl From<queue::Finding> for Finding {
    fn from(finding: queue::Finding) -> Self {
        Self {
            expected: finding.expected,
            actual: finding.actual,
            verdict: finding.verdict.into(),
        }
    }
}
