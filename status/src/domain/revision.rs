//! The settings of a website that its votes depend on.

use std::collections::BTreeMap;

use entity::RegionKey;
use entity::slots::LEAD_MS;

use super::quorum::Quorum;

/// One revision of a website's settings. Instants are in milliseconds of Unix time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    /// Number of the revision.
    pub number: i32,
    /// Time between slots, in milliseconds.
    pub interval_ms: i64,
    /// Time limit of one attempt, in milliseconds.
    pub timeout_ms: i32,
    /// Time after a slot by which its tick has arrived or never will, in milliseconds.
    pub settled_after_ms: i64,
    /// How many votes must say down.
    pub quorum: Quorum,
    /// Keys of the regions to check from; `None` means every region.
    pub regions: Option<Vec<RegionKey>>,
    /// Start of the revision: the first instant that may have a slot.
    pub valid_from_ms: i64,
    /// End of the revision, exclusive; `None` while it holds.
    pub valid_to_ms: Option<i64>,
}

impl Revision {
    /// When a person's change wrote it: a revision takes effect some time after that.
    pub fn written_at_ms(&self) -> i64 {
        self.valid_from_ms - LEAD_MS
    }

    /// Regions to check from, each with the instant from which it counts.
    pub fn regions_of(&self, all: &BTreeMap<RegionKey, i64>) -> BTreeMap<RegionKey, i64> {
        regions_of(self.regions.as_deref(), all)
    }
}

/// The chosen regions, or all of them, each with the instant from which it counts. Chosen
/// regions always count; otherwise a region counts from when it was first seen.
pub fn regions_of(
    chosen: Option<&[RegionKey]>,
    all: &BTreeMap<RegionKey, i64>,
) -> BTreeMap<RegionKey, i64> {
    match chosen {
        None => all.clone(),
        Some(chosen) => chosen.iter().map(|key| (*key, 0)).collect(),
    }
}

/// When the vote of a tick at `slot_ms` expires: two intervals and a time limit after the
/// slot, or two intervals after the end of its check if that is later (retries of a website
/// that hangs). Source: ARCHITECTURE.md, "From ticks to status".
pub fn fresh_until_ms(interval_ms: i64, timeout_ms: i32, slot_ms: i64, checked_at_ms: i64) -> i64 {
    Ord::max(slot_ms + i64::from(timeout_ms), checked_at_ms) + 2 * interval_ms
}

/// How long a website waits for its first vote after a change, in milliseconds: as long after
/// its first slot as a vote would last.
pub fn wait_ms(interval_ms: i64, timeout_ms: i32) -> i64 {
    LEAD_MS + life_ms(interval_ms, timeout_ms)
}

/// The longest time for which a vote counts after the end of its check, in milliseconds.
pub fn life_ms(interval_ms: i64, timeout_ms: i32) -> i64 {
    2 * interval_ms + i64::from(timeout_ms)
}
