//! How many exports run at once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use uuid::Uuid;

use crate::service::{Error, Result};

/// Most exports of one account at once.
const OF_ACCOUNT: usize = 2;

/// Most exports of this process at once. Each takes a connection of the database now and
/// then, and some megabytes.
const OF_PROCESS: usize = 8;

/// When somebody without a place may try again, seconds.
const RETRY_AFTER_SECS: u32 = 10;

/// The exports that run; cheap to clone.
#[derive(Clone, Debug, Default)]
pub(in crate::http) struct Places(Arc<Mutex<HashMap<Uuid, usize>>>);

/// A place, free again when this is dropped.
#[derive(Debug)]
pub(super) struct Place {
    places: Places,
    account: Uuid,
}

impl Places {
    /// A place for an export of `account`.
    ///
    /// # Errors
    /// [`Error::Busy`] where it has enough already, or all accounts together.
    pub(super) fn take(&self, account: Uuid) -> Result<Place> {
        let mut taken = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let of_account = taken.get(&account).copied().unwrap_or_default();
        if of_account >= OF_ACCOUNT || taken.values().sum::<usize>() >= OF_PROCESS {
            return Err(Error::Busy {
                retry_after_secs: RETRY_AFTER_SECS,
            });
        }
        taken.insert(account, of_account + 1);
        Ok(Place {
            places: self.clone(),
            account,
        })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.places.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = taken.get_mut(&self.account) {
            *count -= 1;
            if *count == 0 {
                taken.remove(&self.account);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_has_two_places_and_all_have_eight() {
        let places = Places::default();
        let account = Uuid::from_u128;
        let mut taken: Vec<Place> = Vec::new();
        for number in [1, 1, 2, 2, 3, 3, 4] {
            taken.push(places.take(account(number)).unwrap());
        }
        assert!(matches!(places.take(account(1)), Err(Error::Busy { .. })));
        taken.push(places.take(account(5)).unwrap());
        // All are taken, whoever asks.
        assert!(places.take(account(6)).is_err());
        taken.remove(0);
        taken.push(places.take(account(1)).unwrap());
        assert!(places.take(account(1)).is_err());
        taken.clear();
        assert!(places.0.lock().unwrap().is_empty());
    }
}
