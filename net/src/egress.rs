//! Which addresses may be reached: by default only public ones.
//!
//! The policy judges addresses, never names: the caller resolves a name, asks about each
//! address, and then connects to that very address.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

/// A refused network, and the words that follow "the address is".
type Refused<N> = (N, &'static str);

/// Refused IPv4 networks. Source: the IANA special-purpose registry (RFC 6890),
/// multicast (RFC 5771), class E (RFC 1112), and Azure's metadata address.
const REFUSED_V4: [Refused<Ipv4Net>; 18] = [
    (v4([0, 0, 0, 0], 8), "an address of this host"),
    (v4([10, 0, 0, 0], 8), "private"),
    (v4([100, 64, 0, 0], 10), "a shared (carrier NAT) address"),
    (v4([127, 0, 0, 0], 8), "a loopback address"),
    (v4([168, 63, 129, 16], 32), "a cloud metadata address"),
    (v4([169, 254, 169, 254], 32), "a cloud metadata address"),
    (v4([169, 254, 0, 0], 16), "link-local"),
    (v4([172, 16, 0, 0], 12), "private"),
    (v4([192, 0, 0, 0], 24), "reserved"),
    (v4([192, 0, 2, 0], 24), "a documentation address"),
    (v4([192, 88, 99, 0], 24), "reserved"),
    (v4([192, 168, 0, 0], 16), "private"),
    (v4([198, 18, 0, 0], 15), "a benchmarking address"),
    (v4([198, 51, 100, 0], 24), "a documentation address"),
    (v4([203, 0, 113, 0], 24), "a documentation address"),
    (v4([224, 0, 0, 0], 4), "multicast"),
    (v4([255, 255, 255, 255], 32), "the broadcast address"),
    (v4([240, 0, 0, 0], 4), "reserved"),
];

/// Refused IPv6 networks; IPv4-mapped addresses are judged as IPv4. Source: the
/// IANA special-purpose registry, RFC 3879 (site-local), RFC 4380 (Teredo),
/// RFC 3056 (6to4), RFC 6052 and RFC 8215 (NAT64).
const REFUSED_V6: [Refused<Ipv6Net>; 17] = [
    (v6([0, 0, 0, 0, 0, 0, 0, 0], 128), "an address of this host"),
    (v6([0, 0, 0, 0, 0, 0, 0, 1], 128), "a loopback address"),
    (v6([0, 0, 0, 0, 0, 0, 0, 0], 96), "a translated address"),
    (
        v6([0x64, 0xff9b, 0, 0, 0, 0, 0, 0], 96),
        "a translated (NAT64) address",
    ),
    (
        v6([0x64, 0xff9b, 1, 0, 0, 0, 0, 0], 48),
        "a translated (NAT64) address",
    ),
    (v6([0x100, 0, 0, 0, 0, 0, 0, 0], 64), "a discard address"),
    (
        v6([0x2001, 0, 0, 0, 0, 0, 0, 0], 32),
        "a translated (Teredo) address",
    ),
    (v6([0x2001, 0, 0, 0, 0, 0, 0, 0], 23), "reserved"),
    (
        v6([0x2001, 0xdb8, 0, 0, 0, 0, 0, 0], 32),
        "a documentation address",
    ),
    (
        v6([0x2002, 0, 0, 0, 0, 0, 0, 0], 16),
        "a translated (6to4) address",
    ),
    (
        v6([0x3fff, 0, 0, 0, 0, 0, 0, 0], 20),
        "a documentation address",
    ),
    (v6([0x5f00, 0, 0, 0, 0, 0, 0, 0], 16), "reserved"),
    (v6([0xfc00, 0, 0, 0, 0, 0, 0, 0], 7), "private"),
    (v6([0xfe80, 0, 0, 0, 0, 0, 0, 0], 10), "link-local"),
    (
        v6([0xfec0, 0, 0, 0, 0, 0, 0, 0], 10),
        "private (site-local)",
    ),
    (v6([0xff00, 0, 0, 0, 0, 0, 0, 0], 8), "multicast"),
    (
        v6([0, 0, 0, 0, 0xffff, 0, 0, 0], 96),
        "a translated address",
    ),
];

/// Ports of line-based protocols that can be abused through other protocols, and of services
/// that spam and floods are aimed at. They are closed on public addresses, except to the
/// connections made for that service, and open in networks that the operator allows.
const CLOSED_PORTS: [(u16, Purpose); 4] = [
    (25, Purpose::Mail),
    (53, Purpose::Names),
    (6_379, Purpose::Any),
    (11_211, Purpose::Any),
];

/// What a connection is for; some ports are open to one purpose only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Any other protocol.
    Any,
    /// SMTP with a mail server.
    Mail,
    /// A question to a name server.
    Names,
}

/// Why an address must not be connected to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The address is in a refused network; the words follow "the address is".
    Address(&'static str),
    /// The port is closed.
    Port,
}

impl Refusal {
    /// The address belongs to this host, where services may listen that are meant for this host
    /// only.
    pub(crate) const OWN: Self = Self::Address("an address of this prober's own host");

    /// The refusal of `address` as a sentence.
    pub(crate) fn sentence(self, address: SocketAddr) -> String {
        let ip = address.ip();
        match self {
            Self::Address(what) => {
                format!("the address {ip} is {what} and this prober may not reach it")
            }
            Self::Port => format!(
                "port {} is closed to checks and this prober may not reach it at {ip}",
                address.port()
            ),
        }
    }
}

/// Which addresses may be reached.
#[derive(Clone, Debug)]
pub struct EgressPolicy {
    allow: Vec<IpNet>,
}

impl EgressPolicy {
    /// Permits public addresses, and the networks in `allow`.
    pub fn new(allow: Vec<IpNet>) -> Self {
        Self { allow }
    }

    /// Permits every address: for a check that a user runs in their own terminal.
    pub fn open() -> Self {
        Self {
            allow: vec![
                IpNet::new_assert(IpAddr::V4(Ipv4Addr::UNSPECIFIED), 0),
                IpNet::new_assert(IpAddr::V6(Ipv6Addr::UNSPECIFIED), 0),
            ],
        }
    }

    /// Whether `address` may be reached.
    pub fn permits(&self, address: IpAddr) -> bool {
        self.refusal(address).is_none()
    }

    /// Why `address` may not be reached, in words that follow "the address is".
    pub fn refusal(&self, address: IpAddr) -> Option<&'static str> {
        // An IPv4-mapped address leads to the IPv4 address inside it.
        let address = address.to_canonical();
        if self.allows(address) {
            return None;
        }
        match address {
            IpAddr::V4(v4) => find(&REFUSED_V4, |net| net.contains(&v4)),
            IpAddr::V6(v6) => find(&REFUSED_V6, |net| net.contains(&v6)),
        }
    }

    /// Why `address` may not be connected to for `purpose`.
    pub(crate) fn refusal_of(&self, address: SocketAddr, purpose: Purpose) -> Option<Refusal> {
        if let Some(what) = self.refusal(address.ip()) {
            return Some(Refusal::Address(what));
        }
        let closed = is_closed(address.port(), purpose);
        (closed && !self.allows(address.ip().to_canonical())).then_some(Refusal::Port)
    }

    /// Whether `port` is closed to connections for `purpose`: at `address`, or without one at
    /// every address that a name may have.
    pub fn closes(&self, address: Option<IpAddr>, port: u16, purpose: Purpose) -> bool {
        let opened = address.map_or(!self.allow.is_empty(), |address| {
            self.allows(address.to_canonical())
        });
        is_closed(port, purpose) && !opened
    }

    /// Whether the operator allows `address`.
    pub(crate) fn allows(&self, address: IpAddr) -> bool {
        self.allow.iter().any(|net| net.contains(&address))
    }

    /// The networks that are permitted in addition to public addresses.
    pub fn allowed(&self) -> &[IpNet] {
        &self.allow
    }
}

/// Whether `port` is closed on public addresses to connections for `purpose`.
fn is_closed(port: u16, purpose: Purpose) -> bool {
    CLOSED_PORTS
        .iter()
        .any(|(closed, speaks)| *closed == port && (*speaks != purpose || purpose == Purpose::Any))
}

fn find<N>(refused: &[Refused<N>], contains: impl Fn(&N) -> bool) -> Option<&'static str> {
    refused
        .iter()
        .find(|(net, _)| contains(net))
        .map(|(_, what)| *what)
}

const fn v4(octets: [u8; 4], prefix: u8) -> Ipv4Net {
    let [a, b, c, d] = octets;
    Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, d), prefix)
}

const fn v6(segments: [u16; 8], prefix: u8) -> Ipv6Net {
    let [a, b, c, d, e, f, g, h] = segments;
    Ipv6Net::new_assert(Ipv6Addr::new(a, b, c, d, e, f, g, h), prefix)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn only_public_addresses_are_permitted() {
        let policy = EgressPolicy::new(vec![]);
        for public in [
            "1.1.1.1",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "168.63.129.15",
            "172.15.255.255",
            "172.32.0.0",
            "192.0.1.0",
            "198.17.255.255",
            "198.20.0.0",
            "223.255.255.255",
            "2606:4700::1111",
            "2001:200::1",
            "2400::1",
            "::ffff:1.1.1.1",
        ] {
            assert_eq!(policy.refusal(address(public)), None, "{public}");
        }
        for (refused, what) in [
            ("0.0.0.0", "an address of this host"),
            ("0.1.2.3", "an address of this host"),
            ("10.0.0.1", "private"),
            ("100.64.0.1", "a shared (carrier NAT) address"),
            ("100.100.100.200", "a shared (carrier NAT) address"),
            ("127.0.0.1", "a loopback address"),
            ("127.255.255.254", "a loopback address"),
            ("168.63.129.16", "a cloud metadata address"),
            ("169.254.169.254", "a cloud metadata address"),
            ("169.254.1.1", "link-local"),
            ("172.16.0.1", "private"),
            ("172.31.255.255", "private"),
            ("192.0.0.192", "reserved"),
            ("192.0.2.1", "a documentation address"),
            ("192.168.1.1", "private"),
            ("198.18.0.1", "a benchmarking address"),
            ("198.19.255.255", "a benchmarking address"),
            ("198.51.100.1", "a documentation address"),
            ("203.0.113.1", "a documentation address"),
            ("224.0.0.1", "multicast"),
            ("240.0.0.1", "reserved"),
            ("255.255.255.255", "the broadcast address"),
            ("::", "an address of this host"),
            ("::1", "a loopback address"),
            ("::127.0.0.1", "a translated address"),
            ("::ffff:127.0.0.1", "a loopback address"),
            ("::ffff:10.0.0.1", "private"),
            ("::ffff:0:10.0.0.1", "a translated address"),
            ("64:ff9b::10.0.0.1", "a translated (NAT64) address"),
            ("64:ff9b:1::1", "a translated (NAT64) address"),
            ("2001::1", "a translated (Teredo) address"),
            ("2001:db8::1", "a documentation address"),
            ("2002:7f00:1::", "a translated (6to4) address"),
            ("fc00::1", "private"),
            ("fd00:ec2::254", "private"),
            ("fe80::1", "link-local"),
            ("febf::1", "link-local"),
            ("fec0::1", "private (site-local)"),
            ("ff02::1", "multicast"),
        ] {
            assert_eq!(policy.refusal(address(refused)), Some(what), "{refused}");
        }
    }

    #[test]
    fn the_allow_list_opens_its_networks_and_nothing_else() {
        let policy = EgressPolicy::new(vec!["127.0.0.0/8".parse().unwrap()]);
        assert!(policy.permits(address("127.0.0.1")));
        assert!(policy.permits(address("::ffff:127.0.0.1")));
        assert!(!policy.permits(address("::1")));
        assert!(!policy.permits(address("10.0.0.1")));
        assert!(!policy.permits(address("64:ff9b::7f00:1")));
    }

    #[test]
    fn ports_that_obey_plain_lines_are_closed_but_to_their_own_checks() {
        let policy = EgressPolicy::new(vec!["10.0.0.0/8".parse().unwrap()]);
        let refusal = |to: &str, purpose| policy.refusal_of(to.parse().unwrap(), purpose);
        for port in [25, 53, 6_379, 11_211] {
            let public = format!("1.1.1.1:{port}");
            assert_eq!(refusal(&public, Purpose::Any), Some(Refusal::Port));
            assert_eq!(refusal(&format!("10.0.0.1:{port}"), Purpose::Any), None);
        }
        assert_eq!(refusal("1.1.1.1:25", Purpose::Mail), None);
        assert_eq!(refusal("1.1.1.1:53", Purpose::Names), None);
        assert_eq!(refusal("1.1.1.1:53", Purpose::Mail), Some(Refusal::Port));
        assert_eq!(refusal("1.1.1.1:443", Purpose::Any), None);
        assert_eq!(
            refusal("127.0.0.1:25", Purpose::Mail),
            Some(Refusal::Address("a loopback address"))
        );
    }

    #[test]
    fn the_open_policy_permits_everything() {
        for any in ["127.0.0.1", "::1", "10.0.0.1", "fe80::1", "::ffff:10.0.0.1"] {
            assert!(EgressPolicy::open().permits(address(any)), "{any}");
        }
    }
}
