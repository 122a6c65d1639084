//! Limits the rate of confirming jobs.

use entity::RegionKey;
use std::collections::HashMap;

/// Confirming jobs that one replica publishes for a region per second. If thousands of
/// websites fail at once, their rounds then add a fifth to what a prober of the default size
/// (1,000 concurrent checks) runs per second when responses are quick, instead of delaying
/// scheduled checks of all; and 6,000 websites are still confirmed before their asks expire.
pub const CONFIRMATIONS_A_SECOND: u64 = 200;

/// How much of the current second each region has used.
#[derive(Debug, Default)]
pub struct Pace {
    second: i64,
    spent: HashMap<RegionKey, u64>,
}

impl Pace {
    /// Remaining confirming jobs of the region in the second of `now_ms`.
    pub(crate) fn left(&mut self, region_key: RegionKey, now_ms: i64) -> u64 {
        let second = now_ms.div_euclid(1_000);
        if second != self.second {
            self.second = second;
            self.spent.clear();
        }
        let spent = self.spent.get(&region_key).copied().unwrap_or(0);
        CONFIRMATIONS_A_SECOND.saturating_sub(spent)
    }

    pub(crate) fn spend(&mut self, region_key: RegionKey, jobs: usize) {
        let jobs = u64::try_from(jobs).unwrap_or(u64::MAX);
        let spent = self.spent.entry(region_key).or_default();
        *spent = spent.saturating_add(jobs);
    }
}
