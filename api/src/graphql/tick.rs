//! Ticks: the recorded outcomes of checks.

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, Enum, SimpleObject};
use chrono::{DateTime, Utc};
use entity::feed::TickKey;
use entity::tick;

use super::context::ContextExt;
use super::error::Result;
use super::evidence::Evidence;
use super::loader::{EvidenceLoader, EvidenceOf};
use super::scalar::date;
use super::serial::AtHand;
use crate::service::{self, Error};

/// What requested a check.
#[derive(Enum, Copy, Clone, Eq, PartialEq)]
#[graphql(remote = "entity::Origin")]
pub(super) enum TickOrigin {
    /// The website's schedule. Only these ticks count in the ledger.
    Schedule,
    /// The confirmation of a failing vote.
    Confirmation,
    /// A person, by creating, resuming or editing the website or by "check now".
    Person,
}

/// The outcome of a check.
#[derive(Enum, Copy, Clone, Eq, PartialEq)]
#[graphql(remote = "entity::Outcome")]
pub(super) enum Outcome {
    /// The website works as expected.
    Up,
    /// The website works, but worse than expected.
    Degraded,
    /// The website does not work as expected.
    Down,
    /// Nothing was measured: the prober failed, or the target was refused.
    Unmeasured,
}

/// Why a check was not up.
#[derive(Enum, Copy, Clone, Eq, PartialEq)]
#[graphql(remote = "entity::FailureClass")]
pub(super) enum FailureClass {
    /// The name did not resolve.
    Dns,
    /// No connection could be established.
    Connect,
    /// The TLS handshake or the certificate failed.
    Tls,
    /// The time limit passed.
    Timeout,
    /// The response violates the protocol.
    Protocol,
    /// The HTTP status is not accepted.
    Status,
    /// A condition on the response does not hold.
    Assertion,
    /// A redirect cannot be followed, or there were too many.
    Redirect,
    /// The body was cut short or cannot be decoded.
    Body,
    /// Unmeasured: the egress policy refused the address.
    Blocked,
    /// Unmeasured: the prober itself failed.
    Internal,
    /// Unmeasured: the job arrived too late to run.
    Expired,
}

/// Why a check was not up.
#[derive(SimpleObject)]
pub(super) struct Failure {
    /// Part of the check that failed.
    pub(super) class: FailureClass,
    /// Subclass of the failure, such as `connect.refused`.
    pub(super) detail: Option<String>,
    /// Reason in one sentence, such as "connection refused by 203.0.113.5:443".
    pub(super) reason: String,
}

/// Durations of a check's phases, in milliseconds; null for phases that were not reached.
#[derive(SimpleObject)]
pub(super) struct Phases {
    /// Name resolution.
    dns_ms: Option<f64>,
    /// TCP connect.
    connect_ms: Option<f64>,
    /// TLS handshake.
    tls_ms: Option<f64>,
    /// From the request to the first byte of the response.
    ttfb_ms: Option<f64>,
    /// From the first byte to the end of the body.
    transfer_ms: Option<f64>,
}

/// The recorded outcome of one check from one region.
#[derive(SimpleObject)]
#[graphql(complex)]
pub(super) struct Tick {
    #[graphql(skip)]
    key: TickKey,
    /// Planned instant of the check.
    slot: DateTime<Utc>,
    /// What requested the check.
    asked_by: TickOrigin,
    /// End of the check.
    checked_at: DateTime<Utc>,
    /// Outcome of the check.
    outcome: Outcome,
    /// Status of the last HTTP response.
    http_status: Option<i32>,
    /// Sum of the phases, in milliseconds.
    response_time_ms: Option<f64>,
    /// Durations of the phases; null if nothing was measured.
    phases: Option<Phases>,
    /// Number of attempts.
    attempts: i32,
    /// Reason for an outcome other than UP.
    failure: Option<Failure>,
}

#[ComplexObject]
impl Tick {
    /// Region that the check ran from.
    async fn region(&self, ctx: &Context<'_>) -> Result<Arc<str>> {
        ctx.region_name(self.key.region_key).await
    }

    /// What the check recorded; null if it was up and scheduled. Checks that a person asked for,
    /// and those that confirm what another region found, record it also when they are up.
    #[graphql(complexity = "super::cost::EVIDENCE + child_complexity")]
    async fn evidence(&self, ctx: &Context<'_>) -> Result<Option<Evidence>> {
        let loader: &EvidenceLoader = ctx.data_unchecked();
        let row = loader.load_one(EvidenceOf(self.key)).await;
        let Some(row) = row.map_err(Error::Shared)? else {
            return Ok(None);
        };
        let seen = service::tick::evidence(&row)?;
        Ok(Some(Evidence::new(seen, ctx.now_ms())))
    }
}

impl Phases {
    /// Phases in order, from microseconds.
    fn new(us: [Option<f64>; 5]) -> Self {
        let [dns_ms, connect_ms, tls_ms, ttfb_ms, transfer_ms] =
            us.map(|us| us.map(|us| us / 1_000.0));
        Self {
            dns_ms,
            connect_ms,
            tls_ms,
            ttfb_ms,
            transfer_ms,
        }
    }
}

impl From<queue::Outcome> for Outcome {
    fn from(outcome: queue::Outcome) -> Self {
        match outcome {
            queue::Outcome::Up => Self::Up,
            queue::Outcome::Degraded => Self::Degraded,
            queue::Outcome::Down => Self::Down,
            queue::Outcome::Unmeasured => Self::Unmeasured,
        }
    }
}

impl From<queue::Failure> for Failure {
    fn from(failure: queue::Failure) -> Self {
        use queue::FailureClass as Seen;
        let class = match failure.class {
            Seen::Dns => FailureClass::Dns,
            Seen::Connect => FailureClass::Connect,
            Seen::Tls => FailureClass::Tls,
            Seen::Timeout => FailureClass::Timeout,
            Seen::Protocol => FailureClass::Protocol,
            Seen::Status => FailureClass::Status,
            Seen::Assertion => FailureClass::Assertion,
            Seen::Redirect => FailureClass::Redirect,
            Seen::Body => FailureClass::Body,
            Seen::Blocked => FailureClass::Blocked,
            Seen::Internal => FailureClass::Internal,
            Seen::Expired => FailureClass::Expired,
        };
        Self {
            class,
            detail: Some(failure.detail),
            reason: failure.reason,
        }
    }
}

impl From<queue::Phases> for Phases {
    fn from(phases: queue::Phases) -> Self {
        Self::new(phases.named().map(|(_, us)| us.map(f64::from)))
    }
}

impl AtHand for Tick {
    const READING: &'static [&'static str] = &["evidence"];
}

impl From<tick::Model> for Tick {
    fn from(row: tick::Model) -> Self {
        let us = [
            row.dns_us,
            row.connect_us,
            row.tls_us,
            row.ttfb_us,
            row.transfer_us,
        ];
        let measured = us.iter().any(Option::is_some);
        let total_us: i64 = us.iter().flatten().copied().map(i64::from).sum();
        let phases = Phases::new(us.map(|us| us.map(f64::from)));
        Self {
            key: service::tick::key(&row),
            slot: date(row.slot_ms),
            asked_by: row.origin.into(),
            checked_at: date(row.checked_at_ms),
            outcome: row.outcome.into(),
            http_status: row.http_status.map(i32::from),
            response_time_ms: measured.then(|| total_us as f64 / 1_000.0),
            phases: measured.then_some(phases),
            attempts: i32::from(row.attempts),
            failure: row.failure.map(|class| Failure {
                class: class.into(),
                detail: row.detail,
                reason: row.reason.unwrap_or_default(),
            }),
        }
    }
}
