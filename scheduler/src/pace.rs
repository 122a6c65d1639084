//! How fast confirming jobs go out.

use std::collections::HashMap;

/// Confirming jobs that one replica publishes for a region in a second. Where
/// thousands of websites fail at once, their rounds then add a fifth to what a
/// prober of the default size (1,000 checks at once) runs in a second of quick
/// answers, instead of delaying everybody's scheduled checks; and 6,000 websites
/// are still confirmed before their questions are given up.
pub const CONFIRMATIONS_A_SECOND: u64 = 200;

/// What each region has had of the present second.
#[derive(Debug, Default)]
pub struct Pace {
    second: i64,
    spent: HashMap<i16, u64>,
}

impl Pace {
    /// How many more confirming jobs the region gets in the second of `now_ms`.
    pub(crate) fn left(&mut self, region_key: i16, now_ms: i64) -> u64 {
        let second = now_ms.div_euclid(1_000);
        if second != self.second {
            self.second = second;
            self.spent.clear();
        }
        let spent = self.spent.get(&region_key).copied().unwrap_or(0);
        CONFIRMATIONS_A_SECOND.saturating_sub(spent)
    }

    pub(crate) fn spend(&mut self, region_key: i16, jobs: usize) {
        let jobs = u64::try_from(jobs).unwrap_or(u64::MAX);
        let spent = self.spent.entry(region_key).or_default();
        *spent = spent.saturating_add(jobs);
    }
}
