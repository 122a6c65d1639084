//! The fleet's clock, used by scheduler, ingest and probers.
//!
//! A process reads the transport's time (Redis `TIME` in a fleet, the wall clock when
//! embedded) once a second and continues it with its own monotonic clock. So a step of a
//! machine's wall clock changes nothing in a fleet. The clock never runs backwards: if its
//! source is behind, it runs a tenth slower until the source has caught up.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use crate::{Result, Transport};

/// Interval at which the source is read.
const SYNC_EVERY: Duration = Duration::from_secs(1);

/// How much the clock yields per sync when its source is behind, in milliseconds.
const SLEW_MS: i64 = 100;

/// A difference from which on it is logged, in milliseconds.
const NOTABLE_STEP_MS: i64 = 1_000;

/// A cheap, cloneable handle of the fleet's clock.
#[derive(Clone, Debug)]
pub struct Clock {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    start: Instant,
    /// The time at `start`, in milliseconds of Unix time.
    base_ms: AtomicI64,
    /// The newest time returned.
    last_ms: AtomicI64,
}

impl Clock {
    /// A clock that starts at `now_ms` and follows the monotonic clock.
    pub fn starting_at(now_ms: i64) -> Self {
        Self {
            inner: Arc::new(Inner {
                start: Instant::now(),
                base_ms: AtomicI64::new(now_ms),
                last_ms: AtomicI64::new(now_ms),
            }),
        }
    }

    /// A clock set by `transport`.
    ///
    /// # Errors
    /// If the transport's time cannot be read.
    pub async fn synced(transport: &dyn Transport) -> Result<Self> {
        Ok(Self::starting_at(transport.time_ms().await?))
    }

    /// Now, in milliseconds of Unix time; never less than before.
    pub fn now_ms(&self) -> i64 {
        let now = self.inner.base_ms.load(Ordering::Relaxed) + self.elapsed_ms();
        self.inner
            .last_ms
            .fetch_max(now, Ordering::Relaxed)
            .max(now)
    }

    /// Keeps the clock synchronized with `transport` until `shutdown`.
    pub async fn run(&self, transport: Arc<dyn Transport>, shutdown: CancellationToken) {
        loop {
            tokio::select! {
                () = shutdown.cancelled() => return,
                () = tokio::time::sleep(SYNC_EVERY) => {}
            }
            // While the transport is unavailable, the monotonic clock continues alone.
            if let Some(Ok(source_ms)) = shutdown.run_until_cancelled(transport.time_ms()).await {
                self.sync(source_ms);
            }
        }
    }

    /// Adjusts the clock to the source, which currently reads `source_ms`.
    pub fn sync(&self, source_ms: i64) {
        let ours_ms = self.inner.base_ms.load(Ordering::Relaxed) + self.elapsed_ms();
        let step_ms = source_ms - ours_ms;
        if step_ms.abs() >= NOTABLE_STEP_MS {
            if step_ms > 0 {
                info!(step_ms, "Clock source is ahead, following it");
            } else {
                warn!(
                    step_ms,
                    "Clock source stepped back, slowing down until it catches up"
                );
            }
        }
        self.inner
            .base_ms
            .fetch_add(step_ms.max(-SLEW_MS), Ordering::Relaxed);
    }

    fn elapsed_ms(&self) -> i64 {
        i64::try_from(self.inner.start.elapsed().as_millis()).unwrap_or(i64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn it_follows_a_source_that_is_ahead() {
        let clock = Clock::starting_at(1_000);
        clock.sync(9_000);
        assert_eq!(clock.now_ms(), 9_000);
        tokio::time::advance(Duration::from_millis(5)).await;
        assert_eq!(clock.now_ms(), 9_005);
    }

    #[tokio::test(start_paused = true)]
    async fn it_never_runs_backwards_and_converges_on_a_source_that_is_behind() {
        let clock = Clock::starting_at(10_000);
        assert_eq!(clock.now_ms(), 10_000);
        let mut source_ms = 9_000;
        let mut before = clock.now_ms();
        for _ in 0..20 {
            tokio::time::advance(Duration::from_secs(1)).await;
            source_ms += 1_000;
            clock.sync(source_ms);
            assert!(clock.now_ms() >= before);
            before = clock.now_ms();
        }
        assert_eq!(clock.now_ms(), source_ms);
    }
}
