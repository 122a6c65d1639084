//! Reads jobs: permits first, then at most as many jobs as there are permits.

use std::sync::Arc;
use std::time::Duration;

use runtime::Failures;
use tokio::sync::OwnedSemaphorePermit;
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

/// Reads and runs jobs until `shutdown`.
pub(super) async fn run(state: Arc<State>, shutdown: CancellationToken) {
    let mut failures = Failures::of("Reading jobs");
    loop {
        let Some(permits) = shutdown
            .run_until_cancelled(state.permits(READ_LIMIT))
            .await
        else {
            return;
        };
        if shutdown.is_cancelled() {
            return;
        }
        if state.is_full() {
            drop(permits);
            shutdown
                .run_until_cancelled(tokio::time::sleep(FULL_PAUSE))
                .await;
            continue;
        }
        let read = pass(&state, permits, READ_WAIT).await;
        failures.note(&read);
        if read.is_err() {
            let (first, longest) = PAUSES;
            let pause = tokio::time::sleep(failures.pause(first, longest));
            shutdown.run_until_cancelled(pause).await;
        }
    }
}

/// Reads once, at most as many jobs as `permits` allow.
async fn pass(
    state: &Arc<State>,
    mut permits: OwnedSemaphorePermit,
    wait: Duration,
) -> queue::Result<()> {
    let entries = state
        .transport
        .read(&state.seat, permits.num_permits(), wait)
        .await?;
    for entry in entries {
        state.run(entry, permits.split(1));
    }
    Ok(())
}
