//! Ticks again, in the order of their checks' ends: what the log would be had they all
//! come in time.

use std::collections::BTreeMap;

use entity::schedule;
use entity::tick::Outcome;
use entity::website_status::WebsiteStatus;

use super::ballot::{Ballot, Cast, Change, Vote, lasting, region_status};
use super::epoch::{Epoch, Past, epoch_of, quorum_of, wait_ms, written_at_ms};
use super::quorum::Quorum;

/// A stored tick, as far as votes are concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tick {
    /// Where it was checked from.
    pub region_key: i16,
    /// Its slot, milliseconds of Unix time.
    pub slot_ms: i64,
    /// End of the check.
    pub checked_at_ms: i64,
    /// Schedule revision that planned it.
    pub revision: i32,
    /// What was found.
    pub outcome: Outcome,
    /// Attempts made.
    pub attempts: i16,
}

/// What is known of the time before a replay.
#[derive(Clone, Debug, Default)]
pub struct Start {
    /// From when on changes are wanted, milliseconds of Unix time. Ticks from before tell
    /// what the votes were by then.
    pub at_ms: i64,
    /// What each view was last, and since when; the whole website is `None`.
    pub views: BTreeMap<Option<i16>, (i64, WebsiteStatus)>,
    /// Votes older than the ticks, which have run out unless their ticks are gone.
    pub votes: BTreeMap<i16, Vote>,
}

/// What comes of a replay.
#[derive(Clone, Debug)]
pub struct Replayed {
    /// Votes and status at the end; the changes since the start, each of which says
    /// something new.
    pub ballot: Ballot,
    /// The ticks (region, slot) with which their region began to fail.
    pub begin_to_fail: Vec<(i16, i64)>,
}

enum Event<'a> {
    /// A person began this epoch.
    Act(usize),
    /// A person's change opened this row.
    Row(&'a schedule::Model),
    Tick(&'a Tick, &'a schedule::Model),
}

/// Casts `ticks` again, in whatever order they are given, and lets time pass up to and
/// including `to_ms`.
pub fn replay(past: &Past, start: &Start, ticks: &[Tick], to_ms: i64) -> Replayed {
    let epochs = past.epochs();
    let mut replay = Replay {
        past,
        epochs: &epochs,
        epoch: 0,
        ballot: Ballot {
            regions: BTreeMap::new(),
            quorum: Quorum::default(),
            votes: start.votes.clone(),
            status: WebsiteStatus::Unmeasured,
            since_ms: i64::MIN,
            rejudge_at_ms: (start.votes.values())
                .filter(|vote| vote.say.is_some())
                .map(|vote| vote.fresh_until_ms)
                .min(),
            changes: Vec::new(),
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

/// What happened when, in order.
fn events<'a>(
    past: &'a Past,
    epochs: &[Epoch],
    ticks: &'a [Tick],
) -> impl Iterator<Item = (i64, Event<'a>)> {
    let acts = epochs
        .iter()
        .enumerate()
        .filter_map(|(nth, epoch)| Some(((epoch.from_ms?, 0, 0, 0), Event::Act(nth))));
    let rows = past
        .rows
        .iter()
        .map(|row| ((written_at_ms(row), 1, 0, 0), Event::Row(row)));
    let ticks = ticks.iter().filter_map(|tick| {
        let row = past.row(tick.revision)?;
        // A check of an epoch ends in it, whatever a prober's clock says.
        let epoch = epochs.get(epoch_of(epochs, tick.revision))?;
        let at_ms = epoch.from_ms.map_or(tick.checked_at_ms, |from_ms| {
            tick.checked_at_ms.max(from_ms + 1)
        });
        let order = (at_ms, 2, tick.region_key, tick.slot_ms);
        Some((order, Event::Tick(tick, row)))
    });
    let mut events: Vec<_> = acts.chain(rows).chain(ticks).collect();
    events.sort_by_key(|(order, _)| *order);
    events.into_iter().map(|(order, event)| (order.0, event))
}

struct Replay<'a> {
    past: &'a Past,
    epochs: &'a [Epoch],
    /// The present one.
    epoch: usize,
    ballot: Ballot,
    begin_to_fail: Vec<(i16, i64)>,
}

impl Replay<'_> {
    /// From here on changes are wanted. What the log says of before holds.
    fn begin(&mut self, start: &Start) {
        self.ballot.advance(start.at_ms - 1);
        self.ballot.changes.clear();
        self.begin_to_fail.clear();
        if let Some((since_ms, status)) = start.views.get(&None) {
            self.ballot.status = *status;
            self.ballot.since_ms = *since_ms;
        } else {
            self.ballot.since_ms = start.at_ms;
        }
        if self.ballot.status == WebsiteStatus::Paused {
            self.ballot.votes.clear();
        }
        // Where ticks of before are gone the votes may not be what the log says.
        for (view, (_, status)) in &start.views {
            let Some(region_key) = view else { continue };
            let vote = self.ballot.votes.get(region_key);
            let says = region_status(vote.and_then(|vote| vote.say));
            if says != *status {
                self.ballot.changes.push(Change {
                    region_key: Some(*region_key),
                    at_ms: start.at_ms,
                    status: says,
                });
                let regions = self.ballot.regions.clone();
                self.ballot
                    .recount(start.at_ms, regions, self.ballot.quorum);
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
            Event::Row(row) => {
                // The row that opened an epoch was looked at where that began.
                if epoch_of(self.epochs, row.revision) == self.epoch
                    && self.opens_no_epoch(row.revision)
                {
                    let regions = self.past.regions_of(row);
                    self.ballot.recount(at_ms, regions, quorum_of(row));
                }
            }
            Event::Tick(tick, row) => {
                if epoch_of(self.epochs, tick.revision) == self.epoch
                    && self.ballot.status != WebsiteStatus::Paused
                {
                    self.cast(tick, row);
                }
            }
        }
    }

    fn restart(&mut self, at_ms: i64, epoch: Epoch) {
        self.ballot.advance(at_ms);
        let row = self.past.row(epoch.first_revision);
        let row = row.filter(|_| epoch.status != WebsiteStatus::Paused);
        let wait_ms = row.map(|row| wait_ms(row.interval_ms, row.timeout_ms));
        let rejudge_at_ms = wait_ms.map(|wait_ms| at_ms + wait_ms);
        self.ballot.restart(at_ms, epoch.status, rejudge_at_ms);
        if let Some(row) = row {
            self.ballot.regions = self.past.regions_of(row);
            self.ballot.quorum = quorum_of(row);
        }
    }

    fn opens_no_epoch(&self, revision: i32) -> bool {
        let epoch = self.epochs.get(self.epoch);
        epoch.is_some_and(|epoch| epoch.first_revision != revision)
    }

    fn cast(&mut self, tick: &Tick, row: &schedule::Model) {
        let begins_to_fail = self.ballot.cast(&cast_of(tick, row));
        if begins_to_fail {
            self.begin_to_fail.push((tick.region_key, tick.slot_ms));
        }
    }

    fn end(mut self, start: &Start, to_ms: i64) -> Replayed {
        self.ballot.advance(to_ms);
        let before = |view| {
            let known = start.views.get(&view).map(|(_, status)| *status);
            known.unwrap_or(WebsiteStatus::Unmeasured)
        };
        self.ballot.changes = lasting(&self.ballot.changes, before);
        let mut whole = self.ballot.changes.iter().rev();
        self.ballot.since_ms = whole
            .find(|change| change.region_key.is_none())
            .map(|change| change.at_ms)
            .or_else(|| Some(start.views.get(&None)?.0))
            .unwrap_or(start.at_ms);
        Replayed {
            ballot: self.ballot,
            begin_to_fail: self.begin_to_fail,
        }
    }
}

/// The tick's say, planned by `row`.
pub fn cast_of(tick: &Tick, row: &schedule::Model) -> Cast {
    Cast {
        region_key: tick.region_key,
        slot_ms: tick.slot_ms,
        checked_at_ms: tick.checked_at_ms,
        outcome: tick.outcome,
        attempts: tick.attempts,
        fresh_until_ms: row.fresh_until_ms(tick.slot_ms, tick.checked_at_ms),
    }
}
