//! Whom a check asks instead of the one that its URL names.

use queue::Detour;

use crate::service::input::within;
use crate::service::{Error, Result};

/// What a person says of it; `None` for the one that the URL names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Elsewhere {
    /// The host that is asked for, with or without a port.
    pub host: Option<String>,
    /// The address or name that is connected to, with or without a port.
    pub connect_to: Option<String>,
}

impl Elsewhere {
    /// The detour, in the form in which two of them can be compared.
    pub(super) fn check(self, field: &str) -> Result<Detour> {
        let normal = |part: &str, text: Option<String>, example: &str| {
            let Some(text) = text else { return Ok(None) };
            let Some((host, port)) = prober::host_and_port(text.trim()) else {
                let problem = format!("must be a host, with a port or without: {example}");
                return Err(Error::input(within(field, part), problem));
            };
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

/// Where the details of a kind are named.
pub(in crate::service) fn connect_to_field(kind: &queue::Kind) -> &'static str {
    match kind {
        queue::Kind::WebSocket(_) => "check.webSocket.connectTo",
        queue::Kind::Tls => "check.tls.connectTo",
        _ => "check.http.connectTo",
    }
}
