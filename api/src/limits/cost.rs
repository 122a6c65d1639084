//! Limits what the requests of one caller cost in a minute.
//!
//! A generic cell rate algorithm: of each caller only the time is kept at which all of its
//! requests are paid off, so a charge takes a lock of one of several maps for some nanoseconds.
//! Nothing is left of the allowance after a minute's worth of cost, and it comes back evenly:
//! after a pause of a minute all of it is there.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use super::{MINUTE, Payer, Settings};
use crate::service::throttle::make_room;

/// Number of maps, so that callers rarely wait for each other.
const SHARDS: usize = 16;

/// Most callers in a map, some 30 bytes each. Beyond that, those who have used the least are
/// forgotten.
const MOST: usize = 10_000;

/// Cost limits of one process; cheap to clone.
#[derive(Clone, Debug)]
pub struct CostLimits(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    settings: Settings,
    started: Instant,
    hasher: RandomState,
    /// When each caller's requests are paid off, in nanoseconds after the start.
    paid_at_ns: [Mutex<HashMap<u64, i64>>; SHARDS],
}

/// What a request costs, and what its caller has left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Balance {
    /// Cost of the request.
    pub requested: u64,
    /// What the caller's requests may cost in a minute.
    pub limit: u64,
    /// What further requests may cost at present.
    pub remaining: u64,
}

/// The caller cannot pay for a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exceeded {
    /// What the caller has left without the request.
    pub balance: Balance,
    /// When the caller can pay for it, in seconds.
    pub retry_after_secs: u32,
}

impl CostLimits {
    pub(super) fn new(settings: Settings) -> Self {
        Self(Arc::new(Inner {
            settings,
            started: Instant::now(),
            hasher: RandomState::new(),
            paid_at_ns: Default::default(),
        }))
    }

    /// Charges `payer` for a request of `cost`.
    ///
    /// # Errors
    /// [`Exceeded`] if the requests of the last minute cost too much; then nothing is charged.
    pub fn charge(&self, payer: Payer, cost: u64) -> Result<Balance, Exceeded> {
        let now_ns = i64::try_from(self.0.started.elapsed().as_nanos()).unwrap_or(i64::MAX / 2);
        self.0.charge(payer, cost, now_ns)
    }
}

impl Inner {
    fn charge(&self, payer: Payer, cost: u64, now_ns: i64) -> Result<Balance, Exceeded> {
        let limit = if payer.is_stranger() {
            self.settings.anonymous_cost_per_minute
        } else {
            self.settings.cost_per_minute
        };
        let key = self.hasher.hash_one(payer);
        let shard = usize::try_from(key % SHARDS as u64).unwrap_or_default();
        let mut paid_at_ns = self.paid_at_ns[shard]
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let before_ns = paid_at_ns.get(&key).copied().unwrap_or(now_ns).max(now_ns);
        let after_ns = before_ns.saturating_add(time_of(cost, limit));
        let over_ns = after_ns - now_ns - minute_ns();
        if over_ns > 0 {
            return Err(Exceeded {
                balance: Balance {
                    requested: cost,
                    limit,
                    remaining: cost_of(minute_ns() - (before_ns - now_ns), limit),
                },
                retry_after_secs: u32::try_from(over_ns / 1_000_000_000 + 1).unwrap_or(u32::MAX),
            });
        }
        make_room(&mut paid_at_ns, now_ns, MOST, |at_ns| *at_ns);
        paid_at_ns.insert(key, after_ns);
        Ok(Balance {
            requested: cost,
            limit,
            remaining: cost_of(minute_ns() - (after_ns - now_ns), limit),
        })
    }
}

fn minute_ns() -> i64 {
    i64::try_from(MINUTE.as_nanos()).unwrap_or_default()
}

/// How long a cost is paid off for, in nanoseconds.
fn time_of(cost: u64, limit: u64) -> i64 {
    let ns = u128::from(cost) * MINUTE.as_nanos() / u128::from(limit.max(1));
    i64::try_from(ns).unwrap_or(i64::MAX / 2)
}

/// The cost that is paid off in so many nanoseconds.
fn cost_of(ns: i64, limit: u64) -> u64 {
    let ns = u128::try_from(ns).unwrap_or_default();
    u64::try_from(ns * u128::from(limit) / MINUTE.as_nanos()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const SECOND_NS: i64 = 1_000_000_000;

    fn limits(cost_per_minute: u64) -> CostLimits {
        CostLimits::new(Settings {
            cost_per_minute,
            anonymous_cost_per_minute: 60,
            ..Settings::default()
        })
    }

    fn account(n: u128) -> Payer {
        Payer::Account(Uuid::from_u128(n))
    }

    #[test]
    fn a_minutes_worth_is_there_at_once_and_comes_back_evenly() {
        let limits = limits(6_000);
        let at = |secs: i64, cost| limits.0.charge(account(1), cost, secs * SECOND_NS);
        let remaining = |charged: Result<Balance, Exceeded>| charged.unwrap().remaining;
        assert_eq!(remaining(at(0, 1_000)), 5_000);
        assert_eq!(remaining(at(0, 5_000)), 0);
        let refused = at(0, 1_000).unwrap_err();
        assert_eq!(
            (refused.balance.remaining, refused.balance.limit),
            (0, 6_000)
        );
        assert_eq!(refused.retry_after_secs, 11);
        // What was refused was not charged.
        assert_eq!(at(9, 1_000).unwrap_err().balance.remaining, 900);
        assert_eq!(remaining(at(10, 1_000)), 0);
        assert_eq!(remaining(at(70, 0)), 6_000);
        // No more than a minute's worth is saved up.
        assert_eq!(remaining(at(10_000, 6_000)), 0);
        // Nobody pays for another.
        assert!(limits.0.charge(account(2), 6_000, 0).is_ok());
        let key = Payer::Key(Uuid::from_u128(1));
        assert!(limits.0.charge(key, 6_000, 0).is_ok());
    }

    #[test]
    fn in_any_minute_but_the_first_no_more_than_the_limit_is_spent() {
        let limits = limits(1_000_000);
        let mut spent = Vec::new();
        for at_ns in (0..180 * SECOND_NS).step_by(7_000_000) {
            if limits.0.charge(account(1), 999, at_ns).is_ok() {
                spent.push(at_ns);
            }
        }
        let within = |from_ns: i64| {
            let range = from_ns..from_ns + 60 * SECOND_NS;
            spent.iter().filter(|at_ns| range.contains(at_ns)).count() * 999
        };
        // What had been saved up is on top in the first minute.
        assert!(
            (1_990_000..=2_000_999).contains(&within(0)),
            "{}",
            within(0)
        );
        for secs in [60, 90, 120] {
            let spent = within(secs * SECOND_NS);
            assert!((990_000..=1_000_999).contains(&spent), "{spent}");
        }
    }

    #[test]
    fn strangers_have_their_own_limit() {
        let limits = limits(1_000);
        let stranger = |text: &str| {
            let origin = crate::service::throttle::Origin(text.parse().unwrap());
            Payer::of(None, Some(origin)).unwrap()
        };
        assert!(limits.0.charge(stranger("192.0.2.1"), 60, 0).is_ok());
        assert!(limits.0.charge(stranger("192.0.2.1"), 1, 0).is_err());
        assert!(limits.0.charge(stranger("192.0.2.2"), 61, 0).is_err());
        assert!(Payer::of(None, None).is_none());
    }

    #[test]
    fn counts_are_bounded_and_those_who_used_most_stay() {
        let limits = limits(1_000);
        assert!(limits.0.charge(account(0), 1_000, 0).is_ok());
        for n in 1..300_000 {
            assert!(limits.0.charge(account(n), 1, 0).is_ok());
        }
        let counts = limits.0.paid_at_ns.iter();
        let counts: usize = counts.map(|shard| shard.lock().unwrap().len()).sum();
        assert!(counts <= SHARDS * MOST, "{counts}");
        assert!(limits.0.charge(account(0), 1, 0).is_err());
    }
}
