//! What is checked, taken apart once.

use url::{Host, Url};

use super::fault::Fault;

/// A check's URL and who it names.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    pub(crate) url: Url,
    pub(crate) host: Host,
    pub(crate) port: Option<u16>,
}

impl Target {
    /// The target that `text` names.
    pub(crate) fn parse(text: &str) -> Result<Self, Fault> {
        let url =
            Url::parse(text).map_err(|err| unusable(&format!("the check has no URL: {err}")))?;
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
                .map_err(|err| unusable(&format!("the check's host is none: {err}")))?,
            None => return Err(unusable("the check's URL has no host")),
        };
        Ok(Self {
            host,
            port: url.port_or_known_default(),
            url: url.clone(),
        })
    }
}

fn unusable(reason: &str) -> Fault {
    Fault::internal("internal.check", reason.to_owned())
}
