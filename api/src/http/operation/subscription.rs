//! One subscription.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use async_graphql::Response;
use futures_util::stream;
use futures_util::{FutureExt, Stream, StreamExt};
use tokio::sync::oneshot;
use tracing::error;

use super::super::answer::{GraphqlAnswer, internal};
use super::super::execute::Prepared;
use super::super::state::HttpState;
use super::Event;
use super::resolver::{Execution, Resolver, Resolvers};
use crate::graphql::error::log;
use crate::limits::Payer;
use crate::live::SelectionKey;
use crate::live::handover::{self, Events};
use crate::service::account::OrganizationId;

/// A subscription.
pub(super) enum Subscription {
    /// The schema decides whether to accept it.
    Starting {
        events: oneshot::Receiver<Events>,
        execution: Execution,
        sharing: Option<Sharing>,
    },
    /// It has been accepted.
    Accepted {
        events: Events,
        resolver: Arc<Resolver>,
        key: Option<SelectionKey>,
    },
    Ended,
}

/// With whom a subscription may share its results.
pub(super) struct Sharing {
    pub(super) resolvers: Resolvers,
    pub(super) organization: OrganizationId,
    pub(super) key: SelectionKey,
}

impl Subscription {
    /// The results of a subscription. A panic ends them.
    pub(super) fn start(
        shared: HttpState,
        mut prepared: Prepared,
        is_member: bool,
        payer: Option<Payer>,
        sharing: Option<Sharing>,
    ) -> impl Stream<Item = Event> + Send {
        let shape = Arc::clone(&prepared.reading.shape);
        let (resolver_end, socket_end) = handover::ends();
        let responses = async move {
            // On the heap, and only for as long as it takes.
            let admitted = Box::pin(shared.admit(&prepared, is_member, payer));
            match admitted.await {
                Err(response) => stream::once(async { *response }).left_stream(),
                Ok(_) => {
                    prepared.add(resolver_end);
                    let request = prepared.into_request();
                    shared
                        .schemas
                        .executing
                        .execute_stream(request)
                        .right_stream()
                }
            }
        };
        let subscription = Self::Starting {
            events: socket_end.events,
            execution: Execution {
                to_resolve: socket_end.to_resolve,
                responses: responses.flatten_stream().boxed(),
                shape,
                is_owed: false,
            },
            sharing,
        };
        let results = stream::unfold(subscription, async |mut subscription| {
            Some((subscription.next().await?, subscription))
        });
        let results = AssertUnwindSafe(results).catch_unwind();
        results.map(|result| {
            result.unwrap_or_else(|_| {
                error!("A subscription panicked");
                Event::Refused(vec![internal()])
            })
        })
    }

    /// The next result; `None` at the end.
    async fn next(&mut self) -> Option<Event> {
        if let Self::Starting {
            events, execution, ..
        } = self
        {
            let accepted = tokio::select! {
                Ok(events) = events => events,
                response = execution.responses.next() => {
                    *self = Self::Ended;
                    return response.map(refusal);
                }
            };
            self.accept(accepted);
        }
        let Self::Accepted {
            events,
            resolver,
            key,
        } = self
        else {
            return None;
        };
        let event = events.next().await?;
        let cursor = event.as_ref().ok().map(|event| event.cursor);
        let key = key.zip(event.as_ref().ok().cloned());
        // On the heap: a subscriber waits for events nearly always.
        let resolved = Box::pin(resolver.resolve(event));
        let answer = match key {
            Some((key, event)) => event.rendered(key, resolved).await,
            None => resolved.await,
        };
        Some(Event::Next { answer, cursor })
    }

    /// Goes on with the events that the schema has accepted.
    fn accept(&mut self, events: Events) {
        let Self::Starting {
            execution, sharing, ..
        } = std::mem::replace(self, Self::Ended)
        else {
            return;
        };
        let own = Resolver::new(execution);
        let (resolver, key) = match sharing {
            None => (own, None),
            Some(sharing) => {
                let Sharing {
                    resolvers,
                    organization,
                    key,
                } = sharing;
                (resolvers.shared(organization, key, own), Some(key))
            }
        };
        *self = Self::Accepted {
            events,
            resolver,
            key,
        };
    }
}

/// The event of a subscription that could not start.
fn refusal(response: Response) -> Event {
    log(&response.errors);
    Event::Refused(GraphqlAnswer::new(response).errors)
}
