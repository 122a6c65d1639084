//! Parts of a running server, which stop together, each within a time limit.

use std::time::Duration;

use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tracing::warn;

use super::Error;

/// Time limit of a part to stop, unless it needs longer: it may be waiting for a store that is
/// unavailable. Abandoning it loses nothing.
const STOP: Duration = Duration::from_secs(3);

/// Time limit of the HTTP server, which waits for open requests, and of the local prober,
/// which waits for running checks.
pub(super) const STOP_HTTP: Duration = Duration::from_secs(11);
pub(super) const STOP_PROBER: Duration = Duration::from_secs(28);

/// Parts of a running server that stop together.
pub(super) struct Parts {
    tasks: JoinSet<&'static str>,
    shutdown: CancellationToken,
}

impl Parts {
    pub(super) fn new() -> Self {
        Self {
            tasks: JoinSet::new(),
            shutdown: CancellationToken::new(),
        }
    }

    /// Starts a part, which must end when the token passed to it is cancelled.
    pub(super) fn spawn<F>(&mut self, name: &'static str, part: impl FnOnce(CancellationToken) -> F)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        self.spawn_patiently(name, STOP, part);
    }

    /// As [`Self::spawn`], for a part with another time limit to stop.
    pub(super) fn spawn_patiently<F>(
        &mut self,
        name: &'static str,
        limit: Duration,
        part: impl FnOnce(CancellationToken) -> F,
    ) where
        F: Future<Output = ()> + Send + 'static,
    {
        let part = part(self.shutdown.clone());
        let shutdown = self.shutdown.clone();
        self.tasks.spawn(async move {
            let overdue = async {
                shutdown.cancelled().await;
                tokio::time::sleep(limit).await;
            };
            tokio::select! {
                () = part => {}
                () = overdue => warn!(part = name, "{name} does not stop, abandoning it"),
            }
            name
        });
    }

    /// Returns when a part ends by itself.
    pub(super) async fn ended(&mut self) -> Error {
        match self.tasks.join_next().await {
            Some(Ok(part)) => Error::Ended { part },
            Some(Err(_)) | None => Error::Ended {
                part: "a part that panicked",
            },
        }
    }

    pub(super) async fn stop(mut self) {
        self.shutdown.cancel();
        while self.tasks.join_next().await.is_some() {}
    }
}
