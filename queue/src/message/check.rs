//! How a website is checked: the same shape on the wire (postcard) and at rest
//! (JSON, where a missing field takes its default).
//!
//! No secret is in here: header values and credentials travel sealed
//! ([`crate::Secrets`]).

use serde::{Deserialize, Serialize};

use super::Detour;

/// One check, ready to be run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// The target: an absolute URL without credentials, whose scheme fits
    /// [`How::kind`].
    pub url: String,
    /// Time limit of one attempt, milliseconds (500 to 60,000).
    pub timeout_ms: u32,
    /// Further attempts after a failing first one.
    pub retries: u8,
    /// How.
    pub how: How,
    /// The check's [`crate::Secrets`], sealed for the region; empty where it has none.
    pub sealed: Vec<u8>,
}

/// How a website is checked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct How {
    /// The kind of check and its details.
    pub kind: Kind,
    /// Which addresses of a name are tried.
    pub family: Family,
    /// Degraded where the response time is above this, milliseconds.
    pub degraded_above_ms: Option<u32>,
    /// Down where the response time is above this, milliseconds.
    pub down_above_ms: Option<u32>,
    /// What is expected of TLS, in every kind that speaks it.
    pub tls: TlsRules,
    /// Whom it asks, if not the one that the URL names.
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
    /// `tls://host:port`: the handshake and the certificate alone.
    Tls,
    /// `ws://` and `wss://`.
    WebSocket(WebSocketCheck),
    /// `smtp://host:port`; `smtps://` speaks TLS from the first byte.
    Smtp(SmtpCheck),
}

impl Default for Kind {
    fn default() -> Self {
        Self::Http(HttpCheck::default())
    }
}

/// Which addresses of a name are tried.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Family {
    /// Both, raced (RFC 8305).
    #[default]
    Any,
    /// IPv4 only.
    V4,
    /// IPv6 only.
    V6,
}

/// What is expected of TLS.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TlsRules {
    /// Down below this version; without it, TLS 1.2 is the least.
    pub min_version: Option<TlsVersion>,
    /// Degraded where the certificate has fewer days left.
    pub degraded_below_days: u16,
    /// Records what is wrong with the certificate and goes on.
    pub ignore_errors: bool,
}

impl Default for TlsRules {
    fn default() -> Self {
        Self {
            min_version: None,
            degraded_below_days: 14,
            ignore_errors: false,
        }
    }
}

/// A version of TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum TlsVersion {
    /// TLS 1.2.
    Tls12,
    /// TLS 1.3.
    Tls13,
}

/// An HTTP or HTTPS request and what counts as a good answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct HttpCheck {
    /// The request's method.
    pub method: String,
    /// Names of further request headers; their values are secrets, in this order.
    pub headers: Vec<String>,
    /// How the request authenticates; the credentials are secrets.
    pub auth: Option<AuthScheme>,
    /// Whether a client certificate is shown, which is a secret.
    pub client_certificate: bool,
    /// The request's body.
    pub body: Option<String>,
    /// The HTTP version to insist on.
    pub version: HttpVersion,
    /// How many redirects are followed (0 to 10); with 0 the redirect is the answer.
    pub max_redirects: u8,
    /// Most bytes of the decoded body that are read.
    pub body_limit_bytes: u32,
    /// The good statuses.
    pub statuses: Vec<StatusRange>,
    /// Conditions on the answer.
    pub assertions: Vec<Assertion>,
}

impl Default for HttpCheck {
    fn default() -> Self {
        Self {
            method: "GET".to_owned(),
            headers: vec![],
            auth: None,
            client_certificate: false,
            body: None,
            version: HttpVersion::Any,
            max_redirects: Self::MAX_REDIRECTS,
            body_limit_bytes: 1024 * 1024,
            statuses: vec![StatusRange { from: 200, to: 399 }],
            assertions: vec![],
        }
    }
}

impl HttpCheck {
    /// Most redirects that a check may follow.
    pub const MAX_REDIRECTS: u8 = 10;
}

/// How a request authenticates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AuthScheme {
    /// User and password (RFC 7617).
    Basic,
    /// A token (RFC 6750).
    Bearer,
}

/// The HTTP version to insist on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum HttpVersion {
    /// Over TLS what the server chooses, else HTTP/1.1.
    #[default]
    Any,
    /// HTTP/1.1.
    Http1,
    /// HTTP/2; without TLS by prior knowledge (RFC 9113, section 3.3).
    Http2,
}

/// A range of HTTP statuses, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusRange {
    /// The first.
    pub from: u16,
    /// The last.
    pub to: u16,
}

/// A condition on an HTTP answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assertion {
    /// What is looked at.
    pub subject: Subject,
    /// How it is compared.
    pub comparison: Comparison,
    /// With what; not looked at for `Exists` and `NotExists`.
    pub value: String,
}

/// What a condition looks at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Subject {
    /// A header of the answer, by name; several lines are joined by commas.
    Header(String),
    /// The decoded body as text, invalid UTF-8 replaced.
    Body,
    /// The first node that a JSONPath (RFC 9535) finds in the body.
    Json(String),
}

/// How a subject is compared with a value. The four orders compare numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Comparison {
    /// It is there.
    Exists,
    /// It is not there.
    NotExists,
    /// It is the value.
    Equals,
    /// It is not the value.
    NotEquals,
    /// The value is within it.
    Contains,
    /// The value is not within it.
    NotContains,
    /// The value, a regular expression, finds something in it.
    Matches,
    /// The value, a regular expression, finds nothing in it.
    NotMatches,
    /// It is less than the value.
    LessThan,
    /// It is the value or less.
    AtMost,
    /// It is more than the value.
    GreaterThan,
    /// It is the value or more.
    AtLeast,
}

/// A TCP connection, and what may be said on it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TcpCheck {
    /// Whether TLS is spoken.
    pub tls: bool,
    /// What is sent once connected.
    pub send: Option<String>,
    /// What must appear in the first 64 KiB that come back.
    pub expect: Option<String>,
}

/// A question to a name server.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DnsCheck {
    /// The type of record.
    pub record: DnsRecord,
    /// The server to ask, an address or a host name, with or without a port; else the
    /// prober's own resolver.
    pub server: Option<String>,
    /// Values of which each must be among the answers.
    pub expect: Vec<String>,
    /// The response code that is expected: `NOERROR` (default), `NXDOMAIN`, …
    pub rcode: Option<String>,
}

/// A type of DNS record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "named as RFC 1035 and its followers name them")]
pub enum DnsRecord {
    #[default]
    A,
    Aaaa,
    Caa,
    Cname,
    Mx,
    Ns,
    Ptr,
    Soa,
    Srv,
    Txt,
}

/// Echo requests (ICMP).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PingCheck {
    /// How many are sent (1 to 10).
    pub count: u8,
    /// Down where more than this share is lost, percent (0 to 99).
    pub max_loss_percent: u8,
    /// Degraded where the mean difference between neighbouring round trips is
    /// above this, milliseconds.
    pub degraded_above_jitter_ms: Option<u32>,
}

impl Default for PingCheck {
    fn default() -> Self {
        Self {
            count: 3,
            max_loss_percent: 0,
            degraded_above_jitter_ms: None,
        }
    }
}

/// A WebSocket handshake (RFC 6455), and what may be said after it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WebSocketCheck {
    /// Names of further request headers; their values are secrets, in this order.
    pub headers: Vec<String>,
    /// The subprotocol that is offered, and must be chosen.
    pub subprotocol: Option<String>,
    /// A text message that is sent.
    pub send: Option<String>,
    /// What must appear in the first text message that comes back.
    pub expect: Option<String>,
}

/// A greeting of a mail server.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SmtpCheck {
    /// What is asked of STARTTLS, where the connection is not TLS from the start.
    pub starttls: StartTls,
}

/// What is asked of STARTTLS.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum StartTls {
    /// Down where it is not offered.
    #[default]
    Required,
    /// Used where it is offered.
    IfOffered,
    /// Not used.
    Never,
}
