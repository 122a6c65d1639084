//! The supported schemes, and the kind of check that each selects.

use queue::{DnsCheck, HttpCheck, Kind, PingCheck, SmtpCheck, TcpCheck, WebSocketCheck};
use url::Url;

/// A supported scheme.
pub(super) struct Scheme {
    pub(super) name: &'static str,
    /// Whether path and query are allowed.
    pub(super) path: bool,
    pub(super) port: Port,
    /// Name of the kind of check in the API.
    field: &'static str,
    /// The kind of check with its defaults.
    kind: fn() -> Kind,
}

/// Port rules of a scheme.
#[derive(Clone, Copy)]
pub(super) enum Port {
    /// The URL standard defines a default.
    Known,
    /// Default port, if the URL has none.
    Default(u16),
    /// The URL must have a port.
    Needed,
    /// The URL must not have a port.
    None,
}

pub(super) const SCHEMES: [Scheme; 10] = {
    const HTTP: fn() -> Kind = || Kind::Http(HttpCheck::default());
    const WEB_SOCKET: fn() -> Kind = || Kind::WebSocket(WebSocketCheck::default());
    const SMTP: fn() -> Kind = || Kind::Smtp(SmtpCheck::default());
    const TCP: fn() -> Kind = || Kind::Tcp(TcpCheck::default());
    const DNS: fn() -> Kind = || Kind::Dns(DnsCheck::default());
    const PING: fn() -> Kind = || Kind::Ping(PingCheck::default());
    [
        scheme("http", true, Port::Known, "http", HTTP),
        scheme("https", true, Port::Known, "http", HTTP),
        scheme("ws", true, Port::Known, "webSocket", WEB_SOCKET),
        scheme("wss", true, Port::Known, "webSocket", WEB_SOCKET),
        scheme("tcp", false, Port::Needed, "tcp", TCP),
        scheme("tls", false, Port::Default(443), "tls", || Kind::Tls),
        scheme("dns", false, Port::None, "dns", DNS),
        scheme("ping", false, Port::None, "ping", PING),
        // Source: RFC 5321, section 4.5.4.2.
        scheme("smtp", false, Port::Default(25), "smtp", SMTP),
        // Source: RFC 8314, section 7.3.
        scheme("smtps", false, Port::Default(465), "smtp", SMTP),
    ]
};

const fn scheme(
    name: &'static str,
    path: bool,
    port: Port,
    field: &'static str,
    kind: fn() -> Kind,
) -> Scheme {
    Scheme {
        name,
        path,
        port,
        field,
        kind,
    }
}

/// The kind of check that the scheme of `url` selects, with its defaults.
pub fn kind_of(url: &Url) -> Kind {
    (of(url).kind)()
}

/// Name in the API of the kind of check that the scheme of `url` selects, such as `webSocket`.
pub fn kind_field(url: &Url) -> &'static str {
    of(url).field
}

/// The schemes that select the kind of check with this name in the API.
pub fn schemes_of(kind: &str) -> impl Iterator<Item = &'static str> {
    let of_kind = move |scheme: &&Scheme| scheme.field == kind;
    let schemes = SCHEMES.iter().filter(of_kind);
    schemes.map(|scheme| scheme.name)
}

/// `http` if the scheme is unknown, which that of an accepted URL is not.
fn of(url: &Url) -> &'static Scheme {
    let known = SCHEMES.iter().find(|known| known.name == url.scheme());
    known.unwrap_or(&SCHEMES[0])
}
