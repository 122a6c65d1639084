//! Hands in results in batches, and retries until the queue has accepted them. A result is
//! forgotten only after its job was acknowledged with it.

use std::sync::Arc;
use std::time::Duration;

use queue::JobResult;
use runtime::Failures;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio_util::sync::CancellationToken;

use super::PAUSES;
use super::state::{State, count};

/// Most results in one transaction.
const BATCH_LIMIT: usize = 256;

/// How long a batch waits for more results, normally and while results arrive quickly, so that
/// a busy prober hands in about twenty times a second.
const BATCH_WAIT: Duration = Duration::from_millis(10);
const BUSY_WAIT: Duration = Duration::from_millis(50);

/// Size of a batch from which on more results are expected soon.
const BUSY_BATCH: usize = 8;

/// Hands in the results from `results`, until `finish` is cancelled and everything is handed
/// in.
pub(super) async fn run(
    state: Arc<State>,
    mut results: UnboundedReceiver<JobResult>,
    finish: CancellationToken,
) {
    let mut wait = BATCH_WAIT;
    loop {
        let batch = collect(&mut results, &finish, wait).await;
        if batch.is_empty() {
            return;
        }
        wait = if batch.len() < BUSY_BATCH {
            BATCH_WAIT
        } else {
            BUSY_WAIT
        };
        hand_in(&state, batch).await;
    }
}

/// The next results; none once `finish` is cancelled and nothing is left.
async fn collect(
    results: &mut UnboundedReceiver<JobResult>,
    finish: &CancellationToken,
    wait: Duration,
) -> Vec<JobResult> {
    let mut batch = Vec::new();
    tokio::select! {
        biased;
        _ = results.recv_many(&mut batch, BATCH_LIMIT) => {}
        () = finish.cancelled() => {
            // All jobs have ended: the channel contains everything that is left.
            results.close();
            results.recv_many(&mut batch, BATCH_LIMIT).await;
        }
    }
    if !batch.is_empty() && batch.len() < BATCH_LIMIT {
        // A single sleep instead of a wake-up for each result.
        tokio::time::sleep(wait).await;
        let more = std::iter::from_fn(|| results.try_recv().ok());
        batch.extend(more.take(BATCH_LIMIT - batch.len()));
    }
    batch
}

/// Hands in `batch`, however long the queue is unavailable. Results that were accepted without
/// our knowledge are sent twice, which the ticks' unique key tolerates.
async fn hand_in(state: &State, batch: Vec<JobResult>) {
    let region = &state.options.region;
    let mut failures = Failures::of("Handing in results");
    loop {
        let answered = state.transport.answer(region, batch.clone()).await;
        failures.note(&answered);
        if answered.is_ok() {
            break;
        }
        let (first, longest) = PAUSES;
        tokio::time::sleep(failures.pause(first, longest)).await;
    }
    count(&state.tally.answered, batch.len());
    state.handed_in(&batch);
}
