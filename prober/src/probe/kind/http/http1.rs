//! HTTP/1.1 on a connection of its own: one request, and its answer, taken as
//! browsers take it.
//!
//! No library's client is: they know a number of header fields, not of bytes, and one
//! odd name or a bare line feed spoils an answer. Source: RFC 9112, and Chromium's
//! `net/http` where that is more lenient and no harm to the truth.

mod chunks;
mod framing;
mod parse;

use std::future::poll_fn;
use std::io;
use std::mem::MaybeUninit;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Instant;

use bytes::{Buf, Bytes, BytesMut};
use hyper::{HeaderMap, Method, Request, StatusCode, Version};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use self::chunks::Next;
use self::framing::Framing;
use crate::probe::trace::FirstByte;

pub(in crate::probe::kind) use self::parse::LIMIT_BYTES;

/// Bytes that are read at a time.
const PIECE_BYTES: usize = 16 * 1024;

/// A head as it came.
#[derive(Debug)]
pub(crate) struct Head {
    pub(crate) version: Version,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
}

/// Why there is no answer, or no more of it.
#[derive(Debug)]
pub(crate) enum Broken {
    /// The connection ended, and nothing had come.
    Closed,
    /// It ended in the middle.
    Incomplete,
    /// Its head is none.
    Head(BadHead),
    /// Its body is not framed as it should be: what is wrong, as a sentence.
    Body(&'static str),
    Io(io::Error),
}

/// Why an answer has no head.
#[derive(Debug)]
pub(crate) struct BadHead {
    /// The subclass of the failure.
    pub(crate) detail: &'static str,
    /// What is wrong, as words that follow "the answer of a.test".
    pub(crate) problem: String,
}

impl From<BadHead> for Broken {
    fn from(bad: BadHead) -> Self {
        Self::Head(bad)
    }
}

/// A connection, what is still to be sent on it, and what came and was not taken yet.
#[derive(Debug)]
struct Connection<S> {
    stream: S,
    unsent: Bytes,
    is_flushed: bool,
    came: BytesMut,
    first_byte: FirstByte,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Connection<S> {
    /// Sends on as far as the peer takes it. Where it takes no more, what it said
    /// before is read all the same, and tells more.
    fn send(&mut self, cx: &mut Context<'_>) {
        while !self.unsent.is_empty() {
            match Pin::new(&mut self.stream).poll_write(cx, &self.unsent) {
                Poll::Ready(Ok(sent)) if sent > 0 => self.unsent.advance(sent),
                Poll::Ready(_) => {
                    self.unsent.clear();
                    self.is_flushed = true;
                }
                Poll::Pending => return,
            }
        }
        if !self.is_flushed {
            self.is_flushed = Pin::new(&mut self.stream).poll_flush(cx).is_ready();
        }
    }

    /// Adds to what came; false at the end.
    fn poll_read(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<bool>> {
        self.send(cx);
        // Whoever waits holds no buffer.
        let mut room = [const { MaybeUninit::uninit() }; PIECE_BYTES];
        let mut piece = ReadBuf::uninit(&mut room);
        match ready!(Pin::new(&mut self.stream).poll_read(cx, &mut piece)) {
            // A peer that ends TLS without saying so is common; whether the answer is
            // whole is decided by its own length.
            Err(err) if err.kind() == io::ErrorKind::UnexpectedEof => {}
            result => result?,
        }
        let piece = piece.filled();
        if !piece.is_empty() {
            self.first_byte.get_or_init(Instant::now);
            self.came.extend_from_slice(piece);
        }
        Poll::Ready(Ok(!piece.is_empty()))
    }

    /// Reads the next head that is an answer.
    fn poll_head(
        &mut self,
        looked: &mut usize,
        cx: &mut Context<'_>,
    ) -> Poll<Result<Head, Broken>> {
        loop {
            if let Some(head) = parse::next(&mut self.came, looked)? {
                return Poll::Ready(Ok(head));
            }
            if !ready!(self.poll_read(cx)).map_err(Broken::Io)? {
                parse::at_end(&self.came)?;
                let has_begun = self.first_byte.get().is_some();
                return Poll::Ready(Err(if has_begun {
                    Broken::Incomplete
                } else {
                    Broken::Closed
                }));
            }
        }
    }
}

/// Sends `request` and reads the head of its answer; the first byte that comes is
/// noted in `first_byte`.
///
/// # Errors
/// Where there is no whole head, or it does not say where the body ends.
pub(crate) async fn ask<S: AsyncRead + AsyncWrite + Unpin>(
    stream: S,
    request: &Request<Bytes>,
    first_byte: FirstByte,
) -> Result<(Head, Body<S>), Broken> {
    let mut connection = Connection {
        stream,
        unsent: written(request),
        is_flushed: false,
        came: BytesMut::new(),
        first_byte,
    };
    let mut looked = 0;
    let head = poll_fn(|cx| connection.poll_head(&mut looked, cx)).await?;
    let framing = Framing::of(&head, request.method() == Method::HEAD)?;
    let body = Body {
        connection,
        framing,
    };
    Ok((head, body))
}

/// `request` as it is sent.
fn written(request: &Request<Bytes>) -> Bytes {
    let (method, uri, body) = (request.method(), request.uri(), request.body());
    let mut text = Vec::with_capacity(256 + body.len());
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    for part in [method.as_str(), " ", path, " HTTP/1.1\r\n"] {
        text.extend_from_slice(part.as_bytes());
    }
    for (name, value) in request.headers() {
        for part in [name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"] {
            text.extend_from_slice(part);
        }
    }
    if !body.is_empty() {
        text.extend_from_slice(format!("content-length: {}\r\n", body.len()).as_bytes());
    }
    text.extend_from_slice(b"\r\n");
    text.extend_from_slice(body);
    text.into()
}

/// The body of an answer that comes.
#[derive(Debug)]
pub(crate) struct Body<S> {
    connection: Connection<S>,
    framing: Framing,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Body<S> {
    /// How long it is, where that is said beforehand, bytes.
    pub(crate) fn announced(&self) -> Option<u64> {
        match self.framing {
            Framing::Length(len) => Some(len),
            Framing::Chunked(_) | Framing::ToEnd => None,
        }
    }

    /// The connection itself, and what came on it behind the head.
    pub(crate) fn into_parts(self) -> (S, Bytes) {
        (self.connection.stream, self.connection.came.freeze())
    }

    /// What comes next of it; nothing at its end.
    ///
    /// # Errors
    /// Where it breaks off, or is not framed as it should be.
    pub(crate) async fn piece(&mut self) -> Result<Option<Bytes>, Broken> {
        poll_fn(|cx| self.poll_piece(cx)).await
    }

    fn poll_piece(&mut self, cx: &mut Context<'_>) -> Poll<Result<Option<Bytes>, Broken>> {
        loop {
            let came = &mut self.connection.came;
            match &mut self.framing {
                Framing::Length(0) => return Poll::Ready(Ok(None)),
                Framing::Length(left) if !came.is_empty() => {
                    let most = usize::try_from(*left).unwrap_or(usize::MAX);
                    let piece = came.split_to(came.len().min(most)).freeze();
                    *left -= u64::try_from(piece.len()).unwrap_or(*left);
                    return Poll::Ready(Ok(Some(piece)));
                }
                Framing::ToEnd if !came.is_empty() => {
                    return Poll::Ready(Ok(Some(came.split().freeze())));
                }
                Framing::Chunked(chunks) => match chunks.next(came).map_err(Broken::Body)? {
                    Next::Piece(piece) => return Poll::Ready(Ok(Some(piece))),
                    Next::End => {
                        self.framing = Framing::Length(0);
                        continue;
                    }
                    Next::More => {}
                },
                Framing::Length(_) | Framing::ToEnd => {}
            }
            if ready!(self.connection.poll_read(cx)).map_err(Broken::Io)? {
                continue;
            }
            let is_whole = match &self.framing {
                Framing::ToEnd => true,
                Framing::Chunked(chunks) => chunks.may_end(&self.connection.came),
                Framing::Length(_) => false,
            };
            if !is_whole {
                return Poll::Ready(Err(Broken::Incomplete));
            }
            self.framing = Framing::Length(0);
        }
    }

    /// Says that nothing more is read, as far as that takes no time.
    pub(crate) async fn close(mut self) {
        let stream = &mut self.connection.stream;
        poll_fn(|cx| Poll::Ready(Pin::new(&mut *stream).poll_shutdown(cx).is_ready())).await;
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex, split};
    use tokio::join;

    use super::*;

    /// Far more than the peer takes before it answers.
    const BODY: [u8; 10_000] = [b'a'; 10_000];

    /// The whole body of what `stream` answers to a `POST` of [`BODY`].
    async fn post(stream: DuplexStream) -> Result<Vec<u8>, Broken> {
        let mut request = Request::new(Bytes::from_static(&BODY));
        *request.method_mut() = Method::POST;
        let (_, mut body) = ask(stream, &request, FirstByte::default()).await?;
        let mut all = Vec::new();
        while let Some(piece) = body.piece().await? {
            all.extend_from_slice(&piece);
        }
        Ok(all)
    }

    #[tokio::test]
    async fn a_peer_may_answer_before_it_has_taken_the_request() {
        let asked = b"POST / HTTP/1.1\r\ncontent-length: 10000\r\n\r\n";
        let (ours, mut theirs) = duplex(64);
        let peer = async {
            let head = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n";
            theirs.write_all(head).await.unwrap();
            let mut taken = vec![0; asked.len() + BODY.len()];
            theirs.read_exact(&mut taken).await.unwrap();
            theirs.write_all(b"ok").await.unwrap();
            taken
        };
        let (answer, taken) = join!(post(ours), peer);
        assert_eq!(answer.unwrap(), b"ok");
        assert_eq!(&taken[..asked.len()], asked);
        assert!(taken[asked.len()..].iter().all(|&byte| byte == b'a'));
    }

    #[tokio::test]
    async fn who_takes_no_more_has_perhaps_said_why() {
        for (said, answer) in [
            ("HTTP/1.1 413 Too Large\r\n\r\ntoo large", Ok("too large")),
            ("HTTP/1.1 413 Too", Err("Incomplete")),
            ("", Err("Closed")),
        ] {
            let (ours, theirs) = duplex(64);
            let peer = async move {
                let (mut reading, mut writing) = split(theirs);
                reading.read_exact(&mut [0; 200]).await.unwrap();
                writing.write_all(said.as_bytes()).await.unwrap();
            };
            let (found, ()) = join!(post(ours), peer);
            let found = found.map_err(|broken| format!("{broken:?}"));
            let expected = answer.map(Vec::from).map_err(str::to_owned);
            assert_eq!(found, expected, "{said}");
        }
    }
}
