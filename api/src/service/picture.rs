//! One fresh picture of the regions for all who ask this replica.
//!
//! Who probes where, and what waits in the queue, is the same for everybody. So the queue is
//! asked once a second at most, and only while somebody asks: a thousand tenants, or one
//! document with a hundred aliases, see one look.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::Mutex;
use tokio::time::timeout;

use super::region::{self, Queues, Staffed};
use super::{Error, Result};
use crate::app::App;

/// How long a look is fresh.
const FRESH: Duration = Duration::from_secs(1);

/// How long one may take.
const PATIENCE: Duration = Duration::from_secs(3);

/// What the last looks saw; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Picture {
    staffed: Kept<Vec<Staffed>>,
    queues: Kept<HashMap<String, Queues>>,
}

impl Picture {
    /// Every region with its probers, by name.
    ///
    /// # Errors
    /// Where the database or the queue fails.
    pub async fn staffed(&self, app: &App) -> Result<Arc<Vec<Staffed>>> {
        let (transport, now_ms) = (app.transport.as_ref(), app.clock.now_ms());
        let look = region::staffed(&app.front, transport, now_ms);
        self.staffed.get(look).await
    }

    /// How full the streams of every region are, by its name.
    ///
    /// # Errors
    /// Where the database or the queue fails.
    pub async fn queues(&self, app: &App) -> Result<Arc<HashMap<String, Queues>>> {
        let look = async {
            let mut queues = HashMap::new();
            for region in status::region::all(&app.front).await? {
                let found = region::queues(app.transport.as_ref(), &region.name).await?;
                queues.insert(region.name, found);
            }
            Ok(queues)
        };
        self.queues.get(look).await
    }
}

/// What a look saw, for as long as that is fresh.
#[derive(Debug)]
struct Kept<T>(Arc<Mutex<Option<Seen<T>>>>);

#[derive(Debug)]
struct Seen<T> {
    at: Instant,
    /// A failure is shared like all else: nobody waits for a dead queue one after another.
    outcome: Result<Arc<T>, Arc<Error>>,
}

impl<T> Kept<T> {
    /// What was seen just now, else what `look` sees. Whoever asks meanwhile waits for it.
    async fn get(&self, look: impl Future<Output = Result<T>>) -> Result<Arc<T>> {
        let mut kept = self.0.lock().await;
        let fresh = kept.as_ref().filter(|seen| seen.at.elapsed() < FRESH);
        let outcome = match fresh {
            Some(seen) => seen.outcome.clone(),
            None => {
                let seen = timeout(PATIENCE, look).await.unwrap_or(Err(Error::Silent));
                let outcome = seen.map(Arc::new).map_err(Arc::new);
                *kept = Some(Seen {
                    at: Instant::now(),
                    outcome: outcome.clone(),
                });
                outcome
            }
        };
        outcome.map_err(Error::Shared)
    }
}

impl<T> Clone for Kept<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[tokio::test]
    async fn a_hundred_who_ask_at_once_have_one_look() {
        let (kept, looks) = (Kept::<usize>::default(), AtomicUsize::new(0));
        let look = async || {
            tokio::task::yield_now().await;
            Ok(looks.fetch_add(1, Ordering::SeqCst))
        };
        let asked = (0..100).map(|_| kept.get(look()));
        for seen in futures_util::future::join_all(asked).await {
            assert_eq!(*seen.unwrap(), 0);
        }
        assert_eq!(looks.load(Ordering::SeqCst), 1);
        kept.0.lock().await.as_mut().unwrap().at -= FRESH;
        assert_eq!(*kept.get(look()).await.unwrap(), 1);
    }

    #[tokio::test]
    async fn a_failure_is_shared_and_forgotten_again() {
        let kept = Kept::<usize>::default();
        let failing = async || Err(Error::NotFound("region"));
        assert!(kept.get(failing()).await.is_err());
        assert!(kept.get(async { Ok(1) }).await.is_err());
        kept.0.lock().await.as_mut().unwrap().at -= FRESH;
        assert_eq!(*kept.get(async { Ok(1) }).await.unwrap(), 1);
    }
}
