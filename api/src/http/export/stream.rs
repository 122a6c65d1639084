//! A response body that is produced while it is sent, in bounded memory.
//!
//! A task produces it piece by piece, and waits for the client to take each piece. It ends
//! with a mark: without it the body is aborted, so that a client never mistakes a part for the
//! whole. Each second, even while waiting for the client, the task checks whether it may go
//! on.

use std::future::Future;
use std::io;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::{Body, Bytes};
use futures_util::{StreamExt, stream};
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};
use tracing::{debug, error};

use super::slots::ExportSlot;
use crate::export::Unwritable;
use crate::http::server::Connection;
use crate::service;

/// Longest piece, in bytes.
const PIECE_BYTES: usize = 64 * 1024;

/// How long a client may take to accept a piece, once the buffers of kernel and server are
/// full.
const PATIENCE: Duration = Duration::from_secs(30);

/// Interval of the checks whether an export may go on.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// While requests wait for a slot: how much waiting for the client is tolerated before a
/// minimum rate applies, and the maximum duration of an export, however fast it is.
const GRACE: Duration = Duration::from_secs(10);
const LEAST_BYTES_PER_SEC: f64 = 64.0 * 1024.0;
const LONGEST: Duration = Duration::from_secs(600);

/// Why an export ends early.
#[derive(Debug, thiserror::Error)]
pub(super) enum Broken {
    /// The client has disconnected.
    #[error("the client disconnected")]
    Gone,
    /// The client is connected, but does not read.
    #[error("the client does not read")]
    Stalled,
    /// Requests wait for a slot, and the client is slow.
    #[error("the client is slow, and other exports wait")]
    Slow,
    /// The session of the request has ended.
    #[error("the session has ended")]
    SessionEnded,
    /// Rows cannot be read.
    #[error("rows cannot be read")]
    Unreadable(#[from] service::Error),
    /// Rows cannot be encoded.
    #[error("rows cannot be written")]
    Unwritable(#[from] Unwritable),
}

/// A piece of a body, or the mark at its end.
enum Piece {
    Bytes(Bytes),
    End,
}

/// Checks whether the session that requested an export is still valid.
pub(super) type Session = Box<dyn Fn() -> Pin<Box<dyn Future<Output = bool> + Send>> + Send + Sync>;

/// Resources and conditions of an export.
pub(super) struct Terms {
    /// Its slot, released when the export ends or is abandoned.
    pub(super) place: ExportSlot,
    /// Closed if the client does not read, or the export must stop.
    pub(super) connection: Option<Connection>,
    /// Checks the session.
    pub(super) session: Session,
}

/// Progress of an export.
struct Course {
    patience: Duration,
    began: Instant,
    place: ExportSlot,
    session: Session,
    pace: Mutex<Pace>,
}

/// Speed of a client.
#[derive(Debug, Clone, Copy)]
struct Pace {
    bytes: usize,
    /// Total time spent waiting for the client.
    waited: Duration,
    look_at: Instant,
}

impl Pace {
    fn is_slow(self) -> bool {
        let secs = self.waited.as_secs_f64();
        self.waited >= GRACE && (self.bytes as f64) < LEAST_BYTES_PER_SEC * secs
    }
}

impl Course {
    fn pace(&self) -> Pace {
        *self.pace.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(&mut Pace)) {
        change(&mut self.pace.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// Checks whether the export may go on, given that the client has kept it waiting since
    /// `since`.
    async fn look(&self, since: Instant) -> Result<(), Broken> {
        let now = Instant::now();
        self.change(|pace| pace.look_at = now + LOOK_EVERY);
        let mut pace = self.pace();
        pace.waited += now - since;
        if now - since >= self.patience {
            return Err(Broken::Stalled);
        }
        if !(self.session)().await {
            return Err(Broken::SessionEnded);
        }
        let outstays = pace.is_slow() || now - self.began >= LONGEST;
        if outstays && self.place.is_wanted() {
            return Err(Broken::Slow);
        }
        Ok(())
    }
}

/// Destination of an export's lines.
pub(super) struct Outlet {
    pieces: mpsc::Sender<Piece>,
    course: Arc<Course>,
}

impl Outlet {
    /// Sends `lines`, as fast as the client reads them.
    pub(super) async fn send(&self, lines: Vec<u8>) -> Result<(), Broken> {
        let mut lines = Bytes::from(lines);
        while !lines.is_empty() {
            let piece = lines.split_to(lines.len().min(PIECE_BYTES));
            self.put(Piece::Bytes(piece)).await?;
        }
        Ok(())
    }

    async fn put(&self, piece: Piece) -> Result<(), Broken> {
        let bytes = match &piece {
            Piece::Bytes(bytes) => bytes.len(),
            Piece::End => 0,
        };
        let since = Instant::now();
        if since >= self.course.pace().look_at {
            self.course.look(since).await?;
        }
        let mut room = pin!(self.pieces.reserve());
        loop {
            let look_at = self.course.pace().look_at;
            let look_at = look_at.min(since + self.course.patience);
            tokio::select! {
                room = &mut room => {
                    room.map_err(|_| Broken::Gone)?.send(piece);
                    break;
                }
                () = sleep_until(look_at) => self.course.look(since).await?,
            }
        }
        self.course.change(|pace| {
            pace.bytes += bytes;
            pace.waited += since.elapsed();
        });
        Ok(())
    }
}

/// A body produced by `make` once it is read.
pub(super) fn body<M, F>(terms: Terms, make: M) -> Body
where
    M: FnOnce(Outlet) -> F + Send + 'static,
    F: Future<Output = Result<(), Broken>> + Send + 'static,
{
    body_within(PATIENCE, terms, make)
}

fn body_within<M, F>(patience: Duration, terms: Terms, make: M) -> Body
where
    M: FnOnce(Outlet) -> F + Send + 'static,
    F: Future<Output = Result<(), Broken>> + Send + 'static,
{
    // The body is read on another runtime than the handler's.
    let runtime = Handle::current();
    let begin = async move {
        let (pieces, taken) = mpsc::channel(1);
        runtime.spawn(run(patience, terms, pieces, make));
        stream::try_unfold(taken, |mut taken| async {
            match taken.recv().await {
                Some(Piece::Bytes(bytes)) => Ok(Some((bytes, taken))),
                Some(Piece::End) => Ok(None),
                None => Err(io::Error::other("the export was aborted")),
            }
        })
    };
    Body::from_stream(stream::once(begin).flatten())
}

async fn run<M, F>(patience: Duration, terms: Terms, pieces: mpsc::Sender<Piece>, make: M)
where
    M: FnOnce(Outlet) -> F + Send + 'static,
    F: Future<Output = Result<(), Broken>> + Send + 'static,
{
    let now = Instant::now();
    let course = Arc::new(Course {
        patience,
        began: now,
        place: terms.place,
        session: terms.session,
        pace: Mutex::new(Pace {
            bytes: 0,
            waited: Duration::ZERO,
            look_at: now + LOOK_EVERY,
        }),
    });
    let end = Outlet {
        pieces: pieces.clone(),
        course: Arc::clone(&course),
    };
    let made = match make(Outlet { pieces, course }).await {
        Ok(()) => end.put(Piece::End).await,
        broken => broken,
    };
    match made {
        Ok(()) => {}
        Err(Broken::Gone) => debug!("The client of an export disconnected"),
        Err(broken @ (Broken::Stalled | Broken::Slow | Broken::SessionEnded)) => {
            debug!(
                error = &broken as &dyn std::error::Error,
                "Stopped an export"
            );
            if let Some(connection) = terms.connection {
                connection.cut();
            }
        }
        Err(broken) => error!(
            error = &broken as &dyn std::error::Error,
            "An export failed"
        ),
    }
}

#[cfg(test)]
mod tests;
