//! Leaves a server that is not, or not any more, the one to write to.
//!
//! After a failover the demoted primary may keep its connections open and answer
//! `READONLY` to whatever is written, for ever. Only a new connection finds the next
//! primary: by its name's new address, or by Sentinel.

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

/// The first pause between two connections of a server that stays as it is; each
/// doubles it.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// After so long without such an answer the next one is the first again.
const CALM: Duration = Duration::from_secs(30);

/// What a server answers that takes nothing, while another one may. `UNBLOCKED` comes
/// to who was waiting when a primary was demoted; what else it may say is of keys.
const ELSEWHERE: [&str; 6] = [
    "READONLY",
    "LOADING",
    "MASTERDOWN",
    "CLUSTERDOWN",
    "NOREPLICAS",
    "UNBLOCKED force unblock",
];

/// Whether the server that said this is not the one to talk to now.
pub(super) fn is_elsewhere(err: &Error) -> bool {
    ELSEWHERE.iter().any(|text| err.details().starts_with(text))
}

/// When a connection may be replaced again.
#[derive(Debug, Default)]
pub(super) struct Pace {
    last: Option<Instant>,
    pause: Duration,
}

impl Pace {
    /// Whether it is time; and if so, notes that it is done now.
    pub(super) fn is_due(&mut self, now: Instant) -> bool {
        self.pause = match self.last {
            Some(last) if now < last + self.pause => return false,
            Some(last) if now < last + CALM => LONGEST_PAUSE.min(self.pause * 2),
            _ => FIRST_PAUSE,
        };
        self.last = Some(now);
        true
    }

    /// Whether what was replaced last was the first after a calm.
    fn is_first(&self) -> bool {
        self.pause == FIRST_PAUSE
    }
}

/// Sees what servers refuse, and connects anew where another one may take it.
#[derive(Debug)]
pub(super) struct Failover {
    pace: Mutex<Pace>,
    /// How often; the other clients follow.
    turns: watch::Sender<u64>,
}

impl Failover {
    pub(super) fn new() -> Self {
        Self {
            pace: Mutex::default(),
            turns: watch::Sender::new(0),
        }
    }

    /// Looks at an error that `client` got.
    pub(super) fn see(&self, client: &Client, err: &Error, runtime: &Handle) {
        if !is_elsewhere(err) {
            return;
        }
        let mut pace = self.pace();
        if !pace.is_due(Instant::now()) {
            return;
        }
        if pace.is_first() {
            warn!(error = %err, "This server of the queue takes nothing, connecting anew");
        }
        drop(pace);
        self.turns.send_modify(|turns| *turns += 1);
        let client = client.clone();
        runtime.spawn(async move {
            // Where it takes longer, the client goes on trying by itself.
            let _ = timeout(COMMAND_TIMEOUT, client.force_reconnection()).await;
        });
    }

    /// How often the commands' connection was replaced.
    pub(super) fn turns(&self) -> watch::Receiver<u64> {
        self.turns.subscribe()
    }

    fn pace(&self) -> MutexGuard<'_, Pace> {
        // No code panics while it holds the lock half way through a change.
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
        // An answer each 10 ms, for a minute.
        for step in 0..6_000 {
            left += u32::from(pace.is_due(begin + Duration::from_millis(10 * step)));
        }
        assert!((13..=16).contains(&left), "{left}");
        assert!(!pace.is_first());
        assert!(pace.is_due(begin + Duration::from_secs(100)));
        assert!(pace.is_first());
    }
}
