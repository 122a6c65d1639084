//! How a website is checked, one file for each kind. Secret values are never returned, only
//! whether they are set.

mod assertion;
mod dns;
mod http;
mod ping;
mod smtp;
mod tcp;
mod tls;
mod websocket;

use async_graphql::{Enum, OneofObject, SimpleObject};
use queue::{How, Kind};

pub(super) use self::dns::{DnsCheck, DnsCheckInput};
pub(super) use self::http::{HttpCheck, HttpCheckInput};
pub(super) use self::ping::{PingCheck, PingCheckInput};
pub(super) use self::smtp::{SmtpCheck, SmtpCheckInput};
pub(super) use self::tcp::{TcpCheck, TcpCheckInput};
pub(super) use self::tls::{TlsCheck, TlsCheckInput, TlsInput, TlsRules};
pub(super) use self::websocket::{WebSocketCheck, WebSocketCheckInput};
use crate::service::check::Details;

/// The kind of a check, selected by the URL's scheme.
#[derive(Enum, Copy, Clone, Eq, PartialEq)]
pub(super) enum CheckKind {
    /// `http://` and `https://`.
    Http,
    /// `tcp://`.
    Tcp,
    /// `dns://`.
    Dns,
    /// `ping://`.
    Ping,
    /// `tls://`: handshake and certificate only.
    Tls,
    /// `ws://` and `wss://`.
    WebSocket,
    /// `smtp://` and `smtps://`.
    Smtp,
}

impl CheckKind {
    /// Name of the kind among the details of a check.
    pub(super) fn field(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Tcp => "tcp",
            Self::Dns => "dns",
            Self::Ping => "ping",
            Self::Tls => "tls",
            Self::WebSocket => "webSocket",
            Self::Smtp => "smtp",
        }
    }
}

/// How a website is checked. Only the field of its kind is set; the others are null.
#[derive(SimpleObject)]
pub(super) struct Check {
    /// Kind of the check.
    kind: CheckKind,
    /// Details of `http://` and `https://` checks.
    http: Option<HttpCheck>,
    /// Details of `tcp://` checks.
    tcp: Option<TcpCheck>,
    /// Details of `dns://` checks.
    dns: Option<DnsCheck>,
    /// Details of `ping://` checks.
    ping: Option<PingCheck>,
    /// Details of `tls://` checks.
    tls: Option<TlsCheck>,
    /// Details of `ws://` and `wss://` checks.
    web_socket: Option<WebSocketCheck>,
    /// Details of `smtp://` and `smtps://` checks.
    smtp: Option<SmtpCheck>,
}

/// The details of a check; the URL's scheme selects the kind. The new details replace the old
/// ones: omitted fields take their defaults. Only secrets can be kept: a null secret keeps the
/// stored value.
///
/// Requirements on certificates and TLS versions are in the website's `tls`.
#[derive(OneofObject)]
pub(super) enum CheckInput {
    /// For `http://` and `https://`.
    Http(HttpCheckInput),
    /// For `tcp://HOST:PORT`.
    Tcp(TcpCheckInput),
    /// For `dns://NAME`.
    Dns(DnsCheckInput),
    /// For `ping://HOST`.
    Ping(PingCheckInput),
    /// For `tls://HOST`.
    Tls(TlsCheckInput),
    /// For `ws://` and `wss://`.
    WebSocket(WebSocketCheckInput),
    /// For `smtp://HOST` and `smtps://HOST`.
    Smtp(SmtpCheckInput),
}

/// Which IP versions a check uses.
#[derive(Enum, Copy, Clone, Eq, PartialEq)]
#[graphql(remote = "queue::Family")]
pub(super) enum IpVersion {
    /// Both, raced against each other (RFC 8305).
    Any,
    /// IPv4 only.
    V4,
    /// IPv6 only.
    V6,
}

impl From<How> for Check {
    fn from(how: How) -> Self {
        let mut check = Self {
            kind: CheckKind::Tls,
            http: None,
            tcp: None,
            dns: None,
            ping: None,
            tls: None,
            web_socket: None,
            smtp: None,
        };
        check.kind = match how.kind {
            Kind::Http(http) => {
                check.http = Some(HttpCheck::new(http, how.detour));
                CheckKind::Http
            }
            Kind::Tcp(tcp) => {
                check.tcp = Some(tcp.into());
                CheckKind::Tcp
            }
            Kind::Dns(dns) => {
                check.dns = Some(dns.into());
                CheckKind::Dns
            }
            Kind::Ping(ping) => {
                check.ping = Some(ping.into());
                CheckKind::Ping
            }
            Kind::Tls => {
                let connect_to = how.detour.connect_to;
                check.tls = Some(TlsCheck { connect_to });
                CheckKind::Tls
            }
            Kind::WebSocket(socket) => {
                check.web_socket = Some(WebSocketCheck::new(socket, how.detour));
                CheckKind::WebSocket
            }
            Kind::Smtp(smtp) => {
                check.smtp = Some(smtp.into());
                CheckKind::Smtp
            }
        };
        check
    }
}

impl From<CheckInput> for Details {
    fn from(input: CheckInput) -> Self {
        match input {
            CheckInput::Http(http) => Self::Http(http.into()),
            CheckInput::Tcp(tcp) => Self::Tcp(tcp.into()),
            CheckInput::Dns(dns) => Self::Dns(dns.into()),
            CheckInput::Ping(ping) => Self::Ping(ping.into()),
            CheckInput::Tls(tls) => Self::Tls(tls.into()),
            CheckInput::WebSocket(socket) => Self::WebSocket(socket.into()),
            CheckInput::Smtp(smtp) => Self::Smtp(smtp.into()),
        }
    }
}
