//! A value that is read at most once a second, whoever asks.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::Mutex;
use tokio::time::timeout;

use super::{Error, Result};

/// How long a value is fresh.
const FRESH: Duration = Duration::from_secs(1);

/// Time limit of a read.
const PATIENCE: Duration = Duration::from_secs(3);

/// A value that all callers share; cheap to clone.
#[derive(Debug)]
pub struct Kept<T>(Arc<Mutex<Option<Cached<T>>>>);

#[derive(Debug)]
struct Cached<T> {
    at: Instant,
    /// Failures are cached like values: callers must not wait for a dead queue one after
    /// another.
    outcome: Result<Arc<T>, Arc<Error>>,
}

impl<T> Kept<T> {
    /// The cached value if it is fresh, otherwise the result of `look`. Concurrent callers
    /// wait for it.
    ///
    /// # Errors
    /// That of `look`, or [`Error::Silent`] if it takes too long.
    pub async fn get(&self, look: impl Future<Output = Result<T>>) -> Result<Arc<T>> {
        let mut kept = self.0.lock().await;
        let fresh = kept.as_ref().filter(|seen| seen.at.elapsed() < FRESH);
        let outcome = match fresh {
            Some(seen) => seen.outcome.clone(),
            None => {
                let seen = timeout(PATIENCE, look).await.unwrap_or(Err(Error::Silent));
                let outcome = seen.map(Arc::new).map_err(Arc::new);
                *kept = Some(Cached {
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
