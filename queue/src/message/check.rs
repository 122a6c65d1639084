//! Check settings: the same structure on the wire (postcard) and at rest (JSON, where a
//! missing field takes its default).
//!
//! One file for each kind. They contain no secrets: header values and credentials are sealed separately
//! ([`crate::Secrets`]).

mod assertion;
mod dns;
mod http;
mod ping;
mod smtp;
mod tcp;
mod tls;
mod websocket;

use serde::{Deserialize, Serialize};

pub use self::assertion::{Assertion, Comparison, Subject};
pub use self::dns::{DnsCheck, DnsRecord};
pub use self::http::{AuthScheme, HttpCheck, HttpVersion, StatusRange};
pub use self::ping::PingCheck;
pub use self::smtp::{SmtpCheck, StartTls};
pub use self::tcp::TcpCheck;
pub use self::tls::{TlsRules, TlsVersion};
pub use self::websocket::WebSocketCheck;
use super::Detour;

/// A check, ready to run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// Target: an absolute URL without credentials, whose scheme matches [`How::kind`].
    pub url: String,
    /// Time limit of one attempt, in milliseconds (500 to 60,000).
    pub timeout_ms: u32,
    /// Number of further attempts after a failed one.
    pub retries: u8,
    /// How to check the target.
    pub how: How,
    /// The check's [`crate::Secrets`], sealed for the region; empty if it has none.
    pub sealed: Vec<u8>,
}

/// How a website is checked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct How {
    /// Kind of check, with its details.
    pub kind: Kind,
    /// IP versions to use.
    pub family: Family,
    /// The check is degraded above this response time, in milliseconds.
    pub degraded_above_ms: Option<u32>,
    /// The check is down above this response time, in milliseconds.
    pub down_above_ms: Option<u32>,
    /// Requirements on TLS, for every kind that uses it.
    pub tls: TlsRules,
    /// Detour to another host than the URL's.
    #[serde(skip_serializing_if = "Detour::is_none")]
    pub detour: Detour,
}

/// The kinds of check; the URL's scheme selects one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// `http://` and `https://`.
    Http(HttpCheck),
    /// `tcp://host:port`.
    Tcp(TcpCheck),
    /// `dns://name`.
    Dns(DnsCheck),
    /// `ping://host`.
    Ping(PingCheck),
    /// `tls://host:port`: handshake and certificate only.
    Tls,
    /// `ws://` and `wss://`.
    WebSocket(WebSocketCheck),
    /// `smtp://host:port`; `smtps://` uses TLS from the first byte.
    Smtp(SmtpCheck),
}

impl Default for Kind {
    fn default() -> Self {
        Self::Http(HttpCheck::default())
    }
}

/// The IP versions that a check uses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Family {
    /// Both, raced against each other (RFC 8305).
    #[default]
    Any,
    /// IPv4 only.
    V4,
    /// IPv6 only.
    V6,
}
