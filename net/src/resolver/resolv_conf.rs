//! Parses `resolv.conf`: which servers to ask, how, and in which domains to search.
//! Source: resolv.conf(5).
//!
//! Lines that cannot be used are skipped.

use std::fs;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, SocketAddrV6};
use std::time::Duration;

use hickory_proto::rr::Name;

/// The port of a name server.
const PORT: u16 = 53;

/// How long a server may stay silent by default. The C library waits for 5 s, which is all the
/// time that many checks have.
const PATIENCE: Duration = Duration::from_secs(1);

/// Most servers, and most search domains, that are used.
const MOST: usize = 10;

/// Bounds of the options, the same as in the C library.
const MOST_NDOTS: usize = 15;
const MOST_TIMEOUT_SECS: u64 = 30;
const MOST_ATTEMPTS: usize = 5;

/// The settings of `resolv.conf`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ResolvConf {
    pub(super) servers: Vec<SocketAddr>,
    /// Search domains.
    pub(super) search: Vec<Name>,
    /// A name with fewer dots is looked up in the search domains.
    pub(super) ndots: usize,
    /// How long a server may stay silent before the next one is asked.
    pub(super) patience: Duration,
    /// How often one server is asked at most.
    pub(super) attempts: Option<usize>,
    /// Whether each question starts with another server.
    pub(super) rotate: bool,
    /// Whether only TCP is used.
    pub(super) over_tcp: bool,
}

impl ResolvConf {
    /// Asks `servers`, with defaults and no search domains.
    pub(super) fn of(servers: Vec<SocketAddr>) -> Self {
        Self {
            servers,
            search: Vec::new(),
            ndots: 1,
            patience: PATIENCE,
            attempts: None,
            rotate: false,
            over_tcp: false,
        }
    }

    /// Parses `text`. If it names no server, the list of servers is empty.
    pub(super) fn parse(text: &str) -> Self {
        let mut conf = Self::of(Vec::new());
        for line in text.trim_start_matches('\u{feff}').lines() {
            let mut words = line
                .split_whitespace()
                .take_while(|word| !word.starts_with(['#', ';']));
            match words.next().map(str::to_ascii_lowercase).as_deref() {
                Some("nameserver") => {
                    let server = words.next().and_then(server);
                    conf.servers.extend(server);
                }
                // The last `search` or `domain` line counts.
                Some("search") => conf.search = words.filter_map(domain).take(MOST).collect(),
                Some("domain") => conf.search = words.take(1).filter_map(domain).collect(),
                Some("options") => words.for_each(|option| conf.take_option(option)),
                _ => {}
            }
        }
        conf.servers.truncate(MOST);
        conf
    }

    /// These settings, with the server that the C library assumes if none is named.
    pub(super) fn or_local(mut self) -> Self {
        if self.servers.is_empty() {
            self.servers = vec![(Ipv4Addr::LOCALHOST, PORT).into()];
        }
        self
    }

    fn take_option(&mut self, option: &str) {
        let (name, value) = option.split_once(':').unwrap_or((option, ""));
        match (name, value.parse::<usize>()) {
            ("ndots", Ok(dots)) => self.ndots = dots.min(MOST_NDOTS),
            ("timeout", Ok(secs)) => {
                let secs = u64::try_from(secs).unwrap_or(u64::MAX);
                self.patience = Duration::from_secs(secs.clamp(1, MOST_TIMEOUT_SECS));
            }
            ("attempts", Ok(attempts)) => {
                self.attempts = Some(attempts.clamp(1, MOST_ATTEMPTS));
            }
            ("rotate", _) => self.rotate = true,
            ("use-vc" | "usevc", _) => self.over_tcp = true,
            // EDNS is always used if the server understands it, and both families are
            // always asked for at once.
            _ => {}
        }
    }
}

/// Parses `192.0.2.1`, `2001:db8::1`, `fe80::1%eth0`, and OpenBSD's `[192.0.2.1]:5353`.
fn server(word: &str) -> Option<SocketAddr> {
    let word = word.trim_end_matches([',', ';']);
    let (host, port) = match word.strip_prefix('[') {
        Some(rest) => {
            let (host, port) = rest.split_once(']')?;
            let port = port.strip_prefix(':').map_or(Ok(PORT), str::parse);
            (host, port.ok()?)
        }
        None => (word, PORT),
    };
    let (host, zone) = host.split_once('%').unwrap_or((host, ""));
    match host.parse().ok()? {
        IpAddr::V6(address) if !zone.is_empty() => {
            Some(SocketAddrV6::new(address, port, 0, index(zone)?).into())
        }
        address => Some(SocketAddr::new(address, port)),
    }
}

/// The number of the network interface that `zone` names.
fn index(zone: &str) -> Option<u32> {
    if let Ok(index) = zone.parse() {
        return Some(index);
    }
    if zone.contains(['/', '.']) && zone.split('/').any(|part| part == ".." || part.is_empty()) {
        return None;
    }
    let index = fs::read_to_string(format!("/sys/class/net/{zone}/ifindex"));
    index.ok()?.trim().parse().ok()
}

fn domain(word: &str) -> Option<Name> {
    let word = word.trim_end_matches([',', ';']);
    let mut name = Name::from_utf8(word).ok()?;
    name.set_fqdn(true);
    Some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn servers(text: &str) -> Vec<String> {
        let servers = ResolvConf::parse(text).servers;
        servers.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_line_that_cannot_be_used_costs_itself_alone() {
        let text = "\u{feff}# generated\n\
            ; more of that\n\
            nameserver 192.0.2.1\n\
            nameserver\n\
            nameserver 300.0.2.1\n\
            nameserver ns.example.org\n\
            nameserver\t2001:db8::1 # the second\n\
            \tNAMESERVER 192.0.2.2, 192.0.2.9\n\
            nameserver [192.0.2.3]:5353;\n\
            nameserver fe80::1%1\n\
            nameserver fe80::1%no-such-interface\n\
            nameserver fe80::2%../../../etc\n\
            nameservers 192.0.2.4\n\
            sortlist 130.155.160.0/255.255.240.0\n\
            options\n\
            garbage \u{0} \u{1F4A9}\r\n\
            nameserver 192.0.2.5\r\n\
            nameserver 192.0.2.6";
        assert_eq!(
            servers(text),
            [
                "192.0.2.1:53",
                "[2001:db8::1]:53",
                "192.0.2.2:53",
                "192.0.2.3:5353",
                "[fe80::1%1]:53",
                "192.0.2.5:53",
                "192.0.2.6:53"
            ]
        );
    }

    #[test]
    fn nobody_named_is_the_local_host() {
        assert!(servers("# nothing\n").is_empty());
        let conf = ResolvConf::parse("search a.test\n").or_local();
        assert_eq!(conf.servers, ["127.0.0.1:53".parse().unwrap()]);
        assert_eq!(conf.search.len(), 1);
    }

    #[test]
    fn the_last_search_list_counts() {
        let search = |text| -> Vec<String> {
            let search = ResolvConf::parse(text).search;
            search.iter().map(Name::to_ascii).collect()
        };
        assert_eq!(
            search("domain a.test\nsearch b.test C.test. # d.test\n"),
            ["b.test.", "c.test."]
        );
        assert_eq!(search("search a.test\ndomain b.test c.test\n"), ["b.test."]);
        assert_eq!(search("search a..test ok.test -\n"), ["ok.test."]);
        assert!(search("search\n").is_empty());
    }

    #[test]
    fn options_are_honoured_within_their_bounds() {
        let conf = |text| ResolvConf::parse(text);
        let named = conf(
            "options ndots:2 timeout:3 attempts:4 rotate edns0\noptions use-vc trust-ad ndots:x\n",
        );
        assert_eq!((named.ndots, named.attempts), (2, Some(4)));
        assert_eq!(named.patience, Duration::from_secs(3));
        assert!(named.rotate && named.over_tcp);
        let odd = conf("options ndots:99 timeout:0 attempts:0 timeout: :3 :\n");
        assert_eq!((odd.ndots, odd.attempts), (15, Some(1)));
        assert_eq!(odd.patience, Duration::from_secs(1));
        assert_eq!(conf("options timeout:99\n").patience.as_secs(), 30);
        let plain = conf("");
        assert_eq!((plain.ndots, plain.attempts), (1, None));
        assert!(!plain.rotate && !plain.over_tcp);
    }
}
