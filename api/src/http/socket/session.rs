//! One socket from its upgrade to its close.
//!
//! One task with one loop: it waits for a message, an event of an operation, the result of a
//! session check, or the next deadline, and handles one of them.

use std::pin::Pin;
use std::time::Duration;

use async_graphql::parser::types::OperationType;
use axum::extract::ws::{Message, WebSocket};
use bytes::Bytes;
use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Map, Value};
use tokio::time::{Instant, Sleep, sleep_until, timeout};
use tokio_util::sync::CancellationToken;
use tracing::error;

use super::super::bearer::{self, Credentials};
use super::super::operation::{Caller, Event, Who, at_once, left};
use super::super::params::Params;
use super::super::server::Connection;
use super::super::state::HttpState;
use super::message::{Closing, FromClient, ToClient};
use super::operations::Operations;
use super::outgoing::{
    CLOSE_PATIENCE, End, close, is_too_long, next_of, patiently, refusal_of, text_of,
};
use super::{BUFFER_BYTES, Client};
use crate::limits::{Payer, Place};
use crate::service::identity::Identity;

/// How long a client may take to send `connection_init`.
const INIT_PATIENCE: Duration = Duration::from_secs(10);
/// Interval between pings.
const PING_EVERY: Duration = Duration::from_secs(20);
/// How long a peer may be silent.
const SILENCE: Duration = Duration::from_secs(60);
/// Most events written before a flush.
const BATCH: usize = 64;

/// One socket.
pub(super) struct Session {
    shared: HttpState,
    socket: WebSocket,
    client: Client,
    /// Cancelled when the session ends.
    ended: CancellationToken,
    /// `None` before `connection_init`.
    caller: Option<Caller>,
    operations: Operations,
    /// The place among the caller's sockets.
    place: Option<Place>,
    /// When an operation started or ended last.
    busy_at: Instant,
    opened_at: Instant,
    ping_at: Instant,
    heard_at: Instant,
    /// Runs until the next deadline. Most events leave that as it was, so it is kept.
    timer: Pin<Box<Sleep>>,
}

impl Session {
    /// A socket before `connection_init`.
    pub(super) fn new(shared: HttpState, client: Client, socket: WebSocket) -> Self {
        let now = Instant::now();
        Self {
            shared,
            socket,
            client,
            ended: CancellationToken::new(),
            caller: None,
            operations: Operations::default(),
            place: None,
            busy_at: now,
            opened_at: now,
            ping_at: now + PING_EVERY,
            heard_at: now,
            timer: Box::pin(sleep_until(now)),
        }
    }

    /// Serves the socket until either side closes it.
    pub(super) async fn run(mut self) {
        // They are polled only once one of them has something to say, not at each event.
        let mut ends = FuturesUnordered::from_iter(self.ends());
        let end = tokio::select! {
            Some(end) = ends.next() => end,
            end = self.serve() => end,
        };
        drop(ends);
        // Operations end, and the place is free, before the peer has answered the close frame.
        self.operations = Operations::default();
        self.place = None;
        if let End::Close(closing) = end {
            close(self.socket, &closing).await;
        }
    }

    /// What ends the socket from outside.
    fn ends(&self) -> [BoxFuture<'static, End>; 3] {
        let shutdown = self.shared.shutdown.clone();
        let connection = self.client.connection.clone();
        let ended = self.ended.clone();
        [
            Box::pin(async move {
                shutdown.cancelled().await;
                End::Close(Closing::GoingAway)
            }),
            Box::pin(async move {
                is_cut(connection.as_ref()).await;
                End::Gone
            }),
            Box::pin(async move {
                left(&ended).await;
                End::Close(Closing::SessionEnded)
            }),
        ]
    }

    async fn serve(&mut self) -> End {
        loop {
            if let Err(end) = self.step().await {
                return end;
            }
        }
    }

    async fn step(&mut self) -> Result<(), End> {
        let wake_at = self.wake_at();
        if self.timer.deadline() != wake_at {
            self.timer.as_mut().reset(wake_at);
        }
        tokio::select! {
            message = self.socket.recv() => match message {
                Some(Ok(message)) => {
                    // On the heap: a socket is idle nearly always.
                    let outcome = Box::pin(self.received(message)).await;
                    self.client.connection.iter().for_each(Connection::handled);
                    outcome
                }
                Some(Err(err)) if is_too_long(&err) => Err(End::Close(Closing::TooLong)),
                Some(Err(_)) | None => Err(End::Gone),
            },
            (id, event) = self.operations.next() => self.happened(id, event).await,
            still_exists = rechecked(&mut self.caller) => {
                still_exists.then_some(()).ok_or(End::Close(Closing::SessionEnded))
            }
            () = self.timer.as_mut() => self.woke().await,
        }
    }

    /// The next deadline.
    fn wake_at(&self) -> Instant {
        let mut at = self.ping_at.min(self.heard_at + SILENCE);
        match &self.caller {
            None => at = at.min(self.opened_at + INIT_PATIENCE),
            Some(caller) => {
                at = caller
                    .wake_at(self.now_ms())
                    .map_or(at, |wake| at.min(wake));
                if self.operations.is_empty() {
                    at = at.min(self.idle_at());
                }
            }
        }
        at
    }

    /// When the socket is closed if no operation starts.
    fn idle_at(&self) -> Instant {
        self.busy_at + self.shared.app.limits.socket_idle
    }

    async fn woke(&mut self) -> Result<(), End> {
        let now = Instant::now();
        let is_idle = self.operations.is_empty() && now >= self.idle_at();
        if now >= self.heard_at + SILENCE {
            return Err(End::Close(Closing::Silent));
        }
        match &mut self.caller {
            None if now >= self.opened_at + INIT_PATIENCE => {
                return Err(End::Close(Closing::InitTimeout));
            }
            None => {}
            Some(_) if is_idle => return Err(End::Close(Closing::Idle)),
            Some(caller) => caller.recheck_if_due(&self.shared, now),
        }
        self.check_expiry()?;
        if now >= self.ping_at {
            self.ping_at = now + PING_EVERY;
            self.send(Message::Ping(Bytes::new())).await?;
        }
        Ok(())
    }

    async fn received(&mut self, message: Message) -> Result<(), End> {
        self.heard_at = Instant::now();
        let text = match message {
            Message::Text(text) => text,
            Message::Binary(_) => return Err(End::Close(Closing::Invalid)),
            Message::Close(_) => {
                // The library has already prepared the response, which the next flush sends.
                let _ = timeout(CLOSE_PATIENCE, self.socket.flush()).await;
                return Err(End::Gone);
            }
            Message::Ping(_) | Message::Pong(_) => return Ok(()),
        };
        match FromClient::parse(&text).ok_or(End::Close(Closing::Invalid))? {
            FromClient::ConnectionInit { payload } => {
                self.introduced(payload.unwrap_or_default()).await
            }
            FromClient::Ping { .. } => self.send(text_of(&ToClient::Pong)?).await,
            FromClient::Pong { .. } => Ok(()),
            FromClient::Subscribe { id, payload } => self.subscribed(id, payload).await,
            FromClient::Complete { id } => {
                self.ended(&id);
                Ok(())
            }
        }
    }

    /// Handles `connection_init`: authenticates. A token in the payload takes precedence over
    /// the headers.
    async fn introduced(&mut self, payload: Map<String, Value>) -> Result<(), End> {
        if self.caller.is_some() {
            return Err(End::Close(Closing::SecondInit));
        }
        let given = payload
            .get("authorization")
            .or_else(|| payload.get("Authorization"));
        let credentials = match given {
            None | Some(Value::Null) => self.client.credentials.clone(),
            Some(Value::String(value)) => Credentials::of_value(value),
            Some(_) => Credentials::Malformed,
        };
        let is_cookie = matches!(credentials, Credentials::Cookie(_));
        let bearer = match credentials {
            Credentials::None => None,
            Credentials::Malformed => return Err(End::Close(Closing::Forbidden)),
            Credentials::Token(token) | Credentials::Cookie(token) => {
                match bearer::identify(&self.shared, &token).await {
                    Ok(Some(identity)) => Some((token, identity)),
                    Ok(None) if is_cookie => None,
                    Ok(None) => return Err(End::Close(Closing::Forbidden)),
                    Err(err) => {
                        error!(
                            error = &err as &dyn std::error::Error,
                            "Could not look up a session"
                        );
                        return Err(End::Close(Closing::TryAgain));
                    }
                }
            }
        };
        if let (Some(_), Some(connection)) = (&bearer, &self.client.connection) {
            connection.belongs_to_member();
        }
        let identity = bearer.as_ref().map(|(_, identity)| identity);
        if let Some(payer) = Payer::of(identity, self.client.origin) {
            let place = self.shared.app.limits.sockets.open(payer);
            self.place = Some(place.ok_or(End::Close(Closing::TooMany))?);
        }
        self.busy_at = Instant::now();
        self.caller = Some(Caller::new(bearer, &self.shared, &self.ended));
        self.send(text_of(&ToClient::ConnectionAck)?).await
    }

    /// Handles `subscribe`: starts an operation of any kind.
    async fn subscribed(&mut self, id: String, params: Params) -> Result<(), End> {
        let Some(caller) = &self.caller else {
            return Err(End::Close(Closing::Unauthorized));
        };
        if self.operations.contains(&id) {
            return Err(End::Close(Closing::Duplicate(id)));
        }
        // Timers may be late; no operation starts after the session has ended.
        self.check_expiry()?;
        let identity = caller.identity();
        let payer = Payer::of(identity, self.client.origin);
        let prepared = self.shared.prepare(params, identity, payer).await;
        let prepared = prepared.and_then(|prepared| {
            let subscriptions = self.shared.app.limits.subscriptions;
            self.operations.check_room(prepared.kind(), subscriptions)?;
            Ok(prepared)
        });
        match prepared {
            Ok(mut prepared) => {
                if let Some(origin) = self.client.origin {
                    prepared.add(origin);
                }
                if let Some(identity) = identity {
                    let origin = self.client.origin;
                    let identity = identity.clone();
                    prepared.add(Identity { origin, ..identity });
                }
                let connection = self.client.connection.as_ref();
                let carried = connection.map(|connection| connection.carry(prepared.bytes()));
                let who = Who { identity, payer };
                self.operations
                    .start(&self.shared, id, prepared, who, carried);
                Ok(())
            }
            Err(error) => self.send(refusal_of(&id, vec![error])?).await,
        }
    }

    /// Sends the events that are ready, in one go.
    async fn happened(&mut self, id: String, event: Event) -> Result<(), End> {
        let mut next = Some((id, event));
        for _ in 0..BATCH {
            let Some((id, event)) = next else { break };
            let message = match event {
                Event::Next { answer, .. } => next_of(&id, &answer)?,
                Event::Refused(errors) => {
                    self.ended(&id);
                    text_of(&ToClient::Error {
                        id: &id,
                        payload: &errors,
                    })?
                }
                Event::Complete => {
                    self.ended(&id);
                    text_of(&ToClient::Complete { id: &id })?
                }
            };
            self.feed(message).await?;
            next = at_once(self.operations.next());
        }
        patiently(self.socket.flush()).await
    }

    /// An operation has ended. A mutation may have ended the session.
    fn ended(&mut self, id: &str) {
        let was = self.operations.stop(id);
        self.busy_at = Instant::now();
        if was == Some(OperationType::Mutation)
            && let Some(caller) = &mut self.caller
        {
            caller.recheck_now();
        }
    }

    fn check_expiry(&self) -> Result<(), End> {
        let caller = self.caller.as_ref();
        if caller.is_some_and(|caller| caller.has_expired(self.now_ms())) {
            return Err(End::Close(Closing::SessionEnded));
        }
        Ok(())
    }

    fn now_ms(&self) -> i64 {
        self.shared.app.clock.now_ms()
    }

    /// Writes a message; a small one is flushed with those that follow.
    async fn feed(&mut self, message: Message) -> Result<(), End> {
        let length = match &message {
            Message::Text(text) => text.as_str().len(),
            _ => 0,
        };
        if length < BUFFER_BYTES {
            return patiently(self.socket.feed(message)).await;
        }
        let connection = self.client.connection.as_ref();
        let _carried = connection.map(|connection| connection.carry(length));
        patiently(self.socket.send(message)).await
    }

    async fn send(&mut self, message: Message) -> Result<(), End> {
        patiently(self.socket.send(message)).await
    }
}

/// Returns whether the caller's session still exists, once a check of it has ended.
async fn rechecked(caller: &mut Option<Caller>) -> bool {
    match caller {
        Some(caller) => caller.rechecked().await,
        None => std::future::pending().await,
    }
}

async fn is_cut(connection: Option<&Connection>) {
    match connection {
        Some(connection) => connection.is_cut().await,
        None => std::future::pending().await,
    }
}
