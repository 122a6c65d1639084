//! What runs on one socket: its operations and what they give.
//!
//! They run inside the socket's own task and give their next result only when it is taken, so a
//! client that reads slowly slows its own subscriptions down and nobody else's.

use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;

use async_graphql::parser::types::OperationType;
use async_graphql::{Request, Response, ServerError};
use futures_util::future::{AbortHandle, Abortable};
use futures_util::stream::{self, SelectAll};
use futures_util::{FutureExt, Stream, StreamExt};
use tracing::error;

use super::super::answer::{Answer, RATE_LIMITED, failure, internal};
use super::super::execute::{self, Prepared};
use crate::graphql::Schema;
use crate::graphql::error::log;
use crate::live::Turns;

/// Most subscriptions of a socket.
const MAX_SUBSCRIPTIONS: usize = 100;

/// Most queries and mutations of a socket at once.
const MAX_REQUESTS: usize = 20;

/// When a client that has too much may try again, seconds.
const RETRY_AFTER_SECS: i32 = 1;

/// What an operation gives.
#[derive(Debug)]
pub(super) enum Event {
    /// A result; more may come.
    Next(Answer),
    /// It could not start, and is over.
    Refused(Vec<ServerError>),
    /// It is over.
    Complete,
}

type Events = Pin<Box<dyn Stream<Item = (String, Event)> + Send>>;

/// The operations of one socket.
#[derive(Default)]
pub(super) struct Operations {
    running: HashMap<String, Running>,
    events: SelectAll<Events>,
    /// Which of its subscriptions catch up.
    turns: Turns,
}

struct Running {
    kind: OperationType,
    abort: AbortHandle,
}

impl Operations {
    /// Whether `id` names an operation that runs.
    pub(super) fn contains(&self, id: &str) -> bool {
        self.running.contains_key(id)
    }

    /// Whether one more of `kind` may run.
    ///
    /// # Errors
    /// What to tell the client.
    pub(super) fn check_room(&self, kind: OperationType) -> Result<(), ServerError> {
        let is_subscription = |kind| kind == OperationType::Subscription;
        let like = |running: &&Running| is_subscription(running.kind) == is_subscription(kind);
        let (limit, what) = if is_subscription(kind) {
            (MAX_SUBSCRIPTIONS, "subscriptions")
        } else {
            (MAX_REQUESTS, "requests at once")
        };
        if self.running.values().filter(like).count() < limit {
            return Ok(());
        }
        let text = format!("a socket may have {limit} {what}");
        let mut error = failure(RATE_LIMITED, text);
        error
            .extensions
            .get_or_insert_default()
            .set("retryAfterSecs", RETRY_AFTER_SECS);
        Err(error)
    }

    /// Starts an operation.
    pub(super) fn start(&mut self, schema: &Schema, id: String, prepared: Prepared) {
        let kind = prepared.kind;
        let (abort, registration) = AbortHandle::new_pair();
        let events = match kind {
            OperationType::Subscription => {
                let request = prepared.request.data(self.turns.clone());
                subscription(schema, request).left_stream()
            }
            _ => request(schema.clone(), prepared).right_stream(),
        };
        let events = events.chain(stream::once(async { Event::Complete }));
        let name = id.clone();
        let named = Abortable::new(events, registration).map(move |event| (name.clone(), event));
        self.events.push(Box::pin(named));
        self.running.insert(id, Running { kind, abort });
    }

    /// Ends an operation; nothing more comes of it. What it was, if it ran.
    pub(super) fn stop(&mut self, id: &str) -> Option<OperationType> {
        let Running { kind, abort } = self.running.remove(id)?;
        abort.abort();
        Some(kind)
    }

    /// The next event of any operation; waits for ever while there is none.
    pub(super) async fn next(&mut self) -> (String, Event) {
        match self.events.next().await {
            Some(event) => event,
            None => std::future::pending().await,
        }
    }
}

/// A query or mutation: one result, in limited time.
fn request(schema: Schema, prepared: Prepared) -> impl Stream<Item = Event> + Send {
    stream::once(async move { event(0, execute::run(&schema, prepared).await, false) })
}

/// A subscription: as many results as there are. A panic ends it.
fn subscription(schema: &Schema, request: Request) -> impl Stream<Item = Event> + Send + use<> {
    AssertUnwindSafe(schema.execute_stream(request))
        .catch_unwind()
        .enumerate()
        .map(|(index, response)| match response {
            Ok(response) => {
                log(&response.errors);
                event(index, response, true)
            }
            Err(_) => {
                error!("A subscription panicked");
                Event::Refused(vec![internal()])
            }
        })
}

/// What a response is to the client. What could not start is no result: a document that does not
/// fit the schema, and a subscription whose very first response is a failure.
fn event(index: usize, response: Response, is_subscription: bool) -> Event {
    let answer = Answer::new(response);
    let could_not_start = index == 0 && is_subscription && answer.has_failed();
    if answer.is_refused() || could_not_start {
        Event::Refused(answer.errors)
    } else {
        Event::Next(answer)
    }
}

/// The result of `future` if it is there already.
pub(super) fn at_once<T>(future: impl Future<Output = T>) -> Option<T> {
    future.now_or_never()
}
