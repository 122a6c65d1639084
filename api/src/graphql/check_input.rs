//! What a person says of how a website is checked.

use async_graphql::{Enum, InputObject, MaybeUndefined, OneofObject};
use queue::{ClientIdentity, DnsCheck, SmtpCheck, TcpCheck};

use super::check::{AssertionSubject, Comparison, DnsRecord, HttpVersion, StartTls, TlsVersion};
use crate::service::check::{self, Details, Secret};

/// The details of a check, of the kind that the URL's scheme selects. They are
/// given as a whole: what is left out takes its default. Only secrets may be kept:
/// null in the place of a secret keeps the stored one.
///
/// What is expected of certificates and versions is said in `tls` of the website.
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

/// An HTTP request, and what counts as a good answer.
#[derive(InputObject)]
pub(super) struct HttpCheckInput {
    /// At most 20 characters, neither CONNECT nor TRACE.
    #[graphql(default_with = "\"GET\".to_owned()")]
    method: String,
    /// Further request headers, at most 50. Those that say how the message travels
    /// (`Content-Length`, `Connection`, …) are refused, and so is `Host`: it is `host`.
    #[graphql(default)]
    headers: Vec<HeaderInput>,
    /// The request's body, at most 64 KiB; not for GET and HEAD.
    body: Option<String>,
    /// User and password (RFC 7617).
    basic_auth: Option<BasicAuthInput>,
    /// A token (RFC 6750), instead of `basicAuth`. Null keeps the stored one.
    bearer_token: MaybeUndefined<String>,
    /// Shown to servers that ask for one. Null keeps the stored one.
    client_certificate: MaybeUndefined<ClientCertificateInput>,
    /// The HTTP version to insist on.
    #[graphql(default_with = "HttpVersion::Any")]
    version: HttpVersion,
    /// How many redirects are followed, 0 to 10; with 0 the redirect is the answer.
    #[graphql(default = 10)]
    max_redirects: i32,
    /// Most bytes of the decoded body that are read, 1,024 to 10,485,760; 1 MiB by
    /// default.
    #[graphql(default = 1_048_576)]
    body_limit_bytes: i32,
    /// The good statuses, like `200-299,401`.
    #[graphql(default_with = "\"200-399\".to_owned()")]
    statuses: String,
    /// Conditions on the answer, at most 20, all of which must hold.
    #[graphql(default)]
    assertions: Vec<AssertionInput>,
    /// The host that is asked for instead of the URL's, with a port or without, in the
    /// request and in TLS: then the URL says where it is reached. Another host needs the
    /// secrets again.
    host: Option<String>,
    /// The address or name that is connected to instead of the URL's host, with a port or
    /// without: one server behind a balancer. It holds over redirects to the same host.
    /// Another one needs the secrets again.
    connect_to: Option<String>,
}

/// A request header. Its value is a secret, which no query returns.
#[derive(InputObject)]
pub(super) struct HeaderInput {
    /// The header's name.
    name: String,
    /// At most 8 KiB on one line. Null keeps the stored value of this name.
    value: Option<String>,
}

/// User and password.
#[derive(InputObject)]
pub(super) struct BasicAuthInput {
    /// Without a colon.
    user: String,
    /// A secret. Null keeps the stored one.
    password: Option<String>,
}

/// A client certificate with its key: secrets, which no query returns.
#[derive(InputObject)]
pub(super) struct ClientCertificateInput {
    /// The chain as PEM, the client's own certificate first.
    certificate_pem: String,
    /// The private key as PEM (PKCS#8, PKCS#1 or SEC1), without a passphrase.
    key_pem: String,
}

/// A condition on an HTTP answer.
#[derive(InputObject)]
pub(super) struct AssertionInput {
    /// What it looks at.
    subject: AssertionSubject,
    /// The name of a HEADER, or the JSONPath (RFC 9535) of a JSON node: `$.status`.
    property: Option<String>,
    /// How that is compared.
    comparison: Comparison,
    /// What the subject is compared with, at most 1,024 bytes; not for EXISTS and
    /// NOT_EXISTS. LESS_THAN and its like compare numbers.
    value: Option<String>,
}

/// A TCP connection, and what may be said on it.
#[derive(InputObject)]
pub(super) struct TcpCheckInput {
    /// Whether TLS is spoken.
    #[graphql(default)]
    tls: bool,
    /// What is sent once connected, at most 64 KiB.
    send: Option<String>,
    /// What must appear in the first 64 KiB that come back, at most 4 KiB.
    expect: Option<String>,
}

/// A question to a name server.
#[derive(InputObject)]
pub(super) struct DnsCheckInput {
    /// The type of record that is asked for.
    #[graphql(default_with = "DnsRecord::A")]
    record: DnsRecord,
    /// The server to ask, an address or a host name, with or without a port; the
    /// prober's own resolver by default.
    server: Option<String>,
    /// Values of which each must be among the answers, at most 50.
    #[graphql(default)]
    expect: Vec<String>,
    /// The response code that is expected: `NOERROR` (default), `NXDOMAIN`,
    /// `SERVFAIL`, `REFUSED`, `FORMERR` or `NOTIMP`.
    rcode: Option<String>,
}

/// Echo requests (ICMP).
#[derive(InputObject)]
pub(super) struct PingCheckInput {
    /// How many are sent, 1 to 10.
    #[graphql(default = 3)]
    count: i32,
    /// Down where more than this share is lost, percent, 0 to 99.
    #[graphql(default = 0)]
    max_loss_percent: i32,
    /// Degraded where neighbouring round trips differ by more on average,
    /// milliseconds; never by default.
    degraded_above_jitter_ms: Option<i32>,
}

/// A WebSocket handshake, and what may be said after it.
#[derive(InputObject)]
pub(super) struct WebSocketCheckInput {
    /// Further request headers, at most 50.
    #[graphql(default)]
    headers: Vec<HeaderInput>,
    /// The subprotocol that is offered, and must be chosen.
    subprotocol: Option<String>,
    /// A text message that is sent, at most 64 KiB.
    send: Option<String>,
    /// What must appear in the first text message that comes back, at most 4 KiB.
    expect: Option<String>,
    /// The host that is asked for instead of the URL's, with a port or without, in the
    /// request and in TLS: then the URL says where it is reached. Another host needs the
    /// secrets again.
    host: Option<String>,
    /// The address or name that is connected to instead of the URL's host, with a port or
    /// without: one server behind a balancer. It holds over redirects to the same host.
    /// Another one needs the secrets again.
    connect_to: Option<String>,
}

/// A TLS handshake.
#[derive(InputObject)]
pub(super) struct TlsCheckInput {
    /// The address or name that is connected to instead of the URL's host, with a port or
    /// without.
    connect_to: Option<String>,
}

/// The greeting of a mail server.
#[derive(InputObject)]
pub(super) struct SmtpCheckInput {
    /// What is asked of STARTTLS on `smtp://`; `smtps://` speaks TLS from the first
    /// byte.
    #[graphql(default_with = "StartTls::Required")]
    start_tls: StartTls,
}

/// What is expected of TLS, in every kind of check that speaks it. It is given as a
/// whole: what is left out takes its default.
#[derive(InputObject)]
pub(super) struct TlsInput {
    /// Down below this version; without it, TLS 1.2 is the least.
    min_version: Option<TlsVersion>,
    /// Degraded where the certificate has fewer days left, 0 to 365.
    #[graphql(default = 14)]
    degraded_below_days: i32,
    /// Records what is wrong with the certificate and goes on.
    #[graphql(default)]
    ignore_errors: bool,
}

/// Which addresses of a name are tried.
#[derive(Enum, Copy, Clone, Eq, PartialEq)]
#[graphql(remote = "queue::Family")]
pub(super) enum IpVersion {
    /// Both, raced (RFC 8305).
    Any,
    /// IPv4 only.
    V4,
    /// IPv6 only.
    V6,
}

impl From<CheckInput> for Details {
    fn from(input: CheckInput) -> Self {
        match input {
            CheckInput::Http(http) => Self::Http(http.into()),
            CheckInput::Tcp(tcp) => Self::Tcp(TcpCheck {
                tls: tcp.tls,
                send: tcp.send,
                expect: tcp.expect,
            }),
            CheckInput::Dns(dns) => Self::Dns(DnsCheck {
                record: dns.record.into(),
                server: dns.server,
                expect: dns.expect,
                rcode: dns.rcode,
            }),
            CheckInput::Ping(ping) => Self::Ping(check::Ping {
                count: Some(ping.count),
                max_loss_percent: Some(ping.max_loss_percent),
                degraded_above_jitter_ms: ping.degraded_above_jitter_ms,
            }),
            CheckInput::Tls(tls) => Self::Tls(check::Elsewhere {
                host: None,
                connect_to: tls.connect_to,
            }),
            CheckInput::WebSocket(socket) => Self::WebSocket(check::WebSocket {
                headers: headers(socket.headers),
                subprotocol: socket.subprotocol,
                send: socket.send,
                expect: socket.expect,
                elsewhere: check::Elsewhere {
                    host: socket.host,
                    connect_to: socket.connect_to,
                },
            }),
            CheckInput::Smtp(smtp) => Self::Smtp(SmtpCheck {
                starttls: smtp.start_tls.into(),
            }),
        }
    }
}

impl From<HttpCheckInput> for check::Http {
    fn from(input: HttpCheckInput) -> Self {
        let client_certificate = input.client_certificate.map_value(|client| ClientIdentity {
            certificate_pem: client.certificate_pem,
            key_pem: client.key_pem,
        });
        Self {
            method: Some(input.method),
            headers: headers(input.headers),
            body: input.body,
            basic_auth: input.basic_auth.map(|basic| check::BasicAuth {
                user: basic.user,
                password: basic.password,
            }),
            bearer_token: secret(input.bearer_token),
            client_certificate: secret(client_certificate),
            version: input.version.into(),
            max_redirects: Some(input.max_redirects),
            body_limit_bytes: Some(input.body_limit_bytes),
            statuses: Some(input.statuses),
            assertions: input.assertions.into_iter().map(Into::into).collect(),
            elsewhere: check::Elsewhere {
                host: input.host,
                connect_to: input.connect_to,
            },
        }
    }
}

impl From<AssertionInput> for check::Assertion {
    fn from(input: AssertionInput) -> Self {
        Self {
            subject: input.subject.into(),
            property: input.property,
            comparison: input.comparison.into(),
            value: input.value,
        }
    }
}

impl From<TlsInput> for check::Tls {
    fn from(input: TlsInput) -> Self {
        Self {
            min_version: input.min_version.map(Into::into),
            degraded_below_days: Some(input.degraded_below_days),
            ignore_errors: Some(input.ignore_errors),
        }
    }
}

fn headers(headers: Vec<HeaderInput>) -> Vec<check::Header> {
    let headers = headers.into_iter().map(|header| check::Header {
        name: header.name,
        value: header.value,
    });
    headers.collect()
}

fn secret<T>(given: MaybeUndefined<T>) -> Secret<T> {
    match given {
        MaybeUndefined::Undefined => Secret::Absent,
        MaybeUndefined::Null => Secret::Stored,
        MaybeUndefined::Value(value) => Secret::New(value),
    }
}
