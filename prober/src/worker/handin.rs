//! Handing results in: many at once, and again and again until the queue has
//! them. A result is forgotten only after its job was acknowledged with it.

use std::sync::Arc;
use std::time::Duration;

use queue::Answer;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::{Instant, timeout_at};
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use super::backoff::Backoff;
use super::desk::Desk;
use super::intake::chain;

/// Most answers of one transaction.
const BATCH_LIMIT: usize = 256;

/// How long a batch waits for company.
const BATCH_WAIT: Duration = Duration::from_millis(10);

/// Hands in what `results` brings, until `finish` and everything is handed in.
pub(super) async fn run(
    desk: Arc<Desk>,
    mut results: UnboundedReceiver<Answer>,
    finish: CancellationToken,
) {
    loop {
        let batch = collect(&mut results, &finish).await;
        if batch.is_empty() {
            return;
        }
        hand_in(&desk, batch).await;
    }
}

/// The next answers; none once `finish` was asked for and nothing is left.
async fn collect(
    results: &mut UnboundedReceiver<Answer>,
    finish: &CancellationToken,
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
    let until = Instant::now() + BATCH_WAIT;
    while !batch.is_empty() && batch.len() < BATCH_LIMIT {
        let room = BATCH_LIMIT - batch.len();
        match timeout_at(until, results.recv_many(&mut batch, room)).await {
            Ok(0) | Err(_) => break,
            Ok(_) => {}
        }
    }
    batch
}

/// Hands `batch` in, however long the queue is away. Answers that were taken
/// though we did not hear of it come twice; the ticks' unique key knows that.
async fn hand_in(desk: &Desk, batch: Vec<Answer>) {
    let ids: Vec<_> = batch.iter().map(|answer| answer.job.clone()).collect();
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
        info!(%region, batch_len = ids.len(), "Handing results in again");
    }
    desk.release(&ids);
}
