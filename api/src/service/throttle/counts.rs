//! How often something was tried, and who is known.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hash, RandomState};

use crate::service::{Error, Result};

/// Most counts, and most known pairs of account and address.
pub(super) const MOST: usize = 100_000;

/// Number of attempts allowed at once, and the time until another one is allowed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rate {
    pub(super) burst: i64,
    pub(super) every_ms: i64,
}

/// Counts of one process.
#[derive(Debug, Default)]
pub(super) struct Counts {
    hasher: RandomState,
    /// When a count is fully reset, in milliseconds of Unix time.
    pub(super) full_at_ms: HashMap<u64, i64>,
    /// Known pairs of account and address with their last success.
    pub(super) known: HashMap<u64, Known>,
}

/// When somebody signed in to an account from an address that is known since.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known {
    pub(super) account: u64,
    pub(super) at_ms: i64,
}

impl Counts {
    pub(super) fn key(&self, key: &impl Hash) -> u64 {
        self.hasher.hash_one(key)
    }

    /// Knows the pair of an account and an address from now on.
    pub(super) fn know(&mut self, pair: u64, account: u64, at_ms: i64) {
        make_room(&mut self.known, i64::MIN, MOST, |known| known.at_ms);
        self.known.insert(pair, Known { account, at_ms });
    }

    pub(super) fn give_back(&mut self, taken: &[(u64, Rate)]) {
        for (key, rate) in taken {
            if let Some(full_at_ms) = self.full_at_ms.get_mut(key) {
                *full_at_ms -= rate.every_ms;
            }
        }
    }

    /// Takes one attempt of each count, or of none.
    pub(super) fn take(&mut self, asked: &[(u64, Rate)], now_ms: i64) -> Result<()> {
        make_room(&mut self.full_at_ms, now_ms, MOST, |at_ms| *at_ms);
        let then = |(key, rate): &(u64, Rate)| {
            let full_at_ms = self.full_at_ms.get(key).copied().unwrap_or(now_ms);
            full_at_ms.max(now_ms) + rate.every_ms
        };
        let then: Vec<i64> = asked.iter().map(then).collect();
        let waits = then.iter().zip(asked);
        let waits = waits.map(|(at_ms, (_, rate))| at_ms - now_ms - rate.burst * rate.every_ms);
        let wait_ms = waits.max().unwrap_or_default();
        if wait_ms > 0 {
            let secs = (wait_ms + 999) / 1_000;
            return Err(Error::Busy {
                retry_after_secs: u32::try_from(secs).unwrap_or(u32::MAX),
            });
        }
        for ((key, _), at_ms) in asked.iter().zip(then) {
            self.full_at_ms.insert(*key, at_ms);
        }
        Ok(())
    }
}

/// If there are as many as `most` entries, forgets those whose time has passed at `now`, and the
/// earlier half of the rest.
pub(crate) fn make_room<T>(
    entries: &mut HashMap<u64, T>,
    now: i64,
    most: usize,
    time: impl Fn(&T) -> i64,
) {
    if entries.len() < most {
        return;
    }
    entries.retain(|_, entry| time(entry) > now);
    if entries.len() >= most / 2 {
        let mut sorted: Vec<i64> = entries.values().map(&time).collect();
        let half = sorted.len() / 2;
        let (_, middle, _) = sorted.select_nth_unstable(half);
        let middle = *middle;
        entries.retain(|_, entry| time(entry) > middle);
    }
}
