//! What a resolver reaches through its context.

use async_graphql::Context;
use chrono::{DateTime, Utc};
use entity::member::Role;
use tokio::sync::Semaphore;

use super::error::Result;
use super::loader::{RegionLoader, RegionOf};
use crate::app::App;
use crate::service::Error;
use crate::service::account::Identity;

/// How many reads of one request may be under way. Fewer than a pool has connections: what
/// one document asks for must leave room for others.
const READS_AT_ONCE: usize = 4;

/// The reads of one request: the library resolves all fields at once, so without this each
/// field that reads would want a connection of its own.
#[derive(Debug)]
pub struct Reads(Semaphore);

impl Default for Reads {
    fn default() -> Self {
        Self(Semaphore::new(READS_AT_ONCE))
    }
}

/// Shorthands on the GraphQL context.
pub(super) trait ContextExt<'a> {
    /// The process's handles.
    fn app(&self) -> &'a App;
    /// What `read` gives, once few enough others of this request are under way. A read
    /// waits for no other read, or all could wait for each other.
    async fn read<T>(&self, read: impl Future<Output = T>) -> T;
    /// A region's name.
    async fn region_name(&self, key: i16) -> Result<String>;
    /// Who asks, if they are signed in.
    fn identity(&self) -> Option<&'a Identity>;
    /// Who asks, with at least `role` in their organization.
    fn member(&self, role: Role) -> Result<&'a Identity>;
    /// Now, by the fleet's time of day.
    fn now_ms(&self) -> i64;
    /// The same as a date.
    fn now(&self) -> DateTime<Utc>;
}

impl<'a> ContextExt<'a> for Context<'a> {
    fn app(&self) -> &'a App {
        self.data_unchecked()
    }

    async fn read<T>(&self, read: impl Future<Output = T>) -> T {
        let Reads(places) = self.data_unchecked();
        // Nobody closes it. Whoever is dropped on the way gives its place back.
        let _place = places.acquire().await;
        read.await
    }

    async fn region_name(&self, key: i16) -> Result<String> {
        let loader: &RegionLoader = self.data_unchecked();
        let region = loader.load_one(RegionOf(key)).await;
        let region = region.map_err(Error::Shared)?;
        Ok(region.ok_or(Error::NotFound("region"))?.name)
    }

    fn identity(&self) -> Option<&'a Identity> {
        self.data_opt()
    }

    fn member(&self, role: Role) -> Result<&'a Identity> {
        let identity = self.identity().ok_or(Error::Unauthenticated)?;
        if identity.role < role {
            return Err(Error::Forbidden.into());
        }
        Ok(identity)
    }

    fn now_ms(&self) -> i64 {
        self.app().clock.now_ms()
    }

    fn now(&self) -> DateTime<Utc> {
        super::scalar::date(self.now_ms())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use async_graphql::{EmptyMutation, EmptySubscription, Object, Request, Schema};

    use super::*;

    /// How many reads are under way, and how many were at most.
    #[derive(Default)]
    struct Seen {
        now: AtomicUsize,
        most: AtomicUsize,
    }

    struct Query;

    #[Object]
    impl Query {
        async fn slow(&self, ctx: &Context<'_>) -> async_graphql::Result<usize> {
            let seen: &Arc<Seen> = ctx.data_unchecked();
            let read = async {
                let now = seen.now.fetch_add(1, Ordering::SeqCst) + 1;
                seen.most.fetch_max(now, Ordering::SeqCst);
                for _ in 0..10 {
                    tokio::task::yield_now().await;
                }
                seen.now.fetch_sub(1, Ordering::SeqCst)
            };
            Ok(ctx.read(read).await)
        }
    }

    #[tokio::test]
    async fn a_request_has_few_reads_under_way() {
        let schema = Schema::build(Query, EmptyMutation, EmptySubscription).finish();
        let fields: String = (0..100).map(|n| format!("a{n}: slow ")).collect();
        let seen = Arc::new(Seen::default());
        for _ in 0..2 {
            let request = Request::new(format!("{{ {fields} }}"))
                .data(Arc::clone(&seen))
                .data(Reads::default());
            assert!(schema.execute(request).await.is_ok());
            assert_eq!(seen.most.load(Ordering::SeqCst), READS_AT_ONCE);
        }
    }
}
