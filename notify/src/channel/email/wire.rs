//! The connection as the mail library gets it: bounded, and in characters that it can take.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use lettre::transport::smtp::client::AsyncTokioStream;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// Most bytes that a server may say in one connection: what it says to twenty mails is some
/// 10 KiB.
const BYTES: usize = 64 * 1024;

/// Most bytes of one reply. The library reads a line of any length, and parses a reply again from
/// its first line at each further one.
const REPLY_BYTES: usize = 4 * 1024;

/// What the library waits for before it speaks, where the server has given it before.
const GREETING: &[u8] = b"220 -\r\n";

/// A connection with a mail server.
pub(super) struct Wire<S> {
    stream: S,
    peer: SocketAddr,
    /// What is still to be read before anything of the stream.
    greeting: &'static [u8],
    left_bytes: usize,
    left_reply_bytes: usize,
    line: Line,
}

impl<S> Wire<S> {
    /// A connection whose server has said nothing yet.
    pub(super) fn new(stream: S, peer: SocketAddr) -> Self {
        Self {
            stream,
            peer,
            greeting: b"",
            left_bytes: BYTES,
            left_reply_bytes: REPLY_BYTES,
            line: Line::default(),
        }
    }

    /// A connection whose server has given its greeting before it was encrypted.
    pub(super) fn greeted(stream: S, peer: SocketAddr) -> Self {
        let greeting = GREETING;
        Self {
            greeting,
            ..Self::new(stream, peer)
        }
    }
}

impl<S> fmt::Debug for Wire<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Wire({})", self.peer)
    }
}

impl<S: AsyncRead + AsyncWrite + Send + Sync + Unpin> AsyncTokioStream for Wire<S> {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.peer)
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Wire<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if !this.greeting.is_empty() {
            let len = this.greeting.len().min(buf.remaining());
            let (now, later) = this.greeting.split_at(len);
            buf.put_slice(now);
            this.greeting = later;
            return Poll::Ready(Ok(()));
        }
        let before = buf.filled().len();
        ready!(Pin::new(&mut this.stream).poll_read(cx, buf))?;
        let len = buf.filled().len() - before;
        let left = this.left_bytes.checked_sub(len);
        let (Some(left), Some(left_reply)) = (left, this.left_reply_bytes.checked_sub(len)) else {
            buf.set_filled(before);
            return Poll::Ready(Err(io::Error::other("the mail server says too much")));
        };
        (this.left_bytes, this.left_reply_bytes) = (left, left_reply);
        for byte in &mut buf.filled_mut()[before..] {
            *byte = this.line.clean(*byte);
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Wire<S> {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        this.left_reply_bytes = REPLY_BYTES;
        Pin::new(&mut this.stream).poll_write(cx, buf)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(cx)
    }
}

/// Where in a line of a reply the next byte is: `250-TEXT`.
#[derive(Clone, Copy, Debug, Default)]
struct Line {
    column: usize,
    has_text: bool,
    is_after_cr: bool,
}

impl Line {
    /// The byte that the library gets for `byte`. It fails on what is not UTF-8, although old
    /// servers write Latin-1, and panics on a line whose text is nothing but white space.
    fn clean(&mut self, byte: u8) -> u8 {
        let is_end = byte == b'\n' && self.is_after_cr;
        let is_text = self.column >= 4;
        // An empty text is fine.
        let is_blank = byte == b' ' || (byte == b'\r' && self.column > 4);
        let byte = match byte {
            _ if is_end => byte,
            _ if is_text && !self.has_text && is_blank => b'-',
            b'\r' | b' '..=b'~' => byte,
            _ => b'?',
        };
        if is_end {
            *self = Self::default();
        } else {
            self.has_text |= is_text && byte != b'\r';
            self.is_after_cr = byte == b'\r';
            self.column += 1;
        }
        byte
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    #[test]
    fn what_a_server_says_is_made_harmless() {
        for (said, expected) in [
            (
                "250-h.test\r\n250 SIZE 1\r\n",
                "250-h.test\r\n250 SIZE 1\r\n",
            ),
            ("250-\r\n250 \r\n250\r\n", "250-\r\n250 \r\n250\r\n"),
            ("250-  \r\n250- x\r\n", "250-- \r\n250--x\r\n"),
            ("250-\t\r\n", "250-?\r\n"),
            ("250-\r \r\n", "250-\r-\r\n"),
            ("250-\r\r\n", "250-\r-?"),
            ("250-\n\r\n", "250-?\r\n"),
            ("550 caf\u{e9}\r\n", "550 caf??\r\n"),
            ("550 a\0b\u{7f}\r\n", "550 a?b?\r\n"),
        ] {
            let mut line = Line::default();
            let cleaned = said.bytes().map(|byte| line.clean(byte)).collect();
            assert_eq!(String::from_utf8(cleaned).unwrap(), expected, "{said:?}");
        }
    }

    #[tokio::test]
    async fn a_server_that_says_too_much_is_left() {
        let peer = SocketAddr::from((Ipv4Addr::LOCALHOST, 25));
        let endless = || tokio::io::join(tokio::io::repeat(b'2'), tokio::io::sink());
        let mut wire = Wire::greeted(endless(), peer);
        let mut read = Vec::new();
        let err = wire.read_to_end(&mut read).await.unwrap_err();
        assert_eq!(err.to_string(), "the mail server says too much");
        assert!(read.starts_with(b"220 -\r\n222") && read.len() <= REPLY_BYTES + GREETING.len());

        let mut wire = Wire::new(endless(), peer);
        let mut reply = [0; REPLY_BYTES];
        for _ in 0..BYTES / REPLY_BYTES {
            wire.read_exact(&mut reply).await.unwrap();
            wire.write_all(b"NOOP\r\n").await.unwrap();
        }
        assert!(wire.read_exact(&mut reply).await.is_err());
    }
}
