//! Parses the hosts file. Source: hosts(5).
//!
//! Lines that cannot be used are skipped.

use std::collections::HashMap;
use std::net::IpAddr;

use url::Host;

/// Names, in lower case and without the final dot, and their addresses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Hosts(HashMap<String, Vec<IpAddr>>);

impl Hosts {
    pub(super) fn parse(text: &str) -> Self {
        let mut known = HashMap::<String, Vec<IpAddr>>::new();
        for line in text.trim_start_matches('\u{feff}').lines() {
            let line = line.split('#').next().unwrap_or_default();
            let mut words = line.split_whitespace();
            let Some(address) = words.next().and_then(address) else {
                continue;
            };
            for name in words.filter_map(name) {
                let addresses = known.entry(name).or_default();
                if !addresses.contains(&address) {
                    addresses.push(address);
                }
            }
        }
        Self(known)
    }

    /// The addresses of `host`, written as in a URL.
    pub(super) fn get(&self, host: &str) -> &[IpAddr] {
        let host = host.strip_suffix('.').unwrap_or(host);
        self.0.get(host).map_or(&[], Vec::as_slice)
    }
}

/// An address that does not depend on a network interface.
fn address(word: &str) -> Option<IpAddr> {
    match word.split_once('%') {
        // A link-local address cannot be connected to without its interface.
        Some((address, _)) => {
            let address: IpAddr = address.parse().ok()?;
            let is_link_local =
                matches!(address, IpAddr::V6(address) if address.is_unicast_link_local());
            (!is_link_local).then_some(address)
        }
        None => word.parse().ok(),
    }
}

/// A name as it is written in a URL.
fn name(word: &str) -> Option<String> {
    let word = word.strip_suffix('.').unwrap_or(word);
    match Host::parse(word).ok()? {
        Host::Domain(name) => Some(name),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_cannot_be_used_costs_itself_alone() {
        let hosts = Hosts::parse(
            "\u{feff}127.0.0.1\tlocalhost\n\
             192.0.2.1 a.test  A.Example.TEST. alias # b.test\n\
             \t192.0.2.2\ttabbed.test\r\n\
             # 192.0.2.3 commented.test\n\
             192.0.2 short.test\n\
             192.0.2.3\n\
             name-first.test 192.0.2.4\n\
             192.0.2.5 192.0.2.6 beside.test bad%name \u{1F4A9}\u{0}\n\
             fe80::1%eth0 zone.test\n\
             ::1%lo zoned-loopback.test\n\
             2001:DB8::1 a.test\n\
             192.0.2.1 a.test\n\
             192.0.2.7 b\u{fc}cher.test\n\
             192.0.2.8 last_one.test",
        );
        let get = |host: &str| -> Vec<String> {
            let addresses = hosts.get(host).iter();
            addresses.map(ToString::to_string).collect()
        };
        assert_eq!(get("a.test"), ["192.0.2.1", "2001:db8::1"]);
        assert_eq!(get("a.example.test"), ["192.0.2.1"]);
        assert_eq!(get("a.example.test."), ["192.0.2.1"]);
        assert_eq!(get("alias"), ["192.0.2.1"]);
        assert_eq!(get("tabbed.test"), ["192.0.2.2"]);
        assert_eq!(get("beside.test"), ["192.0.2.5"]);
        assert_eq!(get("zoned-loopback.test"), ["::1"]);
        assert_eq!(get("xn--bcher-kva.test"), ["192.0.2.7"]);
        assert_eq!(get("last_one.test"), ["192.0.2.8"]);
        for absent in ["b.test", "commented.test", "short.test", "zone.test", ""] {
            assert!(get(absent).is_empty(), "{absent}");
        }
    }
}
