//! A stream that lets others have their turn, and has an end.
//!
//! What comes in is parsed within the attempt's own future, many bytes at a time:
//! a peer that floods us with what costs much and says nothing would keep a
//! thread from every other check and from the deadline.

use std::error::Error;
use std::fmt;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use crate::probe::room::Gate;

/// How much is read before others have their turn.
const TURN_BYTES: usize = 32 * 1024;

/// What an answer may take besides its body: heads, and frames that carry nothing.
const BESIDES_BYTES: u64 = 128 * 1024;

/// How many times its length a body may take: chunks of one byte take six.
const FRAMING: u64 = 8;

/// The stream itself, which pauses after each [`TURN_BYTES`], and fails where more
/// comes than an answer can need.
#[derive(Debug)]
pub(in crate::probe::kind) struct Paced<S> {
    stream: S,
    gate: Arc<Gate>,
    /// Read in this turn.
    bytes: usize,
    /// How much may come yet.
    left: u64,
}

impl<S> Paced<S> {
    /// `stream` for an answer whose body is read up to `body_limit_bytes`, as long as
    /// `gate` is open.
    pub(in crate::probe::kind) fn new(stream: S, gate: Arc<Gate>, body_limit_bytes: u32) -> Self {
        Self {
            stream,
            gate,
            bytes: 0,
            left: u64::from(body_limit_bytes) * FRAMING + BESIDES_BYTES,
        }
    }
}

/// More came than an answer can need.
#[derive(Debug)]
pub(super) struct TooMuch;

impl fmt::Display for TooMuch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("more came than an answer can need")
    }
}

impl Error for TooMuch {}

impl<S: AsyncRead + Unpin> AsyncRead for Paced<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        ready!(self.gate.poll(cx));
        if self.bytes >= TURN_BYTES {
            self.bytes = 0;
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        let before = buf.filled().len();
        let result = ready!(Pin::new(&mut self.stream).poll_read(cx, buf));
        let came = buf.filled().len() - before;
        self.bytes += came;
        let left = u64::try_from(came)
            .ok()
            .and_then(|came| self.left.checked_sub(came));
        let Some(left) = left else {
            return Poll::Ready(Err(io::Error::other(TooMuch)));
        };
        self.left = left;
        Poll::Ready(result)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Paced<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use std::task::Waker;

    use super::*;

    /// Reads until it is somebody else's turn, or the end: how much, and how it ended.
    fn turn(stream: &mut Paced<tokio::io::Repeat>) -> (usize, Poll<io::Result<()>>) {
        let mut cx = Context::from_waker(Waker::noop());
        let (mut bytes, mut room) = (0, [0; 4_096]);
        loop {
            let mut buf = ReadBuf::new(&mut room);
            match Pin::new(&mut *stream).poll_read(&mut cx, &mut buf) {
                Poll::Ready(Ok(())) => bytes += buf.filled().len(),
                other => return (bytes, other),
            }
        }
    }

    #[test]
    fn an_endless_stream_has_turns_and_an_end() {
        let mut stream = Paced::new(tokio::io::repeat(7), Arc::default(), 1_000);
        let (mut all, mut turns) = (0, 0);
        let end = loop {
            match turn(&mut stream) {
                (bytes, Poll::Pending) => {
                    assert_eq!(bytes, TURN_BYTES);
                    all += bytes;
                    turns += 1;
                }
                (bytes, Poll::Ready(end)) => {
                    all += bytes;
                    break end.unwrap_err();
                }
            }
        };
        assert!(end.get_ref().unwrap().is::<TooMuch>(), "{end}");
        assert_eq!(turns, 4);
        let limit = 8 * 1_000 + 128 * 1_024;
        assert!((limit - 4_096..=limit).contains(&all), "{all}");
    }
}
