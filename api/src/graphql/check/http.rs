//! HTTP checks.

use async_graphql::{Enum, InputObject, MaybeUndefined, SimpleObject};
use queue::{ClientIdentity, Detour};

use super::assertion::{Assertion, AssertionInput};
use crate::service::check::{self, Secret, show_statuses};

/// An HTTP request and the conditions its response must meet.
#[derive(SimpleObject)]
pub(in crate::graphql) struct HttpCheck {
    /// Request method.
    method: String,
    /// Names of additional request headers. Their values are secrets.
    headers: Vec<String>,
    /// Request body.
    #[graphql(complexity = "crate::graphql::cost::LONG_TEXT")]
    body: Option<String>,
    /// How the request authenticates. The credentials are secrets.
    auth: Option<AuthScheme>,
    /// Whether a client certificate is configured. The certificate is a secret.
    client_certificate: bool,
    /// Required HTTP version.
    version: HttpVersion,
    /// Maximum number of redirects to follow.
    max_redirects: i32,
    /// Maximum number of bytes read of the decoded body.
    body_limit_bytes: i64,
    /// Accepted statuses, such as `200-299,401`.
    statuses: String,
    /// Conditions on the response. All of them must hold.
    assertions: Vec<Assertion>,
    /// Host sent in the request and in TLS instead of the URL's.
    host: Option<String>,
    /// Address or name to connect to instead of the URL's host.
    connect_to: Option<String>,
}

/// An HTTP request and the conditions its response must meet.
#[derive(InputObject)]
pub(in crate::graphql) struct HttpCheckInput {
    /// Request method, at most 20 characters. CONNECT and TRACE are not allowed.
    #[graphql(default_with = "\"GET\".to_owned()")]
    method: String,
    /// Additional request headers, at most 50. Headers that control message framing and
    /// connections (`Content-Length`, `Connection`, …) are rejected. So is `Host`; use `host`
    /// instead.
    #[graphql(default)]
    headers: Vec<HeaderInput>,
    /// Request body, at most 64 KiB. Not allowed for GET and HEAD.
    body: Option<String>,
    /// User and password (RFC 7617).
    basic_auth: Option<BasicAuthInput>,
    /// A token (RFC 6750), instead of `basicAuth`. Null keeps the stored token.
    bearer_token: MaybeUndefined<String>,
    /// Presented to servers that request one. Null keeps the stored certificate.
    client_certificate: MaybeUndefined<ClientCertificateInput>,
    /// Required HTTP version.
    #[graphql(default_with = "HttpVersion::Any")]
    version: HttpVersion,
    /// Maximum number of redirects to follow, 0 to 10. With 0, the redirect itself is the
    /// response.
    #[graphql(default = 10)]
    max_redirects: i32,
    /// Maximum number of bytes to read of the decoded body, 1,024 to 10,485,760; 1 MiB by
    /// default.
    #[graphql(default = 1_048_576)]
    body_limit_bytes: i32,
    /// Accepted statuses, such as `200-299,401`.
    #[graphql(default_with = "\"200-399\".to_owned()")]
    statuses: String,
    /// Conditions on the response, at most 20. All of them must hold.
    #[graphql(default)]
    assertions: Vec<AssertionInput>,
    /// Host to send in the request and in TLS instead of the URL's, with or without a port;
    /// the URL then only says where to connect. Changing the host requires the secrets to be
    /// given again.
    host: Option<String>,
    /// Address or name to connect to instead of the URL's host, with or without a port, for
    /// example one server behind a load balancer. It also applies to redirects to the same
    /// host. Changing it requires the secrets to be given again.
    connect_to: Option<String>,
}

/// A request header. Its value is a secret, which no query returns.
#[derive(InputObject)]
pub(in crate::graphql) struct HeaderInput {
    /// Name of the header.
    name: String,
    /// Value of the header, at most 8 KiB on one line. Null keeps the stored value of the
    /// header with this name.
    value: Option<String>,
}

/// User and password for basic authentication.
#[derive(InputObject)]
pub(in crate::graphql) struct BasicAuthInput {
    /// User name, without a colon.
    user: String,
    /// Password, a secret. Null keeps the stored password.
    password: Option<String>,
}

/// A client certificate and its key. Both are secrets, which no query returns.
#[derive(InputObject)]
pub(in crate::graphql) struct ClientCertificateInput {
    /// Certificate chain as PEM, the client's own certificate first.
    certificate_pem: String,
    /// Private key as PEM (PKCS#8, PKCS#1 or SEC1), without a passphrase.
    key_pem: String,
}

/// How a request authenticates.
#[derive(Enum, Copy, Clone, Eq, PartialEq)]
#[graphql(remote = "queue::AuthScheme")]
pub(in crate::graphql) enum AuthScheme {
    /// User and password (RFC 7617).
    Basic,
    /// A token (RFC 6750).
    Bearer,
}

/// The required HTTP version.
#[derive(Enum, Copy, Clone, Eq, PartialEq)]
#[graphql(remote = "queue::HttpVersion")]
pub(in crate::graphql) enum HttpVersion {
    /// The server's choice over TLS, HTTP/1.1 otherwise.
    Any,
    /// HTTP/1.1.
    #[graphql(name = "HTTP_1_1")]
    Http1,
    /// HTTP/2; without TLS, by prior knowledge.
    #[graphql(name = "HTTP_2")]
    Http2,
}

impl HttpCheck {
    pub(super) fn new(http: queue::HttpCheck, detour: Detour) -> Self {
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
            host: detour.host,
            connect_to: detour.connect_to,
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

pub(super) fn headers(headers: Vec<HeaderInput>) -> Vec<check::Header> {
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
