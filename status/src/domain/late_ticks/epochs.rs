//! Epochs: the periods between changes by people that void the votes.
//!
//! Creating, editing or resuming a website starts an epoch, which the log records as pending;
//! pausing it starts an epoch in which no votes are cast. The schedule rows tell which
//! revisions belong to an epoch: a change of interval or quorum opens a row, but not an epoch.

use std::collections::BTreeMap;

use entity::{RegionKey, WebsiteStatus};

use crate::domain::revision::Revision;

/// What is known of a website around some time, apart from its ticks.
#[derive(Clone, Debug, Default)]
pub struct Past {
    /// Revisions of the website, in ascending order.
    pub revisions: Vec<Revision>,
    /// Changes by people (start in milliseconds of Unix time, pending or paused), oldest
    /// first. The time before the first one belongs to an epoch whose start is unknown.
    pub acts: Vec<(i64, WebsiteStatus)>,
    /// All regions, each with the instant from which it counts.
    pub regions: BTreeMap<RegionKey, i64>,
}

/// A period in which votes of the same target count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Epoch {
    /// Start of the epoch, in milliseconds of Unix time; `None` if unknown.
    pub from_ms: Option<i64>,
    /// Status at the start of the epoch, pending or paused.
    pub status: WebsiteStatus,
    /// First revision that belongs to the epoch.
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

    /// The revision that a change at `at_ms` opened: the newest one that was written by then
    /// and takes effect later, otherwise the next one.
    fn opened_at(&self, at_ms: i64) -> Option<i32> {
        let opened = self
            .revisions
            .iter()
            .rev()
            .find(|it| it.written_at_ms() <= at_ms && at_ms <= it.valid_from_ms);
        let next = || self.revisions.iter().find(|it| it.written_at_ms() > at_ms);
        Some(opened.or_else(next)?.number)
    }

    /// The revision `number`.
    pub fn revision(&self, number: i32) -> Option<&Revision> {
        self.revisions.iter().find(|it| it.number == number)
    }
}

/// Index in `epochs` of the epoch that `revision` belongs to.
pub fn epoch_of(epochs: &[Epoch], revision: i32) -> usize {
    epochs
        .iter()
        .rposition(|epoch| epoch.first_revision <= revision)
        .unwrap_or_default()
}
