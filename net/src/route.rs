//! Checks this host's own part of the way to an address: is there a route, is its network
//! interface up, does its gateway answer on the local network?
//!
//! It asks the kernel and sends nothing, so it cannot see what lies behind the gateway.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};

use crate::{Error, netlink};

/// Addresses that only the default route leads to (RFC 5737, RFC 3849). Nothing is sent
/// there.
const ANYWHERE: [IpAddr; 2] = [
    IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)),
    IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1)),
];

/// A problem in this host's part of the way to an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RouteProblem {
    /// There is no route to the address, perhaps only for its family.
    NoRoute(IpAddr),
    /// The network interface is down.
    Interface(String),
    /// The gateway does not answer on the local network.
    Gateway(IpAddr),
}

impl RouteProblem {
    /// The problem as a stable code: `internal.gateway`.
    pub fn detail(&self) -> &'static str {
        match self {
            Self::NoRoute(_) => "internal.no_route",
            Self::Interface(_) => "internal.interface",
            Self::Gateway(_) => "internal.gateway",
        }
    }
}

impl fmt::Display for RouteProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoRoute(address) => write!(f, "this prober has no route to {address}"),
            Self::Interface(name) => {
                write!(f, "the network interface {name} of this prober is down")
            }
            Self::Gateway(address) => {
                write!(f, "the gateway {address} of this prober does not answer")
            }
        }
    }
}

impl From<RouteProblem> for Error {
    fn from(problem: RouteProblem) -> Self {
        Self::local(problem.detail(), problem.to_string())
    }
}

/// The problem if this host has no way out in either family. The sentence does not reveal
/// whose address was checked.
pub fn cut_off() -> Option<String> {
    let problems: Option<Vec<_>> = ANYWHERE.iter().map(|address| problem(*address)).collect();
    let problems = problems?;
    let told = problems
        .iter()
        .find(|it| !matches!(it, RouteProblem::NoRoute(_)));
    Some(told.map_or_else(
        || "this prober has no route to anywhere".to_owned(),
        ToString::to_string,
    ))
}

/// The problem in this host's part of the way to `address`.
pub fn problem(address: IpAddr) -> Option<RouteProblem> {
    let address = address.to_canonical();
    let Some(source) = source(address) else {
        return Some(RouteProblem::NoRoute(address));
    };
    if address.is_loopback() || source == address {
        return None;
    }
    let route = netlink::route(address).filter(|route| !route.is_own)?;
    if let Some(link) = netlink::link(route.interface).filter(|link| link.is_down) {
        return Some(RouteProblem::Interface(link.name));
    }
    let gateway = route.gateway?;
    netlink::is_silent(gateway, route.interface).then_some(RouteProblem::Gateway(gateway))
}

/// Whether packets to `address` never leave this host.
pub(crate) fn is_own(address: IpAddr) -> bool {
    let address = address.to_canonical();
    match netlink::route(address) {
        Some(route) => route.is_own,
        None => source(address) == Some(address),
    }
}

/// The local address that packets to `address` would have. Connecting a datagram socket looks
/// the route up and sends nothing.
fn source(address: IpAddr) -> Option<IpAddr> {
    let any: SocketAddr = match address {
        IpAddr::V4(_) => ([0, 0, 0, 0], 0).into(),
        IpAddr::V6(_) => ([0_u16; 8], 0).into(),
    };
    let socket = UdpSocket::bind(any).ok()?;
    socket.connect((address, 9)).ok()?;
    Some(socket.local_addr().ok()?.ip())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_is_always_reached_and_our_own() {
        assert_eq!(problem(Ipv4Addr::LOCALHOST.into()), None);
        assert!(is_own(Ipv4Addr::LOCALHOST.into()));
        assert!(is_own("::ffff:127.0.0.1".parse().unwrap()));
        assert!(!is_own("192.0.2.1".parse().unwrap()));
    }
}
