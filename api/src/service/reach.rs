//! Whether the probers may reach an address that a client gives.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;
use std::time::Duration;

use ::url::{Host, Url};
use entity::website::RegionKeys;
use net::{EgressPolicy, Purpose};
use queue::{How, Kind};
use tracing::warn;

use super::check::server_host;
use super::region::RegionProbers;
use super::url::kind_field;
use super::{Error, Result};
use crate::service::Handles;

/// Time limit for reading the probers' policies. They only serve to report early what every
/// check would report.
const LIMIT: Duration = Duration::from_secs(1);

const LOOPBACK: [IpAddr; 2] = [
    IpAddr::V4(Ipv4Addr::LOCALHOST),
    IpAddr::V6(Ipv6Addr::LOCALHOST),
];

/// All regions with their living probers; empty if they cannot be read.
pub async fn probers(handles: &Handles) -> Arc<Vec<RegionProbers>> {
    match tokio::time::timeout(LIMIT, handles.region_cache.staffed(handles)).await {
        Ok(Ok(staffed)) => staffed,
        Ok(Err(error)) => {
            warn!(
                error = &error as &dyn std::error::Error,
                "Cannot read the probers"
            );
            Arc::default()
        }
        Err(_) => Arc::default(),
    }
}

/// Suffixes of names that are never public. Source: RFC 6761 (localhost), RFC 6762 with its
/// appendix G (local and the private top-level names in use), RFC 8375 (home.arpa), ICANN's
/// reservation of internal (2024); localdomain is the default of many systems.
const PRIVATE_ENDINGS: [&str; 10] = [
    "localhost",
    "localdomain",
    "local",
    "internal",
    "home.arpa",
    "intranet",
    "private",
    "corp",
    "home",
    "lan",
];

/// Rejects an address that every living prober of the website's regions refuses, and a name
/// that can only resolve to such addresses. Other names are judged when they are resolved;
/// without living probers nothing is rejected.
///
/// # Errors
/// [`Error::Input`] on `url`, `check.dns.server` or `connectTo` of the kind.
pub fn check(
    url: &str,
    how: &How,
    regions: Option<&RegionKeys>,
    staffed: &[RegionProbers],
) -> Result<()> {
    let policies: Vec<EgressPolicy> = staffed
        .iter()
        .filter(|staffed| regions.is_none_or(|keys| keys.0.contains(&staffed.region.key)))
        .flat_map(RegionProbers::living)
        .map(|prober| {
            let networks = &prober.heartbeat.egress_allow;
            EgressPolicy::new(networks.iter().filter_map(|net| net.parse().ok()).collect())
        })
        .collect();
    if policies.is_empty() {
        return Ok(());
    }
    let url = Url::parse(url).ok();
    let port = url.as_ref().and_then(Url::port_or_known_default);
    // With `connectTo`, the check does not connect to the URL's host.
    let (field, host, port) = match &how.detour.connect_to {
        Some(text) => {
            let named = net::host_and_port(text);
            let own = named.as_ref().and_then(|(_, port)| *port);
            let host = named.map(|(host, _)| host);
            let kind = url.as_ref().map_or("http", kind_field);
            (format!("check.{kind}.connectTo"), host, own.or(port))
        }
        None => ("url".to_owned(), url.as_ref().and_then(watched), port),
    };
    let purpose = match how.kind {
        Kind::Smtp(_) => Purpose::Mail,
        _ => Purpose::Any,
    };
    let closed = host
        .as_ref()
        .zip(port)
        .and_then(|(host, port)| closed_port(host, port, purpose, &policies));
    for (field, host, closed) in [
        (field, host, closed),
        ("check.dns.server".to_owned(), server(how), None),
    ] {
        let problem = match host {
            Some(Host::Domain(name)) => refused_name(&name, &policies),
            Some(Host::Ipv4(address)) => refused_address(address.into(), &policies),
            Some(Host::Ipv6(address)) => refused_address(address.into(), &policies),
            None => None,
        };
        if let Some(problem) = problem.or(closed) {
            return Err(Error::input(field, problem));
        }
    }
    Ok(())
}

/// Why `address` cannot be reached, if every policy refuses it.
fn refused_address(address: IpAddr, policies: &[EgressPolicy]) -> Option<String> {
    let refusals: Option<Vec<&str>> = policies
        .iter()
        .map(|policy| policy.refusal(address))
        .collect();
    let refusal = *refusals?.first()?;
    Some(format!(
        "is an address ({address}, {refusal}) that no region of the website may reach"
    ))
}

/// Why `name` cannot be reached, if it is never public and every policy allows only public
/// addresses.
fn refused_name(name: &str, policies: &[EgressPolicy]) -> Option<String> {
    let name = name.trim_end_matches('.');
    let ending = PRIVATE_ENDINGS.iter().find(|ending| {
        let rest = name.strip_suffix(**ending);
        rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    });
    if name.contains('.') && ending.is_none() {
        return None;
    }
    let is_refused = |policy: &EgressPolicy| match ending {
        Some(&"localhost") => LOOPBACK.iter().all(|address| !policy.permits(*address)),
        _ => policy.allowed().is_empty(),
    };
    policies.iter().all(is_refused).then(|| {
        format!(
            "has the host {name}, a name of private networks, which no region of the \
             website may reach; an operator can open them with UPBEAT_EGRESS_ALLOW"
        )
    })
}

/// Why `port` of `host` cannot be reached, if every policy closes it; a name may resolve to a
/// network that is open.
fn closed_port(
    host: &Host,
    port: u16,
    purpose: Purpose,
    policies: &[EgressPolicy],
) -> Option<String> {
    let address = match host {
        Host::Domain(_) => None,
        Host::Ipv4(address) => Some((*address).into()),
        Host::Ipv6(address) => Some((*address).into()),
    };
    let closes = |policy: &EgressPolicy| policy.closes(address, port, purpose);
    let closed = policies.iter().all(closes);
    closed.then(|| format!("has the port {port}, which probers may not reach at public addresses"))
}

/// The host that a website's URL connects to; `None` if the URL only names the queried name.
fn watched(url: &Url) -> Option<Host> {
    if url.scheme() == "dns" {
        return None;
    }
    // URLs with other schemes than the web's keep an IPv4 address as text.
    Host::parse(url.host_str()?).ok()
}

fn server(how: &How) -> Option<Host> {
    match &how.kind {
        Kind::Dns(dns) => server_host(dns.server.as_deref()?),
        Kind::Http(_)
        | Kind::Tcp(_)
        | Kind::Ping(_)
        | Kind::Tls
        | Kind::WebSocket(_)
        | Kind::Smtp(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use entity::{RegionKey, region};
    use queue::{DnsCheck, Heartbeat, SeenProber};

    use super::*;

    /// A region whose only prober opens `networks`.
    fn region(key: i16, networks: &[&str]) -> RegionProbers {
        let seen = SeenProber {
            region: "india".parse().unwrap(),
            name: "india-1".parse().unwrap(),
            heartbeat: Heartbeat {
                at_ms: 0,
                version: "0.1.0".to_owned(),
                egress_allow: networks.iter().map(ToString::to_string).collect(),
                impairment: None,
                instance: String::new(),
                load: queue::Load::default(),
            },
        };
        let region = region::Model {
            key: RegionKey(key),
            name: "india".to_owned(),
            valid_from_ms: 0,
        };
        RegionProbers {
            region,
            probers: vec![(seen, true)],
        }
    }

    fn how_of(kind: Kind) -> How {
        How {
            kind,
            ..How::default()
        }
    }

    #[test]
    fn names_of_private_networks_are_refused_where_nobody_may_go_there() {
        let how = how_of(Kind::Tls);
        let private = [
            "https://localhost/",
            "https://localhost:8080/",
            "https://a.localhost/",
            "tcp://printer.local:9100",
            "https://metadata.google.internal/",
            "https://router.home.arpa/",
            "https://nas.lan/",
            "https://localhost.localdomain/",
            "https://intranet/",
            "https://intranet./",
            "ping://db",
        ];
        let open = ["10.0.0.0/8", "127.0.0.0/8"];
        for url in private {
            let closed = check(url, &how, None, &[region(1, &[])]).unwrap_err();
            let text = closed.to_string();
            assert!(text.starts_with("url has the host "), "{url}: {text}");
            assert!(text.contains("a name of private networks"), "{text}");
            // One region that may is enough, and without probers nothing is rejected.
            let both = [region(1, &[]), region(2, &open)];
            check(url, &how, None, &both).unwrap();
            check(url, &how, None, &[]).unwrap();
            let chosen = RegionKeys(vec![RegionKey(1)]);
            assert!(check(url, &how, Some(&chosen), &both).is_err(), "{url}");
        }
        let ten = [region(1, &["10.0.0.0/8"])];
        assert!(check("https://localhost/", &how, None, &ten).is_err());
        check("https://intranet/", &how, None, &ten).unwrap();
        for url in [
            "https://example.org/",
            "https://local.example.org/",
            "https://notlocal.example/",
            "https://mylocalhost.test/",
            // Only the queried name.
            "dns://org",
            "dns://printer.local",
        ] {
            check(url, &how, None, &[region(1, &[])]).unwrap();
        }
    }

    #[test]
    fn a_name_server_is_somebody_to_reach_too() {
        for server in ["localhost", "ns.internal:53", "10.0.0.53", "[::1]:5353"] {
            let dns = DnsCheck {
                server: Some(server.to_owned()),
                ..DnsCheck::default()
            };
            let how = how_of(Kind::Dns(dns));
            let refused = check("dns://example.org", &how, None, &[region(1, &[])]);
            let text = refused.unwrap_err().to_string();
            assert!(text.starts_with("check.dns.server "), "{server}: {text}");
        }
    }

    #[test]
    fn a_port_that_no_region_reaches_is_refused() {
        let how = how_of(Kind::Tls);
        let mail = how_of(Kind::Smtp(queue::SmtpCheck::default()));
        let closed = [region(1, &[])];
        for url in [
            "tcp://example.org:6379",
            "tcp://8.8.8.8:25",
            "http://a.org:11211/",
        ] {
            let text = check(url, &how, None, &closed).unwrap_err().to_string();
            assert!(text.starts_with("url has the port "), "{url}: {text}");
        }
        check("tcp://example.org:22", &how, None, &closed).unwrap();
        check("smtp://example.org:25", &mail, None, &closed).unwrap();
        assert!(check("smtp://example.org:53", &mail, None, &closed).is_err());
        // A name may resolve to a network that is open, an address cannot.
        let ten = [region(1, &["10.0.0.0/8"])];
        check("tcp://example.org:6379", &how, None, &ten).unwrap();
        check("tcp://10.0.0.1:6379", &how, None, &ten).unwrap();
        assert!(check("tcp://8.8.8.8:6379", &how, None, &ten).is_err());
        let mut elsewhere = how_of(Kind::Tls);
        elsewhere.detour.connect_to = Some("example.org:6379".to_owned());
        let refused = check("tls://example.org:443", &elsewhere, None, &closed);
        let text = refused.unwrap_err().to_string();
        assert!(
            text.starts_with("check.tls.connectTo has the port"),
            "{text}"
        );
    }
}
