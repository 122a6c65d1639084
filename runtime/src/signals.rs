//! Termination signals, the same in both binaries.

use std::io;

use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

/// A token that SIGTERM or SIGINT cancels. A second signal ends the process immediately.
///
/// # Errors
/// If the system does not allow listening for signals.
pub fn stop() -> io::Result<CancellationToken> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let shutdown = CancellationToken::new();
    let asked = shutdown.clone();
    tokio::spawn(async move {
        for _ in 0..2 {
            tokio::select! { _ = terminate.recv() => {}, _ = interrupt.recv() => {} }
            if asked.is_cancelled() {
                std::process::exit(1);
            }
            asked.cancel();
        }
    });
    Ok(shutdown)
}
