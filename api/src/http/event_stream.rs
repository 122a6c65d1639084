//! An operation as a stream of server-sent events.
//!
//! Source: `PROTOCOL.md` of the graphql-sse repository, "Distinct connections mode". Each result
//! of a subscription has the event's cursor as its id, so that a browser's `EventSource` resumes
//! by itself: it sends the last id as `Last-Event-ID` when it connects again.

use std::convert::Infallible;
use std::io::Write;
use std::pin::Pin;
use std::time::Duration;

use async_graphql::parser::types::OperationType;
use async_graphql::{Response as GraphqlResponse, ServerError};
use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::StreamExt;
use futures_util::stream::{self, BoxStream};
use tokio::sync::mpsc::{self, error::TrySendError};
use tokio::time::{Instant, Sleep, sleep_until};
use tokio_util::sync::CancellationToken;

use super::answer::GraphqlAnswer;
use super::execute::Prepared;
use super::operation::{self, Caller, Event, Who, at_once, left, too_many};
use super::server::{Carried, Connection};
use super::state::HttpState;
use crate::limits::Payer;
use crate::live::{Cursor, CursorKey, Turns};
use crate::service::identity::Identity;

/// Interval between comments while there is nothing to say: proxies close what is silent for
/// half a minute or more.
const PING_EVERY: Duration = Duration::from_secs(20);
const PING: &[u8] = b":\n\n";

/// How long a client may take to read a piece.
const PATIENCE: Duration = Duration::from_secs(30);

/// Most events in one piece of the body, and its length in bytes after which no event is added.
const BATCH: usize = 64;
const PIECE_BYTES: usize = 4 * 1024;

/// Keeps nginx from collecting the events.
const X_ACCEL_BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");

/// Who asks, and on which connection.
pub(super) struct Client {
    /// `None` if anonymous.
    pub(super) bearer: Option<(String, Identity)>,
    pub(super) payer: Option<Payer>,
    pub(super) connection: Option<Connection>,
}

/// The position of a client that connects again.
pub(super) const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// Answers with the results of `prepared`. A subscription takes a place as a socket does.
pub(super) fn answer(shared: &HttpState, client: Client, prepared: Prepared) -> Response {
    let takes_place = prepared.kind() == OperationType::Subscription;
    let place = match client.payer.filter(|_| takes_place) {
        None => None,
        Some(payer) => match shared.app.limits.sockets.open(payer) {
            Some(place) => Some(place),
            None => {
                return refuse(
                    shared,
                    client,
                    too_many("too many open streams and sockets"),
                );
            }
        },
    };
    let connection = client.connection.as_ref();
    let carried = connection.map(|connection| connection.carry(prepared.bytes()));
    let who = Who {
        identity: client.bearer.as_ref().map(|(_, identity)| identity),
        payer: client.payer,
    };
    let events = operation::events(shared, prepared, who, &Turns::default());
    let events = events.inspect(move |_| {
        // Held until the operation ends.
        let _ = (&carried, &place);
    });
    respond(shared, client, events.boxed())
}

/// Answers with the reason why the operation cannot start.
pub(super) fn refuse(shared: &HttpState, client: Client, error: ServerError) -> Response {
    let events = [Event::Refused(vec![error]), Event::Complete];
    respond(shared, client, stream::iter(events).boxed())
}

/// Answers with a body that a task of its own produces. It waits for the client to take each
/// piece, up to [`PATIENCE`].
fn respond(shared: &HttpState, client: Client, events: Events) -> Response {
    let (pieces, taken) = mpsc::channel(1);
    let ended = CancellationToken::new();
    let producer = Producer {
        caller: Caller::new(client.bearer, shared, &ended),
        shared: shared.clone(),
        connection: client.connection,
        ended,
        cursors: CursorKey::new(shared.app.signing.clone()),
        pieces,
        ping_at: Instant::now() + PING_EVERY,
        timer: Box::pin(sleep_until(Instant::now())),
    };
    tokio::spawn(producer.run(events));
    let pieces = stream::unfold(taken, |mut taken| async {
        // From here on the connection counts its bytes.
        let Piece { bytes, .. } = taken.recv().await?;
        Some((Ok::<_, Infallible>(bytes), taken))
    });
    let headers = [
        (CONTENT_TYPE, "text/event-stream; charset=utf-8"),
        (CACHE_CONTROL, "no-store"),
        (X_ACCEL_BUFFERING, "no"),
    ];
    (headers, Body::from_stream(pieces)).into_response()
}

/// A piece of the body, whose bytes count until the connection takes it.
struct Piece {
    bytes: Bytes,
    _carried: Option<Carried>,
}

type Events = BoxStream<'static, Event>;

/// The client has left, or must.
struct Gone;

/// Writes events, for as long as the client and its session are there.
struct Producer {
    shared: HttpState,
    caller: Caller,
    connection: Option<Connection>,
    /// Cancelled when the session ends.
    ended: CancellationToken,
    cursors: CursorKey,
    pieces: mpsc::Sender<Piece>,
    ping_at: Instant,
    timer: Pin<Box<Sleep>>,
}

impl Producer {
    /// A stream that ends without `complete` tells the client to connect again.
    async fn run(mut self, mut events: Events) {
        let (pieces, ended) = (self.pieces.clone(), self.ended.clone());
        let shutdown = self.shared.shutdown.clone();
        let ends = async {
            tokio::select! {
                () = pieces.closed() => {}
                () = shutdown.cancelled() => {}
                () = left(&ended) => {}
            }
        };
        tokio::select! {
            () = ends => {}
            _ = self.produce(&mut events) => {}
        }
    }

    async fn produce(&mut self, events: &mut Events) -> Result<(), Gone> {
        // So that the client and what lies in between see the head at once.
        self.send(PING.to_vec()).await?;
        loop {
            let now_ms = self.shared.app.clock.now_ms();
            let wake_at = self.caller.wake_at(now_ms);
            let wake_at = wake_at.map_or(self.ping_at, |at| at.min(self.ping_at));
            if self.timer.deadline() != wake_at {
                self.timer.as_mut().reset(wake_at);
            }
            tokio::select! {
                event = events.next() => {
                    let Some(event) = event else { return Ok(()) };
                    let piece = self.piece(event, events);
                    self.send(piece).await?;
                }
                still_exists = self.caller.rechecked() => {
                    still_exists.then_some(()).ok_or(Gone)?;
                }
                () = self.timer.as_mut() => self.woke().await?,
            }
        }
    }

    /// The event and those that are ready with it.
    fn piece(&self, event: Event, events: &mut Events) -> Vec<u8> {
        let mut piece = Vec::new();
        let mut next = Some(event);
        for _ in 0..BATCH {
            let Some(event) = next else { break };
            self.write(&mut piece, event);
            if piece.len() >= PIECE_BYTES {
                break;
            }
            next = at_once(events.next()).flatten();
        }
        piece
    }

    fn write(&self, piece: &mut Vec<u8>, event: Event) {
        match event {
            Event::Next { answer, cursor } => self.write_next(piece, &answer, cursor),
            Event::Refused(errors) => {
                let answer = GraphqlAnswer::new(GraphqlResponse::from_errors(errors));
                self.write_next(piece, &answer.encoded(), None);
            }
            // Without `data` an EventSource ignores the event.
            Event::Complete => piece.extend_from_slice(b"event: complete\ndata:\n\n"),
        }
    }

    fn write_next(&self, piece: &mut Vec<u8>, answer: &[u8], cursor: Option<Cursor>) {
        piece.extend_from_slice(b"event: next\n");
        if let Some(cursor) = cursor {
            // Writing to a Vec cannot fail.
            let _ = writeln!(piece, "id: {}", self.cursors.text(cursor));
        }
        piece.extend_from_slice(b"data: ");
        piece.extend_from_slice(answer);
        piece.extend_from_slice(b"\n\n");
    }

    async fn woke(&mut self) -> Result<(), Gone> {
        let now = Instant::now();
        self.caller.recheck_if_due(&self.shared, now);
        if self.caller.has_expired(self.shared.app.clock.now_ms()) {
            return Err(Gone);
        }
        if now >= self.ping_at {
            self.send(PING.to_vec()).await?;
        }
        Ok(())
    }

    async fn send(&mut self, piece: Vec<u8>) -> Result<(), Gone> {
        let connection = self.connection.as_ref();
        let piece = Piece {
            _carried: connection.map(|connection| connection.carry(piece.len())),
            bytes: piece.into(),
        };
        self.ping_at = Instant::now() + PING_EVERY;
        match self.pieces.try_send(piece) {
            Ok(()) => Ok(()),
            Err(TrySendError::Closed(_)) => Err(Gone),
            // Of a connection with many requests, this one may be the only one that is not read.
            Err(TrySendError::Full(piece)) => {
                let sent = self.pieces.send_timeout(piece, PATIENCE).await;
                sent.map_err(|_| Gone)
            }
        }
    }
}
