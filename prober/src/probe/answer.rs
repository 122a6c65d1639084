//! What went wrong between a request and the end of its answer.

use std::error::Error as _;
use std::io;

use queue::FailureClass;

use super::fault::{self, Fault};
use super::tls;
use super::trace::Trace;

/// The fault of a request that got no whole head for an answer.
pub(crate) fn explain(err: &hyper::Error, trace: &Trace) -> Fault {
    let peer = &trace.peer;
    if let Some(fault) = network(err, trace) {
        return fault;
    }
    let (detail, reason) = if err.is_parse_too_large() {
        (
            "protocol.head_too_large",
            format!("the head of {peer}'s answer is too large"),
        )
    } else if err.is_incomplete_message() && trace.has_first_byte() {
        (
            "protocol.incomplete",
            format!("{peer} closed the connection in the middle of its answer"),
        )
    } else if err.is_incomplete_message() || err.is_closed() || err.is_canceled() {
        (
            "protocol.closed",
            format!("{peer} closed the connection without an answer"),
        )
    } else {
        (
            "protocol.bad_answer",
            format!("the answer of {peer} is not HTTP: {}", root_cause(err)),
        )
    };
    Fault::down(FailureClass::Protocol, detail, reason)
}

/// The fault of a body that could not be read to its end.
pub(crate) fn explain_body(err: &hyper::Error, trace: &Trace) -> Fault {
    let peer = &trace.peer;
    if let Some(fault) = io_cause(err).and_then(fault::ours) {
        return fault;
    }
    let (detail, reason) = if err.is_incomplete_message() || io_cause(err).is_some_and(is_end) {
        (
            "body.incomplete",
            format!("{peer} closed the connection in the middle of the body"),
        )
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
    let connect = |detail, reason| Some(Fault::down(FailureClass::Connect, detail, reason));
    if let Some(fault) = fault::ours(cause) {
        return Some(fault);
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

fn is_reset(err: &io::Error) -> bool {
    use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset};
    matches!(err.kind(), ConnectionReset | ConnectionAborted | BrokenPipe)
}

/// Whether the stream ended before its time.
fn is_end(err: &io::Error) -> bool {
    is_reset(err) || err.kind() == io::ErrorKind::UnexpectedEof
}

fn root_cause(err: &hyper::Error) -> String {
    err.source()
        .map_or_else(|| err.to_string(), |cause| format!("{err}: {cause}"))
}
