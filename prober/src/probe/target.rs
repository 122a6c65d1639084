//! What is checked, taken apart once: who is asked for, and where they are reached.

use net::host_and_port;
use queue::{Check, Detour};
use url::{Host, Url};

use super::fault::Fault;
use super::kind::http::is_same_website;

/// A check's URL and who it names.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    /// What is asked for: the check's URL, with the host that its detour says.
    pub(crate) url: Url,
    pub(crate) host: Host,
    pub(crate) port: Option<u16>,
    /// Where `host` is reached, if not by its name.
    instead: Option<Place>,
}

/// A host to connect to, and the port in the place of the URL's.
#[derive(Clone, Debug)]
struct Place {
    host: Host,
    port: Option<u16>,
}

impl Target {
    /// The target of `check`.
    pub(crate) fn of_check(check: &Check) -> Result<Self, Fault> {
        let named = Self::parse(&check.url)?;
        let Detour { host, connect_to } = &check.how.detour;
        if host.is_none() && connect_to.is_none() {
            return Ok(named);
        }
        let place = |text: &str| {
            host_and_port(text).ok_or_else(|| unusable("the check names a host that is not valid"))
        };
        let mut instead = Place {
            host: named.host.clone(),
            port: named.port,
        };
        if let Some(text) = connect_to {
            let (host, port) = place(text)?;
            instead = Place {
                host,
                port: port.or(named.port),
            };
        }
        let mut target = named;
        if let Some(text) = host {
            let (host, port) = place(text)?;
            let mut url = target.url.clone();
            let set = url.set_host(Some(&host.to_string()));
            set.map_err(|_| unusable("the check's host cannot be asked for"))?;
            url.set_port(port)
                .map_err(|()| unusable("the check's URL takes no port"))?;
            target = Self::of(&url)?;
        }
        target.instead = Some(instead);
        Ok(target)
    }

    /// The target that `text` names.
    pub(crate) fn parse(text: &str) -> Result<Self, Fault> {
        let url = Url::parse(text)
            .map_err(|err| unusable(&format!("the check's URL is not valid: {err}")))?;
        Self::of(&url)
    }

    /// The target of `url`. The host of a scheme that the web's rules do not know
    /// is parsed by them all the same: `0x7f.1` is an address in each of them.
    pub(crate) fn of(url: &Url) -> Result<Self, Fault> {
        let host = match url.host() {
            Some(Host::Ipv4(address)) => Host::Ipv4(address),
            Some(Host::Ipv6(address)) => Host::Ipv6(address),
            Some(Host::Domain(name)) if url.is_special() => Host::Domain(name.to_owned()),
            Some(Host::Domain(name)) => Host::parse(name)
                .map_err(|err| unusable(&format!("the check's host is not valid: {err}")))?,
            None => return Err(unusable("the check's URL has no host")),
        };
        Ok(Self {
            host,
            port: url.port_or_known_default(),
            url: url.clone(),
            instead: None,
        })
    }

    /// The host and port to connect to for `hop`. The detour is its own host's, over all
    /// redirects, and its port stands for the URL's own alone.
    pub(crate) fn place<'a>(&'a self, hop: &'a Self) -> (&'a Host, Option<u16>) {
        match self.instead.as_ref().filter(|_| hop.host == self.host) {
            Some(instead) if hop.port == self.port => (&instead.host, instead.port),
            Some(instead) => (&instead.host, hop.port),
            None => (&hop.host, hop.port),
        }
    }

    /// Whom a sentence names who talks with `hop`: `a.test`, `a.test at 192.0.2.7`.
    pub(crate) fn peer(&self, hop: &Self) -> String {
        let (host, _) = self.place(hop);
        if *host == hop.host {
            hop.host.to_string()
        } else {
            format!("{} at {host}", hop.host)
        }
    }

    /// Whether `hop` is the website that the check's secrets were given for, and reached
    /// where they were meant to go.
    pub(crate) fn owns(&self, hop: &Self) -> bool {
        let usual = |place: &Place| place.port == self.port;
        is_same_website(&self.url, &hop.url)
            && (hop.port == self.port || self.instead.as_ref().is_none_or(usual))
    }
}

fn unusable(reason: &str) -> Fault {
    Fault::internal("internal.check", reason.to_owned())
}

#[cfg(test)]
mod tests {
    use queue::How;

    use super::*;

    fn target(url: &str, host: Option<&str>, connect_to: Option<&str>) -> Target {
        let detour = Detour {
            host: host.map(str::to_owned),
            connect_to: connect_to.map(str::to_owned),
        };
        let check = Check {
            url: url.to_owned(),
            timeout_ms: 1_000,
            retries: 0,
            how: How {
                detour,
                ..How::default()
            },
            sealed: vec![],
        };
        Target::of_check(&check).unwrap()
    }

    #[test]
    fn a_detour_holds_for_its_own_host_alone() {
        for (url, host, connect_to, asked, hops) in [
            (
                "https://a.test/x",
                None,
                Some("192.0.2.7"),
                "https://a.test/x",
                &[
                    ("https://a.test/y", "192.0.2.7:443", true),
                    ("https://a.test:8443/", "192.0.2.7:8443", false),
                    ("http://a.test/", "192.0.2.7:80", false),
                    ("https://www.a.test/", "www.a.test:443", false),
                ][..],
            ),
            (
                "http://a.test/",
                None,
                Some("[2001:db8::7]:8080"),
                "http://a.test/",
                &[
                    ("http://a.test/", "[2001:db8::7]:8080", true),
                    // The step up leads to another port than the one that was named.
                    ("https://a.test/", "[2001:db8::7]:443", false),
                ],
            ),
            (
                "http://a.test/",
                None,
                Some("b.test"),
                "http://a.test/",
                &[
                    ("https://a.test/", "b.test:443", true),
                    ("http://b.test/", "b.test:80", false),
                ],
            ),
            (
                "https://192.0.2.7:8443/x?y",
                Some("a.test"),
                None,
                "https://a.test/x?y",
                &[
                    ("https://a.test/", "192.0.2.7:8443", true),
                    ("https://192.0.2.7:8443/", "192.0.2.7:8443", false),
                ],
            ),
            (
                "http://192.0.2.7/",
                Some("a.test:8080"),
                Some("192.0.2.8:81"),
                "http://a.test:8080/",
                &[
                    ("http://a.test:8080/", "192.0.2.8:81", true),
                    ("http://a.test/", "192.0.2.8:80", false),
                ],
            ),
            (
                "http://192.0.2.7/",
                Some("a.test"),
                None,
                "http://a.test/",
                &[("https://a.test/", "192.0.2.7:443", true)],
            ),
            (
                "tls://a.test:993",
                None,
                Some("192.0.2.7"),
                "tls://a.test:993",
                &[("tls://a.test:993", "192.0.2.7:993", true)],
            ),
        ] {
            let target = target(url, host, connect_to);
            assert_eq!(target.url.as_str(), asked);
            for (hop, place, owns) in hops {
                let hop = Target::parse(hop).unwrap();
                let (host, port) = target.place(&hop);
                assert_eq!(
                    format!("{host}:{}", port.unwrap()),
                    *place,
                    "{url} to {}",
                    hop.url
                );
                assert_eq!(target.owns(&hop), *owns, "{url} to {}", hop.url);
            }
        }
        let a = target("http://a.test/", None, Some("192.0.2.7:81"));
        assert_eq!(a.peer(&a), "a.test at 192.0.2.7");
    }
}
