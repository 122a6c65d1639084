//! Limits concurrent exports.
//!
//! A request waits briefly for a free slot. While requests wait, downloads end that are slow
//! because of their clients: otherwise a few clients that read a little now and then would
//! occupy all slots for hours.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;
use uuid::Uuid;

use crate::service::{Error, Result};

/// Most exports of one account at once, including waiting ones.
const OF_ACCOUNT: usize = 2;

/// Most exports of this process at once. Each uses a database connection from time to time,
/// and some megabytes of memory.
const OF_PROCESS: usize = 8;

/// How long a request waits for a slot.
const PATIENCE: Duration = Duration::from_secs(5);

/// When a client without a slot may retry, in seconds.
const RETRY_AFTER_SECS: u32 = 10;

/// Slots of this process; cheap to clone.
#[derive(Clone, Debug)]
pub(in crate::http) struct ExportSlots {
    free: Arc<Semaphore>,
    seekers: Arc<Mutex<Seekers>>,
}

#[derive(Debug, Default)]
struct Seekers {
    /// Number of slots that each account has or waits for.
    of_account: HashMap<Uuid, usize>,
    /// Number of requests that wait for a slot.
    waiting: usize,
    /// Number of exports that are ending for one of them.
    leaving: usize,
}

/// A slot, released when dropped.
#[derive(Debug)]
pub(super) struct ExportSlot {
    _permit: OwnedSemaphorePermit,
    seeker: Seeker,
    leaves: AtomicBool,
}

/// A request that has a slot, or waits for one.
#[derive(Debug)]
struct Seeker {
    places: ExportSlots,
    account: Uuid,
}

/// A waiting request.
struct Waiting<'a>(&'a ExportSlots);

impl Default for ExportSlots {
    fn default() -> Self {
        Self {
            free: Arc::new(Semaphore::new(OF_PROCESS)),
            seekers: Arc::default(),
        }
    }
}

impl ExportSlots {
    /// Takes a slot for an export of `account`, once one is free.
    ///
    /// # Errors
    /// [`Error::Busy`] if the account has enough already, or none becomes free in time.
    pub(super) async fn take(&self, account: Uuid) -> Result<ExportSlot> {
        let seeker = self.seek(account)?;
        let permit = match Arc::clone(&self.free).try_acquire_owned() {
            Ok(permit) => permit,
            Err(_) => self.wait().await?,
        };
        Ok(ExportSlot {
            _permit: permit,
            seeker,
            leaves: AtomicBool::new(false),
        })
    }

    fn seek(&self, account: Uuid) -> Result<Seeker> {
        let mut seekers = self.seekers();
        let count = seekers.of_account.entry(account).or_default();
        if *count >= OF_ACCOUNT {
            return Err(busy());
        }
        *count += 1;
        Ok(Seeker {
            places: self.clone(),
            account,
        })
    }

    async fn wait(&self) -> Result<OwnedSemaphorePermit> {
        self.seekers().waiting += 1;
        let _waiting = Waiting(self);
        let permit = timeout(PATIENCE, Arc::clone(&self.free).acquire_owned()).await;
        permit.ok().and_then(Result::ok).ok_or_else(busy)
    }

    fn seekers(&self) -> MutexGuard<'_, Seekers> {
        self.seekers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ExportSlot {
    /// Whether this export should end because a request waits for which no other one is
    /// ending.
    pub(super) fn is_wanted(&self) -> bool {
        let mut seekers = self.seeker.places.seekers();
        let is_wanted = seekers.waiting > seekers.leaving;
        if is_wanted && !self.leaves.swap(true, Ordering::Relaxed) {
            seekers.leaving += 1;
        }
        is_wanted
    }
}

impl Drop for ExportSlot {
    fn drop(&mut self) {
        if *self.leaves.get_mut() {
            self.seeker.places.seekers().leaving -= 1;
        }
    }
}

impl Drop for Seeker {
    fn drop(&mut self) {
        let mut seekers = self.places.seekers();
        if let Some(count) = seekers.of_account.get_mut(&self.account) {
            *count -= 1;
            if *count == 0 {
                seekers.of_account.remove(&self.account);
            }
        }
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.seekers().waiting -= 1;
    }
}

fn busy() -> Error {
    Error::Busy {
        retry_after_secs: RETRY_AFTER_SECS,
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    #[tokio::test]
    async fn an_account_has_two_places_and_all_have_eight() {
        let places = ExportSlots::default();
        let account = Uuid::from_u128;
        let take = |number| places.take(account(number)).now_or_never();
        let mut taken: Vec<ExportSlot> = Vec::new();
        for number in [1, 1, 2, 2, 3, 3, 4] {
            taken.push(take(number).unwrap().unwrap());
        }
        assert!(matches!(take(1), Some(Err(Error::Busy { .. }))));
        taken.push(take(5).unwrap().unwrap());
        // All slots are taken, for every account.
        assert!(take(6).is_none());
        taken.remove(0);
        taken.push(take(1).unwrap().unwrap());
        assert!(take(1).unwrap().is_err());
        taken.clear();
        assert!(places.seekers().of_account.is_empty());
    }

    #[tokio::test]
    async fn who_waits_is_next_and_wants_one_place() {
        let places = ExportSlots::default();
        let mut taken = Vec::new();
        for number in 0..8 {
            taken.push(places.take(Uuid::from_u128(number)).await.unwrap());
        }
        assert!(!taken[0].is_wanted());
        let mut waiting = Box::pin(places.take(Uuid::from_u128(9)));
        assert!((&mut waiting).now_or_never().is_none());
        // One export ends for one waiting request.
        assert!(taken[0].is_wanted());
        assert!(!taken[1].is_wanted());
        drop(taken.remove(0));
        assert!(places.take(Uuid::from_u128(10)).now_or_never().is_none());
        waiting.await.unwrap();
        // A request that gave up needs no slot.
        assert!(!taken[0].is_wanted());
    }
}
