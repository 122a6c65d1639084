//! Waits for a store that is not reachable yet: when a machine boots, services start in no
//! particular order.

use std::error::Error;
use std::time::Duration;

use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use crate::{backoff, chain};

/// First pause between two attempts; each further one doubles it.
const FIRST_PAUSE: Duration = Duration::from_millis(200);

/// Longest pause, and so the longest delay of a start.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// The result of `attempt`, repeated while its failure `may_pass` by itself; `None` if
/// `shutdown` comes first.
///
/// Logs each new cause once, and once when the wait is over.
pub async fn until_available<T, E: Error, F: Future<Output = Result<T, E>>>(
    shutdown: &CancellationToken,
    may_pass: impl Fn(&E) -> bool,
    mut attempt: impl FnMut() -> F,
) -> Option<Result<T, E>> {
    let began = Instant::now();
    let mut failures = 0;
    let mut said = None;
    loop {
        match shutdown.run_until_cancelled(attempt()).await? {
            Err(err) if may_pass(&err) => {
                let why = chain(&err);
                if said.as_ref() != Some(&why) {
                    warn!(error = why, "Cannot start yet, waiting: {why}");
                    said = Some(why);
                }
            }
            outcome => {
                if outcome.is_ok() && said.is_some() {
                    let secs = began.elapsed().as_secs();
                    info!(waited_secs = secs, "All is there now, after {secs} s");
                }
                return Some(outcome);
            }
        }
        failures += 1;
        let pausing = sleep(backoff(failures, FIRST_PAUSE, LONGEST_PAUSE));
        shutdown.run_until_cancelled(pausing).await?;
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("attempt {0}")]
    struct Failed(u32);

    #[tokio::test(start_paused = true)]
    async fn what_may_pass_is_waited_for_and_what_may_not_ends_at_once() {
        let shutdown = CancellationToken::new();
        let attempts = Cell::new(0);
        let attempt = || {
            attempts.set(attempts.get() + 1);
            let number = attempts.get();
            async move {
                if number < 20 {
                    Err(Failed(number))
                } else {
                    Ok(number)
                }
            }
        };
        let began = Instant::now();
        let there = until_available(&shutdown, |_| true, attempt).await;
        assert!(matches!(there, Some(Ok(20))), "{there:?}");
        // From 0.2 s doubling to 5 s, of which at least half.
        let took = began.elapsed().as_secs_f64();
        assert!((40.0..90.0).contains(&took), "{took}");

        attempts.set(0);
        let ended = until_available(&shutdown, |Failed(number)| *number < 3, attempt).await;
        assert!(matches!(ended, Some(Err(Failed(3)))), "{ended:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_stop_is_obeyed_while_an_attempt_hangs_and_between_two() {
        for hangs in [true, false] {
            let shutdown = CancellationToken::new();
            let stopping = shutdown.clone();
            tokio::spawn(async move {
                sleep(Duration::from_secs(60)).await;
                stopping.cancel();
            });
            let attempt = || async move {
                if hangs {
                    std::future::pending::<()>().await;
                }
                Err::<(), _>(Failed(1))
            };
            let began = Instant::now();
            assert!(
                until_available(&shutdown, |_| true, attempt)
                    .await
                    .is_none()
            );
            assert_eq!(began.elapsed().as_secs(), 60, "{hangs}");
        }
    }
}
