//! Detours: checks that go to another host than the URL's.

use ::url::Host;
use queue::Detour;

use crate::service::input::within;
use crate::service::{Error, Result, url};

/// A detour as given by a client; `None` keeps the URL's host.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Elsewhere {
    /// Host to send in requests and in TLS, with or without a port.
    pub host: Option<String>,
    /// Address or name to connect to, with or without a port.
    pub connect_to: Option<String>,
}

impl Elsewhere {
    /// The detour in a normalized form, in which two of them can be compared.
    pub(super) fn check(self, field: &str) -> Result<Detour> {
        let normal = |part: &str, text: Option<String>, example: &str| -> Result<Option<String>> {
            let Some(text) = text else { return Ok(None) };
            let problem = format!("must be a host, with or without a port: {example}");
            let (host, port) = named(&within(field, part), text.trim(), &problem)?;
            let port = port.map(|port| format!(":{port}")).unwrap_or_default();
            Ok(Some(format!("{host}{port}")))
        };
        Ok(Detour {
            host: normal("host", self.host, "www.example.org, www.example.org:8443")?,
            connect_to: normal(
                "connectTo",
                self.connect_to,
                "192.0.2.7, [2001:db8::7]:8443, backend-1.example.org",
            )?,
        })
    }
}

/// Parses a host and an optional port by the rules of URLs; `problem` is the error message for
/// other text.
pub(super) fn named(field: &str, text: &str, problem: &str) -> Result<(Host, Option<u16>)> {
    let fail = |problem: &str| Error::input(field.to_owned(), problem.to_owned());
    let (host, port) = net::host_and_port(text).ok_or_else(|| fail(problem))?;
    url::check_host(text, &host).map_err(|problem| fail(&problem))?;
    Ok((host, port))
}
