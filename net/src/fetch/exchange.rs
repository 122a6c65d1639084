//! A request and the head of its reply on a connection.

use std::pin::pin;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper::header::{
    CONNECTION, CONTENT_LENGTH, EXPECT, HOST, HeaderValue, TE, TRAILER, TRANSFER_ENCODING, UPGRADE,
    USER_AGENT,
};
use hyper::http;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::timeout_at;
use url::Position;

use super::{FetchError, Reply, Request};

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

/// What bounds the reading of a reply.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    /// When it ends.
    pub(super) deadline: Instant,
    /// How many bytes of its body are read.
    pub(super) body_bytes: usize,
}

/// The request as the protocol wants it: the path alone, and the host in a header.
pub(super) fn prepare(request: Request) -> Result<http::Request<Full<Bytes>>, FetchError> {
    let Request {
        method,
        url,
        mut headers,
        body,
        ..
    } = request;
    for name in OURS {
        headers.remove(name);
    }
    for name in OURS_BY_NAME {
        headers.remove(name);
    }
    let unfit = || FetchError::request("the URL cannot be sent in a request");
    let authority = &url[Position::BeforeHost..Position::AfterPort];
    headers.insert(HOST, HeaderValue::from_str(authority).map_err(|_| unfit())?);
    headers.insert(CONNECTION, HeaderValue::from_static("close"));
    let agent = concat!("Upbeat/", env!("CARGO_PKG_VERSION"));
    headers
        .entry(USER_AGENT)
        .or_insert(HeaderValue::from_static(agent));
    let target = &url[Position::BeforePath..Position::AfterQuery];
    let mut prepared = http::Request::builder()
        .method(method)
        .uri(target)
        .body(Full::new(body))
        .map_err(|_| unfit())?;
    *prepared.headers_mut() = headers;
    Ok(prepared)
}

/// Sends `request` on `stream`, which is closed then.
pub(super) async fn ask<S: AsyncRead + AsyncWrite + Unpin>(
    stream: S,
    request: http::Request<Full<Bytes>>,
    bounds: Bounds,
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
        let (body, is_whole) = read(body, bounds).await;
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
async fn read(mut body: Incoming, bounds: Bounds) -> (Vec<u8>, bool) {
    // The caller's own time limit must not come first: what is known by then is a reply.
    let reserve = Duration::from_millis(20);
    let deadline = bounds.deadline.checked_sub(reserve);
    let deadline = deadline.unwrap_or(bounds.deadline);
    let mut read = Vec::new();
    while let Ok(frame) = timeout_at(deadline.into(), body.frame()).await {
        match frame {
            None => return (read, true),
            Some(Err(_)) => break,
            Some(Ok(frame)) => {
                let Ok(data) = frame.into_data() else {
                    continue;
                };
                let room = bounds.body_bytes - read.len();
                read.extend_from_slice(&data[..data.len().min(room)]);
                if data.len() > room {
                    break;
                }
            }
        }
    }
    (read, false)
}
