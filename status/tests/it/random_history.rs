//! Random histories of a website, lived through in time or late.

use std::collections::BTreeMap;

use entity::WebsiteStatus;
use entity::{RegionKey, WebsiteKey, status_change, vote, website, website_status};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use queue::{Origin, Outcome, RegionName, Report};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use status::sweep;

use crate::acts::Act;
use crate::support::{INTERVAL_MS, NOON_MS, World, any_of, slot_ms};

pub(crate) const REGIONS: [&str; 2] = ["india", "usa"];
/// Slots of a life, and the instants (slots after the first) at which persons act.
const SLOTS: i64 = 70;
pub(crate) const ACTS: [(i64, Act); 5] = [
    (14, Act::Quorum("any")),
    (25, Act::Interval(2 * INTERVAL_MS)),
    (36, Act::Pause),
    (43, Act::Edit),
    (57, Act::Edit),
];

/// What a check found, without whose and when exactly.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Found {
    pub(crate) nth: i64,
    region: &'static str,
    revision: i32,
    took_ms: i64,
    outcome: Outcome,
    attempts: u8,
}

/// The revision that plans the `nth` slot, if any does.
fn planned_by(nth: i64) -> Option<i32> {
    let mut planned = (Some(1), INTERVAL_MS);
    for (revision, (at, act)) in (2..).zip(ACTS) {
        // It begins 3 s after the slot, with the next one; what stops does so at once.
        if nth > at {
            planned = match act {
                Act::Pause => (None, INTERVAL_MS),
                Act::Interval(interval_ms) => (Some(revision), interval_ms),
                Act::Quorum(_) | Act::Edit => (Some(revision), INTERVAL_MS),
            };
        }
    }
    planned.0.filter(|_| nth * INTERVAL_MS % planned.1 == 0)
}

/// What the regions find, in the order of the checks' ends.
pub(crate) fn life(runner: &mut TestRunner) -> Vec<Found> {
    let mut found = Vec::new();
    for region in REGIONS {
        let mut outcome = Outcome::Up;
        for nth in 0..SLOTS {
            let weighted = prop_oneof![
                6 => Just(None),
                3 => Just(Some(Outcome::Up)),
                1 => Just(Some(Outcome::Degraded)),
                3 => Just(Some(Outcome::Down)),
                1 => Just(Some(Outcome::Unmeasured)),
            ];
            outcome = any_of(runner, weighted).unwrap_or(outcome);
            let took = prop_oneof![4 => 50..2_500_i64, 1 => 50..19_000_i64, 1 => Just(100)];
            let (took_ms, attempts) = any_of(runner, (took, 1..=2_u8));
            // Now and then a region is silent for some slots.
            let silent = any_of(runner, 0..9) == 0 || (30..34).contains(&nth);
            if let Some(revision) = planned_by(nth).filter(|_| !silent) {
                found.push(Found {
                    nth,
                    region,
                    revision,
                    took_ms,
                    outcome,
                    attempts,
                });
            }
        }
    }
    found.sort_by_key(|found| (found.nth * INTERVAL_MS + found.took_ms, found.region));
    found
}

impl World {
    fn found(&self, website: &website::Model, found: Found) -> (RegionName, Report) {
        let (region, mut report) = self.report(website, found.region, found.nth, found.outcome);
        report.key.revision = found.revision;
        // No plan is asked whether it has the slot: the phases of websites differ.
        report.key.origin = Origin::Person;
        report.mac = self.signing.sign(&region, &report.key);
        report.checked_at_ms = report.key.slot_ms + found.took_ms;
        report.attempts = found.attempts;
        (region, report)
    }

    pub(crate) async fn sweep(&self, now_ms: i64) {
        sweep::pass(&self.db, self.transport.as_ref(), now_ms)
            .await
            .unwrap();
    }
}

impl World {
    /// All that is said of a website, by the time since its first slot.
    pub(crate) async fn told(&self, website: &website::Model) -> Told {
        let since = |at_ms: i64| at_ms - slot_ms(website, 0);
        let log = status_change::Entity::find()
            .filter(status_change::Column::WebsiteKey.eq(website.key))
            .filter(status_change::Column::AtMs.gt(NOON_MS))
            .order_by_asc(status_change::Column::RegionKey)
            .order_by_asc(status_change::Column::AtMs)
            .all(&self.db)
            .await
            .unwrap();
        let votes = vote::Entity::find()
            .filter(vote::Column::WebsiteKey.eq(website.key))
            .order_by_asc(vote::Column::RegionKey)
            .all(&self.db)
            .await
            .unwrap();
        let status = self.status(website).await;
        Told {
            log: log
                .iter()
                .map(|row| (row.region_key, since(row.at_ms), row.status))
                .collect(),
            votes: votes
                .into_iter()
                .map(|row| vote::Model {
                    website_key: WebsiteKey(0),
                    slot_ms: since(row.slot_ms),
                    checked_at_ms: since(row.checked_at_ms),
                    fresh_until_ms: since(row.fresh_until_ms),
                    ..row
                })
                .collect(),
            status: website_status::Model {
                website_key: WebsiteKey(0),
                since_ms: since(status.since_ms),
                changed_at_ms: since(status.changed_at_ms),
                rejudge_at_ms: status.rejudge_at_ms.map(since),
                last_slot_ms: status.last_slot_ms.map(since),
                // Of two ticks of one slot the first that came.
                last_region_key: None,
                // Late ticks change the log, never an incident.
                watch: None,
                incident_due_ms: None,
                ..status
            },
        }
    }
}

#[derive(Debug, PartialEq)]
pub(crate) struct Told {
    pub(crate) log: Vec<(RegionKey, i64, WebsiteStatus)>,
    votes: Vec<vote::Model>,
    status: website_status::Model,
}

/// Something that happens to a website, by the time since its first slot.
#[derive(Clone, Copy, Debug)]
enum Event {
    Comes(Found),
    Acts(Act),
}

/// Lives through `life`, where each tick comes some time after it was checked, some of
/// them twice, with `size` of them in a batch at most.
pub(crate) async fn live(
    world: &World,
    website: &mut website::Model,
    life: &[Found],
    runner: &mut TestRunner,
    how: (i64, usize),
) {
    live_from(world, website, life, 0, runner, how).await;
}

/// The same from the `first` slot on.
pub(crate) async fn live_from(
    world: &World,
    website: &mut website::Model,
    life: &[Found],
    first: i64,
    runner: &mut TestRunner,
    (delay_ms, size): (i64, usize),
) {
    let mut events: BTreeMap<(i64, usize), Event> = BTreeMap::new();
    for found in life {
        for _ in 0..=usize::from(delay_ms > 0 && any_of(runner, 0..4) == 0) {
            let late_ms = any_of(runner, prop_oneof![Just(0), 0..=delay_ms]);
            let nth = first + found.nth;
            let at_ms = nth * INTERVAL_MS + found.took_ms + late_ms;
            let found = Found { nth, ..*found };
            events.insert((at_ms, 1 + events.len()), Event::Comes(found));
        }
    }
    for (nth, act) in ACTS {
        // Just behind all that may be recorded, before anything of the next slot.
        let at_ms = (first + nth) * INTERVAL_MS + 9_000;
        events.insert((at_ms, 0), Event::Acts(act));
    }
    let first_ms = slot_ms(website, 0);
    let mut batch = Vec::new();
    let mut wanted = 1;
    for ((at_ms, _), event) in events {
        match event {
            Event::Comes(found) => batch.push(world.found(website, found)),
            Event::Acts(act) => {
                world.store(std::mem::take(&mut batch)).await;
                world.act(website, act, first_ms + at_ms).await;
            }
        }
        if batch.len() >= wanted {
            world.store(std::mem::take(&mut batch)).await;
            wanted = any_of(runner, 1..=size);
            if delay_ms > 0 && any_of(runner, 0..3) == 0 {
                world.sweep(first_ms + at_ms).await;
            }
        }
    }
    world.store(batch).await;
}

#[test]
fn a_life_has_slots_of_each_revision() {
    let planned: Vec<i32> = (0..SLOTS).filter_map(planned_by).collect();
    for revision in [1, 2, 3, 5, 6] {
        assert!(planned.contains(&revision), "{revision}");
    }
}
