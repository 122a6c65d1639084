//! DNS checks.

use async_graphql::{Enum, InputObject, SimpleObject};

/// A DNS query.
#[derive(SimpleObject)]
pub(in crate::graphql) struct DnsCheck {
    /// Record type to query.
    record: DnsRecord,
    /// Name server to query; null for the prober's own resolver.
    server: Option<String>,
    /// Values that must all be among the answers.
    expect: Vec<String>,
    /// Expected response code; null for `NOERROR`.
    rcode: Option<String>,
}

/// A DNS query.
#[derive(InputObject)]
pub(in crate::graphql) struct DnsCheckInput {
    /// Record type to query.
    #[graphql(default_with = "DnsRecord::A")]
    record: DnsRecord,
    /// Name server to query, an address or a host name, with or without a port; the prober's
    /// own resolver by default.
    server: Option<String>,
    /// Values that must all be among the answers, at most 50.
    #[graphql(default)]
    expect: Vec<String>,
    /// Expected response code: `NOERROR` (default), `NXDOMAIN`, `SERVFAIL`, `REFUSED`,
    /// `FORMERR` or `NOTIMP`.
    rcode: Option<String>,
}

/// A type of DNS record.
#[derive(Enum, Copy, Clone, Eq, PartialEq)]
#[graphql(remote = "queue::DnsRecord")]
pub(in crate::graphql) enum DnsRecord {
    /// An IPv4 address.
    A,
    /// An IPv6 address.
    Aaaa,
    /// Certification authorities that may issue certificates for the name.
    Caa,
    /// The canonical name of an alias.
    Cname,
    /// The name's mail servers.
    Mx,
    /// The zone's name servers.
    Ns,
    /// The host name of an address.
    Ptr,
    /// The start of a zone of authority.
    Soa,
    /// The host and port of a service.
    Srv,
    /// Free-form text.
    Txt,
}

impl From<queue::DnsCheck> for DnsCheck {
    fn from(dns: queue::DnsCheck) -> Self {
        Self {
            record: dns.record.into(),
            server: dns.server,
            expect: dns.expect,
            rcode: dns.rcode,
        }
    }
}

impl From<DnsCheckInput> for queue::DnsCheck {
    fn from(input: DnsCheckInput) -> Self {
        Self {
            record: input.record.into(),
            server: input.server,
            expect: input.expect,
            rcode: input.rcode,
        }
    }
}
