//! Limits how many subscriptions catch up at once.
//!
//! A subscription that catches up holds rows until its client has read them. A client that
//! opens a hundred subscriptions from an old cursor and reads nothing would have a hundred
//! pages of ticks in memory, so only a few subscriptions of a socket hold any; the others
//! wait.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::shares::{Permit, Share};

/// Most subscriptions of a socket that catch up at once.
const OF_SOCKET: usize = 4;

/// Turns of one socket; cheap to clone.
#[derive(Clone, Debug)]
pub struct Turns(Arc<Semaphore>);

/// The right of a subscription to catch up, released when dropped.
#[derive(Debug)]
pub(super) struct Turn {
    _socket: Option<OwnedSemaphorePermit>,
    _account: Permit,
}

impl Turns {
    /// Turns of which `at_once` can be taken at the same time.
    pub fn new(at_once: usize) -> Self {
        Self(Arc::new(Semaphore::new(at_once)))
    }

    /// Waits for a turn of this socket and of its account.
    pub(super) async fn wait(&self, share: &Arc<Share>) -> Turn {
        Turn {
            // The semaphore is never closed.
            _socket: Arc::clone(&self.0).acquire_owned().await.ok(),
            _account: Arc::clone(share).catch_up().await,
        }
    }
}

impl Default for Turns {
    fn default() -> Self {
        Self::new(OF_SOCKET)
    }
}
