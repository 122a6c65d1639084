//! Facts that a check observed, which explain its outcome.

use std::net::{IpAddr, SocketAddr};

use serde::{Deserialize, Serialize};

use super::{Outcome, Phases};

/// What a check recorded that was not up, or that was not scheduled. At most [`Evidence::LIMIT_BYTES`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Evidence {
    /// Addresses that the target's name resolved to in the last hop.
    pub addresses: Vec<IpAddr>,
    /// Address of the connection, or of the last attempt to connect.
    pub address: Option<SocketAddr>,
    /// Requests of the last attempt, in order.
    pub hops: Vec<Hop>,
    /// Attempts before the last one, in order.
    pub attempts: Vec<Attempt>,
    /// Conditions that were tested, in order.
    pub findings: Vec<Finding>,
    /// Certificates of the last handshake, the website's own first.
    pub certificates: Vec<Certificate>,
    /// Status line and headers of the last response.
    pub head: Option<String>,
    /// First KiB of the last response's body, decoded, with invalid UTF-8 replaced.
    pub body: Option<String>,
}

impl Evidence {
    /// Largest size on the wire, in bytes.
    pub const LIMIT_BYTES: usize = 8 * 1024;
}

/// One request of an attempt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hop {
    /// Requested URL.
    pub url: String,
    /// Address that answered, or that was tried last.
    pub address: Option<SocketAddr>,
    /// Status of the response.
    pub status: Option<u16>,
    /// Phases of this request.
    pub phases: Phases,
}

/// An attempt before the last one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// Outcome of the attempt.
    pub outcome: Outcome,
    /// Subclass of its failure, such as `connect.refused`.
    pub detail: String,
    /// Reason of its failure in one sentence.
    pub reason: String,
    /// Duration of the attempt, in microseconds.
    pub took_us: u32,
}

/// A condition that was tested.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The condition, such as `status is 200-399`.
    pub expected: String,
    /// The observed value, such as `503`.
    pub actual: String,
    /// The condition's effect on the check.
    pub verdict: Verdict,
}

/// The effect of a tested condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verdict {
    /// The condition holds.
    Passed,
    /// The condition does not hold, which makes the website degraded.
    Degraded,
    /// The condition does not hold, which makes the website down.
    Failed,
}

/// Facts of a TLS handshake.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TlsFacts {
    /// Protocol version, such as `TLS 1.3`.
    pub version: Option<String>,
    /// IANA name of the cipher suite.
    pub cipher: Option<String>,
    /// Protocol negotiated by ALPN.
    pub alpn: Option<String>,
    /// Problem with the certificate, as the subclass of a failure: `tls.expired`.
    pub problem: Option<String>,
    /// Certificates in the order sent, the website's own first.
    pub chain: Vec<Certificate>,
}

/// A certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    /// Subject of the certificate, such as `CN=example.org`.
    pub subject: String,
    /// Names that the certificate is valid for.
    pub names: Vec<String>,
    /// Issuer of the certificate.
    pub issuer: String,
    /// First second of its validity, in Unix time.
    pub not_before_secs: i64,
    /// Last second of its validity, in Unix time.
    pub not_after_secs: i64,
    /// Type and size of the certificate's key, such as `ECDSA P-256` or `RSA 2048`.
    pub key: String,
    /// SHA-256 of the certificate's DER encoding.
    pub fingerprint: [u8; 32],
}
