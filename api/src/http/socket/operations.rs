//! The operations of one socket.

use std::collections::HashMap;
use std::pin::Pin;

use async_graphql::ServerError;
use async_graphql::parser::types::OperationType;
use futures_util::future::{AbortHandle, Abortable};
use futures_util::stream::SelectAll;
use futures_util::{Stream, StreamExt};

use super::super::execute::Prepared;
use super::super::operation::{self, Event, Who, too_many};
use super::super::server::Carried;
use super::super::state::HttpState;
use crate::live::Turns;

/// Most concurrent queries and mutations of a socket.
const MAX_REQUESTS: usize = 20;

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
        Err(too_many(format!("a socket may have {limit} {what}")))
    }

    /// Starts an operation; `carried` is released when it ends.
    pub(super) fn start(
        &mut self,
        shared: &HttpState,
        id: String,
        prepared: Prepared,
        who: Who<'_>,
        carried: Option<Carried>,
    ) {
        let kind = prepared.kind();
        let (abort, registration) = AbortHandle::new_pair();
        let events = operation::events(shared, prepared, who, &self.turns);
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
