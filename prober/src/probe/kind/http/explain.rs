//! What went wrong between a request and the end of its answer.

use std::error::Error as _;
use std::io;

use queue::FailureClass;

use super::head::{BadChunks, BadHead, LIMIT_BYTES};
use super::paced::TooMuch;
use crate::probe::fault::{self, Fault};
use crate::probe::tls;
use crate::probe::trace::Trace;

/// The fault of a request that got no whole head for an answer.
pub(crate) fn explain(err: &hyper::Error, trace: &Trace) -> Fault {
    let peer = &trace.peer;
    if let Some(fault) = network(err, trace) {
        return fault;
    }
    let (detail, reason) = if let Some(found) = http2(err, peer) {
        found
    } else if err.is_incomplete_message() && trace.has_first_byte() {
        (
            "protocol.incomplete",
            format!("{peer} closed the connection in the middle of its answer"),
        )
    } else if err.is_incomplete_message() || err.is_closed() || err.is_canceled() {
        ("protocol.closed", closed(peer))
    } else {
        (
            "protocol.bad_answer",
            format!("the answer of {peer} is not HTTP: {}", root_cause(err)),
        )
    };
    Fault::down(FailureClass::Protocol, detail, reason)
}

/// Whether the peer asks for the request in HTTP/1.1.
pub(super) fn wants_http1(err: &hyper::Error) -> bool {
    let err = err.source().and_then(|err| err.downcast_ref::<h2::Error>());
    err.is_some_and(|err| err.is_remote() && err.reason() == Some(h2::Reason::HTTP_1_1_REQUIRED))
}

/// The fault of a head that is larger than any.
pub(super) fn too_large(trace: &Trace) -> Fault {
    let peer = &trace.peer;
    let reason = format!("the answer of {peer} has a head of more than {LIMIT_BYTES} bytes");
    Fault::down(FailureClass::Protocol, "protocol.head_too_large", reason)
}

/// What HTTP/2 calls the fault, if the answer was to be HTTP/2.
fn http2(err: &hyper::Error, peer: &str) -> Option<(&'static str, String)> {
    let err = err.source()?.downcast_ref::<h2::Error>()?;
    let why = match err.reason() {
        // What a status line says, read as a frame's length.
        Some(h2::Reason::FRAME_SIZE_ERROR) if !err.is_remote() => {
            "a frame is too large, as an answer in HTTP/1.1 seems to be".to_owned()
        }
        Some(reason) => reason.to_string(),
        None => err.to_string(),
    };
    // What we end ourselves is the peer's bad HTTP/2, whatever the library calls it.
    Some(if err.is_go_away() && err.is_remote() {
        (
            "protocol.goaway",
            format!("{peer} ended the HTTP/2 connection without an answer: {why}"),
        )
    } else if err.is_reset() && err.is_remote() {
        (
            "protocol.stream_reset",
            format!("{peer} reset the HTTP/2 request: {why}"),
        )
    } else {
        (
            "protocol.bad_http2",
            format!("{peer} does not speak HTTP/2 as it should: {why}"),
        )
    })
}

/// The fault of a body that could not be read to its end.
pub(crate) fn explain_body(err: &hyper::Error, trace: &Trace) -> Fault {
    let peer = &trace.peer;
    if let Some(fault) = io_cause(err).and_then(fault::ours) {
        return fault;
    }
    if io_cause(err).is_some_and(is_too_much) {
        return too_much(peer);
    }
    let (detail, reason) = if err.is_incomplete_message() || io_cause(err).is_some_and(is_end) {
        (
            "body.incomplete",
            format!("{peer} closed the connection in the middle of the body"),
        )
    } else if let Some((detail, reason)) = http2(err, peer) {
        if detail == "protocol.bad_http2" {
            ("body.bad", reason)
        } else {
            (
                "body.stream_reset",
                format!("{peer} reset the HTTP/2 answer in the middle of the body"),
            )
        }
    } else {
        (
            "body.bad",
            format!(
                "the body of {peer}'s answer cannot be read: {}",
                root_cause(err)
            ),
        )
    };
    Fault::down(FailureClass::Body, detail, reason)
}

/// The fault if it lies below HTTP.
fn network(err: &hyper::Error, trace: &Trace) -> Option<Fault> {
    let peer = &trace.peer;
    let cause = io_cause(err)?;
    let bad_head = cause
        .get_ref()
        .and_then(|err| err.downcast_ref::<BadHead>());
    if let Some(BadHead { detail, problem }) = bad_head {
        let reason = format!("the answer of {peer} {problem}");
        return Some(Fault::down(FailureClass::Protocol, detail, reason));
    }
    let connect = |detail, reason| Some(Fault::down(FailureClass::Connect, detail, reason));
    if let Some(fault) = fault::ours(cause) {
        return Some(fault);
    }
    if is_too_much(cause) {
        return Some(too_much(peer));
    }
    // HTTP/2's library calls an end that came too soon a broken pipe.
    if cause.kind() == io::ErrorKind::BrokenPipe && cause.raw_os_error().is_none() {
        return Some(Fault::down(
            FailureClass::Protocol,
            "protocol.closed",
            closed(peer),
        ));
    }
    if tls::rustls_error(cause).is_some() {
        return Some(tls::explain(peer, cause));
    }
    if is_reset(cause) {
        return connect(
            "connect.reset",
            format!("connection reset by {peer} before its answer"),
        );
    }
    connect(
        "connect.lost",
        format!("the connection to {peer} was lost: {cause}"),
    )
}

fn io_cause(err: &hyper::Error) -> Option<&io::Error> {
    let mut cause = err.source();
    while let Some(err) = cause {
        if let Some(err) = err.downcast_ref::<io::Error>() {
            return Some(err);
        }
        cause = err.source();
    }
    None
}

fn closed(peer: &str) -> String {
    format!("{peer} closed the connection without an answer")
}

fn too_much(peer: &str) -> Fault {
    let reason = format!("{peer} sends on and on, and its answer has no end");
    Fault::down(FailureClass::Protocol, "protocol.too_much", reason)
}

/// The library of HTTP/2 passes on the words alone.
fn is_too_much(err: &io::Error) -> bool {
    err.get_ref()
        .is_some_and(|err| err.is::<TooMuch>() || err.to_string() == TooMuch.to_string())
}

fn is_reset(err: &io::Error) -> bool {
    use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset};
    matches!(err.kind(), ConnectionReset | ConnectionAborted | BrokenPipe)
}

/// Whether the stream ended before its time.
fn is_end(err: &io::Error) -> bool {
    is_reset(err) || err.kind() == io::ErrorKind::UnexpectedEof
}

/// What lies at the bottom of it, without what the library says of itself.
fn root_cause(err: &hyper::Error) -> String {
    let bad_chunks = io_cause(err).and_then(|err| err.get_ref()?.downcast_ref::<BadChunks>());
    match (bad_chunks, err.source()) {
        (Some(problem), _) => problem.to_string(),
        (None, Some(cause)) => cause.to_string(),
        (None, None) => err.to_string(),
    }
}
