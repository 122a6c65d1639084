//! An answer that is made while it is sent, in bounded memory.
//!
//! A task makes it, piece by piece, and waits until the client has taken one before it
//! makes the next. It ends with a mark: a body whose maker is gone without it breaks off,
//! so that a client never takes a part for the whole. Each second it looks whether it may
//! go on, also while it waits for the client.

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

use super::places::Place;
use crate::export::Unwritable;
use crate::http::server::Connection;
use crate::service;

/// Longest piece, bytes.
const PIECE_BYTES: usize = 64 * 1024;

/// How long a client may take to take a piece. What the kernel and the server hold for it
/// is filled by then.
const PATIENCE: Duration = Duration::from_secs(30);

/// How often to look whether an export may go on.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// While others wait for a place: how long a client may have been waited for before it must
/// take so much a second, and how long an export may last however fast it is.
const GRACE: Duration = Duration::from_secs(10);
const LEAST_BYTES_PER_SEC: f64 = 64.0 * 1024.0;
const LONGEST: Duration = Duration::from_secs(600);

/// Why an export ends before its end.
#[derive(Debug, thiserror::Error)]
pub(super) enum Broken {
    /// The client has gone.
    #[error("the client went away")]
    Gone,
    /// The client is there, and takes nothing.
    #[error("the client takes nothing")]
    Stalled,
    /// Others wait, and the client is slow.
    #[error("the client is slow, and others wait")]
    Slow,
    /// The session that asked for it has ended.
    #[error("the session has ended")]
    SessionEnded,
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

/// Tells whether the session lasts that asked for an export.
pub(super) type Session = Box<dyn Fn() -> Pin<Box<dyn Future<Output = bool> + Send>> + Send + Sync>;

/// What an export has, and on which terms.
pub(super) struct Terms {
    /// Its place, free again when it is made, or nobody wants it any more.
    pub(super) place: Place,
    /// Cut where the client takes nothing, or must not go on.
    pub(super) connection: Option<Connection>,
    /// Who may go on.
    pub(super) session: Session,
}

/// How an export goes.
struct Course {
    patience: Duration,
    began: Instant,
    place: Place,
    session: Session,
    pace: Mutex<Pace>,
}

/// How fast a client takes what it is sent.
#[derive(Debug, Clone, Copy)]
struct Pace {
    bytes: usize,
    /// How long was waited for it.
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

    /// Whether it may go on, of which the client has let it wait since `since`.
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

/// Where an export's lines go.
pub(super) struct Outlet {
    pieces: mpsc::Sender<Piece>,
    course: Arc<Course>,
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

/// A body that `make` makes once somebody reads it.
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
    // It is read elsewhere than it is asked for.
    let desk = Handle::current();
    let begin = async move {
        let (pieces, taken) = mpsc::channel(1);
        desk.spawn(run(patience, terms, pieces, make));
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
        Err(Broken::Gone) => debug!("An export's client went away"),
        Err(broken @ (Broken::Stalled | Broken::Slow | Broken::SessionEnded)) => {
            debug!(
                error = &broken as &dyn std::error::Error,
                "An export is left"
            );
            if let Some(connection) = terms.connection {
                connection.cut();
            }
        }
        Err(broken) => error!(
            error = &broken as &dyn std::error::Error,
            "An export broke off"
        ),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use futures_util::FutureExt;
    use http_body_util::BodyExt;
    use tokio::sync::oneshot;
    use uuid::Uuid;

    use super::*;
    use crate::http::export::Places;

    fn place(places: &Places, account: u128) -> Place {
        let place = places.take(Uuid::from_u128(account)).now_or_never();
        place.unwrap().unwrap()
    }

    fn terms(place: Place) -> Terms {
        Terms {
            place,
            connection: None,
            session: Box::new(|| Box::pin(async { true })),
        }
    }

    fn alone() -> Terms {
        terms(place(&Places::default(), 0))
    }

    #[tokio::test]
    async fn a_body_is_all_that_was_sent() {
        let lines = vec![7; 3 * PIECE_BYTES + 1];
        let sent = lines.clone();
        let body = body(alone(), |outlet| async move {
            outlet.send(sent).await?;
            outlet.send(vec![8]).await
        });
        let mut expected = lines;
        expected.push(8);
        assert_eq!(body.collect().await.unwrap().to_bytes(), expected);
    }

    #[tokio::test]
    async fn a_body_that_is_not_made_to_its_end_breaks_off() {
        let broken = body(alone(), |outlet| async move {
            outlet.send(vec![7]).await?;
            Err(service::Error::NotFound("website").into())
        });
        assert!(broken.collect().await.is_err());
        let panicked = body(alone(), |outlet| async move {
            outlet.send(vec![7]).await?;
            panic!("a bug")
        });
        assert!(panicked.collect().await.is_err());
    }

    /// How an export ends of which a client takes the first piece, and nothing else.
    async fn ended(patience: Duration, terms: Terms) -> Broken {
        let (told, ended) = oneshot::channel();
        let mut body = body_within(patience, terms, |outlet| async move {
            let sent = outlet.send(vec![7; 10 * PIECE_BYTES]).await;
            let _ = told.send(sent);
            Err(Broken::Gone)
        });
        let first = body.frame().await.unwrap().unwrap();
        assert_eq!(first.into_data().unwrap().len(), PIECE_BYTES);
        let ended = ended.await.unwrap().unwrap_err();
        assert!(body.collect().await.is_err());
        ended
    }

    #[tokio::test]
    async fn who_takes_nothing_is_left() {
        let ended = ended(Duration::from_millis(1), alone()).await;
        assert!(matches!(ended, Broken::Stalled), "{ended:?}");
    }

    #[tokio::test]
    async fn what_a_session_asked_for_ends_with_it() {
        let (lasts, patience) = (Arc::new(AtomicBool::new(true)), Duration::from_secs(60));
        let mut terms = alone();
        let asked = Arc::clone(&lasts);
        terms.session = Box::new(move || {
            // It lasts when it is looked at first.
            let lasts = asked.swap(false, Ordering::SeqCst);
            Box::pin(async move { lasts })
        });
        let ended = ended(patience, terms).await;
        assert!(matches!(ended, Broken::SessionEnded), "{ended:?}");
        assert!(!lasts.load(Ordering::SeqCst));
    }

    #[tokio::test]
    async fn who_is_slow_leaves_once_others_wait() {
        let places = Places::default();
        let mut taken: Vec<Place> = (0..8).map(|account| place(&places, account)).collect();
        let now = Instant::now();
        let course = |place, bytes, waited, began| Course {
            patience: PATIENCE,
            began,
            place,
            session: Box::new(|| Box::pin(async { true })),
            pace: Mutex::new(Pace {
                bytes,
                waited,
                look_at: now,
            }),
        };
        // A piece each 29 s, hour after hour.
        let secs = Duration::from_secs;
        let slow = course(taken.remove(0), 120 * PIECE_BYTES, secs(120 * 29), now);
        let fast = course(taken.remove(0), 120 * PIECE_BYTES, secs(20), now);
        let fresh = course(taken.remove(0), 0, secs(9), now);
        let old = course(taken.remove(0), 1 << 40, secs(20), now - LONGEST);
        for course in [&slow, &fast, &fresh, &old] {
            course.look(now).await.unwrap();
        }
        let waiting = |account| places.take(Uuid::from_u128(account));
        let (mut first, mut second) = (Box::pin(waiting(11)), Box::pin(waiting(12)));
        assert!((&mut first).now_or_never().is_none() && (&mut second).now_or_never().is_none());
        for course in [&fast, &fresh] {
            course.look(now).await.unwrap();
        }
        for course in [slow, old] {
            let ended = course.look(now).await.unwrap_err();
            assert!(matches!(ended, Broken::Slow), "{ended:?}");
        }
        let _places = (first.await.unwrap(), second.await.unwrap());
    }

    #[tokio::test]
    async fn what_nobody_reads_is_not_made() {
        let (places, made) = (Places::default(), Arc::new(AtomicBool::new(false)));
        let making = Arc::clone(&made);
        let unread = body(terms(place(&places, 0)), |_| async move {
            making.store(true, Ordering::SeqCst);
            Ok(())
        });
        let other = place(&places, 0);
        assert!(places.take(Uuid::nil()).await.is_err());
        // Whatever was begun would run now.
        for _ in 0..10 {
            tokio::task::yield_now().await;
        }
        drop(unread);
        drop(other);
        let taken = (place(&places, 0), place(&places, 0));
        assert!(!made.load(Ordering::SeqCst));
        drop(taken);
    }

    #[tokio::test]
    async fn who_goes_away_ends_the_work() {
        let (told, ended) = oneshot::channel();
        let mut body = body(alone(), |outlet| async move {
            let sent = outlet.send(vec![7; 10 * PIECE_BYTES]).await;
            let _ = told.send(matches!(sent, Err(Broken::Gone)));
            sent
        });
        body.frame().await.unwrap().unwrap();
        drop(body);
        assert!(ended.await.unwrap());
    }
}
