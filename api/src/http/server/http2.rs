//! HTTP/2, which only TLS chooses.
//!
//! A connection has several requests at once, so the bytes of each count apart. What the
//! library keeps by itself is bounded by small windows.

use std::convert::Infallible;
use std::future::pending;
use std::time::Duration;

use axum::body::Body;
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::header::{HOST, HeaderValue};
use hyper::server::conn::http2;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::watch;
use tokio::time::timeout;
use tower::ServiceExt;
use tracing::debug;

use super::connection::Connection;
use super::{GRACE, HEAD_BYTES, HEAD_PATIENCE, Serving};

/// Most requests at once on a connection; the least that RFC 9113, 6.5.2 recommends.
const MOST_REQUESTS: u32 = 100;

/// Bytes that a client may send ahead, of a request and of all together: the protocol's own
/// defaults. Source: RFC 9113, 6.9.2.
const WINDOW_BYTES: u32 = 65_535;

/// Most bytes of an answer that the library keeps.
const SEND_BYTES: usize = 64 * 1024;

/// Interval of pings, and how long a client may take to answer one.
const PING_EVERY: Duration = Duration::from_secs(20);
const PING_PATIENCE: Duration = Duration::from_secs(20);

/// Serves a connection until it has been without a request for as long as a client may be silent
/// between two.
pub(super) async fn speak<S>(serving: Serving, stream: S, connection: Connection)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let Serving {
        router, shutdown, ..
    } = serving;
    let mut builder = http2::Builder::new(TokioExecutor::new());
    builder
        .timer(TokioTimer::new())
        .max_concurrent_streams(MOST_REQUESTS)
        .max_header_list_size(u32::try_from(HEAD_BYTES).unwrap_or(u32::MAX))
        .initial_stream_window_size(WINDOW_BYTES)
        .initial_connection_window_size(WINDOW_BYTES)
        .max_send_buf_size(SEND_BYTES)
        .keep_alive_interval(PING_EVERY)
        .keep_alive_timeout(PING_PATIENCE);
    let requests = watch::Sender::new(0_usize);
    let mut idle = requests.subscribe();
    let service = service_fn(move |request: Request<Incoming>| {
        let connection = connection.of_request();
        let request = connection.receiving(with_host(request.map(Body::new)));
        let busy = Busy::new(requests.clone());
        let router = router.clone();
        async move {
            let answer = answered(router, connection, request).await;
            Ok::<_, Infallible>(busy.until_sent(answer))
        }
    });
    let served = builder.serve_connection(TokioIo::new(stream), service);
    tokio::pin!(served);
    let outcome = tokio::select! {
        outcome = served.as_mut() => Ok(outcome),
        () = until_idle(&mut idle) => {
            served.as_mut().graceful_shutdown();
            timeout(GRACE, served).await
        }
        () = shutdown.cancelled() => {
            served.as_mut().graceful_shutdown();
            timeout(GRACE, served).await
        }
    };
    match outcome {
        Ok(Ok(())) => {}
        Ok(Err(err)) => debug!(error = %err, "A connection failed"),
        Err(_) => debug!("A connection does not end"),
    }
}

async fn answered(
    router: axum::Router,
    connection: Connection,
    mut request: Request<Body>,
) -> Response<Body> {
    request.extensions_mut().insert(connection.clone());
    let answer = router.oneshot(request).await;
    let answer = answer.unwrap_or_else(|never| match never {});
    connection.handled();
    connection.counted(answer)
}

/// The request with its authority as `Host`, as HTTP/1.1 has it.
fn with_host(mut request: Request<Body>) -> Request<Body> {
    let authority = request.uri().authority();
    let host = authority.and_then(|it| HeaderValue::from_str(it.as_str()).ok());
    if let Some(host) = host {
        request.headers_mut().insert(HOST, host);
    }
    request
}

/// Returns once there has been no request for some time.
async fn until_idle(requests: &mut watch::Receiver<usize>) {
    loop {
        let is_idle = *requests.borrow_and_update() == 0;
        let changed = async {
            // It fails once the connection has ended.
            if requests.changed().await.is_err() {
                pending::<()>().await;
            }
        };
        if !is_idle {
            changed.await;
        } else if timeout(HEAD_PATIENCE, changed).await.is_err() {
            return;
        }
    }
}

/// A request counts until its answer is sent.
struct Busy(watch::Sender<usize>);

impl Busy {
    fn new(requests: watch::Sender<usize>) -> Self {
        requests.send_modify(|count| *count += 1);
        Self(requests)
    }

    fn until_sent(self, answer: Response<Body>) -> Response<Body> {
        answer.map(|body| {
            Body::new(body.map_frame(move |frame| {
                let _ = &self;
                frame
            }))
        })
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.send_modify(|count| *count -= 1);
    }
}
