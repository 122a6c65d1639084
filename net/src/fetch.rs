//! One request over HTTP/1.1 and the head of its reply, for messages to services that a user
//! names.
//!
//! It follows no redirect, uses no proxy and keeps no connection. A deadline bounds everything,
//! names included; of a reply's body only a bounded part is read, usually [`BODY_BYTES`]. Nothing
//! that is said of a failure contains the path or the query of the URL, where services keep their
//! secrets.

mod course;
mod exchange;
mod failure;
mod tls;

use std::fmt;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http_body_util::Full;
use hyper::header::HeaderMap;
use hyper::{Method, StatusCode, http};
use tokio::net::TcpStream;
use tokio::time::timeout;
use url::{Host, Url};

use self::course::{Course, Stage};
use self::exchange::{Bounds, ask, prepare};
pub use self::failure::{FetchError, FetchErrorKind};
pub use self::tls::Tls;
use crate::Dialer;

/// How many bytes of a reply's body are usually worth reading.
pub const BODY_BYTES: usize = 4 * 1024;

/// Most bytes of a reply's body that are read, whatever a caller wants.
pub const MOST_BODY_BYTES: usize = 64 * 1024;

/// What is asked.
#[derive(Clone)]
pub struct Request {
    /// Its method.
    pub method: Method,
    /// Whom and what is asked: `http` or `https`, without a user name.
    pub url: Url,
    /// Its headers. Those that belong to the connection, as `Host`, are set by [`fetch`].
    pub headers: HeaderMap,
    /// Its body, as it is sent.
    pub body: Bytes,
    /// Most bytes of the reply's body that are read; at most [`MOST_BODY_BYTES`].
    pub reply_bytes: usize,
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let host = self.url.host_str().unwrap_or_default();
        write!(f, "{} {}://{host}/***", self.method, self.url.scheme())
    }
}

/// What was replied.
#[derive(Clone, Debug)]
pub struct Reply {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// The first bytes of its body, at most as many as were wanted.
    pub body: Vec<u8>,
    /// Whether that is the whole body.
    pub is_whole: bool,
}

/// Sends `request` and reads the head of its reply, all within `limit`. Any status is a reply. A
/// body that breaks off or takes too long is one that is not whole.
///
/// # Errors
/// If the request cannot be sent, or no head of a reply comes.
pub async fn fetch(
    dialer: Dialer<'_>,
    tls: &Tls,
    request: Request,
    limit: Duration,
) -> Result<Reply, FetchError> {
    let url = request.url.clone();
    let is_tls = match url.scheme() {
        "https" => true,
        "http" => false,
        _ => return Err(FetchError::request("the URL is neither http nor https")),
    };
    let Some(host) = url.host().map(|host| host.to_owned()) else {
        return Err(FetchError::request("the URL has no host"));
    };
    if !url.username().is_empty() || url.password().is_some() {
        return Err(FetchError::request("the URL has a user name or a password"));
    }
    let port = url.port_or_known_default().unwrap_or(443);
    let bounds = Bounds {
        deadline: Instant::now() + limit,
        body_bytes: request.reply_bytes.min(MOST_BODY_BYTES),
    };
    let request = prepare(request)?;
    let mut course = Course::new(&host, bounds.deadline);
    let exchanging = exchange(
        dialer,
        is_tls.then_some(tls),
        (host, port),
        (request, bounds),
        &mut course,
    );
    match timeout(limit, exchanging).await {
        Ok(result) => result,
        Err(_) => Err(course.late(limit)),
    }
}

/// Connects to `port` of `host` within `limit`, for messages that do not travel over HTTP.
///
/// # Errors
/// If no address accepts, or none may be reached.
pub async fn connect(
    dialer: Dialer<'_>,
    host: &Host,
    port: u16,
    limit: Duration,
) -> Result<TcpStream, FetchError> {
    let mut course = Course::new(host, Instant::now() + limit);
    match timeout(limit, dialer.connect(host, port, &mut course)).await {
        Ok(result) => Ok(result?),
        Err(_) => Err(course.late(limit)),
    }
}

async fn exchange(
    dialer: Dialer<'_>,
    tls: Option<&Tls>,
    (host, port): (Host, u16),
    (request, bounds): (http::Request<Full<Bytes>>, Bounds),
    course: &mut Course,
) -> Result<Reply, FetchError> {
    let stream = dialer.connect(&host, port, course).await?;
    let Some(tls) = tls else {
        course.stage = Stage::Reply;
        return ask(stream, request, bounds).await;
    };
    course.stage = Stage::Handshake;
    let stream = tls.connect(&host, stream).await?;
    course.stage = Stage::Reply;
    ask(stream, request, bounds).await
}
