//! Runs the operations of one socket.
//!
//! They run inside the socket's own task and produce their next result only when it is taken,
//! so a client that reads slowly slows down only its own subscriptions.

use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;

use async_graphql::parser::types::OperationType;
use async_graphql::{Response, ServerError, Value};
use futures_util::future::{AbortHandle, Abortable};
use futures_util::stream::{self, SelectAll};
use futures_util::{FutureExt, Stream, StreamExt};
use tracing::error;

use super::super::answer::{GraphqlAnswer, failure, internal};
use super::super::execute::{Prepared, refused};
use super::super::server::Carried;
use super::super::state::HttpState;
use crate::code::Code;
use crate::graphql::Schema;
use crate::graphql::error::log;
use crate::live::Turns;

/// Most subscriptions of a socket.
const MAX_SUBSCRIPTIONS: usize = 100;

/// Most concurrent queries and mutations of a socket.
const MAX_REQUESTS: usize = 20;

/// When a client with too many operations may retry, in seconds.
const RETRY_AFTER_SECS: i32 = 1;

/// An event of an operation.
#[derive(Debug)]
pub(super) enum Event {
    /// A result; more may follow.
    Next(GraphqlAnswer),
    /// The operation failed to start, and has ended.
    Refused(Vec<ServerError>),
    /// The operation has ended.
    Complete,
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

    /// Checks whether another operation of `kind` may run.
    ///
    /// # Errors
    /// The error for the client.
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
        is_member: bool,
        carried: Option<Carried>,
    ) {
        let kind = prepared.kind;
        let (abort, registration) = AbortHandle::new_pair();
        let events = match kind {
            OperationType::Subscription => {
                let schema = shared.schema(is_member).clone();
                prepared.request = prepared.request.data(self.turns.clone());
                subscription(schema, prepared).left_stream()
            }
            _ => request(shared.clone(), prepared, is_member).right_stream(),
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
) -> impl Stream<Item = Event> + Send {
    stream::once(async move { event(shared.run(prepared, is_member).await) })
}

/// A subscription: any number of results. A panic ends it.
fn subscription(schema: Schema, prepared: Prepared) -> impl Stream<Item = Event> + Send {
    let Prepared {
        request,
        shape,
        checks,
        ..
    } = prepared;
    let responses = async move {
        match refused(&schema, checks).await {
            Some(response) => stream::once(async { response }).left_stream(),
            None => schema.execute_stream(request).right_stream(),
        }
    };
    let responses = AssertUnwindSafe(responses.flatten_stream()).catch_unwind();
    responses.enumerate().map(move |(index, response)| {
        let Ok(mut response) = response else {
            error!("A subscription panicked");
            return Event::Refused(vec![internal()]);
        };
        log(&response.errors);
        // A subscription that cannot start has a failure as its first response.
        let has_failed = response.data == Value::Null && !response.errors.is_empty();
        if index == 0 && has_failed {
            return Event::Refused(GraphqlAnswer::new(response).errors);
        }
        shape.complete(&mut response.data, &response.errors);
        event(response)
    })
}

/// The event of a response. A document that does not match the schema is refused.
fn event(response: Response) -> Event {
    let answer = GraphqlAnswer::new(response);
    if answer.is_refused() {
        Event::Refused(answer.errors)
    } else {
        Event::Next(answer)
    }
}

/// The result of `future` if it is ready immediately.
pub(super) fn at_once<T>(future: impl Future<Output = T>) -> Option<T> {
    future.now_or_never()
}
