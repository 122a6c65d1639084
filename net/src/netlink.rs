//! Asks the kernel about its routes, neighbours and interfaces, over netlink.
//! Source: netlink(7), rtnetlink(7), and the kernel's `linux/rtnetlink.h`,
//! `linux/neighbour.h` and `linux/if_link.h`.
//!
//! Nothing is sent over the network. If the kernel does not answer, the result is `None`.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::os::fd::OwnedFd;

use rustix::net::netlink::SocketAddrNetlink;
use rustix::net::{
    AddressFamily, RecvFlags, SendFlags, SocketFlags, SocketType, recv, sendto, socket_with,
};

/// Longest answer, bytes; one about an interface has about 2,000.
const ANSWER_BYTES: usize = 16 * 1_024;

/// Types of messages.
const ERROR: u16 = 2;
const NEW_LINK: u16 = 16;
const GET_LINK: u16 = 18;
const NEW_ROUTE: u16 = 24;
const GET_ROUTE: u16 = 26;
const NEW_NEIGHBOUR: u16 = 28;
const GET_NEIGHBOUR: u16 = 30;

/// The flag of a request for one object.
const REQUEST: u16 = 1;

/// Lengths of headers.
const MESSAGE_BYTES: usize = 16;
const ROUTE_BYTES: usize = 12;
const NEIGHBOUR_BYTES: usize = 12;
const LINK_BYTES: usize = 16;

/// Attributes of routes, of neighbours, and of interfaces.
const RTA_DST: u16 = 1;
const RTA_OIF: u16 = 4;
const RTA_GATEWAY: u16 = 5;
const RTA_VIA: u16 = 18;
const NDA_DST: u16 = 1;
const IFLA_IFNAME: u16 = 3;
const IFLA_OPERSTATE: u16 = 16;

/// Types of routes that end on this host: `RTN_LOCAL`, `RTN_BROADCAST`,
/// `RTN_ANYCAST` and `RTN_MULTICAST`.
const OWN: std::ops::RangeInclusive<u8> = 2..=5;

/// States of a neighbour that does not answer: `NUD_INCOMPLETE`, `NUD_PROBE` and `NUD_FAILED`.
/// One that is present answers within a moment.
const SILENT: u16 = 0x01 | 0x10 | 0x20;

/// States of an interface that is down: `IF_OPER_DOWN`, `IF_OPER_LOWERLAYERDOWN`.
const DOWN: [u8; 2] = [2, 3];

/// Address families, as the kernel numbers them.
const INET: u8 = 2;
const INET6: u8 = 10;

/// The route to an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Route {
    /// Whether it ends on this host.
    pub(crate) is_own: bool,
    /// The number of the interface.
    pub(crate) interface: u32,
    /// The next hop; none if the address is on the local network.
    pub(crate) gateway: Option<IpAddr>,
}

/// An interface.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Link {
    pub(crate) name: String,
    pub(crate) is_down: bool,
}

/// The route to `address`.
pub(crate) fn route(address: IpAddr) -> Option<Route> {
    let (family, octets) = octets(address);
    let bits = u8::try_from(octets.len() * 8).ok()?;
    let mut body = vec![0; ROUTE_BYTES];
    body[0] = family;
    body[1] = bits;
    attribute(&mut body, RTA_DST, &octets);
    let answer = ask(GET_ROUTE, NEW_ROUTE, &body)?;
    let mut route = Route {
        is_own: OWN.contains(answer.get(7)?),
        interface: 0,
        gateway: None,
    };
    for (kind, value) in attributes(answer.get(ROUTE_BYTES..)?) {
        match kind {
            RTA_OIF => route.interface = number(value)?,
            RTA_GATEWAY => route.gateway = ip(value),
            // A gateway of the other family; the family precedes the address.
            RTA_VIA => route.gateway = ip(value.get(2..)?),
            _ => {}
        }
    }
    Some(route)
}

/// Whether the neighbour `address` on `interface` does not answer.
pub(crate) fn is_silent(address: IpAddr, interface: u32) -> bool {
    let (family, octets) = octets(address);
    let mut body = vec![0; NEIGHBOUR_BYTES];
    body[0] = family;
    body[4..8].copy_from_slice(&interface.to_ne_bytes());
    attribute(&mut body, NDA_DST, &octets);
    let answer = ask(GET_NEIGHBOUR, NEW_NEIGHBOUR, &body).unwrap_or_default();
    let state = answer.get(8..10).and_then(|state| state.try_into().ok());
    state.is_some_and(|state| u16::from_ne_bytes(state) & SILENT != 0)
}

/// The interface with this number.
pub(crate) fn link(interface: u32) -> Option<Link> {
    let mut body = vec![0; LINK_BYTES];
    body[4..8].copy_from_slice(&interface.to_ne_bytes());
    let answer = ask(GET_LINK, NEW_LINK, &body)?;
    let mut link = Link {
        name: String::new(),
        is_down: false,
    };
    for (kind, value) in attributes(answer.get(LINK_BYTES..)?) {
        match kind {
            IFLA_IFNAME => {
                let name = String::from_utf8_lossy(value);
                name.trim_end_matches('\0').clone_into(&mut link.name);
            }
            IFLA_OPERSTATE => link.is_down = value.first().is_some_and(|it| DOWN.contains(it)),
            _ => {}
        }
    }
    Some(link)
}

/// Sends one request to the kernel and returns its answer without the header.
fn ask(kind: u16, answer_kind: u16, body: &[u8]) -> Option<Vec<u8>> {
    let len = u32::try_from(MESSAGE_BYTES + body.len()).ok()?;
    let mut message = len.to_ne_bytes().to_vec();
    message.extend(kind.to_ne_bytes());
    message.extend(REQUEST.to_ne_bytes());
    // Sequence number and sender.
    message.extend([0; 8]);
    message.extend(body);
    let socket: OwnedFd = socket_with(
        AddressFamily::NETLINK,
        SocketType::RAW,
        SocketFlags::CLOEXEC,
        None,
    )
    .ok()?;
    let kernel = SocketAddrNetlink::new(0, 0);
    sendto(&socket, &message, SendFlags::empty(), &kernel).ok()?;
    let mut answer = vec![0; ANSWER_BYTES];
    // The kernel answers before `sendto` returns.
    let (len, _) = recv(&socket, answer.as_mut_slice(), RecvFlags::DONTWAIT).ok()?;
    answer.truncate(len);
    let kind = u16::from_ne_bytes(answer.get(4..6)?.try_into().ok()?);
    if kind == ERROR || kind != answer_kind {
        return None;
    }
    let len = usize::try_from(number(answer.get(..4)?)?).ok()?;
    answer.truncate(len);
    Some(answer.split_off(MESSAGE_BYTES.min(answer.len())))
}

fn attribute(body: &mut Vec<u8>, kind: u16, value: &[u8]) {
    let len = u16::try_from(4 + value.len()).unwrap_or(u16::MAX);
    body.extend(len.to_ne_bytes());
    body.extend(kind.to_ne_bytes());
    body.extend(value);
    body.resize(body.len().next_multiple_of(4), 0);
}

fn attributes(mut bytes: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    std::iter::from_fn(move || {
        let [l1, l2, k1, k2, ..] = bytes else {
            return None;
        };
        let len = usize::from(u16::from_ne_bytes([*l1, *l2]));
        // The two highest bits are flags of the encoding.
        let kind = u16::from_ne_bytes([*k1, *k2]) & 0x3fff;
        let value = bytes.get(4..len)?;
        bytes = bytes.get(len.next_multiple_of(4)..).unwrap_or_default();
        Some((kind, value))
    })
}

fn octets(address: IpAddr) -> (u8, Vec<u8>) {
    match address {
        IpAddr::V4(address) => (INET, address.octets().to_vec()),
        IpAddr::V6(address) => (INET6, address.octets().to_vec()),
    }
}

fn ip(value: &[u8]) -> Option<IpAddr> {
    let v4 = <[u8; 4]>::try_from(value).map(|octets| Ipv4Addr::from(octets).into());
    let v6 = <[u8; 16]>::try_from(value).map(|octets| Ipv6Addr::from(octets).into());
    v4.or(v6).ok()
}

fn number(value: &[u8]) -> Option<u32> {
    Some(u32::from_ne_bytes(value.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_to_loopback_ends_here() {
        for address in ["127.0.0.1", "127.1.2.3"] {
            let route = route(address.parse().unwrap()).unwrap();
            assert!(route.is_own, "{address}: {route:?}");
            assert_eq!(route.gateway, None);
            assert_eq!(link(route.interface).unwrap().name, "lo");
            assert!(!is_silent(address.parse().unwrap(), route.interface));
        }
        assert_eq!(link(u32::from(u16::MAX)), None);
    }

    #[test]
    fn attributes_end_where_they_are_broken() {
        let mut bytes = Vec::new();
        attribute(&mut bytes, RTA_OIF, &[1, 0, 0, 0]);
        attribute(&mut bytes, RTA_DST, &[1, 2, 3]);
        let whole: Vec<_> = attributes(&bytes).collect();
        assert_eq!(whole, [(RTA_OIF, &[1, 0, 0, 0][..]), (RTA_DST, &[1, 2, 3])]);
        for len in 0..bytes.len() {
            assert!(attributes(&bytes[..len]).count() < 3, "{len}");
        }
        assert_eq!(attributes(&[0, 0, 0, 0]).count(), 0);
        assert_eq!(attributes(&[255; 8]).count(), 0);
    }
}
