//! DNS checks.

use serde::{Deserialize, Serialize};

/// A DNS query.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DnsCheck {
    /// Record type to query.
    pub record: DnsRecord,
    /// Name server to query, an address or a host name, with or without a port; the prober's
    /// own resolver by default.
    pub server: Option<String>,
    /// Values that must all be among the answers.
    pub expect: Vec<String>,
    /// Expected response code: `NOERROR` (default), `NXDOMAIN`, …
    pub rcode: Option<String>,
}

/// A type of DNS record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "named as RFC 1035 and its followers name them")]
pub enum DnsRecord {
    #[default]
    A,
    Aaaa,
    Caa,
    Cname,
    Mx,
    Ns,
    Ptr,
    Soa,
    Srv,
    Txt,
}
