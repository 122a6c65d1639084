//! Names to addresses, asked anew for every check.
//!
//! Nothing is cached: the time it takes is part of what is measured. `localhost`
//! and its children never leave the host: the resolver library answers them by
//! RFC 6761. It must not judge addresses; that is the egress policy's work.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::{Either, select};
use hickory_resolver::config::{
    ConnectionConfig, NameServerConfig, ResolveHosts, ResolverConfig, ResolverOpts,
};
use hickory_resolver::lookup::Lookup;
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::net::{DnsError, NetError};
use hickory_resolver::proto::op::{Query, ResponseCode};
use hickory_resolver::proto::rr::{Name, Record, RecordType};
use hickory_resolver::{Hosts, TokioResolver, system_conf};
use tokio::time::timeout;
use tracing::warn;

use crate::probe::fault::{self, Fault};
use queue::{FailureClass, Family};

use crate::{Error, Result};

/// How long the second family's answer is awaited once the first is there.
/// Source: RFC 8305, section 3, "Resolution Delay".
const RESOLUTION_DELAY: Duration = Duration::from_millis(50);

/// How long the resolver library waits for one round of its servers.
const ROUND_LIMIT: Duration = Duration::from_secs(5);

/// Asks the name servers that it was given.
#[derive(Clone)]
pub struct Resolver {
    dns: TokioResolver,
    hosts: Arc<Hosts>,
}

impl std::fmt::Debug for Resolver {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Resolver")
    }
}

impl Resolver {
    /// The resolver that the system's configuration names, and its hosts file.
    ///
    /// # Errors
    /// Where the resolver cannot be set up.
    pub fn from_system() -> Result<Self> {
        match system_conf::read_system_conf() {
            Ok((config, _)) => Self::build(config.name_servers().to_vec()),
            Err(err) => {
                // The C library's own default (resolv.conf(5)).
                warn!(error = %err, "No name servers are configured, asking 127.0.0.1");
                Self::with_servers(&[SocketAddr::from((Ipv4Addr::LOCALHOST, 53))])
            }
        }
    }

    /// A resolver that asks `servers`, and knows the system's hosts file.
    ///
    /// # Errors
    /// Where the resolver cannot be set up.
    pub fn with_servers(servers: &[SocketAddr]) -> Result<Self> {
        let server = |address: &SocketAddr| {
            let mut connections = vec![ConnectionConfig::udp(), ConnectionConfig::tcp()];
            for connection in &mut connections {
                connection.port = address.port();
            }
            NameServerConfig::new(address.ip(), true, connections)
        };
        Self::build(servers.iter().map(server).collect())
    }

    fn build(servers: Vec<NameServerConfig>) -> Result<Self> {
        let mut options = ResolverOpts::default();
        options.cache_size = 0;
        options.timeout = ROUND_LIMIT;
        options.use_hosts_file = ResolveHosts::Never;
        let config = ResolverConfig::from_parts(None, vec![], servers);
        let provider = TokioRuntimeProvider::default();
        let dns = TokioResolver::builder_with_config(config, provider)
            .with_options(options)
            .build()
            .map_err(|err| Error::Resolver(Box::new(err)))?;
        // A system without a hosts file has no names in it.
        let hosts = Hosts::from_system().unwrap_or_default();
        Ok(Self {
            dns,
            hosts: Arc::new(hosts),
        })
    }

    /// The addresses of `host`, IPv6 and IPv4 by turns or of one family alone;
    /// never empty. Waits for `limit`, and where that brought nothing, up to
    /// `reserve` for a sign of life from the resolver.
    pub(crate) async fn resolve(
        &self,
        host: &str,
        family: Family,
        limit: Duration,
        reserve: Duration,
    ) -> Result<Vec<IpAddr>, Fault> {
        let Some(name) = name_of(host) else {
            return Err(down(
                "dns.bad_name",
                format!("{host} is not a possible host name"),
            ));
        };
        let known = self.known(&name, family);
        if !known.is_empty() {
            return Ok(by_turns(known, vec![]));
        }
        let lookup = async {
            match family {
                Family::Any => self.both_families(&name).await,
                Family::V4 => self.family(&name, RecordType::A).await,
                Family::V6 => self.family(&name, RecordType::AAAA).await,
            }
        };
        let err = match timeout(limit, lookup).await {
            Ok(Ok(addresses)) => return Ok(addresses),
            Ok(Err(err)) => err,
            Err(_) => NetError::Timeout,
        };
        Err(self.explain(host, &err, limit, reserve).await)
    }

    /// What the hosts file says of the addresses that are asked for.
    fn known(&self, name: &Name, family: Family) -> Vec<IpAddr> {
        let kinds: &[RecordType] = match family {
            Family::Any => &[RecordType::A, RecordType::AAAA],
            Family::V4 => &[RecordType::A],
            Family::V6 => &[RecordType::AAAA],
        };
        kinds
            .iter()
            .copied()
            .filter_map(|kind| {
                self.hosts
                    .lookup_static_host(&Query::query(name.clone(), kind))
            })
            .flat_map(|lookup| addresses(lookup.answers()))
            .collect()
    }

    async fn both_families(&self, name: &Name) -> Result<Vec<IpAddr>, NetError> {
        let a = self.family(name, RecordType::A);
        let aaaa = self.family(name, RecordType::AAAA);
        match select(pin!(a), pin!(aaaa)).await {
            Either::Left((a, rest)) => join(a, rest).await,
            Either::Right((aaaa, rest)) => join(aaaa, rest).await,
        }
    }

    async fn family(&self, name: &Name, kind: RecordType) -> Result<Vec<IpAddr>, NetError> {
        let lookup = self.dns.lookup(name.clone(), kind).await?;
        Ok(addresses(lookup.answers()))
    }

    /// The records of one type that `name` has, with the code of the answer.
    pub(crate) async fn records(&self, name: Name, kind: RecordType) -> Result<Lookup, NetError> {
        self.dns.lookup(name, kind).await
    }

    /// Whose fault `err` is. A resolver that leads nowhere for this name is
    /// asked for the root, to tell its own death from the website's.
    pub(crate) async fn explain(
        &self,
        host: &str,
        err: &NetError,
        waited: Duration,
        left: Duration,
    ) -> Fault {
        match err {
            NetError::Dns(DnsError::NoRecordsFound(none)) => {
                if none.response_code == ResponseCode::NXDomain {
                    down("dns.nxdomain", format!("the name {host} does not exist"))
                } else {
                    down("dns.no_records", format!("the name {host} has no address"))
                }
            }
            NetError::Dns(DnsError::ResponseCode(ResponseCode::ServFail)) => {
                if self.gives_life_sign(left).await {
                    down(
                        "dns.servfail",
                        format!("the name servers of {host} fail (SERVFAIL)"),
                    )
                } else {
                    resolver_fault("the resolver answers SERVFAIL even for the root".to_owned())
                }
            }
            NetError::Timeout => {
                if self.gives_life_sign(left).await {
                    let waited = fault::limit(waited);
                    down(
                        "dns.timeout",
                        format!("the name servers of {host} did not answer within {waited}"),
                    )
                } else {
                    resolver_fault("the resolver does not answer".to_owned())
                }
            }
            err => resolver_fault(format!("the resolver cannot be used: {err}")),
        }
    }

    /// Whether the resolver answers the simplest question within `limit`.
    pub(crate) async fn gives_life_sign(&self, limit: Duration) -> bool {
        let root = self.dns.lookup(Name::root(), RecordType::NS);
        match timeout(limit, root).await {
            Ok(Ok(_)) => true,
            Ok(Err(err)) => err.is_no_records_found(),
            Err(_) => false,
        }
    }
}

/// Both families' addresses, where `rest` is the one that took longer.
async fn join(
    first: Result<Vec<IpAddr>, NetError>,
    rest: impl Future<Output = Result<Vec<IpAddr>, NetError>>,
) -> Result<Vec<IpAddr>, NetError> {
    let first = match first {
        Ok(first) => first,
        Err(first) => return rest.await.map_err(|second| graver(first, second)),
    };
    let second = timeout(RESOLUTION_DELAY, rest).await;
    Ok(by_turns(
        first,
        second.ok().and_then(Result::ok).unwrap_or_default(),
    ))
}

/// Of two families' errors the one that says more about the name: that it does
/// not exist, else what kept us from knowing, else that it has no address.
fn graver(first: NetError, second: NetError) -> NetError {
    let says_nothing = |err: &NetError| err.is_no_records_found() && !err.is_nx_domain();
    if second.is_nx_domain() || says_nothing(&first) {
        second
    } else {
        first
    }
}

/// IPv6 and IPv4 by turns, each family in the order it was given. Where this host
/// has no route for IPv6, its attempts fail at once and cost nothing. Source: RFC
/// 8305, section 4.
fn by_turns(first: Vec<IpAddr>, second: Vec<IpAddr>) -> Vec<IpAddr> {
    let (v4, v6): (Vec<_>, Vec<_>) = first.into_iter().chain(second).partition(IpAddr::is_ipv4);
    let mut addresses = Vec::with_capacity(v4.len() + v6.len());
    let (mut v4, mut v6) = (v4.into_iter(), v6.into_iter());
    loop {
        let before = addresses.len();
        addresses.extend(v6.next());
        addresses.extend(v4.next());
        if addresses.len() == before {
            return addresses;
        }
    }
}

fn addresses(answers: &[Record]) -> Vec<IpAddr> {
    answers
        .iter()
        .filter_map(|record| record.data.ip_addr())
        .collect()
}

/// The fully qualified name, so that no search domain is tried.
pub(crate) fn name_of(host: &str) -> Option<Name> {
    let mut name = Name::from_ascii(host).ok()?;
    name.set_fqdn(true);
    Some(name)
}

fn down(detail: &str, reason: String) -> Fault {
    Fault::down(FailureClass::Dns, detail, reason)
}

fn resolver_fault(reason: String) -> Fault {
    Fault::internal("internal.resolver", reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families_take_turns() {
        let v4 = |n| IpAddr::from([192, 0, 2, n]);
        let v6 = |n| IpAddr::from([0x2001, 0xdb8, 0, 0, 0, 0, 0, n]);
        assert_eq!(
            by_turns(vec![v6(1), v6(2), v6(3)], vec![v4(1)]),
            [v6(1), v4(1), v6(2), v6(3)]
        );
    }
}
