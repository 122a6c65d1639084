//! What the kinds that talk to a peer share: reading up to a bound, what a lost
//! connection is called, and a goodbye that costs nothing.

use std::io;
use std::time::{Duration, Instant};

use queue::{FailureClass, Finding, Verdict};
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::time::timeout_at;

use crate::probe::answer::{self, cut_text};
use crate::probe::fault::Fault;
use crate::probe::tls;
use crate::probe::trace::{Stage, Trace};

/// What a kind that judges silence itself ends before the attempt's deadline.
const RESERVE: Duration = Duration::from_millis(10);

/// How long a peer may take to hear our goodbye; what it does then is its affair.
const FAREWELL_LIMIT: Duration = Duration::from_millis(100);

/// Most bytes that are read at a time.
const CHUNK_BYTES: usize = 4_096;

/// Most bytes of a text that a sentence shows.
const SHOWN_BYTES: usize = 120;

/// Most bytes of what came that are kept as evidence.
const KEPT_BYTES: usize = 1_024;

/// When to give up, just before the attempt's deadline does.
pub(super) fn last_call(trace: &Trace) -> tokio::time::Instant {
    let at = trace.deadline.checked_sub(RESERVE);
    at.unwrap_or(trace.deadline).into()
}

/// The time that is left, for sentences: `5 s`.
pub(super) fn time_left(trace: &Trace) -> String {
    let left = trace.deadline.saturating_duration_since(Instant::now());
    let left_ms = u64::try_from(left.as_millis()).unwrap_or(u64::MAX);
    // What passed since the attempt began is less than the step.
    net::words::limit(Duration::from_millis(
        left_ms.saturating_add(1).next_multiple_of(10),
    ))
}

/// Reads what comes next to the end of `buffer`, which holds at most `limit`
/// bytes then; false where the peer has ended.
pub(super) async fn read<S: AsyncRead + Unpin>(
    stream: &mut S,
    buffer: &mut Vec<u8>,
    limit: usize,
    trace: &mut Trace,
) -> Result<bool, Fault> {
    let room = limit.saturating_sub(buffer.len()).min(CHUNK_BYTES);
    buffer.reserve(room);
    let room = u64::try_from(room).unwrap_or(u64::MAX);
    let len = match stream.take(room).read_buf(buffer).await {
        Ok(len) => len,
        // A peer that ends TLS without saying so has ended all the same.
        Err(err) if err.kind() == io::ErrorKind::UnexpectedEof => 0,
        Err(err) => return Err(lost(&err, trace)),
    };
    if len > 0 && trace.stage() == Stage::Ttfb {
        trace.begin(Stage::Transfer);
    }
    Ok(len > 0)
}

/// The fault of a connection that broke with `err`.
pub(super) fn lost(err: &io::Error, trace: &Trace) -> Fault {
    use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset};
    let peer = &trace.peer;
    if let Some(fault) = Fault::of_this_host(err) {
        return fault;
    }
    if tls::rustls_error(err).is_some() {
        return tls::explain(peer, err);
    }
    let (detail, reason) = match err.kind() {
        ConnectionReset | ConnectionAborted | BrokenPipe => {
            ("connect.reset", format!("connection reset by {peer}"))
        }
        _ => (
            "connect.lost",
            format!(
                "the connection to {peer} was lost: {}",
                net::words::io_error(err)
            ),
        ),
    };
    Fault::down(FailureClass::Connect, detail, reason)
}

/// Says `goodbye` after all was seen, in nobody's time and for a moment only.
pub(super) async fn farewell<T>(trace: &mut Trace, goodbye: impl Future<Output = T>) {
    trace.pause();
    let limit = last_call(trace).min(tokio::time::Instant::now() + FAREWELL_LIMIT);
    // The peer was found to be as it should, whatever it does now.
    let _ = timeout_at(limit, goodbye).await;
}

/// A condition that makes the website down where it does not hold.
pub(super) fn finding(expected: String, actual: String, holds: bool) -> Finding {
    Finding {
        expected,
        actual,
        verdict: if holds {
            Verdict::Passed
        } else {
            Verdict::Failed
        },
    }
}

/// The begin of `text` on one line, for a sentence.
pub(super) fn shown(text: &[u8]) -> String {
    let begin = &text[..text.len().min(2 * SHOWN_BYTES)];
    let text = String::from_utf8_lossy(begin).replace(char::is_control, " ");
    answer::shown(text.trim_end(), SHOWN_BYTES)
}

/// The same in quotation marks.
pub(super) fn quoted(text: &[u8]) -> String {
    format!("\"{}\"", shown(text))
}

/// Keeps the begin of what came as evidence.
pub(super) fn keep(answer: &[u8], trace: &mut Trace) {
    let begin = &answer[..answer.len().min(KEPT_BYTES)];
    let mut text = String::from_utf8_lossy(begin).into_owned();
    cut_text(&mut text, KEPT_BYTES);
    trace.seen.body = Some(text);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_is_one_short_line() {
        assert_eq!(shown(b"220 ok\r\n\r\n"), "220 ok");
        assert_eq!(shown(b"a\r\n\x1b[31mb\0"), "a   [31mb");
        assert_eq!(shown(&[0xff; 500]).len(), 120);
        assert_eq!(
            shown("ü".repeat(100).as_bytes()),
            format!("{}…", "ü".repeat(58))
        );
    }
}
