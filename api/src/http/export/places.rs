//! How many exports run at once.
//!
//! Whoever finds all places taken waits a little. While somebody does, a download that is
//! slow by its client's own doing ends: a few clients that take a piece now and then would
//! keep the places of all for hours.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;
use uuid::Uuid;

use crate::service::{Error, Result};

/// Most exports of one account at once, those that wait included.
const OF_ACCOUNT: usize = 2;

/// Most exports of this process at once. Each takes a connection of the database now and
/// then, and some megabytes.
const OF_PROCESS: usize = 8;

/// How long somebody waits for a place.
const PATIENCE: Duration = Duration::from_secs(5);

/// When somebody without a place may try again, seconds.
const RETRY_AFTER_SECS: u32 = 10;

/// The exports that run; cheap to clone.
#[derive(Clone, Debug)]
pub(in crate::http) struct Places {
    free: Arc<Semaphore>,
    seekers: Arc<Mutex<Seekers>>,
}

#[derive(Debug, Default)]
struct Seekers {
    /// How many places each account has or waits for.
    of_account: HashMap<Uuid, usize>,
    /// How many wait for a place.
    waiting: usize,
    /// How many leave theirs for one of them.
    leaving: usize,
}

/// A place, free again when this is dropped.
#[derive(Debug)]
pub(super) struct Place {
    _permit: OwnedSemaphorePermit,
    seeker: Seeker,
    leaves: AtomicBool,
}

/// Whoever has a place, or waits for one.
#[derive(Debug)]
struct Seeker {
    places: Places,
    account: Uuid,
}

/// Whoever waits.
struct Waiting<'a>(&'a Places);

impl Default for Places {
    fn default() -> Self {
        Self {
            free: Arc::new(Semaphore::new(OF_PROCESS)),
            seekers: Arc::default(),
        }
    }
}

impl Places {
    /// A place for an export of `account`, once one is free.
    ///
    /// # Errors
    /// [`Error::Busy`] where the account has enough already, or none gets free in time.
    pub(super) async fn take(&self, account: Uuid) -> Result<Place> {
        let seeker = self.seek(account)?;
        let permit = match Arc::clone(&self.free).try_acquire_owned() {
            Ok(permit) => permit,
            Err(_) => self.wait().await?,
        };
        Ok(Place {
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

impl Place {
    /// Whether this place is to be left, as somebody waits for whom no other is left.
    pub(super) fn is_wanted(&self) -> bool {
        let mut seekers = self.seeker.places.seekers();
        let is_wanted = seekers.waiting > seekers.leaving;
        if is_wanted && !self.leaves.swap(true, Ordering::Relaxed) {
            seekers.leaving += 1;
        }
        is_wanted
    }
}

impl Drop for Place {
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
        let places = Places::default();
        let account = Uuid::from_u128;
        let take = |number| places.take(account(number)).now_or_never();
        let mut taken: Vec<Place> = Vec::new();
        for number in [1, 1, 2, 2, 3, 3, 4] {
            taken.push(take(number).unwrap().unwrap());
        }
        assert!(matches!(take(1), Some(Err(Error::Busy { .. }))));
        taken.push(take(5).unwrap().unwrap());
        // All are taken, whoever asks.
        assert!(take(6).is_none());
        taken.remove(0);
        taken.push(take(1).unwrap().unwrap());
        assert!(take(1).unwrap().is_err());
        taken.clear();
        assert!(places.seekers().of_account.is_empty());
    }

    #[tokio::test]
    async fn who_waits_is_next_and_wants_one_place() {
        let places = Places::default();
        let mut taken = Vec::new();
        for number in 0..8 {
            taken.push(places.take(Uuid::from_u128(number)).await.unwrap());
        }
        assert!(!taken[0].is_wanted());
        let mut waiting = Box::pin(places.take(Uuid::from_u128(9)));
        assert!((&mut waiting).now_or_never().is_none());
        // One leaves for one who waits.
        assert!(taken[0].is_wanted());
        assert!(!taken[1].is_wanted());
        drop(taken.remove(0));
        assert!(places.take(Uuid::from_u128(10)).now_or_never().is_none());
        waiting.await.unwrap();
        // Whoever gives up wants none any more.
        assert!(!taken[0].is_wanted());
    }
}
