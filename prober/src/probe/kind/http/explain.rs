//! What went wrong between a request and the end of its answer.

use std::error::Error as _;
use std::io::{
    self,
    ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, UnexpectedEof},
};

use net::words::io_error;
use queue::FailureClass;

use super::http1::{BadHead, Broken, LIMIT_BYTES};
use super::paced::TooMuch;
use crate::probe::fault::Fault;
use crate::probe::tls;
use crate::probe::trace::Trace;

/// The fault of a request that got no whole head for an answer over HTTP/1.1.
pub(crate) fn http1(broken: Broken, trace: &Trace) -> Fault {
    let peer = &trace.peer;
    let (detail, reason) = match broken {
        Broken::Io(err) => return network(&err, peer),
        Broken::Closed => ("protocol.closed", closed(peer)),
        Broken::Incomplete => ("protocol.incomplete", incomplete(peer)),
        Broken::Head(BadHead { detail, problem }) => {
            (detail, format!("the answer of {peer} {problem}"))
        }
        Broken::Body(problem) => return bad_body(peer, problem),
    };
    Fault::down(FailureClass::Protocol, detail, reason)
}

/// The fault of a request that got no whole head for an answer over HTTP/2.
pub(super) fn http2(err: &hyper::Error, trace: &Trace) -> Fault {
    let peer = &trace.peer;
    if let Some(cause) = io_cause(err) {
        return network(cause, peer);
    }
    let (detail, reason) = if let Some(found) = by_http2(err, peer) {
        found
    } else {
        ("protocol.closed", closed(peer))
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
fn by_http2(err: &hyper::Error, peer: &str) -> Option<(&'static str, String)> {
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

/// The fault of a body over HTTP/1.1 that could not be read to its end.
pub(super) fn http1_body(broken: Broken, trace: &Trace) -> Fault {
    let peer = &trace.peer;
    match broken {
        Broken::Io(err) => network_in_body(&err, peer),
        Broken::Closed | Broken::Incomplete => cut_off(peer),
        Broken::Head(BadHead { problem, .. }) => bad_body(peer, &problem),
        Broken::Body(problem) => bad_body(peer, problem),
    }
}

/// The fault of a body over HTTP/2 that could not be read to its end.
pub(super) fn http2_body(err: &hyper::Error, trace: &Trace) -> Fault {
    let peer = &trace.peer;
    if let Some(cause) = io_cause(err) {
        return network_in_body(cause, peer);
    }
    match by_http2(err, peer) {
        Some(("protocol.bad_http2", reason)) => Fault::down(FailureClass::Body, "body.bad", reason),
        Some(_) => {
            let reason = format!("{peer} reset the HTTP/2 answer in the middle of the body");
            Fault::down(FailureClass::Body, "body.stream_reset", reason)
        }
        None => cut_off(peer),
    }
}

/// The fault of a body whose connection broke.
fn network_in_body(err: &io::Error, peer: &str) -> Fault {
    if let Some(fault) = Fault::of_this_host(err) {
        fault
    } else if is_too_much(err) {
        too_much(peer)
    } else if is_end(err) {
        cut_off(peer)
    } else {
        bad_body(peer, &io_error(err))
    }
}

fn cut_off(peer: &str) -> Fault {
    let reason = format!("{peer} closed the connection in the middle of the body");
    Fault::down(FailureClass::Body, "body.incomplete", reason)
}

fn bad_body(peer: &str, problem: &str) -> Fault {
    let reason = format!("the body of {peer}'s answer cannot be read: {problem}");
    Fault::down(FailureClass::Body, "body.bad", reason)
}

/// The fault of a connection that broke before the answer.
fn network(cause: &io::Error, peer: &str) -> Fault {
    let connect = |detail, reason| Fault::down(FailureClass::Connect, detail, reason);
    if let Some(fault) = Fault::of_this_host(cause) {
        return fault;
    }
    if is_too_much(cause) {
        return too_much(peer);
    }
    // Libraries call an end that came too soon a broken pipe, or an unexpected end.
    let is_end = matches!(cause.kind(), BrokenPipe | UnexpectedEof);
    if is_end && cause.raw_os_error().is_none() {
        return Fault::down(FailureClass::Protocol, "protocol.closed", closed(peer));
    }
    if tls::rustls_error(cause).is_some() {
        return tls::explain(peer, cause);
    }
    if is_reset(cause) {
        return connect(
            "connect.reset",
            format!("connection reset by {peer} before its answer"),
        );
    }
    connect(
        "connect.lost",
        format!("the connection to {peer} was lost: {}", io_error(cause)),
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

fn incomplete(peer: &str) -> String {
    format!("{peer} closed the connection in the middle of its answer")
}

fn closed(peer: &str) -> String {
    format!("{peer} closed the connection without an answer")
}

/// The fault of whoever sends more than an answer can need.
pub(in crate::probe::kind) fn too_much(peer: &str) -> Fault {
    let reason = format!("{peer} sends on and on, and its answer has no end");
    Fault::down(FailureClass::Protocol, "protocol.too_much", reason)
}

/// Whether more came than an answer can need. The library of HTTP/2 passes on the words
/// alone.
pub(in crate::probe::kind) fn is_too_much(err: &io::Error) -> bool {
    err.get_ref()
        .is_some_and(|err| err.is::<TooMuch>() || err.to_string() == TooMuch.to_string())
}

fn is_reset(err: &io::Error) -> bool {
    matches!(err.kind(), ConnectionReset | ConnectionAborted | BrokenPipe)
}

/// Whether the stream ended before its time.
fn is_end(err: &io::Error) -> bool {
    is_reset(err) || err.kind() == UnexpectedEof
}
