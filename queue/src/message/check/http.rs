//! HTTP checks.

use serde::{Deserialize, Serialize};

use super::assertion::Assertion;

/// An HTTP or HTTPS request and the conditions its response must meet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct HttpCheck {
    /// Request method.
    pub method: String,
    /// Names of additional request headers; their values are secrets, in this order.
    pub headers: Vec<String>,
    /// How the request authenticates; the credentials are secrets.
    pub auth: Option<AuthScheme>,
    /// Whether a client certificate is presented, which is a secret.
    pub client_certificate: bool,
    /// Request body.
    pub body: Option<String>,
    /// Required HTTP version.
    pub version: HttpVersion,
    /// Maximum number of redirects to follow (0 to 10). With 0, the redirect itself is the
    /// response.
    pub max_redirects: u8,
    /// Most bytes to read of the decoded body.
    pub body_limit_bytes: u32,
    /// Accepted statuses.
    pub statuses: Vec<StatusRange>,
    /// Conditions on the response, all of which must hold.
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

/// The required HTTP version.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum HttpVersion {
    /// The server's choice over TLS, HTTP/1.1 otherwise.
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
    /// First status of the range.
    pub from: u16,
    /// Last status of the range.
    pub to: u16,
}
