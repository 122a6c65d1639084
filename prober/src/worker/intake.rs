//! Reading jobs: permits first, then at most as many jobs as there are permits.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::OwnedSemaphorePermit;
use tokio_util::sync::CancellationToken;
use tracing::warn;

use super::backoff::Backoff;
use super::desk::Desk;

/// Most jobs of one read.
const READ_LIMIT: usize = 256;

/// How long one read waits for a job. A read is never cancelled, as what it had
/// been given would stay with us unseen; so this is how late a stop may come.
const READ_WAIT: Duration = Duration::from_secs(1);

/// The pause while nothing more may be taken.
const FULL_PAUSE: Duration = Duration::from_millis(100);

/// Reads and runs jobs until `shutdown`.
pub(super) async fn run(desk: Arc<Desk>, shutdown: CancellationToken) {
    let mut backoff = Backoff::default();
    loop {
        let Some(permits) = shutdown.run_until_cancelled(desk.permits(READ_LIMIT)).await else {
            return;
        };
        if shutdown.is_cancelled() {
            return;
        }
        if desk.is_full() {
            drop(permits);
            shutdown
                .run_until_cancelled(tokio::time::sleep(FULL_PAUSE))
                .await;
            continue;
        }
        match pass(&desk, permits, READ_WAIT).await {
            Ok(()) => backoff.reset(),
            Err(err) => {
                if backoff.fail() {
                    let stream = &desk.seat.stream;
                    warn!(%stream, error = %chain(&err), "Cannot read jobs, trying again");
                }
                let pause = tokio::time::sleep(backoff.pause());
                shutdown.run_until_cancelled(pause).await;
            }
        }
    }
}

/// One read of at most as many jobs as `permits` allow.
async fn pass(
    desk: &Arc<Desk>,
    mut permits: OwnedSemaphorePermit,
    wait: Duration,
) -> queue::Result<()> {
    let entries = desk
        .transport
        .read(&desk.seat, permits.num_permits(), wait)
        .await?;
    for entry in entries {
        desk.run(entry, permits.split(1));
    }
    Ok(())
}

/// An error with all its causes, for a log line.
pub(super) fn chain(err: &dyn std::error::Error) -> String {
    let mut text = err.to_string();
    let mut cause = err.source();
    while let Some(err) = cause {
        text.push_str(": ");
        text.push_str(&err.to_string());
        cause = err.source();
    }
    text
}
