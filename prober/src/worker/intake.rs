//! Reads jobs: as many as there are free permits. Where one organization has all of them, jobs
//! are read ahead: those of others are among them, and need not wait for it.

use std::sync::Arc;
use std::time::Duration;

use runtime::Failures;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use super::PAUSES;
use super::state::State;

/// Most jobs in one read.
const READ_LIMIT: usize = 256;

/// How long one read waits for a job. A read is never cancelled, because jobs delivered to it
/// would stay with this prober unnoticed; so this is also the delay of a stop.
const READ_WAIT: Duration = Duration::from_secs(1);

/// Pause while no more jobs may be taken.
const FULL_PAUSE: Duration = Duration::from_millis(100);

/// How long jobs are left to probers with free permits before they are read ahead.
const AHEAD_PAUSE: Duration = Duration::from_millis(100);

/// Reads and runs jobs until `shutdown`.
pub(super) async fn run(state: Arc<State>, shutdown: CancellationToken) {
    let mut failures = Failures::of("Reading jobs");
    let mut ahead = AHEAD_PAUSE;
    loop {
        let free = timeout(ahead, state.permits.free(READ_LIMIT));
        let Some(free) = shutdown.run_until_cancelled(free).await else {
            return;
        };
        if shutdown.is_cancelled() {
            return;
        }
        if state.is_full() {
            shutdown.run_until_cancelled(sleep(FULL_PAUSE)).await;
            continue;
        }
        let read = match free {
            Ok(free) => pass(&state, free, READ_WAIT).await,
            Err(_) if state.permits.is_hogged() => pass(&state, READ_LIMIT, Duration::ZERO).await,
            Err(_) => {
                ahead = AHEAD_PAUSE;
                continue;
            }
        };
        failures.note(&read);
        // Where there was more than one read takes, the next one follows at once.
        ahead = match read {
            Ok(READ_LIMIT) => Duration::ZERO,
            _ => AHEAD_PAUSE,
        };
        if read.is_err() {
            let (first, longest) = PAUSES;
            let pause = sleep(failures.pause(first, longest));
            shutdown.run_until_cancelled(pause).await;
        }
    }
}

/// Reads once, at most `max` jobs; how many there were.
async fn pass(state: &Arc<State>, max: usize, wait: Duration) -> queue::Result<usize> {
    let entries = state.transport.read(&state.seat, max, wait).await?;
    let read = entries.len();
    for entry in entries {
        state.run(entry);
    }
    Ok(read)
}
