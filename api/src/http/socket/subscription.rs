//! One subscription of a socket.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use async_graphql::Response;
use axum::body::Bytes;
use futures_util::stream::{self, BoxStream};
use futures_util::{FutureExt, Stream, StreamExt};
use tracing::error;

use super::super::answer::{GraphqlAnswer, internal};
use super::super::execute::{Prepared, refused};
use super::super::shape::Shape;
use super::operations::Event;
use crate::graphql::Schema;
use crate::graphql::error::log;
use crate::live::handover::{self, Events, SocketEnd};
use crate::live::{self, SelectionKey};
use crate::service;

/// A subscription that the schema executes.
pub(super) struct Subscription {
    events: Option<Events>,
    resolver: Resolver,
    key: Option<SelectionKey>,
}

/// Resolves the events that it is given.
struct Resolver {
    socket_end: SocketEnd,
    responses: BoxStream<'static, Response>,
    shape: Arc<Shape>,
}

impl Subscription {
    /// The results of a subscription whose selection has `key`. A panic ends them.
    pub(super) fn start(
        schema: Schema,
        prepared: Prepared,
        key: Option<SelectionKey>,
    ) -> impl Stream<Item = Event> + Send {
        let Prepared {
            request,
            shape,
            checks,
            ..
        } = prepared;
        let (resolver_end, socket_end) = handover::ends();
        let request = request.data(resolver_end);
        let responses = async move {
            match refused(&schema, checks).await {
                Some(response) => stream::once(async { response }).left_stream(),
                None => schema.execute_stream(request).right_stream(),
            }
        };
        let subscription = Self {
            events: None,
            resolver: Resolver {
                socket_end,
                responses: responses.flatten_stream().boxed(),
                shape,
            },
            key,
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
        let Resolver {
            socket_end,
            responses,
            ..
        } = &mut self.resolver;
        let events = match &mut self.events {
            Some(events) => events,
            none => tokio::select! {
                Ok(events) = &mut socket_end.events => none.insert(events),
                // It could not start.
                response = responses.next() => return response.map(refusal),
            },
        };
        let event = events.next().await?;
        let key = self.key.zip(event.as_ref().ok().cloned());
        let resolved = self.resolver.resolve(event);
        Some(Event::Next(match key {
            Some((key, event)) => event.rendered(key, resolved).await,
            None => resolved.await,
        }))
    }
}

impl Resolver {
    /// The encoded result for an event.
    async fn resolve(&mut self, event: service::Result<live::Event>) -> Bytes {
        // The schema takes one at a time until the subscription ends.
        let _ = self.socket_end.to_resolve.send(event).await;
        let response = self.responses.next().await;
        let mut response = response.unwrap_or_else(|| Response::from_errors(vec![internal()]));
        log(&response.errors);
        self.shape.complete(&mut response.data, &response.errors);
        GraphqlAnswer::new(response).encoded()
    }
}

/// The event of a subscription that could not start.
fn refusal(response: Response) -> Event {
    log(&response.errors);
    Event::Refused(GraphqlAnswer::new(response).errors)
}
