//! An answer that is made while it is sent, in bounded memory.
//!
//! A task makes it, piece by piece, and waits until the client has taken one before it
//! makes the next. It ends with a mark: a body whose maker is gone without it breaks off,
//! so that a client never takes a part for the whole.

use std::future::Future;
use std::io;
use std::time::Duration;

use axum::body::{Body, Bytes};
use futures_util::{StreamExt, stream};
use tokio::sync::mpsc;
use tokio::sync::mpsc::error::SendTimeoutError;
use tracing::{debug, error};

use super::places::Place;
use crate::export::Unwritable;
use crate::http::server::Connection;
use crate::service;

/// Longest piece, bytes.
const PIECE_BYTES: usize = 64 * 1024;

/// How long a client may take to take a piece. What the kernel and the server hold for it
/// is filled by then.
const PATIENCE: Duration = Duration::from_secs(30);

/// Why an export ends before its end.
#[derive(Debug, thiserror::Error)]
pub(super) enum Broken {
    /// The client has gone.
    #[error("the client went away")]
    Gone,
    /// The client is there, and takes nothing.
    #[error("the client takes nothing")]
    Stalled,
    /// What is to be exported cannot be read.
    #[error("rows cannot be read")]
    Unreadable(#[from] service::Error),
    /// It cannot be written.
    #[error("rows cannot be written")]
    Unwritable(#[from] Unwritable),
}

/// A piece of a body, or the mark of its end.
enum Piece {
    Bytes(Bytes),
    End,
}

/// Where an export's lines go.
#[derive(Debug)]
pub(super) struct Outlet {
    pieces: mpsc::Sender<Piece>,
    patience: Duration,
}

impl Outlet {
    /// Sends `lines`, as fast as the client takes them.
    pub(super) async fn send(&self, lines: Vec<u8>) -> Result<(), Broken> {
        let mut lines = Bytes::from(lines);
        while !lines.is_empty() {
            let piece = lines.split_to(lines.len().min(PIECE_BYTES));
            self.put(Piece::Bytes(piece)).await?;
        }
        Ok(())
    }

    async fn put(&self, piece: Piece) -> Result<(), Broken> {
        let sent = self.pieces.send_timeout(piece, self.patience).await;
        sent.map_err(|err| match err {
            SendTimeoutError::Closed(_) => Broken::Gone,
            SendTimeoutError::Timeout(_) => Broken::Stalled,
        })
    }
}

/// A body that `make` makes once somebody reads it. The `place` is free again when it is
/// made, or nobody wants it any more; the `connection` of who takes nothing is cut.
pub(super) fn body<M, F>(place: Place, connection: Option<Connection>, make: M) -> Body
where
    M: FnOnce(Outlet) -> F + Send + 'static,
    F: Future<Output = Result<(), Broken>> + Send,
{
    body_within(PATIENCE, place, connection, make)
}

fn body_within<M, F>(
    patience: Duration,
    place: Place,
    connection: Option<Connection>,
    make: M,
) -> Body
where
    M: FnOnce(Outlet) -> F + Send + 'static,
    F: Future<Output = Result<(), Broken>> + Send,
{
    let begin = async move {
        let (pieces, taken) = mpsc::channel(1);
        tokio::spawn(async move {
            let _place = place;
            let end = Outlet {
                pieces: pieces.clone(),
                patience,
            };
            let outlet = Outlet { pieces, patience };
            let made = match make(outlet).await {
                Ok(()) => end.put(Piece::End).await,
                broken => broken,
            };
            match made {
                Ok(()) => {}
                Err(Broken::Gone) => debug!("An export's client went away"),
                Err(Broken::Stalled) => {
                    debug!("An export's client takes nothing, leaving it");
                    if let Some(connection) = connection {
                        connection.cut();
                    }
                }
                Err(broken) => error!(
                    error = &broken as &dyn std::error::Error,
                    "An export broke off"
                ),
            }
        });
        stream::try_unfold(taken, |mut taken| async {
            match taken.recv().await {
                Some(Piece::Bytes(bytes)) => Ok(Some((bytes, taken))),
                Some(Piece::End) => Ok(None),
                None => Err(io::Error::other("the export broke off")),
            }
        })
    };
    Body::from_stream(stream::once(begin).flatten())
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt;
    use uuid::Uuid;

    use super::*;
    use crate::http::export::Places;

    fn place() -> Place {
        Places::default().take(Uuid::nil()).unwrap()
    }

    #[tokio::test]
    async fn a_body_is_all_that_was_sent() {
        let lines = vec![7; 3 * PIECE_BYTES + 1];
        let sent = lines.clone();
        let body = body(place(), None, |outlet| async move {
            outlet.send(sent).await?;
            outlet.send(vec![8]).await
        });
        let mut expected = lines;
        expected.push(8);
        assert_eq!(body.collect().await.unwrap().to_bytes(), expected);
    }

    #[tokio::test]
    async fn a_body_that_is_not_made_to_its_end_breaks_off() {
        let broken = body(place(), None, |outlet| async move {
            outlet.send(vec![7]).await?;
            Err(service::Error::NotFound("website").into())
        });
        assert!(broken.collect().await.is_err());
        let panicked = body(place(), None, |outlet| async move {
            outlet.send(vec![7]).await?;
            panic!("a bug")
        });
        assert!(panicked.collect().await.is_err());
    }

    #[tokio::test]
    async fn who_takes_nothing_is_left() {
        let (told, ended) = tokio::sync::oneshot::channel();
        let patience = Duration::from_millis(1);
        let mut body = body_within(patience, place(), None, |outlet| async move {
            let sent = outlet.send(vec![7; 10 * PIECE_BYTES]).await;
            let _ = told.send(matches!(sent, Err(Broken::Stalled)));
            sent
        });
        let first = body.frame().await.unwrap().unwrap();
        assert_eq!(first.into_data().unwrap().len(), PIECE_BYTES);
        assert!(ended.await.unwrap());
        assert!(body.collect().await.is_err());
    }

    #[tokio::test]
    async fn what_nobody_reads_is_not_made() {
        let places = Places::default();
        let account = Uuid::nil();
        let taken = || places.take(account).unwrap();
        let unread = body(taken(), None, |_| async { panic!("nobody reads it") });
        let other = taken();
        assert!(places.take(account).is_err());
        drop(unread);
        drop(other);
        drop((taken(), taken()));
    }

    #[tokio::test]
    async fn who_goes_away_ends_the_work() {
        let (told, ended) = tokio::sync::oneshot::channel();
        let mut body = body(place(), None, |outlet| async move {
            let sent = outlet.send(vec![7; 10 * PIECE_BYTES]).await;
            let _ = told.send(matches!(sent, Err(Broken::Gone)));
            sent
        });
        body.frame().await.unwrap().unwrap();
        drop(body);
        assert!(ended.await.unwrap());
    }
}
