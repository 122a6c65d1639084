//! Evidence: what a check recorded that was not up, or that was not scheduled.

use async_graphql::{Enum, SimpleObject};

use super::tick::{Outcome, Phases};
use super::tls::Certificate;

/// What a check recorded that was not up, or that was not scheduled: those that a person asked
/// for, and those that confirm what another region found.
#[derive(SimpleObject)]
pub(super) struct Evidence {
    /// Addresses that the target's name resolved to in the last hop.
    addresses: Vec<String>,
    /// Address and port of the connection, or of the last attempt to connect.
    address: Option<String>,
    /// Requests of the last attempt, in order.
    hops: Vec<Hop>,
    /// Attempts before the last one, in order.
    attempts: Vec<Attempt>,
    /// Conditions that were tested, in order.
    findings: Vec<Finding>,
    /// Certificates of the last handshake, the website's own first.
    certificates: Vec<Certificate>,
    /// Status line and headers of the last response.
    head: Option<String>,
    /// First KiB of the last response's body.
    body: Option<String>,
}

/// One request of an attempt.
#[derive(SimpleObject)]
pub(super) struct Hop {
    /// Requested URL, without credentials.
    url: String,
    /// Address and port that answered, or that was tried last.
    address: Option<String>,
    /// Status of the response.
    http_status: Option<i32>,
    /// Phases of this request.
    phases: Phases,
}

/// An attempt before the last one.
#[derive(SimpleObject)]
pub(super) struct Attempt {
    /// Outcome of the attempt.
    outcome: Outcome,
    /// Subclass of the failure, such as `connect.refused`.
    detail: String,
    /// Reason of the failure in one sentence.
    reason: String,
    /// Duration of the attempt, in milliseconds.
    took_ms: f64,
}

/// A condition that was tested.
#[derive(SimpleObject)]
pub(super) struct Finding {
    /// The condition, such as `status is 200-399`.
    expected: String,
    /// The observed value, such as `503`.
    actual: String,
    /// The condition's effect on the check.
    verdict: Verdict,
}

/// The effect of a tested condition.
#[derive(Enum, Copy, Clone, Eq, PartialEq)]
#[graphql(remote = "queue::Verdict")]
pub(super) enum Verdict {
    /// The condition holds.
    Passed,
    /// The condition does not hold, which makes the website degraded.
    Degraded,
    /// The condition does not hold, which makes the website down.
    Failed,
}

impl Evidence {
    /// The evidence; `now_ms` determines its certificates' remaining days.
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
