//! The head of an HTTP/1.1 answer, taken as browsers take it.
//!
//! The library's own parser is strict where servers are not: it knows a number of
//! header fields, not of bytes, and one odd name spoils an answer. So the head is read
//! here, beneath the library, which gets in its place a head that says no more than
//! how long the body is. Source: RFC 9112, and Chromium's `net/http` where that is
//! more lenient and no harm to the truth.

mod chunks;
mod framing;
mod parse;

use std::error::Error;
use std::fmt;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use hyper::{HeaderMap, StatusCode, Version};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use self::chunks::Chunks;

pub(super) use self::chunks::BadChunks;
pub(in crate::probe::kind) use self::parse::LIMIT_BYTES;

/// Bytes of a head, or of chunks, that are read at a time.
const PIECE_BYTES: usize = 8 * 1024;

/// A head as it came.
#[derive(Debug)]
pub(crate) struct Head {
    pub(crate) version: Version,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
}

/// Where the head is put once it has come.
#[derive(Clone, Debug, Default)]
pub(crate) struct Slot(Arc<Mutex<Option<Head>>>);

impl Slot {
    /// The head, if it has come.
    pub(crate) fn take(&self) -> Option<Head> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn put(&self, head: Head) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(head);
    }
}

/// Why an answer has no head.
#[derive(Debug)]
pub(super) struct BadHead {
    /// The subclass of the failure.
    pub(super) detail: &'static str,
    /// What is wrong, as words that follow "the answer of a.test".
    pub(super) problem: String,
}

impl fmt::Display for BadHead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.problem)
    }
}

impl Error for BadHead {}

/// The stream itself, but for the head of the answer that comes on it.
#[derive(Debug)]
pub(crate) struct Heads<S> {
    stream: S,
    slot: Slot,
    state: State,
}

#[derive(Debug)]
enum State {
    /// What has come of a head, and how far it was looked at for its end.
    Reading { came: Vec<u8>, looked: usize },
    /// What is to be said before the stream goes on, how much of it was, and what is
    /// to be done with all that follows.
    Passing {
        first: Vec<u8>,
        said: usize,
        chunks: Option<Chunks>,
    },
}

impl<S> Heads<S> {
    /// `stream`, whose answer's head comes into the slot.
    pub(crate) fn new(stream: S) -> (Self, Slot) {
        let slot = Slot::default();
        let state = State::Reading {
            came: Vec::new(),
            looked: 0,
        };
        let heads = Self {
            stream,
            slot: slot.clone(),
            state,
        };
        (heads, slot)
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Heads<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        loop {
            match &mut this.state {
                State::Passing { first, said, .. } if *said < first.len() => {
                    let rest = &first[*said..];
                    let len = rest.len().min(buf.remaining());
                    buf.put_slice(&rest[..len]);
                    *said += len;
                    if *said == first.len() {
                        first.clear();
                        *said = 0;
                    }
                    return Poll::Ready(Ok(()));
                }
                State::Passing {
                    first,
                    chunks: Some(chunks),
                    ..
                } => {
                    if let Some(problem) = chunks.problem() {
                        return Poll::Ready(Err(io::Error::other(problem)));
                    }
                    let mut room = [0; PIECE_BYTES];
                    let mut piece = ReadBuf::new(&mut room);
                    ready!(Pin::new(&mut this.stream).poll_read(cx, &mut piece))?;
                    if piece.filled().is_empty() {
                        chunks.end(first);
                        if first.is_empty() {
                            return Poll::Ready(Ok(()));
                        }
                    } else {
                        chunks.pass(piece.filled(), first);
                    }
                }
                State::Passing { .. } => return Pin::new(&mut this.stream).poll_read(cx, buf),
                State::Reading { came, looked } => {
                    let mut room = [0; PIECE_BYTES];
                    let mut piece = ReadBuf::new(&mut room);
                    ready!(Pin::new(&mut this.stream).poll_read(cx, &mut piece))?;
                    if piece.filled().is_empty() {
                        // The library says what it means that nothing more comes.
                        return Poll::Ready(parse::at_end(came).map_err(io::Error::other));
                    }
                    came.extend_from_slice(piece.filled());
                    let found = parse::next(came, looked).map_err(io::Error::other)?;
                    let Some(taken) = found else {
                        continue;
                    };
                    let is_chunked = framing::is_chunked(&taken.head.headers);
                    let mut chunks = is_chunked.then(Chunks::default);
                    let mut first = taken.told;
                    match &mut chunks {
                        Some(chunks) => chunks.pass(&taken.rest, &mut first),
                        None => first.extend_from_slice(&taken.rest),
                    }
                    this.slot.put(taken.head);
                    this.state = State::Passing {
                        first,
                        said: 0,
                        chunks,
                    };
                }
            }
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Heads<S> {
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
