//! Loops that survive failures: a pass, a pause, and the next pass.

use std::error::Error;
use std::future::pending;
use std::time::Duration;

use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use crate::backoff;

/// Pause after the first failure; each further consecutive one doubles it.
const FIRST_PAUSE: Duration = Duration::from_secs(1);

/// Longest pause after a failure.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// The passes of one loop.
///
/// ```text
/// let mut passes = Passes::new("The sweep", SWEEP_EVERY, shutdown);
/// while passes.next().await {
///     passes.end(pass(&db, clock.now_ms()).await);
/// }
/// ```
#[derive(Debug)]
pub struct Passes {
    every: Duration,
    shutdown: CancellationToken,
    pause: Duration,
    failures: Failures,
}

impl Passes {
    /// A loop that is called `name` in the log. It makes a pass immediately and one after each
    /// pause of `every`, until `shutdown`.
    pub fn new(name: impl Into<String>, every: Duration, shutdown: CancellationToken) -> Self {
        Self {
            every,
            shutdown,
            pause: Duration::ZERO,
            failures: Failures::of(name),
        }
    }

    /// Waits for the time of the next pass; returns false once the loop must end.
    pub async fn next(&mut self) -> bool {
        self.next_or_when(pending()).await
    }

    /// As [`Self::next`], but stops waiting once `woken` is ready.
    pub async fn next_or_when(&mut self, woken: impl Future<Output = ()>) -> bool {
        tokio::select! {
            biased;
            () = self.shutdown.cancelled() => return false,
            () = woken => {}
            () = tokio::time::sleep(self.pause) => {}
        }
        self.pause = self.every;
        true
    }

    /// Records the result of a pass and returns its value. After a failure the next pass comes
    /// within 1 s, and later with each further failure: after up to a minute, but never later
    /// than after the usual pause if that is longer than 1 s.
    pub fn end<T, E: Error + 'static>(&mut self, outcome: Result<T, E>) -> Option<T> {
        self.failures.note(&outcome);
        if outcome.is_err() {
            let grown = self.failures.pause(FIRST_PAUSE, LONGEST_PAUSE);
            self.pause = grown.min(self.every.max(FIRST_PAUSE));
        }
        outcome.ok()
    }

    /// Sets the pause before the next pass.
    pub fn pause(&mut self, pause: Duration) {
        self.pause = pause;
    }
}

/// Logs when something starts to fail and when it works again, but not in between.
#[derive(Debug)]
pub struct Failures {
    name: String,
    in_a_row: u32,
}

impl Failures {
    /// The failures of what is called `name` in the log.
    pub fn of(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            in_a_row: 0,
        }
    }

    /// How long to wait before the next attempt; see [`backoff()`].
    pub fn pause(&self, first: Duration, longest: Duration) -> Duration {
        backoff(self.in_a_row, first, longest)
    }

    /// Records the result of an attempt.
    pub fn note<T, E: Error + 'static>(&mut self, outcome: &Result<T, E>) {
        let name = self.name.as_str();
        match outcome {
            Ok(_) if self.in_a_row > 0 => {
                self.in_a_row = 0;
                info!("{name}: works again");
            }
            Ok(_) => {}
            Err(error) => {
                if self.in_a_row == 0 {
                    warn!(error = error as &dyn Error, "{name}: failed, trying again");
                }
                self.in_a_row = self.in_a_row.saturating_add(1);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::Instant;

    use super::*;

    #[derive(Clone, Copy, Debug, thiserror::Error)]
    #[error("it failed")]
    struct Failed;

    /// The pauses, in seconds, after passes with these `outcomes`.
    async fn pauses(every: Duration, outcomes: &[Result<(), Failed>]) -> Vec<f64> {
        let mut passes = Passes::new("a loop", every, CancellationToken::new());
        let mut pauses = Vec::new();
        assert!(passes.next().await);
        for outcome in outcomes {
            let began = Instant::now();
            assert_eq!(passes.end(*outcome).is_some(), outcome.is_ok());
            assert!(passes.next().await);
            pauses.push(began.elapsed().as_secs_f64());
        }
        pauses
    }

    #[tokio::test(start_paused = true)]
    async fn pauses_grow_with_failures_up_to_the_usual_one() {
        let minutes = Duration::from_secs(600);
        let outcomes = [&[Err(Failed); 9][..], &[Ok(()), Err(Failed)]].concat();
        let expected = [1., 2., 4., 8., 16., 32., 60., 60., 60., 600., 1.];
        for (pause, whole) in pauses(minutes, &outcomes).await.into_iter().zip(expected) {
            assert!(
                whole / 2. <= pause && pause <= whole + 0.01,
                "{pause} {whole}"
            );
        }
        let moment = Duration::from_millis(1);
        let pauses = pauses(moment, &[Ok(()), Err(Failed), Err(Failed), Err(Failed)]).await;
        assert!(
            pauses[0] < 0.01 && pauses[3] > 0.99 && pauses[3] < 1.01,
            "{pauses:?}"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_stop_ends_the_pause_and_a_call_ends_it_too() {
        let shutdown = CancellationToken::new();
        let hour = Duration::from_secs(3_600);
        let mut passes = Passes::new("a loop", hour, shutdown.clone());
        assert!(passes.next().await);
        assert!(passes.next_or_when(std::future::ready(())).await);
        passes.pause(Duration::ZERO);
        assert!(passes.next().await);
        let stopping = shutdown.clone();
        tokio::spawn(async move {
            tokio::time::sleep(Duration::from_secs(1)).await;
            stopping.cancel();
        });
        let began = Instant::now();
        assert!(!passes.next().await);
        assert_eq!(began.elapsed().as_secs(), 1);
        assert!(
            !passes.next_or_when(std::future::ready(())).await,
            "it has ended"
        );
    }
}
