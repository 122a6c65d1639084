//! Epochs: the times between what persons did that voids the votes.
//!
//! A person who creates, edits or resumes a website begins an epoch, which stands in the
//! log as pending; one who pauses it begins one in which nobody votes. The rows of the
//! schedule say which revisions are an epoch's own: an edit of interval or quorum opens a
//! row, but no epoch.

use std::collections::BTreeMap;

use entity::schedule::{self, LEAD_MS};
use entity::website_status::WebsiteStatus;

use super::quorum::Quorum;

/// What is known of a website around a time, its ticks aside.
#[derive(Clone, Debug, Default)]
pub struct Past {
    /// Rows of the schedule, by revision.
    pub rows: Vec<schedule::Model>,
    /// What persons did (from when on, pending or paused), oldest first. What lies before
    /// the first one is an epoch of which the beginning is not known.
    pub acts: Vec<(i64, WebsiteStatus)>,
    /// All regions, each with the instant from which it counts.
    pub regions: BTreeMap<i16, i64>,
}

/// An epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Epoch {
    /// From when on, milliseconds of Unix time; `None` where that is not known.
    pub from_ms: Option<i64>,
    /// Pending or paused: how it began.
    pub status: WebsiteStatus,
    /// The first revision that is its own.
    pub first_revision: i32,
}

impl Past {
    /// The epochs, oldest first; never empty.
    pub fn epochs(&self) -> Vec<Epoch> {
        let dawn = Epoch {
            from_ms: None,
            status: WebsiteStatus::Pending,
            first_revision: i32::MIN,
        };
        let acts = self.acts.iter().map(|(at_ms, status)| Epoch {
            from_ms: Some(*at_ms),
            status: *status,
            first_revision: match status {
                WebsiteStatus::Paused => i32::MAX,
                _ => self.opened_at(*at_ms).unwrap_or(i32::MAX),
            },
        });
        [dawn].into_iter().chain(acts).collect()
    }

    /// The revision that a person's act at `at_ms` opened: the newest row that was
    /// written by then and begins to hold later, or else the next one.
    fn opened_at(&self, at_ms: i64) -> Option<i32> {
        let opened = self
            .rows
            .iter()
            .rev()
            .find(|row| written_at_ms(row) <= at_ms && at_ms <= row.valid_from_ms);
        let next = || self.rows.iter().find(|row| written_at_ms(row) > at_ms);
        Some(opened.or_else(next)?.revision)
    }

    /// The website's regions by `row`, each with the instant from which it counts.
    pub fn regions_of(&self, row: &schedule::Model) -> BTreeMap<i16, i64> {
        regions_of(row.regions.as_ref().map(|keys| &*keys.0), &self.regions)
    }

    /// The row of `revision`.
    pub fn row(&self, revision: i32) -> Option<&schedule::Model> {
        self.rows.iter().find(|row| row.revision == revision)
    }
}

/// The chosen regions, or else all, each with the instant from which it counts. Chosen
/// ones count from the beginning, all others since they were heard of.
pub fn regions_of(chosen: Option<&[i16]>, all: &BTreeMap<i16, i64>) -> BTreeMap<i16, i64> {
    match chosen {
        None => all.clone(),
        Some(chosen) => chosen.iter().map(|key| (*key, 0)).collect(),
    }
}

/// The epoch of which `revision` is: an index into `epochs`.
pub fn epoch_of(epochs: &[Epoch], revision: i32) -> usize {
    epochs
        .iter()
        .rposition(|epoch| epoch.first_revision <= revision)
        .unwrap_or_default()
}

/// When a person's change wrote the row: what begins, begins a while ahead.
pub fn written_at_ms(row: &schedule::Model) -> i64 {
    row.valid_from_ms - LEAD_MS
}

/// How the votes are counted by `row`.
pub fn quorum_of(row: &schedule::Model) -> Quorum {
    row.quorum.parse().unwrap_or_default()
}

/// How long a website waits for its first vote after a person's change, milliseconds: as
/// long after its first slot as a vote would last.
pub fn wait_ms(interval_ms: i64, timeout_ms: i32) -> i64 {
    LEAD_MS + life_ms(interval_ms, timeout_ms)
}

/// How long a vote counts after the end of its check at most, milliseconds.
pub fn life_ms(interval_ms: i64, timeout_ms: i32) -> i64 {
    2 * interval_ms + i64::from(timeout_ms)
}
