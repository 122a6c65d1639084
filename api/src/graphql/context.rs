//! What resolvers reach through their context.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use async_graphql::{Context, ID};
use chrono::{DateTime, Utc};
use entity::{OrganizationId, RegionKey};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::error::Result;
use super::id;
use crate::app::App;
use crate::cookie::BrowserRequest;
use crate::service::Handles;
use crate::service::access::{Permission, Scope};
use crate::service::account::Entrance;
use crate::service::identity::Identity;
use crate::service::{self, Error};
use crate::shares::Permit;

/// How many reads of one request may run at once: fewer than a pool has connections, so that
/// one document leaves room for others.
const READS_AT_ONCE: usize = 4;

/// How long the reads of one request may take in total; four of them run at once. The cost of
/// a document is known in advance, except for how often its websites changed; this limit
/// bounds that, too.
const MOST_READING: Duration = Duration::from_secs(40);

/// How long a read waits for other reads of its account.
const SHARE_PATIENCE: Duration = Duration::from_secs(10);

/// How long a client that waited in vain should wait before it retries, in seconds.
const RETRY_AFTER_SECS: u32 = 10;

/// The reads of one request. The library resolves all fields at once; without this limit each
/// field that reads would need its own connection.
#[derive(Debug)]
pub struct Reads {
    places: Semaphore,
    /// Remaining read time; `None` for a subscription, which has no limit.
    left: Option<Mutex<Duration>>,
}

impl Default for Reads {
    fn default() -> Self {
        Self {
            places: Semaphore::new(READS_AT_ONCE),
            left: Some(Mutex::new(MOST_READING)),
        }
    }
}

impl Reads {
    /// The reads of a subscription.
    pub fn without_end() -> Self {
        Self {
            left: None,
            ..Self::default()
        }
    }

    /// The result of `read`, unless the request has spent its read time.
    async fn within<T, E: Into<Error>>(
        &self,
        read: impl Future<Output = Result<T, E>>,
    ) -> Result<T, Error> {
        let Some(left) = &self.left else {
            return read.await.map_err(Into::into);
        };
        let limit = *left.lock().unwrap_or_else(PoisonError::into_inner);
        let began = Instant::now();
        let outcome = timeout(limit, read).await;
        let took = began.elapsed();
        let mut left = left.lock().unwrap_or_else(PoisonError::into_inner);
        *left = left.saturating_sub(took);
        match outcome {
            Ok(outcome) => outcome.map_err(Into::into),
            Err(_) => Err(Error::TooDear {
                retry_after_secs: RETRY_AFTER_SECS,
            }),
        }
    }
}

/// Shorthands on the GraphQL context.
pub(super) trait ContextExt<'a> {
    /// The process's shared handles.
    fn app(&self) -> &'a App;
    /// Runs `read` once enough other reads of this request and of this account have finished.
    /// A read must not wait for another read, or all of them could wait for each other.
    async fn read<T, E: Into<Error>>(&self, read: impl Future<Output = Result<T, E>>) -> Result<T>;
    /// Runs `change` once enough other changes of this account have finished.
    async fn change<T>(&self, change: impl Future<Output = service::Result<T>>) -> Result<T>;
    /// Name of the region with this key.
    async fn region_name(&self, key: RegionKey) -> Result<Arc<str>>;
    /// The caller, if signed in.
    fn identity(&self) -> Option<&'a Identity>;
    /// The browser that asks, whose cookie the response may set.
    fn browser(&self) -> Result<&'a BrowserRequest>;
    /// What signing up and signing in need.
    fn entrance(&self) -> Entrance<'a>;
    /// The caller, who must be signed in. What is asked for by its id is looked up in the
    /// organizations of their [`access`](Identity::access).
    fn caller(&self) -> Result<&'a Identity>;
    /// The organization `id`, or the caller's own one, if they may do this there.
    fn organization(&self, permission: Permission, id: Option<&ID>) -> Result<OrganizationId>;
    /// The organization `id`, or the caller's own one, if they may do this there, and which
    /// websites exist for them.
    fn scope(&self, permission: Permission, id: Option<&ID>) -> Result<Scope>;
    /// Fails unless the caller operates this installation.
    async fn operator(&self) -> Result<()>;
    /// Now, in milliseconds of Unix time by the fleet's clock.
    fn now_ms(&self) -> i64;
    /// Now, by the fleet's clock.
    fn now(&self) -> DateTime<Utc>;
}

/// A place in the caller's share.
async fn share(ctx: &Context<'_>) -> Result<Option<Permit>, Error> {
    let Some(identity) = ctx.identity() else {
        return Ok(None);
    };
    let share = ctx.app().shares.of(identity.account());
    let place = timeout(SHARE_PATIENCE, share.read()).await;
    place.map(Some).map_err(|_| Error::Busy {
        retry_after_secs: RETRY_AFTER_SECS,
    })
}

impl<'a> ContextExt<'a> for Context<'a> {
    fn app(&self) -> &'a App {
        self.data_unchecked()
    }

    async fn read<T, E: Into<Error>>(&self, read: impl Future<Output = Result<T, E>>) -> Result<T> {
        let reads: &Reads = self.data_unchecked();
        // On the heap: fields nest, and so would the futures each of them awaits.
        let read = Box::pin(read);
        // The semaphore is never closed. A cancelled read releases its place.
        let _place = reads.places.acquire().await;
        let _share = share(self).await?;
        Ok(reads.within(read).await?)
    }

    async fn change<T>(&self, change: impl Future<Output = service::Result<T>>) -> Result<T> {
        let change = Box::pin(change);
        let _share = share(self).await?;
        Ok(change.await?)
    }

    async fn region_name(&self, key: RegionKey) -> Result<Arc<str>> {
        let Handles {
            region_cache,
            front,
            ..
        } = &self.app().handles;
        Ok(region_cache.name(front, key).await?)
    }

    fn identity(&self) -> Option<&'a Identity> {
        self.data_opt()
    }

    fn browser(&self) -> Result<&'a BrowserRequest> {
        Ok(self.data_opt().ok_or(Error::NoCookie)?)
    }

    fn entrance(&self) -> Entrance<'a> {
        let Handles {
            front,
            passwords,
            throttle,
            keys,
            ..
        } = &self.app().handles;
        Entrance {
            db: front,
            passwords,
            throttle,
            keys,
            origin: self.data_opt().copied(),
            device: self.data_opt(),
        }
    }

    fn caller(&self) -> Result<&'a Identity> {
        Ok(self.identity().ok_or(Error::Unauthenticated)?)
    }

    fn organization(&self, permission: Permission, id: Option<&ID>) -> Result<OrganizationId> {
        let caller = self.caller()?;
        let id = id.map(|id| id::parse("organizationId", id)).transpose()?;
        Ok(caller.access.to(permission, id)?)
    }

    fn scope(&self, permission: Permission, id: Option<&ID>) -> Result<Scope> {
        let caller = self.caller()?;
        let id = id.map(|id| id::parse("organizationId", id)).transpose()?;
        Ok(caller.access.scope(permission, id)?)
    }

    async fn operator(&self) -> Result<()> {
        Ok(self.app().operators.check(&self.caller()?.user)?)
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

    /// Number of reads running now, and the highest number so far.
    #[derive(Default)]
    struct Seen {
        now: AtomicUsize,
        most: AtomicUsize,
    }

    struct Query;

    #[Object]
    impl Query {
        async fn slow(&self, ctx: &Context<'_>) -> Result<usize> {
            let seen: &Arc<Seen> = ctx.data_unchecked();
            let read = async {
                let now = seen.now.fetch_add(1, Ordering::SeqCst) + 1;
                seen.most.fetch_max(now, Ordering::SeqCst);
                for _ in 0..10 {
                    tokio::task::yield_now().await;
                }
                Ok::<_, Error>(seen.now.fetch_sub(1, Ordering::SeqCst))
            };
            ctx.read(read).await
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

    #[tokio::test]
    async fn a_request_reads_only_for_so_long() {
        let reads = Reads::default();
        let read = async || {
            tokio::time::sleep(Duration::from_millis(2)).await;
            Ok::<_, Error>(())
        };
        reads.within(read()).await.unwrap();
        let left = reads.left.as_ref().unwrap();
        let before = std::mem::take(&mut *left.lock().unwrap());
        assert!(
            before < MOST_READING && before > MOST_READING / 2,
            "{before:?}"
        );
        let late = reads
            .within(std::future::pending::<Result<(), Error>>())
            .await;
        assert!(matches!(late, Err(Error::TooDear { .. })), "{late:?}");
        Reads::without_end().within(read()).await.unwrap();
    }
}
