//! A stream that notes when the first byte of an answer arrives.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Instant;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use crate::probe::trace::FirstByte;

/// The stream itself, above TLS: session tickets are no answer.
#[derive(Debug)]
pub(crate) struct Stamped<S> {
    stream: S,
    first_byte: FirstByte,
}

impl<S> Stamped<S> {
    pub(crate) fn new(stream: S, first_byte: FirstByte) -> Self {
        Self { stream, first_byte }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Stamped<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        let result = ready!(Pin::new(&mut self.stream).poll_read(cx, buf));
        if buf.filled().len() > before {
            self.first_byte.get_or_init(Instant::now);
        }
        Poll::Ready(match result {
            // A peer that ends TLS without saying so is common; whether the
            // answer is whole is decided by its own length.
            Err(err) if err.kind() == io::ErrorKind::UnexpectedEof => Ok(()),
            result => result,
        })
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Stamped<S> {
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
