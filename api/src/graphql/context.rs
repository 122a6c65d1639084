//! What a resolver reaches through its context.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use async_graphql::Context;
use chrono::{DateTime, Utc};
use entity::member::Role;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::error::Result;
use super::loader::{RegionLoader, RegionOf};
use crate::app::App;
use crate::service::account::{Entrance, Identity};
use crate::service::{self, Error};
use crate::shares::Place;

/// How many reads of one request may be under way. Fewer than a pool has connections: what
/// one document asks for must leave room for others.
const READS_AT_ONCE: usize = 4;

/// How long the reads of one request may take together, of which four go at once. What a
/// document costs is known before, but for how often its websites changed; this bounds that,
/// too.
const MOST_READING: Duration = Duration::from_secs(40);

/// How long a read waits for others of its account.
const SHARE_PATIENCE: Duration = Duration::from_secs(10);

/// When whoever waited in vain may try again, seconds.
const RETRY_AFTER_SECS: u32 = 10;

/// The reads of one request: the library resolves all fields at once, so without this each
/// field that reads would want a connection of its own.
#[derive(Debug)]
pub struct Reads {
    places: Semaphore,
    /// What is left of the time for reading; `None` for a subscription, which has no end.
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
    /// Those of a subscription.
    pub fn without_end() -> Self {
        Self {
            left: None,
            ..Self::default()
        }
    }

    /// What `read` gives, unless the request has read for too long.
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
    /// The process's handles.
    fn app(&self) -> &'a App;
    /// What `read` gives, once few enough others of this request and of this account are
    /// under way. A read waits for no other read, or all could wait for each other.
    async fn read<T, E: Into<Error>>(&self, read: impl Future<Output = Result<T, E>>) -> Result<T>;
    /// What `change` does, once few enough others of this account are under way.
    async fn change<T>(&self, change: impl Future<Output = service::Result<T>>) -> Result<T>;
    /// A region's name.
    async fn region_name(&self, key: i16) -> Result<String>;
    /// Who asks, if they are signed in.
    fn identity(&self) -> Option<&'a Identity>;
    /// What it takes to let somebody in.
    fn entrance(&self) -> Entrance<'a>;
    /// Who asks, with at least `role` in their organization.
    fn member(&self, role: Role) -> Result<&'a Identity>;
    /// Makes sure that whoever asks operates this installation.
    async fn operator(&self) -> Result<()>;
    /// Now, by the fleet's time of day.
    fn now_ms(&self) -> i64;
    /// The same as a date.
    fn now(&self) -> DateTime<Utc>;
}

/// A place in the share of who asks.
async fn share(ctx: &Context<'_>) -> Result<Option<Place>, Error> {
    let Some(identity) = ctx.identity() else {
        return Ok(None);
    };
    let share = ctx.app().shares.of(identity.organization);
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
        // On the heap: fields nest, and so would what each of them awaits.
        let read = Box::pin(read);
        // Nobody closes it. Whoever is dropped on the way gives its place back.
        let _place = reads.places.acquire().await;
        let _share = share(self).await?;
        Ok(reads.within(read).await?)
    }

    async fn change<T>(&self, change: impl Future<Output = service::Result<T>>) -> Result<T> {
        let change = Box::pin(change);
        let _share = share(self).await?;
        Ok(change.await?)
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

    fn entrance(&self) -> Entrance<'a> {
        let App {
            front,
            passwords,
            throttle,
            ..
        } = self.app();
        Entrance {
            db: front,
            passwords,
            throttle,
            origin: self.data_opt().copied(),
        }
    }

    fn member(&self, role: Role) -> Result<&'a Identity> {
        let identity = self.identity().ok_or(Error::Unauthenticated)?;
        if identity.role < role {
            return Err(Error::Forbidden.into());
        }
        Ok(identity)
    }

    async fn operator(&self) -> Result<()> {
        let identity = self.identity().ok_or(Error::Unauthenticated)?;
        let App {
            operators, front, ..
        } = self.app();
        Ok(operators.check(front, &identity.user).await?)
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
        let late = reads.within(read()).await;
        assert!(matches!(late, Err(Error::TooDear { .. })), "{late:?}");
        Reads::without_end().within(read()).await.unwrap();
    }
}
