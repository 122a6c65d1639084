//! This host's own part of the way to an address: is there a route, is its
//! network interface up, does its gateway answer on the local network?
//!
//! It looks into the kernel's tables and sends nothing. What lies behind the
//! gateway it cannot see: that is what canaries are for.

use std::fmt;
use std::fs;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};

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
    Gateway(Ipv4Addr),
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

/// Whether this host has no default route in any family.
pub(crate) fn is_cut_off() -> bool {
    ANYWHERE.iter().all(|address| source(*address).is_none())
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
    let IpAddr::V4(address) = address else {
        return None;
    };
    let routes = fs::read_to_string("/proc/net/route").unwrap_or_default();
    let route = Route::to(address, &routes)?;
    let state = fs::read_to_string(format!("/sys/class/net/{}/operstate", route.interface));
    if state.is_ok_and(|state| matches!(state.trim(), "down" | "lowerlayerdown")) {
        return Some(Broken::Interface(route.interface));
    }
    let gateway = route.gateway?;
    let neighbours = fs::read_to_string("/proc/net/arp").unwrap_or_default();
    is_silent(gateway, &neighbours).then_some(Broken::Gateway(gateway))
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

/// A row of the kernel's routing table.
#[derive(Debug, PartialEq, Eq)]
struct Route {
    interface: String,
    gateway: Option<Ipv4Addr>,
}

impl Route {
    /// The row that leads to `address`: the longest prefix, then the least metric.
    /// Layout: proc(5), /proc/net/route; addresses are hexadecimal in host order.
    fn to(address: Ipv4Addr, table: &str) -> Option<Self> {
        let rows = table.lines().skip(1).filter_map(|line| {
            let fields: Vec<&str> = line.split_whitespace().collect();
            let hex = |i: usize| u32::from_str_radix(fields.get(i)?, 16).ok();
            let (destination, gateway, mask) = (hex(1)?, hex(2)?, hex(7)?);
            let metric: u32 = fields.get(6)?.parse().ok()?;
            let address = u32::from_ne_bytes(address.octets());
            (address & mask == destination).then(|| {
                let gateway = Ipv4Addr::from(gateway.to_ne_bytes());
                let route = Self {
                    interface: fields[0].to_owned(),
                    gateway: (!gateway.is_unspecified()).then_some(gateway),
                };
                ((mask.count_ones(), u32::MAX - metric), route)
            })
        });
        rows.max_by_key(|(rank, _)| *rank).map(|(_, route)| route)
    }
}

/// Whether the kernel asked for `gateway` on the local network and got no answer.
/// Layout: proc(5), /proc/net/arp; flags 0x0 is an incomplete entry.
fn is_silent(gateway: Ipv4Addr, neighbours: &str) -> bool {
    let gateway = gateway.to_string();
    neighbours.lines().skip(1).any(|line| {
        let mut fields = line.split_whitespace();
        fields.next() == Some(gateway.as_str()) && fields.nth(1) == Some("0x0")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROUTES: &str = "\
Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
eth0\t00000000\t0101A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0
wlan0\t00000000\t0102A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0
eth0\t0001A8C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0
";

    #[test]
    #[cfg(target_endian = "little")]
    fn the_longest_prefix_and_the_least_metric_lead_the_way() {
        let route = |address: &str| Route::to(address.parse().unwrap(), ROUTES);
        let eth0 = |gateway: Option<&str>| {
            Some(Route {
                interface: "eth0".to_owned(),
                gateway: gateway.map(|gateway| gateway.parse().unwrap()),
            })
        };
        assert_eq!(route("1.1.1.1"), eth0(Some("192.168.1.1")));
        assert_eq!(route("192.168.1.77"), eth0(None));
    }

    #[test]
    fn a_gateway_that_was_asked_for_in_vain_is_silent() {
        let table = "\
IP address       HW type     Flags       HW address            Mask     Device
192.168.1.1      0x1         0x0         00:00:00:00:00:00     *        eth0
192.168.1.2      0x1         0x2         aa:bb:cc:dd:ee:ff     *        eth0
";
        assert!(is_silent(Ipv4Addr::new(192, 168, 1, 1), table));
        assert!(!is_silent(Ipv4Addr::new(192, 168, 1, 2), table));
        assert!(!is_silent(Ipv4Addr::new(192, 168, 1, 3), table));
    }

    #[test]
    fn loopback_is_always_reached() {
        assert_eq!(fault(Ipv4Addr::LOCALHOST.into()), None);
    }
}
