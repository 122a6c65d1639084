//! Why there is no reply, in words that hold no secret.

use std::error::Error as _;
use std::io;

use crate::{Error, ErrorKind, words};

/// What kept a reply away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FetchErrorKind {
    /// The egress policy refuses the address or its port.
    Blocked,
    /// This host is short of something or cut off.
    Local,
    /// The name has no address.
    Names,
    /// No address accepts a connection.
    Connection,
    /// The handshake failed, or the certificate is not valid.
    Tls,
    /// The other side broke off, or does not speak HTTP.
    Http,
    /// The time was over.
    Late,
    /// The request itself cannot be sent.
    Request,
}

/// Why there is no reply. It never contains the path or the query of a URL.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct FetchError {
    /// What kept the reply away.
    pub kind: FetchErrorKind,
    /// The reason as a sentence for people, without a full stop.
    pub reason: String,
}

impl FetchError {
    pub(super) fn new(kind: FetchErrorKind, reason: String) -> Self {
        Self { kind, reason }
    }

    pub(super) fn request(reason: &str) -> Self {
        Self::new(FetchErrorKind::Request, reason.to_owned())
    }

    pub(super) fn tls(reason: String) -> Self {
        Self::new(FetchErrorKind::Tls, format!("TLS: {reason}"))
    }

    /// The error of an exchange that failed with `err`.
    pub(super) fn of_http(err: &hyper::Error) -> Self {
        let io = err.source().and_then(|source| source.downcast_ref());
        let io = io.map(|err: &io::Error| (err.kind(), words::io_error(err)));
        let reason = if err.is_parse_too_large() {
            "the reply has too large a head".to_owned()
        } else if err.is_parse() {
            "the reply is not HTTP/1.1".to_owned()
        } else if err.is_user() {
            "the request cannot be sent".to_owned()
        } else {
            match io {
                Some((io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe, _)) => {
                    "the connection was reset before a reply".to_owned()
                }
                Some((io::ErrorKind::UnexpectedEof, _)) | None => {
                    "the connection was closed before a reply".to_owned()
                }
                Some((_, words)) => format!("the connection broke before a reply: {words}"),
            }
        };
        Self::new(FetchErrorKind::Http, reason)
    }
}

impl From<Error> for FetchError {
    fn from(err: Error) -> Self {
        let kind = match err.kind {
            ErrorKind::Dns => FetchErrorKind::Names,
            ErrorKind::Connect => FetchErrorKind::Connection,
            ErrorKind::Blocked => FetchErrorKind::Blocked,
            ErrorKind::Local => FetchErrorKind::Local,
        };
        // The words of this crate are those of checks; what fetches is not one.
        let reason = err
            .reason
            .replace("this prober", "this server")
            .replace("closed to checks", "closed to messages");
        Self::new(kind, reason)
    }
}
