//! One request over HTTP/1.1 and the head of its reply, for messages to services that a user
//! names.
//!
//! It follows no redirect, uses no proxy and keeps no connection. A deadline bounds everything,
//! names included; of a reply's body at most [`BODY_BYTES`] are read. Nothing that is said of a
//! failure contains the path or the query of the URL, where services keep their secrets.

mod failure;
mod tls;

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::pin::pin;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper::header::{
    CONNECTION, CONTENT_LENGTH, EXPECT, HOST, HeaderMap, HeaderValue, TE, TRAILER,
    TRANSFER_ENCODING, UPGRADE, USER_AGENT,
};
use hyper::{Method, StatusCode, http};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::{timeout, timeout_at};
use url::{Host, Url};

pub use self::failure::{FetchError, FetchErrorKind};
pub use self::tls::Tls;
use crate::{Dialer, Error, Phase, Progress, words};

/// Most bytes of a reply's body that are read.
pub const BODY_BYTES: usize = 4 * 1024;

/// Most bytes of a reply's head, and of what is read ahead of its body.
const HEAD_BYTES: usize = 16 * 1024;

/// Headers that belong to the connection: a caller cannot set them.
const OURS: [http::HeaderName; 8] = [
    HOST,
    CONTENT_LENGTH,
    TRANSFER_ENCODING,
    CONNECTION,
    EXPECT,
    TE,
    TRAILER,
    UPGRADE,
];

/// Headers that belong to a proxy or have no constant: a caller cannot set them either.
const OURS_BY_NAME: [&str; 3] = ["proxy-authorization", "proxy-connection", "keep-alive"];

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
    /// The first bytes of its body, at most [`BODY_BYTES`].
    pub body: Vec<u8>,
    /// Whether that is the whole body.
    pub is_whole: bool,
}

/// What a request is doing.
#[derive(Clone, Copy, Debug)]
enum Stage {
    Names,
    Connection,
    Handshake,
    Reply,
}

/// Records how far a request has come; it outlives the request's future.
struct Course {
    deadline: Instant,
    host: String,
    stage: Stage,
    has_resolved: bool,
    shortage: Option<Error>,
}

impl Course {
    /// That the time is over.
    fn late(&self, limit: Duration) -> FetchError {
        let (host, limit) = (&self.host, words::limit(limit));
        let reason = match self.stage {
            Stage::Names => format!("no address of {host} was found within {limit}"),
            Stage::Connection => format!("no connection to {host} within {limit}"),
            Stage::Handshake => format!("TLS: {host} did not finish the handshake within {limit}"),
            Stage::Reply => format!("no reply within {limit}"),
        };
        FetchError::new(FetchErrorKind::Late, reason)
    }
}

impl Progress for Course {
    fn deadline(&self) -> Instant {
        self.deadline
    }

    fn peer(&self) -> &str {
        &self.host
    }

    fn enter(&mut self, phase: Phase) {
        self.stage = match phase {
            Phase::Dns => Stage::Names,
            Phase::Connect | Phase::Ttfb => Stage::Connection,
        };
    }

    fn pause(&mut self) {}

    fn has_resolved(&self) -> bool {
        self.has_resolved
    }

    fn resolved(&mut self, _: &[IpAddr]) {
        self.has_resolved = true;
    }

    fn tries(&mut self, _: &[SocketAddr]) {}

    fn reached(&mut self, _: SocketAddr) {}

    fn shortage(&mut self) -> &mut Option<Error> {
        &mut self.shortage
    }
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
    let request = prepare(request)?;
    let mut course = Course {
        deadline: Instant::now() + limit,
        host: host.to_string(),
        stage: Stage::Names,
        has_resolved: false,
        shortage: None,
    };
    let exchanging = exchange(
        dialer,
        is_tls.then_some(tls),
        (host, port),
        request,
        &mut course,
    );
    match timeout(limit, exchanging).await {
        Ok(result) => result,
        Err(_) => Err(course.late(limit)),
    }
}

async fn exchange(
    dialer: Dialer<'_>,
    tls: Option<&Tls>,
    (host, port): (Host, u16),
    request: http::Request<Full<Bytes>>,
    course: &mut Course,
) -> Result<Reply, FetchError> {
    let stream = dialer.connect(&host, port, course).await?;
    let deadline = course.deadline;
    let Some(tls) = tls else {
        course.stage = Stage::Reply;
        return ask(stream, request, deadline).await;
    };
    course.stage = Stage::Handshake;
    let stream = tls.connect(&host, stream).await?;
    course.stage = Stage::Reply;
    ask(stream, request, deadline).await
}

/// The request as the protocol wants it: the path alone, and the host in a header.
fn prepare(request: Request) -> Result<http::Request<Full<Bytes>>, FetchError> {
    let Request {
        method,
        url,
        mut headers,
        body,
    } = request;
    for name in OURS {
        headers.remove(name);
    }
    for name in OURS_BY_NAME {
        headers.remove(name);
    }
    let unfit = || FetchError::request("the URL cannot be sent in a request");
    let authority = &url[url::Position::BeforeHost..url::Position::AfterPort];
    headers.insert(HOST, HeaderValue::from_str(authority).map_err(|_| unfit())?);
    headers.insert(CONNECTION, HeaderValue::from_static("close"));
    let agent = concat!("Upbeat/", env!("CARGO_PKG_VERSION"));
    headers
        .entry(USER_AGENT)
        .or_insert(HeaderValue::from_static(agent));
    let target = &url[url::Position::BeforePath..url::Position::AfterQuery];
    let mut prepared = http::Request::builder()
        .method(method)
        .uri(target)
        .body(Full::new(body))
        .map_err(|_| unfit())?;
    *prepared.headers_mut() = headers;
    Ok(prepared)
}

/// Sends `request` on `stream`, which is closed then.
async fn ask<S: AsyncRead + AsyncWrite + Unpin>(
    stream: S,
    request: http::Request<Full<Bytes>>,
    deadline: Instant,
) -> Result<Reply, FetchError> {
    let mut builder = http1::Builder::new();
    builder.max_buf_size(HEAD_BYTES);
    let (mut sender, connection) = builder
        .handshake(TokioIo::new(stream))
        .await
        .map_err(|err| FetchError::of_http(&err))?;
    let asking = async {
        let reply = sender.send_request(request).await;
        let reply = reply.map_err(|err| FetchError::of_http(&err))?;
        let (head, body) = reply.into_parts();
        let (body, is_whole) = read(body, deadline).await;
        Ok(Reply {
            status: head.status,
            headers: head.headers,
            body,
            is_whole,
        })
    };
    let mut asking = pin!(asking);
    tokio::select! {
        result = &mut asking => return result,
        // What it has read before it ended is still to be taken, its error too.
        _ = connection => {}
    }
    asking.await
}

/// The first bytes of a body, and whether that is all of it.
async fn read(mut body: Incoming, deadline: Instant) -> (Vec<u8>, bool) {
    // The caller's own time limit must not come first: what is known by then is a reply.
    let reserve = Duration::from_millis(20);
    let deadline = deadline.checked_sub(reserve).unwrap_or(deadline);
    let mut read = Vec::new();
    while let Ok(frame) = timeout_at(deadline.into(), body.frame()).await {
        match frame {
            None => return (read, true),
            Some(Err(_)) => break,
            Some(Ok(frame)) => {
                let Ok(data) = frame.into_data() else {
                    continue;
                };
                let room = BODY_BYTES - read.len();
                read.extend_from_slice(&data[..data.len().min(room)]);
                if data.len() > room {
                    break;
                }
            }
        }
    }
    (read, false)
}
