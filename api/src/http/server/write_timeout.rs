//! A connection whose peer has limited time to read what is written.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

use super::load::Share;

/// How long a peer may read nothing of what is written to it.
pub(super) const WRITE_PATIENCE: Duration = Duration::from_secs(30);

/// A stream that fails once its peer has read nothing for too long, and that counts received
/// bytes.
#[derive(Debug)]
pub(super) struct WriteTimeout<S> {
    stream: S,
    share: Arc<Share>,
    patience: Duration,
    /// The timeout of a waiting write.
    waiting: Option<Pin<Box<Sleep>>>,
}

impl<S> WriteTimeout<S> {
    /// `stream`, whose bytes count for `share`.
    pub(super) fn new(stream: S, share: Arc<Share>, patience: Duration) -> Self {
        Self {
            stream,
            share,
            patience,
            waiting: None,
        }
    }

    /// `outcome`, or the timeout.
    fn judge<T>(
        &mut self,
        cx: &mut Context<'_>,
        outcome: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if outcome.is_ready() {
            self.waiting = None;
            return outcome;
        }
        let patience = self.patience;
        let waiting = self
            .waiting
            .get_or_insert_with(|| Box::pin(sleep(patience)));
        waiting.as_mut().poll(cx).map(|()| {
            Err(io::Error::new(
                io::ErrorKind::TimedOut,
                "the peer does not read",
            ))
        })
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for WriteTimeout<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let outcome = Pin::new(&mut self.stream).poll_read(cx, buffer);
        self.share.received(buffer.filled().len() - before);
        outcome
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for WriteTimeout<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.judge(cx, outcome)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.stream).poll_write_vectored(cx, bytes);
        self.judge(cx, outcome)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let outcome = Pin::new(&mut self.stream).poll_flush(cx);
        self.judge(cx, outcome)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let outcome = Pin::new(&mut self.stream).poll_shutdown(cx);
        self.judge(cx, outcome)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};
    use tokio_util::sync::CancellationToken;

    use super::super::load::Load;
    use super::*;

    #[tokio::test]
    async fn a_peer_that_takes_nothing_is_left_and_a_slow_one_is_not() {
        let share = Load::default().share(CancellationToken::new());
        let patience = Duration::from_millis(50);
        let (ours, mut peer) = duplex(8);
        let mut patient = WriteTimeout::new(ours, share, patience);
        // Each piece takes a while, and all of them far more than the time limit.
        let slow = async {
            for _ in 0..20 {
                tokio::time::sleep(patience / 5).await;
                peer.read_exact(&mut [0; 8]).await.unwrap();
            }
        };
        let (written, ()) = tokio::join!(patient.write_all(&[7; 160]), slow);
        written.unwrap();
        let error = patient.write_all(&[7; 160]).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
    }

    #[tokio::test]
    async fn what_comes_in_is_counted() {
        let load = Load::default();
        let share = load.share(CancellationToken::new());
        let (ours, mut peer) = duplex(64);
        let mut patient = WriteTimeout::new(ours, Arc::clone(&share), WRITE_PATIENCE);
        peer.write_all(&[7; 10]).await.unwrap();
        patient.read_exact(&mut [0; 10]).await.unwrap();
        assert_eq!(load.bytes(), 10);
        share.handled();
        assert_eq!(load.bytes(), 0);
    }
}
