//! Resolves the events of subscriptions.
//!
//! The state of an execution takes more memory than all else of a subscription, and
//! subscribers who select the same get the same bytes. So those of one organization share the
//! execution of the first of them, for as long as one of them is there.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use async_graphql::Response;
use bytes::Bytes;
use futures_util::stream::BoxStream;
use futures_util::{FutureExt, StreamExt};
use tokio::sync::mpsc;

use super::super::answer::{GraphqlAnswer, internal};
use super::super::shape::Shape;
use crate::graphql::error::log;
use crate::live::{self, SelectionKey};
use crate::service;
use crate::service::account::OrganizationId;

/// Resolves one event at a time.
pub(super) struct Resolver {
    execution: tokio::sync::Mutex<Execution>,
    /// Whether a resolver of the schema has panicked: nothing can be expected of the rest.
    is_broken: AtomicBool,
}

/// A subscription that the schema executes.
pub(super) struct Execution {
    /// Takes the next event to resolve.
    pub(super) to_resolve: mpsc::Sender<service::Result<live::Event>>,
    /// Has one response for each event.
    pub(super) responses: BoxStream<'static, Response>,
    pub(super) shape: Arc<Shape>,
    /// Whether an event has no response yet, because who wanted it has left.
    pub(super) is_owed: bool,
}

/// The resolvers of this replica by what they are for.
#[derive(Clone, Default)]
pub(in crate::http) struct Resolvers(Arc<Mutex<Known>>);

#[derive(Default)]
struct Known {
    resolvers: HashMap<(OrganizationId, SelectionKey), Weak<Resolver>>,
    /// Number of entries at which those that nobody uses any more are removed.
    tidy_at: usize,
}

impl Resolver {
    pub(super) fn new(execution: Execution) -> Arc<Self> {
        Arc::new(Self {
            execution: tokio::sync::Mutex::new(execution),
            is_broken: AtomicBool::new(false),
        })
    }

    /// The encoded result for an event.
    pub(super) async fn resolve(&self, event: service::Result<live::Event>) -> Bytes {
        let mut execution = self.execution.lock().await;
        let response = AssertUnwindSafe(execution.response(event)).catch_unwind();
        let response = response.await.unwrap_or_else(|panic| {
            self.is_broken.store(true, Relaxed);
            resume_unwind(panic)
        });
        let mut response = response.unwrap_or_else(|| Response::from_errors(vec![internal()]));
        log(&response.errors);
        execution
            .shape
            .complete(&mut response.data, &response.errors);
        GraphqlAnswer::new(response).encoded()
    }
}

impl Execution {
    async fn response(&mut self, event: service::Result<live::Event>) -> Option<Response> {
        if self.is_owed {
            self.responses.next().await?;
        }
        // There is room: the last event has been taken with its response.
        self.to_resolve.try_send(event).ok()?;
        self.is_owed = true;
        let response = self.responses.next().await;
        self.is_owed = false;
        response
    }
}

impl Resolvers {
    /// The resolver for what `organization` selects by `key`: `own`, unless there is one.
    pub(super) fn shared(
        &self,
        organization: OrganizationId,
        key: SelectionKey,
        own: Arc<Resolver>,
    ) -> Arc<Resolver> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = known.resolvers.get(&(organization, key));
        if let Some(found) = found.and_then(Weak::upgrade)
            && !found.is_broken.load(Relaxed)
        {
            return found;
        }
        if known.resolvers.len() >= known.tidy_at {
            known.resolvers.retain(|_, it| it.strong_count() > 0);
            known.tidy_at = 64 + 2 * known.resolvers.len();
        }
        let shared = Arc::downgrade(&own);
        known.resolvers.insert((organization, key), shared);
        own
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;
    use async_graphql::{EmptyMutation, Object, Schema, Subscription, Value};
    use futures_util::stream;
    use uuid::Uuid;

    use super::super::super::shape;
    use super::super::super::shape::Types;
    use super::*;
    use crate::service::Error;

    /// An event is a failure here, which says what the response is to hold.
    fn event(text: &'static str) -> service::Result<live::Event> {
        Err(Error::NotFound(text))
    }

    /// A resolver that takes a moment for each event, and panics at "panic".
    fn resolver() -> Arc<Resolver> {
        let (to_resolve, events) = mpsc::channel(1);
        let responses = stream::unfold(events, |mut events| async {
            let event: service::Result<live::Event> = events.recv().await?;
            tokio::task::yield_now().await;
            let text = event.err()?.to_string();
            assert!(!text.contains("panic"));
            Some((Response::new(Value::String(text)), events))
        });
        let types = Types::of_sdl("type Query { a: Int }");
        let document = parse_query("{ a }").unwrap();
        let (_, operation) = document.operations.iter().next().unwrap();
        let shaped = shape::of(&types, &document, operation, &Default::default());
        Resolver::new(Execution {
            to_resolve,
            responses: responses.boxed(),
            shape: Arc::new(shaped.shape),
            is_owed: false,
        })
    }

    async fn resolved(resolver: &Resolver, text: &'static str) -> String {
        String::from_utf8(resolver.resolve(event(text)).await.to_vec()).unwrap()
    }

    #[tokio::test]
    async fn nobody_gets_what_another_did_not_wait_for() {
        let resolver = resolver();
        assert!(resolved(&resolver, "first").await.contains("first"));
        let left = resolver.resolve(event("second")).now_or_never();
        assert!(left.is_none(), "it has not waited");
        assert!(resolved(&resolver, "third").await.contains("third"));
        assert!(resolved(&resolver, "fourth").await.contains("fourth"));
    }

    #[tokio::test]
    async fn those_who_select_the_same_share_one_while_it_works() {
        let resolvers = Resolvers::default();
        let organization = |n| OrganizationId(Uuid::from_u128(n));
        let share = |n, key| {
            let own = resolver();
            let shared = resolvers.shared(organization(n), SelectionKey([key; 32]), own.clone());
            (Arc::ptr_eq(&own, &shared), shared)
        };
        let (is_own, first) = share(1, 1);
        assert!(is_own);
        let (is_own, second) = share(1, 1);
        assert!(!is_own && Arc::ptr_eq(&first, &second));
        assert!(share(2, 1).0, "another organization");
        assert!(share(1, 2).0, "another selection");

        let panicking = tokio::spawn(async move { resolved(&first, "panic").await });
        assert!(panicking.await.unwrap_err().is_panic());
        let (is_own, third) = share(1, 1);
        assert!(is_own, "the other one is broken");
        assert!(resolved(&third, "again").await.contains("again"));
        drop((second, third));
        assert!(share(1, 1).0, "nobody used it any more");
    }

    #[test]
    fn those_that_nobody_uses_are_forgotten() {
        let resolvers = Resolvers::default();
        let organization = OrganizationId(Uuid::nil());
        for n in 0..1_000_u16 {
            let mut key = [0; 32];
            key[..2].copy_from_slice(&n.to_be_bytes());
            drop(resolvers.shared(organization, SelectionKey(key), resolver()));
        }
        assert!(resolvers.0.lock().unwrap().resolvers.len() <= 64);
    }

    struct Query;

    #[Object]
    impl Query {
        async fn a(&self) -> i32 {
            0
        }
    }

    struct Numbers;

    #[Subscription]
    impl Numbers {
        async fn numbers(&self) -> impl stream::Stream<Item = async_graphql::Result<i32>> {
            stream::iter([Ok(1), Err("no".into()), Ok(2)])
        }
    }

    /// One subscriber's error must not end what the others share.
    #[tokio::test]
    async fn the_library_goes_on_after_an_error() {
        let schema = Schema::new(Query, EmptyMutation, Numbers);
        let responses = schema.execute_stream("subscription { numbers }");
        let errors: Vec<usize> = responses.map(|it| it.errors.len()).collect().await;
        assert_eq!(errors, [0, 1, 0]);
    }
}
