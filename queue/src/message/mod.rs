//! The messages on the wire: a [`Job`] goes out, a [`Report`] comes back.
//!
//! Their encoding is a promise between versions (golden files under `queue/tests/golden`):
//! fields are never reordered; a changed structure is a new version in [`crate::codec`], which
//! still reads the previous ones.

pub(crate) mod check;
pub(crate) mod detour;
mod facts;
mod tenant;
pub(crate) mod v1;

use std::fmt;

use check::Check;
pub use detour::Detour;
pub use facts::{Attempt, Certificate, Evidence, Finding, Hop, TlsFacts, Verdict};
pub use tenant::Tenant;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::RegionName;

/// What requested a check. Only scheduled slots count in the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Origin {
    /// The website's schedule.
    Schedule,
    /// A failing vote that the other regions are asked to confirm.
    Confirmation,
    /// A person, by creating, resuming or editing the website or by "check now".
    Person,
}

/// Identity of a job within its region.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct JobKey {
    /// Public id of the website.
    pub website: Uuid,
    /// Key of the website, which ticks refer to.
    pub website_key: i32,
    /// Schedule revision that planned the job.
    pub revision: i32,
    /// Planned instant, in milliseconds of Unix time.
    pub slot_ms: i64,
    /// What requested the check.
    pub origin: Origin,
}

impl JobKey {
    /// The job's id in logs: `website/region/slot`, the same in every process.
    pub fn id<'a>(&'a self, region: &'a RegionName) -> impl fmt::Display + 'a {
        struct Id<'a>(&'a JobKey, &'a RegionName);
        impl fmt::Display for Id<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}/{}/{}", self.0.website, self.1, self.0.slot_ms)
            }
        }
        Id(self, region)
    }
}

/// A planned check for one region.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Job {
    /// Identity of the job.
    pub key: JobKey,
    /// The api's signature of the region and `key` ([`crate::mac`]), which the prober only
    /// returns.
    pub mac: [u8; 32],
    /// The check must start before this instant (in milliseconds of Unix time), otherwise it
    /// is reported `unmeasured/expired`.
    pub start_before_ms: i64,
    /// The check to run.
    pub check: Check,
    /// Whom it is for; `None` if an older api has not said. On the wire it is appended
    /// ([`crate::codec`]).
    #[serde(skip)]
    pub tenant: Option<Tenant>,
}

/// The outcome of a check, decided only by the prober.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Outcome {
    /// The website works as expected.
    Up,
    /// The website works, but worse than expected.
    Degraded,
    /// The website does not work as expected; `failure` gives the reason.
    Down,
    /// Nothing was measured: the prober failed, or the target was refused. Not a vote.
    Unmeasured,
}

/// The class of a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum FailureClass {
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

/// Why a check is not up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// Class of the failure.
    pub class: FailureClass,
    /// Subclass, such as `connect.refused`: lower-case words joined by `.` and `_`.
    pub detail: String,
    /// Reason in one sentence, such as "connection refused by 203.0.113.5:443".
    pub reason: String,
}

/// Durations of the phases of the last attempt, in microseconds of monotonic time; `None` if
/// the phase was not reached or does not apply. With redirects each phase is the sum over the
/// hops. The sum of the phases is the response time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phases {
    /// Name resolution.
    pub dns_us: Option<u32>,
    /// TCP connect.
    pub connect_us: Option<u32>,
    /// TLS handshake.
    pub tls_us: Option<u32>,
    /// From the first byte of the request sent to the first byte of the response received.
    pub ttfb_us: Option<u32>,
    /// From the first byte to the end of the body.
    pub transfer_us: Option<u32>,
}

impl Phases {
    /// The phases and their names, in order.
    pub fn named(&self) -> [(&'static str, Option<u32>); 5] {
        [
            ("dns", self.dns_us),
            ("connect", self.connect_us),
            ("tls", self.tls_us),
            ("ttfb", self.ttfb_us),
            ("transfer", self.transfer_us),
        ]
    }

    /// Response time: the sum of the phases, in microseconds.
    pub fn total_us(&self) -> u64 {
        self.named()
            .iter()
            .filter_map(|(_, us)| *us)
            .map(u64::from)
            .sum()
    }
}

/// The facts that a prober reports for one job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Key of the job, unchanged.
    pub key: JobKey,
    /// Signature of the job, unchanged.
    pub mac: [u8; 32],
    /// End of the check, in milliseconds of Unix time.
    pub checked_at_ms: i64,
    /// Outcome of the check.
    pub outcome: Outcome,
    /// Reason, unless `outcome` is up.
    pub failure: Option<Failure>,
    /// Status of the last HTTP response.
    pub http_status: Option<u16>,
    /// Phases of the last attempt, if there was one.
    pub phases: Option<Phases>,
    /// Number of attempts; 0 if none was made.
    pub attempts: u8,
    /// Facts of the last TLS handshake.
    pub tls: Option<TlsFacts>,
    /// Evidence, if the outcome is not up or the check was not scheduled.
    pub evidence: Option<Evidence>,
}
