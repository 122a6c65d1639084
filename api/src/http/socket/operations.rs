//! Runs the operations of one socket.
//!
//! They run inside the socket's own task and produce their next result only when it is taken,
//! so a client that reads slowly slows down only its own subscriptions.

use std::collections::HashMap;
use std::pin::Pin;

use async_graphql::parser::types::OperationType;
use async_graphql::{Response, ServerError};
use axum::body::Bytes;
use futures_util::future::{AbortHandle, Abortable};
use futures_util::stream::{self, SelectAll};
use futures_util::{FutureExt, Stream, StreamExt};

use super::super::answer::{GraphqlAnswer, failure};
use super::super::execute::Prepared;
use super::super::selection_key;
use super::super::server::Carried;
use super::super::state::HttpState;
use super::subscription::{Sharing, Subscription};
use crate::code::Code;
use crate::limits::Payer;
use crate::live::Turns;
use crate::service::identity::Identity;

/// Most concurrent queries and mutations of a socket.
const MAX_REQUESTS: usize = 20;

/// When a client with too many operations may retry, in seconds.
const RETRY_AFTER_SECS: i32 = 1;

/// An event of an operation.
#[derive(Debug)]
pub(super) enum Event {
    /// An encoded result; more may follow.
    Next(Bytes),
    /// The operation failed to start, and has ended.
    Refused(Vec<ServerError>),
    /// The operation has ended.
    Complete,
}

/// Who starts an operation.
pub(super) struct Who<'a> {
    pub(super) identity: Option<&'a Identity>,
    pub(super) payer: Option<Payer>,
}

type Events = Pin<Box<dyn Stream<Item = (String, Event)> + Send>>;

/// The operations of one socket.
#[derive(Default)]
pub(super) struct Operations {
    running: HashMap<String, Running>,
    events: SelectAll<Events>,
    /// Limits how many of its subscriptions catch up at once.
    turns: Turns,
}

struct Running {
    kind: OperationType,
    abort: AbortHandle,
}

impl Operations {
    /// Whether an operation with this id is running.
    pub(super) fn contains(&self, id: &str) -> bool {
        self.running.contains_key(id)
    }

    /// Whether none is running.
    pub(super) fn is_empty(&self) -> bool {
        self.running.is_empty()
    }

    /// Checks whether another operation of `kind` may run, where a socket may have so many
    /// `subscriptions`.
    ///
    /// # Errors
    /// The error for the client.
    pub(super) fn check_room(
        &self,
        kind: OperationType,
        subscriptions: usize,
    ) -> Result<(), ServerError> {
        let is_subscription = |kind| kind == OperationType::Subscription;
        let like = |running: &&Running| is_subscription(running.kind) == is_subscription(kind);
        let (limit, what) = if is_subscription(kind) {
            (subscriptions, "subscriptions")
        } else {
            (MAX_REQUESTS, "requests at once")
        };
        if self.running.values().filter(like).count() < limit {
            return Ok(());
        }
        let text = format!("a socket may have {limit} {what}");
        let mut error = failure(Code::RateLimited, text);
        error
            .extensions
            .get_or_insert_default()
            .set("retryAfterSecs", RETRY_AFTER_SECS);
        Err(error)
    }

    /// Starts an operation; `carried` is released when it ends.
    pub(super) fn start(
        &mut self,
        shared: &HttpState,
        id: String,
        mut prepared: Prepared,
        Who { identity, payer }: Who<'_>,
        carried: Option<Carried>,
    ) {
        let kind = prepared.kind;
        let is_member = identity.is_some();
        let (abort, registration) = AbortHandle::new_pair();
        let events = match kind {
            OperationType::Subscription => {
                let key = selection_key::of(&mut prepared.request, identity);
                let sharing = identity.zip(key).map(|(identity, key)| Sharing {
                    resolvers: shared.resolvers.clone(),
                    organization: identity.account(),
                    key,
                });
                prepared.request = prepared.request.data(self.turns.clone());
                let shared = shared.clone();
                Subscription::start(shared, prepared, is_member, payer, sharing).left_stream()
            }
            _ => request(shared.clone(), prepared, is_member, payer).right_stream(),
        };
        let events = events.chain(stream::once(async { Event::Complete }));
        let name = id.clone();
        let named = Abortable::new(events, registration).map(move |event| {
            // Held until the operation ends.
            let _ = &carried;
            (name.clone(), event)
        });
        self.events.push(Box::pin(named));
        self.running.insert(id, Running { kind, abort });
    }

    /// Stops an operation, which then has no more events, and returns its kind if it was
    /// running.
    pub(super) fn stop(&mut self, id: &str) -> Option<OperationType> {
        let Running { kind, abort } = self.running.remove(id)?;
        abort.abort();
        Some(kind)
    }

    /// The next event of any operation; waits forever if there are none.
    pub(super) async fn next(&mut self) -> (String, Event) {
        match self.events.next().await {
            Some(event) => event,
            None => std::future::pending().await,
        }
    }
}

/// A query or mutation: one result, within the time limit.
fn request(
    shared: HttpState,
    prepared: Prepared,
    is_member: bool,
    payer: Option<Payer>,
) -> impl Stream<Item = Event> + Send {
    stream::once(async move { event(shared.run(prepared, is_member, payer).await) })
}

/// The event of a response. A document that does not match the schema is refused.
fn event(response: Response) -> Event {
    let answer = GraphqlAnswer::new(response);
    if answer.is_refused() {
        return Event::Refused(answer.errors);
    }
    Event::Next(answer.encoded())
}

/// The result of `future` if it is ready immediately.
pub(super) fn at_once<T>(future: impl Future<Output = T>) -> Option<T> {
    future.now_or_never()
}
