//! Handing results in: many at once, and again and again until the queue has
//! them. A result is forgotten only after its job was acknowledged with it.

use std::sync::Arc;
use std::time::Duration;

use queue::Answer;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use super::backoff::Backoff;
use super::desk::{Desk, count};
use super::intake::chain;

/// Most answers of one transaction.
const BATCH_LIMIT: usize = 256;

/// How long a batch waits for company; and how long while results come thick and fast,
/// so that a busy prober hands in some twenty times a second.
const BATCH_WAIT: Duration = Duration::from_millis(10);
const BUSY_WAIT: Duration = Duration::from_millis(50);

/// A batch this big says that more are coming.
const BUSY_BATCH: usize = 8;

/// Hands in what `results` brings, until `finish` and everything is handed in.
pub(super) async fn run(
    desk: Arc<Desk>,
    mut results: UnboundedReceiver<Answer>,
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
        hand_in(&desk, batch).await;
    }
}

/// The next answers; none once `finish` was asked for and nothing is left.
async fn collect(
    results: &mut UnboundedReceiver<Answer>,
    finish: &CancellationToken,
    wait: Duration,
) -> Vec<Answer> {
    let mut batch = Vec::new();
    tokio::select! {
        biased;
        _ = results.recv_many(&mut batch, BATCH_LIMIT) => {}
        () = finish.cancelled() => {
            // All jobs have ended: what is in the channel now is all there is.
            results.close();
            results.recv_many(&mut batch, BATCH_LIMIT).await;
        }
    }
    if !batch.is_empty() && batch.len() < BATCH_LIMIT {
        // One sleep, and not a wake-up for each answer.
        tokio::time::sleep(wait).await;
        let more = std::iter::from_fn(|| results.try_recv().ok());
        batch.extend(more.take(BATCH_LIMIT - batch.len()));
    }
    batch
}

/// Hands `batch` in, however long the queue is away. Answers that were taken
/// though we did not hear of it come twice; the ticks' unique key knows that.
async fn hand_in(desk: &Desk, batch: Vec<Answer>) {
    let region = &desk.options.region;
    let mut backoff = Backoff::default();
    let mut failed = false;
    while let Err(err) = desk.transport.answer(region, batch.clone()).await {
        if backoff.fail() {
            warn!(%region, error = %chain(&err), "Cannot hand results in, keeping them and trying again");
        }
        failed = true;
        tokio::time::sleep(backoff.pause()).await;
    }
    if failed {
        info!(%region, batch_len = batch.len(), "Handing results in again");
    }
    count(&desk.tally.answered, batch.len());
    desk.handed_in(&batch);
}
