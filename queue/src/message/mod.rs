//! The messages on the wire: a [`Job`] goes out, a [`Report`] comes back.
//!
//! Their encoded form is a promise between versions (golden files under
//! `queue/tests/golden`): fields are never reordered; a changed shape is a new
//! version in [`crate::codec`], which goes on reading those before.

mod check;
pub(crate) mod detour;
mod facts;
pub(crate) mod v1;

use std::fmt;

pub use check::{
    Assertion, AuthScheme, Check, Comparison, DnsCheck, DnsRecord, Family, How, HttpCheck,
    HttpVersion, Kind, PingCheck, SmtpCheck, StartTls, StatusRange, Subject, TcpCheck, TlsRules,
    TlsVersion, WebSocketCheck,
};
pub use detour::Detour;
pub use facts::{Attempt, Certificate, Evidence, Finding, Hop, TlsFacts, Verdict};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::RegionName;

/// What asked for a check. Only scheduled slots count in the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Origin {
    /// The website's own rhythm.
    Schedule,
    /// A failing vote that the other regions are asked to confirm.
    Confirmation,
    /// A person: create, resume, edit, or "check now".
    Person,
}

/// Who is to be checked and when: what identifies a job within its region.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct JobKey {
    /// The website's public id.
    pub website: Uuid,
    /// The website's small integer, which ticks refer to.
    pub website_key: i32,
    /// The schedule revision that planned this job.
    pub revision: i32,
    /// The planned instant, milliseconds of Unix time.
    pub slot_ms: i64,
    /// What asked for it.
    pub origin: Origin,
}

impl JobKey {
    /// The job's id for logs: `website/region/slot`, the same in every process.
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

/// A planned check, for one region.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Job {
    /// Who and when.
    pub key: JobKey,
    /// The api's signature over the region and `key` ([`crate::mac`]). The
    /// prober only carries it back.
    pub mac: [u8; 32],
    /// The check must start before this instant (milliseconds of Unix time),
    /// else it is reported `unmeasured/expired`.
    pub start_before_ms: i64,
    /// What to do.
    pub check: Check,
}

/// What a check found. The prober decides it, nobody else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Outcome {
    /// The website answered as it should.
    Up,
    /// It answered, but worse than it should.
    Degraded,
    /// It did not answer as it should; `failure` says why.
    Down,
    /// Nothing was learned about the website: our own fault, or a refused
    /// target. No vote.
    Unmeasured,
}

/// The class of a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum FailureClass {
    /// The name did not resolve.
    Dns,
    /// No connection to the address.
    Connect,
    /// The TLS handshake or the certificate failed.
    Tls,
    /// The time limit passed.
    Timeout,
    /// The answer is not of the protocol.
    Protocol,
    /// The HTTP status is not an accepted one.
    Status,
    /// A condition on the answer does not hold.
    Assertion,
    /// A redirect that cannot be followed, or too many.
    Redirect,
    /// The body broke off or cannot be read.
    Body,
    /// Unmeasured: the egress policy refuses the address.
    Blocked,
    /// Unmeasured: a fault of the prober's own.
    Internal,
    /// Unmeasured: the job came too late to be run.
    Expired,
}

/// Why a check is not up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// The class.
    pub class: FailureClass,
    /// The subclass, `connect.refused`; lower-case words joined by `.` and `_`.
    pub detail: String,
    /// One sentence for a person: "connection refused by 203.0.113.5:443".
    pub reason: String,
}

/// The phases of the last attempt, microseconds of monotonic time; `None` where
/// the phase was not reached or does not apply. Over redirects each phase is
/// the sum of its hops. Their sum is the response time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phases {
    /// Name resolution.
    pub dns_us: Option<u32>,
    /// TCP connect.
    pub connect_us: Option<u32>,
    /// TLS handshake.
    pub tls_us: Option<u32>,
    /// From the request's first byte sent to the answer's first byte received.
    pub ttfb_us: Option<u32>,
    /// From the first byte to the end of the body.
    pub transfer_us: Option<u32>,
}

impl Phases {
    /// The phases with their names, in order.
    pub fn named(&self) -> [(&'static str, Option<u32>); 5] {
        [
            ("dns", self.dns_us),
            ("connect", self.connect_us),
            ("tls", self.tls_us),
            ("ttfb", self.ttfb_us),
            ("transfer", self.transfer_us),
        ]
    }

    /// Response time: the sum of the phases, microseconds.
    pub fn total_us(&self) -> u64 {
        self.named()
            .iter()
            .filter_map(|(_, us)| *us)
            .map(u64::from)
            .sum()
    }
}

/// The facts a prober found for one job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The job's key, as given.
    pub key: JobKey,
    /// The job's signature, as given.
    pub mac: [u8; 32],
    /// End of the check, milliseconds of Unix time.
    pub checked_at_ms: i64,
    /// What was found.
    pub outcome: Outcome,
    /// Why, unless `outcome` is up.
    pub failure: Option<Failure>,
    /// Status of the last HTTP answer.
    pub http_status: Option<u16>,
    /// Phases of the last attempt, if one was made.
    pub phases: Option<Phases>,
    /// Attempts made; 0 where none was.
    pub attempts: u8,
    /// What the last TLS handshake showed.
    pub tls: Option<TlsFacts>,
    /// What was seen, where the outcome is not up.
    pub evidence: Option<Evidence>,
}
