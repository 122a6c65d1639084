//! What a check saw: the facts behind its outcome.

use std::net::{IpAddr, SocketAddr};

use serde::{Deserialize, Serialize};

use super::{Outcome, Phases};

/// What was seen in a check that is not up. At most [`Evidence::LIMIT_BYTES`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Evidence {
    /// What the target's name resolved to, in the last hop.
    pub addresses: Vec<IpAddr>,
    /// The address that was connected to, or tried last.
    pub address: Option<SocketAddr>,
    /// Every request of the last attempt, in order.
    pub hops: Vec<Hop>,
    /// Every attempt before the last one, in order.
    pub attempts: Vec<Attempt>,
    /// Every condition that was looked at, in order.
    pub findings: Vec<Finding>,
    /// The last handshake's certificates, the website's own first.
    pub certificates: Vec<Certificate>,
    /// The last answer's head.
    pub head: Option<String>,
    /// The first KiB of the last answer's body, decoded, invalid UTF-8 replaced.
    pub body: Option<String>,
}

impl Evidence {
    /// Most bytes of it on the wire.
    pub const LIMIT_BYTES: usize = 8 * 1024;
}

/// One request of an attempt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hop {
    /// What was asked for.
    pub url: String,
    /// The address that answered, or was tried last.
    pub address: Option<SocketAddr>,
    /// The answer's status.
    pub status: Option<u16>,
    /// The hop's own phases.
    pub phases: Phases,
}

/// An attempt before the last one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// What it found.
    pub outcome: Outcome,
    /// Its failure's subclass.
    pub detail: String,
    /// Its failure's sentence.
    pub reason: String,
    /// How long it took, microseconds.
    pub took_us: u32,
}

/// A condition that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The condition: `status is 200-399`.
    pub expected: String,
    /// What was seen: `503`.
    pub actual: String,
    /// What it means.
    pub verdict: Verdict,
}

/// What a condition that was looked at means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verdict {
    /// It holds.
    Passed,
    /// It does not, which makes the website degraded.
    Degraded,
    /// It does not, which makes the website down.
    Failed,
}

/// What a TLS handshake showed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TlsFacts {
    /// `TLS 1.3`.
    pub version: Option<String>,
    /// The cipher suite, as IANA names it.
    pub cipher: Option<String>,
    /// The protocol chosen by ALPN.
    pub alpn: Option<String>,
    /// What is wrong with the certificate, as a failure's subclass: `tls.expired`.
    pub problem: Option<String>,
    /// The certificates as they were sent, the website's own first.
    pub chain: Vec<Certificate>,
}

/// A certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    /// Whose: `CN=example.org`.
    pub subject: String,
    /// The names it is valid for.
    pub names: Vec<String>,
    /// By whom.
    pub issuer: String,
    /// First second at which it is valid, Unix time.
    pub not_before_secs: i64,
    /// Last second at which it is valid, Unix time.
    pub not_after_secs: i64,
    /// Type and size of its key: `ECDSA P-256`, `RSA 2048`.
    pub key: String,
    /// SHA-256 of its DER form.
    pub fingerprint: [u8; 32],
}
