//! Leaves a server that is not, or no longer, the primary.
//!
//! After a failover the demoted primary may keep its connections open and answer every write
//! with `READONLY`, indefinitely. Only a new connection finds the new primary: by the name's
//! new address, or through Sentinel.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use fred::clients::Client;
use fred::error::Error;
use fred::interfaces::ClientLike;
use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::time::{Instant, timeout};
use tracing::warn;

use super::connection::COMMAND_TIMEOUT;

/// First pause between two connections to a server that does not change; each further one
/// doubles it.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// After this long without such an answer, the pause starts over.
const CALM: Duration = Duration::from_secs(30);

/// Error prefixes of a server that refuses writes while another one may accept them.
/// `UNBLOCKED` is sent to clients that are blocked when a primary is demoted; its other
/// variants concern keys.
const ELSEWHERE: [&str; 6] = [
    "READONLY",
    "LOADING",
    "MASTERDOWN",
    "CLUSTERDOWN",
    "NOREPLICAS",
    "UNBLOCKED force unblock",
];

/// Whether the error means that another server should be used.
pub(super) fn is_elsewhere(err: &Error) -> bool {
    ELSEWHERE.iter().any(|text| err.details().starts_with(text))
}

/// Limits how often a connection is replaced.
#[derive(Debug, Default)]
pub(super) struct Pace {
    last: Option<Instant>,
    pause: Duration,
}

impl Pace {
    /// Whether a replacement is due; if so, records that it happens now.
    pub(super) fn is_due(&mut self, now: Instant) -> bool {
        self.pause = match self.last {
            Some(last) if now < last + self.pause => return false,
            Some(last) if now < last + CALM => LONGEST_PAUSE.min(self.pause * 2),
            _ => FIRST_PAUSE,
        };
        self.last = Some(now);
        true
    }

    /// Whether the last replacement was the first after a calm period.
    fn is_first(&self) -> bool {
        self.pause == FIRST_PAUSE
    }
}

/// Detects refusals by servers, and reconnects if another server may accept commands.
#[derive(Debug)]
pub(super) struct Failover {
    pace: Mutex<Pace>,
    /// Number of replacements, which other clients follow.
    turns: watch::Sender<u64>,
}

impl Failover {
    pub(super) fn new() -> Self {
        Self {
            pace: Mutex::default(),
            turns: watch::Sender::new(0),
        }
    }

    /// Examines an error that `client` received.
    pub(super) fn see(&self, client: &Client, err: &Error, runtime: &Handle) {
        if !is_elsewhere(err) {
            return;
        }
        let mut pace = self.pace();
        if !pace.is_due(Instant::now()) {
            return;
        }
        if pace.is_first() {
            warn!(error = %err, "The queue's server refuses commands, reconnecting");
        }
        drop(pace);
        self.turns.send_modify(|turns| *turns += 1);
        let client = client.clone();
        runtime.spawn(async move {
            // If this takes longer, the client keeps trying by itself.
            let _ = timeout(COMMAND_TIMEOUT, client.force_reconnection()).await;
        });
    }

    /// Number of replacements of the command connection.
    pub(super) fn turns(&self) -> watch::Receiver<u64> {
        self.turns.subscribe()
    }

    fn pace(&self) -> MutexGuard<'_, Pace> {
        // A poisoned lock is fine: no code panics halfway through a change.
        self.pace.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use fred::error::ErrorKind;

    use super::*;

    #[test]
    fn what_another_server_may_take_is_known_by_its_first_word() {
        for (text, elsewhere) in [
            (
                "READONLY You can't write against a read only replica.",
                true,
            ),
            (
                "READONLY Can not run script with write flag on readonly replica.",
                true,
            ),
            ("LOADING Redis is loading the dataset in memory", true),
            ("MASTERDOWN Link with MASTER is down", true),
            ("CLUSTERDOWN Hash slot not served", true),
            ("NOREPLICAS Not enough good replicas to write.", true),
            (
                "UNBLOCKED force unblock from blocking operation, instance state changed (master -> replica?)",
                true,
            ),
            ("UNBLOCKED the stream key no longer exists", false),
            (
                "OOM command not allowed when used memory > 'maxmemory'.",
                false,
            ),
            ("MISCONF Redis is configured to save RDB snapshots", false),
            ("NOPERM this user has no permissions", false),
            ("ERR READONLY", false),
            ("Connection closed.", false),
        ] {
            let err = Error::new(ErrorKind::Unknown, text);
            assert_eq!(is_elsewhere(&err), elsewhere, "{text}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_server_that_stays_as_it_is_is_left_less_and_less_often() {
        let mut pace = Pace::default();
        let begin = Instant::now();
        let mut left = 0;
        // One such answer every 10 ms, for a minute.
        for step in 0..6_000 {
            left += u32::from(pace.is_due(begin + Duration::from_millis(10 * step)));
        }
        assert!((13..=16).contains(&left), "{left}");
        assert!(!pace.is_first());
        assert!(pace.is_due(begin + Duration::from_secs(100)));
        assert!(pace.is_first());
    }
}
