//! This host's own part of the way to an address: is there a route, is its
//! network interface up, does its gateway answer on the local network?
//!
//! It asks the kernel and sends nothing. What lies behind the gateway it cannot see:
//! that is what canaries are for.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};

use super::kernel;

/// An address that only the default route leads to (RFC 5737, RFC 3849); nothing is
/// sent there.
const ANYWHERE: [IpAddr; 2] = [
    IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)),
    IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1)),
];

/// What is wrong on this host's side of the way to an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Broken {
    /// There is no route to it; perhaps only because of its family.
    NoRoute(IpAddr),
    /// The network interface is down.
    Interface(String),
    /// The gateway does not answer on the local network.
    Gateway(IpAddr),
}

impl Broken {
    /// The failure's subclass.
    pub(crate) fn detail(&self) -> &'static str {
        match self {
            Self::NoRoute(_) => "internal.no_route",
            Self::Interface(_) => "internal.interface",
            Self::Gateway(_) => "internal.gateway",
        }
    }
}

impl fmt::Display for Broken {
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

/// Whether this host has a way to nowhere, in any family: then what is wrong with
/// the first. Whose website was asked for is nobody else's affair.
pub(crate) fn cut_off() -> Option<String> {
    let broken: Option<Vec<_>> = ANYWHERE.iter().map(|address| fault(*address)).collect();
    let broken = broken?;
    let told = broken.iter().find(|it| !matches!(it, Broken::NoRoute(_)));
    Some(told.map_or_else(
        || "this prober has no route to anywhere".to_owned(),
        ToString::to_string,
    ))
}

/// What is wrong on this host's side of the way to `address`.
pub(crate) fn fault(address: IpAddr) -> Option<Broken> {
    let address = address.to_canonical();
    let Some(source) = source(address) else {
        return Some(Broken::NoRoute(address));
    };
    if address.is_loopback() || source == address {
        return None;
    }
    let route = kernel::route(address).filter(|route| !route.is_own)?;
    if let Some(link) = kernel::link(route.interface).filter(|link| link.is_down) {
        return Some(Broken::Interface(link.name));
    }
    let gateway = route.gateway?;
    kernel::is_silent(gateway, route.interface).then_some(Broken::Gateway(gateway))
}

/// Whether what is sent to `address` never leaves this host.
pub(crate) fn is_own(address: IpAddr) -> bool {
    let address = address.to_canonical();
    match kernel::route(address) {
        Some(route) => route.is_own,
        None => source(address) == Some(address),
    }
}

/// The address from which `address` would be reached. Connecting a datagram
/// socket looks the route up and sends nothing.
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
        assert_eq!(fault(Ipv4Addr::LOCALHOST.into()), None);
        assert!(is_own(Ipv4Addr::LOCALHOST.into()));
        assert!(is_own("::ffff:127.0.0.1".parse().unwrap()));
        assert!(!is_own("192.0.2.1".parse().unwrap()));
    }
}
