//! Limits the rate of checks outside the schedule.
//!
//! A prober of the default size runs 1,000 checks at once. What is asked for out of turn must not
//! take all of them, however many websites fail, are resumed or are checked at once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use entity::{OrganizationId, Origin, RegionKey};

/// Confirming jobs that one replica publishes for a region per second. If thousands of
/// websites fail at once, their rounds then add a fifth to what a prober of the default size
/// (1,000 concurrent checks) runs per second when responses are quick, instead of delaying
/// scheduled checks of all; and 6,000 websites are still confirmed before their asks expire.
pub const CONFIRMATIONS_A_SECOND: u64 = 200;

/// Jobs of people that one replica publishes for a region per second, besides those that are
/// published as they are asked for.
pub const ASKED_A_SECOND: u64 = 200;

/// Jobs of one organization and region that are published as they are asked for, and the time
/// until another one is, in milliseconds.
pub const ASKED_AT_ONCE: i64 = 200;
const ANOTHER_MS: i64 = 50;

/// Most organizations and regions that are remembered; each takes some 40 bytes.
const MOST: usize = 100_000;

/// How much of the current second each region has used.
#[derive(Debug, Default)]
pub struct Pace {
    second: i64,
    spent: HashMap<(RegionKey, bool), u64>,
}

impl Pace {
    /// Remaining jobs of this origin for the region in the second of `now_ms`.
    pub(crate) fn left(&mut self, origin: Origin, region_key: RegionKey, now_ms: i64) -> u64 {
        let second = now_ms.div_euclid(1_000);
        if second != self.second {
            self.second = second;
            self.spent.clear();
        }
        let is_confirming = origin == Origin::Confirmation;
        let most = if is_confirming {
            CONFIRMATIONS_A_SECOND
        } else {
            ASKED_A_SECOND
        };
        let spent = self.spent.get(&(region_key, is_confirming)).copied();
        most.saturating_sub(spent.unwrap_or(0))
    }

    pub(crate) fn spend(&mut self, origin: Origin, region_key: RegionKey, jobs: usize) {
        let jobs = u64::try_from(jobs).unwrap_or(u64::MAX);
        let is_confirming = origin == Origin::Confirmation;
        let spent = self.spent.entry((region_key, is_confirming)).or_default();
        *spent = spent.saturating_add(jobs);
    }
}

/// Jobs that are published as they are asked for, by organization and region; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Asked(Arc<Mutex<HashMap<(OrganizationId, RegionKey), i64>>>);

impl Asked {
    /// Whether another job of the organization may be published at `now_ms`, which counts it.
    pub(crate) fn admits(
        &self,
        organization: OrganizationId,
        region: RegionKey,
        now_ms: i64,
    ) -> bool {
        let mut free_at_ms = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if free_at_ms.len() >= MOST {
            free_at_ms.retain(|_, at_ms| *at_ms > now_ms);
        }
        let at_ms = free_at_ms.entry((organization, region)).or_insert(now_ms);
        let next_ms = Ord::max(*at_ms, now_ms) + ANOTHER_MS;
        let is_free = next_ms - now_ms <= ASKED_AT_ONCE * ANOTHER_MS;
        if is_free {
            *at_ms = next_ms;
        }
        is_free
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn an_organization_asks_for_many_at_once_and_then_slowly() {
        let asked = Asked::default();
        let [acme, other] = [1, 2].map(|n| OrganizationId(Uuid::from_u128(n)));
        let [india, usa] = [RegionKey(1), RegionKey(2)];
        let admitted = |organization, region, now_ms| {
            let asks = (0..1_000).filter(|_| asked.admits(organization, region, now_ms));
            asks.count()
        };
        assert_eq!(admitted(acme, india, 0), 200);
        assert_eq!(admitted(acme, india, 49), 0);
        assert_eq!(admitted(acme, india, 1_000), 20);
        assert_eq!(admitted(acme, usa, 1_000), 200);
        assert_eq!(admitted(other, india, 1_000), 200);
        assert_eq!(admitted(acme, india, 3_600_000), 200);
    }
}
