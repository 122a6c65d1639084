//! One request and its answer on a connection, in HTTP/1.1 and HTTP/2.
//!
//! The connection is driven within the attempt's future; HTTP/2 needs tasks of
//! its own, which end with it.

use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use http_body_util::Full;
use hyper::client::conn::http2;
use hyper::{HeaderMap, Request};
use hyper_util::rt::{TokioIo, TokioTimer};
use queue::{Finding, HttpCheck, HttpVersion, Verdict};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::task::JoinSet;

use super::body::{self, Pieces};
use super::http1::{self, Head};
use super::{explain, redirect};
use crate::probe::Run;
use crate::probe::answer::{Answer, Body};
use crate::probe::fault::Fault;
use crate::probe::room::Held;
use crate::probe::trace::{Stage, Trace};

/// Most bytes of a list of headers in HTTP/2, where each counts 32 more than it has
/// (RFC 9113, section 6.5.2): room for as many short ones as a head may have.
const HEADER_LIST_BYTES: u32 = 256 * 1024;

/// Least and most bytes of a body that a peer may send ahead in HTTP/2; the least
/// is the protocol's own (RFC 9113, section 6.9.2).
const WINDOW_BYTES: (u32, u32) = (65_535, 1024 * 1024);

/// The version of HTTP that is spoken on a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Speaks {
    Http1,
    Http2,
}

/// What a request led to.
pub(super) enum Step {
    /// An answer to be looked at, which is in the trace.
    Answer,
    /// A redirect to be followed.
    Redirect(Answer),
    /// The request is to be made again over HTTP/1.1.
    Http1,
}

/// Asks over HTTP/1.1.
pub(super) async fn http1<S: AsyncRead + AsyncWrite + Unpin + Send>(
    stream: S,
    request: &Request<Bytes>,
    run: &Run<'_>,
    check: &HttpCheck,
    trace: &mut Trace,
) -> Result<Step, Fault> {
    let asked = http1::ask(stream, request, trace.await_first_byte()).await;
    let (head, body) = asked.map_err(|broken| explain::http1(broken, trace))?;
    read(head, body, run, check, trace).await
}

/// Asks over HTTP/2. Its first byte is that of the answer's head: what the peer
/// says of itself before is none.
pub(super) async fn http2<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(
    stream: S,
    request: Request<Bytes>,
    run: &Run<'_>,
    check: &HttpCheck,
    trace: &mut Trace,
) -> Result<Step, Fault> {
    trace.begin(Stage::Ttfb);
    let tasks = Tethered::default();
    let mut builder = http2::Builder::new(tasks.clone());
    builder
        .timer(TokioTimer::new())
        // No more is sent ahead than will be read.
        .initial_stream_window_size(check.body_limit_bytes.clamp(WINDOW_BYTES.0, WINDOW_BYTES.1))
        .initial_connection_window_size(WINDOW_BYTES.1)
        .max_header_list_size(HEADER_LIST_BYTES);
    let (mut sender, connection) = builder
        .handshake(TokioIo::new(stream))
        .await
        .map_err(|err| explain::http2(&err, trace))?;
    let request = request.map(Full::new);
    let mut work = pin!(async move {
        let response = match sender.send_request(request).await {
            Ok(response) => response,
            Err(err) if check.version == HttpVersion::Any && explain::wants_http1(&err) => {
                return Ok(Step::Http1);
            }
            Err(err) => return Err(explain::http2(&err, trace)),
        };
        trace.begin(Stage::Transfer);
        let (head, body) = response.into_parts();
        if len(&head.headers) > http1::LIMIT_BYTES {
            return Err(explain::too_large(trace));
        }
        let head = Head {
            version: head.version,
            status: head.status,
            headers: head.headers,
        };
        read(head, body, run, check, trace).await
    });
    tokio::select! {
        biased;
        done = &mut work => return done,
        _ = connection => {}
    }
    work.await
}

/// Bytes of the lines that `headers` are in HTTP/1.1.
fn len(headers: &HeaderMap) -> usize {
    let lines = headers.iter();
    let lens = lines.map(|(name, value)| name.as_str().len() + value.len() + ": \r\n".len());
    lens.sum()
}

async fn read(
    head: Head,
    body: impl Pieces,
    run: &Run<'_>,
    check: &HttpCheck,
    trace: &mut Trace,
) -> Result<Step, Fault> {
    trace.answered(head.status.as_u16());
    let answer = Answer {
        version: head.version,
        status: head.status,
        headers: head.headers,
        body: Body::default(),
        cut: false,
        held: Held::default(),
    };
    if redirect::is_one(&answer, check.max_redirects) {
        return Ok(Step::Redirect(answer));
    }
    super::judge_status(answer.status, check, trace);
    let reader = body::Reader::new(body, &answer.headers, run, check, trace)?;
    // What was seen so far outlives a body that breaks off or takes too long.
    trace.answer = Some(answer);
    let read = reader.read(trace).await?;
    trace.pause();
    if let Some(answer) = &mut trace.answer {
        (answer.cut, answer.held) = (read.cut, read.held);
        answer.body = Body::Bytes(read.bytes);
    }
    if let Some(flaw) = read.flaw {
        let finding = Finding {
            expected: "the body can be decoded".to_owned(),
            actual: format!("in part: it {flaw}"),
            verdict: Verdict::Passed,
        };
        trace.seen.findings.push(finding);
    }
    Ok(Step::Answer)
}

/// Runs tasks that end with the attempt.
#[derive(Clone, Default)]
struct Tethered(Arc<Mutex<JoinSet<()>>>);

impl<F: Future<Output = ()> + Send + 'static> hyper::rt::Executor<F> for Tethered {
    fn execute(&self, task: F) {
        let mut tasks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        tasks.spawn(task);
    }
}
