//! Determines the client address of a request behind trusted proxies.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::http::{HeaderMap, HeaderName};
use ipnet::IpNet;

use crate::service::throttle::Origin;

/// Each proxy appends the address of its peer.
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// Networks of trusted proxies; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Proxies(Arc<[IpNet]>);

impl FromIterator<IpNet> for Proxies {
    fn from_iter<I: IntoIterator<Item = IpNet>>(networks: I) -> Self {
        Self(networks.into_iter().collect())
    }
}

impl Proxies {
    /// Client address of a request: the connection's peer, or the address that a trusted peer
    /// reports. That is the last address that does not belong to a trusted proxy; the client
    /// could have made up any before it.
    pub fn origin(&self, headers: &HeaderMap, peer: IpAddr) -> Origin {
        let mut origin = peer;
        let values = headers.get_all(FORWARDED_FOR).iter().rev();
        let named = values.flat_map(|value| value.to_str().unwrap_or("?").rsplit(','));
        for named in named {
            if !self.trusts(origin) {
                break;
            }
            let Some(address) = address(named.trim()) else {
                break;
            };
            origin = address.to_canonical();
        }
        Origin(origin)
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }
}

/// An address, with or without a port.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'));
    let parsed = bare.unwrap_or(text).parse().ok();
    parsed.or_else(|| text.parse::<SocketAddr>().ok().map(|address| address.ip()))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn only_a_trusted_proxys_word_is_taken() {
        let networks = ["127.0.0.0/8", "10.0.0.0/8", "fd00::/8"];
        let proxies: Proxies = networks
            .iter()
            .map(|network| network.parse().unwrap())
            .collect();
        for (peer, forwarded, expected) in [
            ("192.0.2.1", &[][..], "192.0.2.1"),
            ("192.0.2.1", &["198.51.100.1"], "192.0.2.1"),
            ("127.0.0.1", &[], "127.0.0.1"),
            ("127.0.0.1", &["198.51.100.1"], "198.51.100.1"),
            ("127.0.0.1", &["203.0.113.9, 198.51.100.1"], "198.51.100.1"),
            (
                "127.0.0.1",
                &["203.0.113.9", "198.51.100.1"],
                "198.51.100.1",
            ),
            ("127.0.0.1", &["198.51.100.1, 10.1.2.3"], "198.51.100.1"),
            (
                "127.0.0.1",
                &["198.51.100.1", "10.1.2.3 , fd00::1"],
                "198.51.100.1",
            ),
            ("fd00::2", &["10.0.0.1, 10.0.0.2"], "10.0.0.1"),
            ("127.0.0.1", &["198.51.100.1:4711"], "198.51.100.1"),
            ("127.0.0.1", &["[2001:db8::1]:4711"], "2001:db8::1"),
            ("127.0.0.1", &["[2001:db8::1]"], "2001:db8::1"),
            ("127.0.0.1", &["2001:db8::1"], "2001:db8::1"),
            ("127.0.0.1", &["::ffff:198.51.100.1"], "198.51.100.1"),
            ("127.0.0.1", &["198.51.100.1, unknown"], "127.0.0.1"),
            (
                "127.0.0.1",
                &["198.51.100.1, unknown, 10.0.0.1"],
                "10.0.0.1",
            ),
            ("127.0.0.1", &["", "198.51.100.1"], "198.51.100.1"),
            ("127.0.0.1", &["é"], "127.0.0.1"),
            ("127.0.0.1", &[" , "], "127.0.0.1"),
        ] {
            let mut headers = HeaderMap::new();
            for value in forwarded {
                let value = HeaderValue::from_bytes(value.as_bytes()).unwrap();
                headers.append(FORWARDED_FOR, value);
            }
            let peer = peer.parse().unwrap();
            let expected = Origin(expected.parse().unwrap());
            assert_eq!(
                proxies.origin(&headers, peer),
                expected,
                "{peer} {forwarded:?}"
            );
            assert_eq!(Proxies::default().origin(&headers, peer), Origin(peer));
        }
    }
}
