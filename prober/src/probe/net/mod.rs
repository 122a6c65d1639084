//! From a host to a connection: names, the egress policy, and the race of a
//! name's addresses.
//!
//! Every kind of check connects through here, so that the policy is asked for
//! each address, which is then the very address that is connected to.

pub(crate) mod race;
pub mod resolver;
pub(crate) mod route;

use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

use queue::{FailureClass, Family};
use tokio::net::TcpStream;
use url::Host;

use super::Run;
use super::fault::Fault;
use super::trace::{Stage, Trace};
use crate::egress::Purpose;

/// Most addresses of one name that are tried.
const ADDRESSES_LIMIT: usize = 10;

/// What is kept of the time limit to ask whether the resolver itself is alive.
const LIFE_SIGN_LIMIT: Duration = Duration::from_secs(1);

/// A connection to `port` of an address of `host` that the policy permits.
pub(crate) async fn connect(
    run: &Run<'_>,
    host: &Host,
    port: u16,
    purpose: Purpose,
    trace: &mut Trace,
) -> Result<TcpStream, Fault> {
    let addresses = addresses(run, host, port, purpose, trace).await?;
    trace.begin(Stage::Connect);
    trace.tries(&addresses);
    let (address, stream) = race::connect(&addresses).await?;
    trace.reached(address);
    Ok(stream)
}

/// The addresses of `host` that the check may use and the policy permits; never
/// empty.
pub(crate) async fn addresses(
    run: &Run<'_>,
    host: &Host,
    port: u16,
    purpose: Purpose,
    trace: &mut Trace,
) -> Result<Vec<SocketAddr>, Fault> {
    let family = run.how.family;
    let found = match host {
        Host::Ipv4(address) => vec![IpAddr::V4(*address)],
        Host::Ipv6(address) => vec![IpAddr::V6(*address)],
        Host::Domain(name) => {
            trace.begin(Stage::Dns);
            let (limit, reserve) = lookup_limits(trace);
            let resolver = &run.probes.resolver;
            let found = resolver.resolve(name, family, limit, reserve).await?;
            trace.resolver_answered = true;
            trace.pause();
            trace.seen.addresses.clone_from(&found);
            found
        }
    };
    let fits = |address: &IpAddr| match family {
        Family::Any => true,
        Family::V4 => address.is_ipv4(),
        Family::V6 => address.is_ipv6(),
    };
    if !found.iter().any(fits) {
        let family = if family == Family::V4 { "IPv4" } else { "IPv6" };
        let reason = format!("{} has no {family} address", trace.peer);
        return Err(Fault::down(FailureClass::Dns, "dns.no_records", reason));
    }
    let egress = &run.probes.egress;
    let candidates = || {
        let usable = found.iter().filter(|address| fits(address));
        usable.map(|address| SocketAddr::new(*address, port))
    };
    let permitted: Vec<_> = candidates()
        .filter(|address| egress.refusal_of(*address, purpose).is_none())
        .take(ADDRESSES_LIMIT)
        .collect();
    if permitted.is_empty() {
        let refusal =
            candidates().find_map(|address| Some((address, egress.refusal_of(address, purpose)?)));
        let reason = refusal.map_or_else(
            || "this prober may not reach the address".to_owned(),
            |(address, refusal)| refusal.sentence(address),
        );
        return Err(Fault::unmeasured(
            FailureClass::Blocked,
            "blocked.address",
            reason,
        ));
    }
    Ok(permitted)
}

/// How long a name may take, and what is kept to ask whether the resolver lives.
/// Once it answered a hop of this attempt it has shown that: then the attempt's
/// own deadline ends the lookup.
pub(crate) fn lookup_limits(trace: &Trace) -> (Duration, Duration) {
    let left = trace.deadline.saturating_duration_since(Instant::now());
    if trace.resolver_answered {
        return (left + LIFE_SIGN_LIMIT, Duration::ZERO);
    }
    let reserve = LIFE_SIGN_LIMIT.min(left / 4);
    // A tenth of the reserve is for ourselves, to end before the deadline does.
    (left - reserve, reserve * 9 / 10)
}
