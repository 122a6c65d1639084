//! Replays ticks in the order in which their checks ended, to find what the log would be if
//! they had all arrived in time.

use std::collections::BTreeMap;

use entity::WebsiteStatus;
use entity::{Outcome, RegionKey};

use super::epochs::{Epoch, Past, epoch_of};
use crate::domain::quorum::Quorum;
use crate::domain::revision::{Revision, fresh_until_ms, wait_ms};
use crate::domain::votes::{Cast, Change, Vote, Votes, lasting, region_status};

/// The part of a stored tick that votes depend on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tick {
    /// Region that the check ran from.
    pub region_key: RegionKey,
    /// Slot of the tick, in milliseconds of Unix time.
    pub slot_ms: i64,
    /// End of the check, in milliseconds of Unix time.
    pub checked_at_ms: i64,
    /// Revision of the website that was checked.
    pub revision: i32,
    /// Outcome of the check.
    pub outcome: Outcome,
    /// Number of attempts.
    pub attempts: i16,
}

/// What is known of the time before a replay.
#[derive(Clone, Debug, Default)]
pub struct Start {
    /// Start of the wanted changes, in milliseconds of Unix time. Earlier ticks only determine
    /// the votes at this instant.
    pub at_ms: i64,
    /// Status of each view before the replay, and since when; the whole website is `None`.
    pub views: BTreeMap<Option<RegionKey>, (i64, WebsiteStatus)>,
    /// Votes older than the ticks. They have expired unless their ticks were deleted.
    pub votes: BTreeMap<RegionKey, Vote>,
}

/// Result of a replay.
#[derive(Clone, Debug)]
pub struct Replayed {
    /// Votes and status at the end, and the changes since the start without repetitions.
    pub votes: Votes,
    /// Ticks (region, slot) at which their region began to fail.
    pub begin_to_fail: Vec<(RegionKey, i64)>,
}

enum Event<'a> {
    /// The start of an epoch.
    Act(usize),
    /// A revision that a person's change opened.
    Revision(&'a Revision),
    Tick(&'a Tick, &'a Revision),
}

/// Casts `ticks`, given in any order, and advances time to `to_ms`, inclusive.
pub fn replay(past: &Past, start: &Start, ticks: &[Tick], to_ms: i64) -> Replayed {
    let epochs = past.epochs();
    let mut replay = Replay {
        past,
        epochs: &epochs,
        epoch: 0,
        votes: Votes {
            regions: BTreeMap::new(),
            quorum: Quorum::default(),
            latest: start.votes.clone(),
            status: WebsiteStatus::Unmeasured,
            since_ms: i64::MIN,
            rejudge_at_ms: (start.votes.values())
                .filter(|vote| vote.say.is_some())
                .map(|vote| vote.fresh_until_ms)
                .min(),
            changes: Vec::new(),
            is_watched: true,
            judgements: Vec::new(),
        },
        begin_to_fail: Vec::new(),
    };
    let mut has_begun = false;
    for (at_ms, event) in events(past, &epochs, ticks) {
        if at_ms > to_ms {
            break;
        }
        if at_ms >= start.at_ms && !has_begun {
            replay.begin(start);
            has_begun = true;
        }
        replay.take(at_ms, &event);
    }
    if !has_begun {
        replay.begin(start);
    }
    replay.end(start, to_ms)
}

/// All events in order of time.
fn events<'a>(
    past: &'a Past,
    epochs: &[Epoch],
    ticks: &'a [Tick],
) -> impl Iterator<Item = (i64, Event<'a>)> {
    let acts = epochs
        .iter()
        .enumerate()
        .filter_map(|(nth, epoch)| Some(((epoch.from_ms?, 0, None, 0), Event::Act(nth))));
    let revisions = past.revisions.iter();
    let revisions = revisions.map(|it| ((it.written_at_ms(), 1, None, 0), Event::Revision(it)));
    let ticks = ticks.iter().filter_map(|tick| {
        let revision = past.revision(tick.revision)?;
        // A check belongs to its revision's epoch, whatever the prober's clock reports.
        let epoch = epochs.get(epoch_of(epochs, tick.revision))?;
        let at_ms = epoch.from_ms.map_or(tick.checked_at_ms, |from_ms| {
            tick.checked_at_ms.max(from_ms + 1)
        });
        let order = (at_ms, 2, Some(tick.region_key), tick.slot_ms);
        Some((order, Event::Tick(tick, revision)))
    });
    let mut events: Vec<_> = acts.chain(revisions).chain(ticks).collect();
    events.sort_by_key(|(order, _)| *order);
    events.into_iter().map(|(order, event)| (order.0, event))
}

struct Replay<'a> {
    past: &'a Past,
    epochs: &'a [Epoch],
    /// Index of the current epoch.
    epoch: usize,
    votes: Votes,
    begin_to_fail: Vec<(RegionKey, i64)>,
}

impl Replay<'_> {
    /// Starts recording changes, from the status that the log has here.
    fn begin(&mut self, start: &Start) {
        self.votes.advance(start.at_ms - 1);
        self.votes.changes.clear();
        self.begin_to_fail.clear();
        if let Some((since_ms, status)) = start.views.get(&None) {
            self.votes.status = *status;
            self.votes.since_ms = *since_ms;
        } else {
            self.votes.since_ms = start.at_ms;
        }
        if self.votes.status == WebsiteStatus::Paused {
            self.votes.latest.clear();
        }
        // If earlier ticks were deleted, the votes may disagree with the log.
        for (view, (_, status)) in &start.views {
            let Some(region_key) = view else { continue };
            let vote = self.votes.latest.get(region_key);
            let says = region_status(vote.and_then(|vote| vote.say));
            if says != *status {
                self.votes.changes.push(Change {
                    region_key: Some(*region_key),
                    at_ms: start.at_ms,
                    status: says,
                });
                let regions = self.votes.regions.clone();
                self.votes.recount(start.at_ms, regions, self.votes.quorum);
            }
        }
    }

    fn take(&mut self, at_ms: i64, event: &Event<'_>) {
        match event {
            Event::Act(nth) => {
                self.epoch = *nth;
                if let Some(epoch) = self.epochs.get(*nth) {
                    self.restart(at_ms, *epoch);
                }
            }
            Event::Revision(revision) => {
                // The revision that opened an epoch took effect when the epoch started.
                if epoch_of(self.epochs, revision.number) == self.epoch
                    && self.opens_no_epoch(revision.number)
                {
                    let regions = revision.regions_of(&self.past.regions);
                    self.votes.recount(at_ms, regions, revision.quorum);
                }
            }
            Event::Tick(tick, revision) => {
                if epoch_of(self.epochs, tick.revision) == self.epoch
                    && self.votes.status != WebsiteStatus::Paused
                {
                    self.cast(tick, revision);
                }
            }
        }
    }

    fn restart(&mut self, at_ms: i64, epoch: Epoch) {
        self.votes.advance(at_ms);
        let revision = self.past.revision(epoch.first_revision);
        let revision = revision.filter(|_| epoch.status != WebsiteStatus::Paused);
        let wait_ms = revision.map(|it| wait_ms(it.interval_ms, it.timeout_ms));
        let rejudge_at_ms = wait_ms.map(|wait_ms| at_ms + wait_ms);
        self.votes.restart(at_ms, epoch.status, rejudge_at_ms);
        if let Some(revision) = revision {
            self.votes.regions = revision.regions_of(&self.past.regions);
            self.votes.quorum = revision.quorum;
        }
    }

    fn opens_no_epoch(&self, revision: i32) -> bool {
        let epoch = self.epochs.get(self.epoch);
        epoch.is_some_and(|epoch| epoch.first_revision != revision)
    }

    fn cast(&mut self, tick: &Tick, revision: &Revision) {
        let begins_to_fail = self.votes.cast(&cast_of(tick, revision));
        if begins_to_fail {
            self.begin_to_fail.push((tick.region_key, tick.slot_ms));
        }
    }

    fn end(mut self, start: &Start, to_ms: i64) -> Replayed {
        self.votes.advance(to_ms);
        let before = |view| {
            let known = start.views.get(&view).map(|(_, status)| *status);
            known.unwrap_or(WebsiteStatus::Unmeasured)
        };
        self.votes.changes = lasting(&self.votes.changes, before);
        let mut whole = self.votes.changes.iter().rev();
        self.votes.since_ms = whole
            .find(|change| change.region_key.is_none())
            .map(|change| change.at_ms)
            .or_else(|| Some(start.views.get(&None)?.0))
            .unwrap_or(start.at_ms);
        Replayed {
            votes: self.votes,
            begin_to_fail: self.begin_to_fail,
        }
    }
}

/// The vote of `tick`, a check of `revision`.
pub fn cast_of(tick: &Tick, revision: &Revision) -> Cast {
    Cast {
        region_key: tick.region_key,
        slot_ms: tick.slot_ms,
        checked_at_ms: tick.checked_at_ms,
        outcome: tick.outcome,
        attempts: tick.attempts,
        fresh_until_ms: fresh_until_ms(
            revision.interval_ms,
            revision.timeout_ms,
            tick.slot_ms,
            tick.checked_at_ms,
        ),
    }
}
