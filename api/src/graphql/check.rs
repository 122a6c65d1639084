//! How a website is checked. Of its secrets nothing is here but that they exist.

use async_graphql::{Enum, SimpleObject};
use queue::{Detour, How, Kind};

use crate::service::check::show_statuses;

/// The kind of a check; the URL's scheme selects it.
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
    /// `tls://`: the handshake and the certificate alone.
    Tls,
    /// `ws://` and `wss://`.
    WebSocket,
    /// `smtp://` and `smtps://`.
    Smtp,
}

/// How a website is checked: the details of its kind, and null for the others.
#[derive(SimpleObject)]
pub(super) struct Check {
    /// Its kind.
    kind: CheckKind,
    /// The details of `http://` and `https://`.
    http: Option<HttpCheck>,
    /// The details of `tcp://`.
    tcp: Option<TcpCheck>,
    /// The details of `dns://`.
    dns: Option<DnsCheck>,
    /// The details of `ping://`.
    ping: Option<PingCheck>,
    /// The details of `tls://`.
    tls: Option<TlsCheck>,
    /// The details of `ws://` and `wss://`.
    web_socket: Option<WebSocketCheck>,
    /// The details of `smtp://` and `smtps://`.
    smtp: Option<SmtpCheck>,
}

/// An HTTP request, and what counts as a good answer.
#[derive(SimpleObject)]
pub(super) struct HttpCheck {
    /// The request's method.
    method: String,
    /// Names of further request headers; their values are secrets.
    headers: Vec<String>,
    /// The request's body.
    #[graphql(complexity = "super::cost::LONG_TEXT")]
    body: Option<String>,
    /// How the request authenticates; the credentials are secrets.
    auth: Option<AuthScheme>,
    /// Whether a client certificate is shown, which is a secret.
    client_certificate: bool,
    /// The HTTP version that is insisted on.
    version: HttpVersion,
    /// How many redirects are followed.
    max_redirects: i32,
    /// Most bytes of the decoded body that are read.
    body_limit_bytes: i64,
    /// The good statuses, like `200-299,401`.
    statuses: String,
    /// Conditions on the answer, all of which must hold.
    assertions: Vec<Assertion>,
    /// The host that is asked for instead of the URL's, in the request and in TLS.
    host: Option<String>,
    /// The address or name that is connected to instead of the URL's host.
    connect_to: Option<String>,
}

/// How a request authenticates.
#[derive(Enum, Copy, Clone, Eq, PartialEq)]
#[graphql(remote = "queue::AuthScheme")]
pub(super) enum AuthScheme {
    /// User and password (RFC 7617).
    Basic,
    /// A token (RFC 6750).
    Bearer,
}

/// The HTTP version to insist on.
#[derive(Enum, Copy, Clone, Eq, PartialEq)]
#[graphql(remote = "queue::HttpVersion")]
pub(super) enum HttpVersion {
    /// Over TLS what the server chooses, else HTTP/1.1.
    Any,
    /// HTTP/1.1.
    #[graphql(name = "HTTP_1_1")]
    Http1,
    /// HTTP/2; without TLS by prior knowledge.
    #[graphql(name = "HTTP_2")]
    Http2,
}

/// A condition on an HTTP answer.
#[derive(SimpleObject)]
pub(super) struct Assertion {
    /// What it looks at.
    subject: AssertionSubject,
    /// The name of a HEADER, or the JSONPath of a JSON node.
    property: Option<String>,
    /// How that is compared.
    comparison: Comparison,
    /// What the subject is compared with.
    value: Option<String>,
}

/// What a condition looks at.
#[derive(Enum, Copy, Clone, Eq, PartialEq)]
#[graphql(remote = "crate::service::check::Looks")]
pub(super) enum AssertionSubject {
    /// A header of the answer; several lines are joined by commas.
    Header,
    /// The decoded body as text.
    Body,
    /// The first node that a JSONPath (RFC 9535) finds in the body.
    Json,
}

/// How a subject is compared with a value.
#[derive(Enum, Copy, Clone, Eq, PartialEq)]
#[graphql(remote = "queue::Comparison")]
pub(super) enum Comparison {
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
    /// It is a number less than the value.
    LessThan,
    /// It is a number, the value or less.
    AtMost,
    /// It is a number more than the value.
    GreaterThan,
    /// It is a number, the value or more.
    AtLeast,
}

/// A TCP connection, and what is said on it.
#[derive(SimpleObject)]
pub(super) struct TcpCheck {
    /// Whether TLS is spoken.
    tls: bool,
    /// What is sent once connected.
    send: Option<String>,
    /// What must appear in the first 64 KiB that come back.
    expect: Option<String>,
}

/// A question to a name server.
#[derive(SimpleObject)]
pub(super) struct DnsCheck {
    /// The type of record that is asked for.
    record: DnsRecord,
    /// The server that is asked; null for the prober's own resolver.
    server: Option<String>,
    /// Values of which each must be among the answers.
    expect: Vec<String>,
    /// The response code that is expected; null for `NOERROR`.
    rcode: Option<String>,
}

/// A type of DNS record.
#[derive(Enum, Copy, Clone, Eq, PartialEq)]
#[graphql(remote = "queue::DnsRecord")]
pub(super) enum DnsRecord {
    /// An IPv4 address.
    A,
    /// An IPv6 address.
    Aaaa,
    /// Who may issue certificates.
    Caa,
    /// The name that this one stands for.
    Cname,
    /// Where mail is taken.
    Mx,
    /// The zone's name servers.
    Ns,
    /// The name of an address.
    Ptr,
    /// The beginning of a zone.
    Soa,
    /// Where a service is.
    Srv,
    /// Free text.
    Txt,
}

/// Echo requests (ICMP).
#[derive(SimpleObject)]
pub(super) struct PingCheck {
    /// How many are sent.
    count: i32,
    /// Down where more than this share is lost, percent.
    max_loss_percent: i32,
    /// Degraded where neighbouring round trips differ by more on average,
    /// milliseconds.
    degraded_above_jitter_ms: Option<i64>,
}

/// A TLS handshake.
#[derive(SimpleObject)]
pub(super) struct TlsCheck {
    /// The address or name that is connected to instead of the URL's host.
    connect_to: Option<String>,
}

/// A WebSocket handshake, and what is said after it.
#[derive(SimpleObject)]
pub(super) struct WebSocketCheck {
    /// Names of further request headers; their values are secrets.
    headers: Vec<String>,
    /// The subprotocol that is offered, and must be chosen.
    subprotocol: Option<String>,
    /// A text message that is sent.
    send: Option<String>,
    /// What must appear in the first text message that comes back.
    expect: Option<String>,
    /// The host that is asked for instead of the URL's, in the request and in TLS.
    host: Option<String>,
    /// The address or name that is connected to instead of the URL's host.
    connect_to: Option<String>,
}

/// The greeting of a mail server.
#[derive(SimpleObject)]
pub(super) struct SmtpCheck {
    /// What is asked of STARTTLS on `smtp://`.
    start_tls: StartTls,
}

/// What is asked of STARTTLS.
#[derive(Enum, Copy, Clone, Eq, PartialEq)]
#[graphql(remote = "queue::StartTls")]
pub(super) enum StartTls {
    /// Down where it is not offered.
    Required,
    /// Used where it is offered.
    IfOffered,
    /// Not used.
    Never,
}

/// What is expected of TLS.
#[derive(SimpleObject)]
pub(super) struct TlsRules {
    /// Down below this version; null for TLS 1.2.
    min_version: Option<TlsVersion>,
    /// Degraded where the certificate has fewer days left.
    degraded_below_days: i32,
    /// Whether what is wrong with the certificate is only recorded.
    ignore_errors: bool,
}

/// A version of TLS.
#[derive(Enum, Copy, Clone, Eq, PartialEq)]
#[graphql(remote = "queue::TlsVersion")]
pub(super) enum TlsVersion {
    /// TLS 1.2.
    #[graphql(name = "TLS_1_2")]
    Tls12,
    /// TLS 1.3.
    #[graphql(name = "TLS_1_3")]
    Tls13,
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
        let Detour { host, connect_to } = how.detour;
        check.kind = match how.kind {
            Kind::Http(http) => {
                check.http = Some(HttpCheck {
                    host,
                    connect_to,
                    ..http.into()
                });
                CheckKind::Http
            }
            Kind::Tcp(tcp) => {
                check.tcp = Some(TcpCheck {
                    tls: tcp.tls,
                    send: tcp.send,
                    expect: tcp.expect,
                });
                CheckKind::Tcp
            }
            Kind::Dns(dns) => {
                check.dns = Some(DnsCheck {
                    record: dns.record.into(),
                    server: dns.server,
                    expect: dns.expect,
                    rcode: dns.rcode,
                });
                CheckKind::Dns
            }
            Kind::Ping(ping) => {
                check.ping = Some(PingCheck {
                    count: i32::from(ping.count),
                    max_loss_percent: i32::from(ping.max_loss_percent),
                    degraded_above_jitter_ms: ping.degraded_above_jitter_ms.map(i64::from),
                });
                CheckKind::Ping
            }
            Kind::Tls => {
                check.tls = Some(TlsCheck { connect_to });
                CheckKind::Tls
            }
            Kind::WebSocket(socket) => {
                check.web_socket = Some(WebSocketCheck {
                    headers: socket.headers,
                    subprotocol: socket.subprotocol,
                    send: socket.send,
                    expect: socket.expect,
                    host,
                    connect_to,
                });
                CheckKind::WebSocket
            }
            Kind::Smtp(smtp) => {
                check.smtp = Some(SmtpCheck {
                    start_tls: smtp.starttls.into(),
                });
                CheckKind::Smtp
            }
        };
        check
    }
}

impl From<queue::HttpCheck> for HttpCheck {
    fn from(http: queue::HttpCheck) -> Self {
        Self {
            method: http.method,
            headers: http.headers,
            body: http.body,
            auth: http.auth.map(Into::into),
            client_certificate: http.client_certificate,
            version: http.version.into(),
            max_redirects: i32::from(http.max_redirects),
            body_limit_bytes: i64::from(http.body_limit_bytes),
            statuses: show_statuses(&http.statuses),
            assertions: http.assertions.into_iter().map(Into::into).collect(),
            host: None,
            connect_to: None,
        }
    }
}

impl From<queue::Assertion> for Assertion {
    fn from(assertion: queue::Assertion) -> Self {
        use queue::Comparison::{Exists, NotExists};
        let (subject, property) = match assertion.subject {
            queue::Subject::Header(name) => (AssertionSubject::Header, Some(name)),
            queue::Subject::Body => (AssertionSubject::Body, None),
            queue::Subject::Json(path) => (AssertionSubject::Json, Some(path)),
        };
        let bare = matches!(assertion.comparison, Exists | NotExists);
        Self {
            subject,
            property,
            comparison: assertion.comparison.into(),
            value: (!bare).then_some(assertion.value),
        }
    }
}

impl From<queue::TlsRules> for TlsRules {
    fn from(rules: queue::TlsRules) -> Self {
        Self {
            min_version: rules.min_version.map(Into::into),
            degraded_below_days: i32::from(rules.degraded_below_days),
            ignore_errors: rules.ignore_errors,
        }
    }
}
