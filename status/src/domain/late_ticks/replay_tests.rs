//! Properties of replays and stretches: the log does not depend on when ticks arrive.

use std::collections::{BTreeMap, BTreeSet};

use entity::slots::LEAD_MS;
use entity::{Outcome, RegionKey, WebsiteStatus};
use proptest::prelude::*;

use super::epochs::Past;
use super::replay::{Replayed, Start, Tick, cast_of, replay};
use super::{Concluded, Stretch, stretches};
use crate::domain::quorum::Quorum;
use crate::domain::revision::{Revision, wait_ms};
use crate::domain::uptime::Tally;
use crate::domain::votes::{Change, Votes, lasting};

/// When the website is created.
const MADE_MS: i64 = 1_000_000;
const END_MS: i64 = MADE_MS + 3_000_000;
const FOREVER_MS: i64 = 100_000_000;

/// A change by a person.
#[derive(Clone, Debug)]
enum Act {
    /// Another target, which voids earlier votes.
    Edit,
    /// Another interval or quorum.
    Count,
    Pause,
}

/// The history of a website: its past, the epoch of each revision, and its ticks.
#[derive(Clone, Debug)]
struct Life {
    past: Past,
    epoch_of: BTreeMap<i32, usize>,
    ticks: Vec<Tick>,
}

fn made(number: i32, written_at_ms: i64, interval_ms: i64, quorum: &str) -> Revision {
    Revision {
        number,
        interval_ms,
        timeout_ms: 1_000,
        // Two attempts.
        settled_after_ms: interval_ms.min(60_000) + 2 * 2_000 + 5_000,
        quorum: quorum.parse().unwrap(),
        regions: None,
        valid_from_ms: written_at_ms + LEAD_MS,
        valid_to_ms: None,
    }
}

fn life() -> impl Strategy<Value = Life> {
    let act = prop_oneof![Just(Act::Edit), Just(Act::Count), Just(Act::Pause)];
    let interval = prop_oneof![Just(10_000_i64), Just(30_000), Just(60_000)];
    let quorum = prop_oneof![Just("any"), Just("majority"), Just("all")];
    let chosen = prop_oneof![
        Just(None),
        Just(Some(vec![RegionKey(1), RegionKey(2)])),
        Just(None)
    ];
    let change = (20_000..1_200_000_i64, act, interval, quorum, chosen);
    let changes = proptest::collection::vec(change, 1..5);
    let outcome = prop_oneof![
        5 => Just(Outcome::Up),
        2 => Just(Outcome::Degraded),
        6 => Just(Outcome::Down),
        1 => Just(Outcome::Unmeasured)
    ];
    let took = prop_oneof![8 => 0..900_i64, 1 => 0..25_000_i64];
    let region = (1..=3_i16).prop_map(RegionKey);
    let tick = (region, 0..END_MS - MADE_MS, took, outcome, 1..=2_i16);
    let ticks = proptest::collection::vec(tick, 0..120);
    let joins = prop_oneof![3 => Just(0), 1 => MADE_MS..END_MS];
    (changes, ticks, joins).prop_map(|(changes, ticks, joins_ms)| {
        let mut life = Life {
            past: Past {
                regions: (1..).map(RegionKey).zip([0, 0, joins_ms]).collect(),
                ..Past::default()
            },
            epoch_of: BTreeMap::new(),
            ticks: Vec::new(),
        };
        let (mut at_ms, mut revision) = (MADE_MS, 1);
        for (nth, (after_ms, act, interval_ms, quorum, chosen)) in changes.into_iter().enumerate() {
            let act = if nth == 0 { Act::Edit } else { act };
            life.change(at_ms, revision, &act, interval_ms, quorum, chosen);
            (at_ms, revision) = (at_ms + after_ms, revision + 1);
        }
        let mut keys = BTreeSet::new();
        for (region_key, after_ms, took_ms, outcome, attempts) in ticks {
            let from_ms = MADE_MS + after_ms;
            let planned = life.past.revisions.iter().find_map(|row| {
                let slot_ms = from_ms / row.interval_ms * row.interval_ms;
                let holds = row.valid_from_ms <= slot_ms
                    && row.valid_to_ms.is_none_or(|to_ms| slot_ms < to_ms);
                let covers = row
                    .regions
                    .as_ref()
                    .is_none_or(|keys| keys.contains(&region_key));
                (holds && covers).then_some((slot_ms, row.number))
            });
            let Some((slot_ms, revision)) = planned else {
                continue;
            };
            if keys.insert((region_key, slot_ms)) {
                life.ticks.push(Tick {
                    region_key,
                    slot_ms,
                    checked_at_ms: slot_ms + took_ms,
                    revision,
                    outcome,
                    attempts,
                });
            }
        }
        life
    })
}

impl Life {
    fn change(
        &mut self,
        at_ms: i64,
        revision: i32,
        act: &Act,
        interval_ms: i64,
        quorum: &str,
        chosen: Option<Vec<RegionKey>>,
    ) {
        let paused =
            self.past.acts.last().map(|(_, status)| *status) == Some(WebsiteStatus::Paused);
        let mut fresh = made(revision, at_ms, interval_ms, quorum);
        let turn_ms = if matches!(act, Act::Pause) {
            at_ms
        } else {
            at_ms + LEAD_MS
        };
        if let Some(open) = self.past.revisions.last_mut()
            && open.valid_to_ms.is_none()
        {
            open.valid_to_ms = Some(turn_ms.max(open.valid_from_ms));
            fresh.regions.clone_from(&open.regions);
        }
        match act {
            Act::Pause if paused => {}
            Act::Pause => self.past.acts.push((at_ms, WebsiteStatus::Paused)),
            Act::Count if !paused => {
                self.epoch_of.insert(revision, self.past.acts.len());
                self.past.revisions.push(fresh);
            }
            Act::Edit | Act::Count => {
                self.past.acts.push((at_ms, WebsiteStatus::Pending));
                fresh.regions = chosen;
                self.epoch_of.insert(revision, self.past.acts.len());
                self.past.revisions.push(fresh);
            }
        }
    }

    /// The votes if all ticks arrive in time.
    fn in_order(&self, ticks: &[Tick], to_ms: i64) -> Votes {
        let mut votes = Votes {
            status: WebsiteStatus::Unmeasured,
            ..Votes::pending(BTreeMap::new(), Quorum::Majority, 0)
        };
        let mut ticks = ticks.to_vec();
        ticks.sort_by_key(|tick| (tick.checked_at_ms, tick.region_key, tick.slot_ms));
        let mut ticks = ticks.into_iter().peekable();
        let mut turns: BTreeSet<i64> = self.past.acts.iter().map(|(at_ms, _)| *at_ms).collect();
        turns.extend(self.past.revisions.iter().map(|row| row.written_at_ms()));
        turns.retain(|turn_ms| *turn_ms <= to_ms);
        turns.insert(to_ms);
        let mut epoch = 0;
        for turn_ms in turns {
            let last = turn_ms == to_ms;
            while let Some(tick) = ticks.next_if(|tick| {
                tick.checked_at_ms < turn_ms || last && tick.checked_at_ms == turn_ms
            }) {
                if self.epoch_of[&tick.revision] == epoch {
                    let row = self.past.revision(tick.revision).unwrap();
                    votes.cast(&cast_of(&tick, row));
                }
            }
            votes.advance(turn_ms);
            let act = self.past.acts.iter().find(|(at_ms, _)| *at_ms == turn_ms);
            let rows = &mut self.past.revisions.iter();
            let row = rows.find(|row| row.written_at_ms() == turn_ms);
            if let Some((_, status)) = act {
                epoch += 1;
                let wait = row.map(|row| turn_ms + wait_ms(row.interval_ms, row.timeout_ms));
                votes.restart(turn_ms, *status, wait);
            }
            if let Some(row) = row {
                votes.recount(turn_ms, row.regions_of(&self.past.regions), row.quorum);
            }
        }
        votes
    }

    /// The votes if all of `ticks` except `late` have arrived, and the website has not been
    /// judged since; `None` if `late` belongs to another revision than the current one.
    fn without(&self, ticks: &[Tick], late: &Tick, to_ms: i64) -> Option<Votes> {
        let others = ticks.iter().filter(|tick| *tick != late);
        let others: Vec<Tick> = others.copied().collect();
        let written = self.past.revisions.iter().map(|row| row.written_at_ms());
        let acts = self.past.acts.iter().map(|(at_ms, _)| *at_ms);
        let persons_ms = acts.chain(written).filter(|at_ms| *at_ms <= to_ms).max()?;
        let last_ms = others.last().map_or(MADE_MS, |tick| tick.checked_at_ms);
        let votes = self.whole(&others, last_ms.max(persons_ms)).votes;
        let mut rows = self.past.revisions.iter().rev();
        let present = rows.find(|row| row.written_at_ms() <= to_ms)?;
        let is_open = votes.status != WebsiteStatus::Paused && present.number == late.revision;
        is_open.then_some(votes)
    }

    fn whole(&self, ticks: &[Tick], to_ms: i64) -> Replayed {
        replay(&self.past, &Start::default(), ticks, to_ms)
    }
}

fn unknown(_: Option<RegionKey>) -> WebsiteStatus {
    WebsiteStatus::Unmeasured
}

/// The stretch of `log` recomputed with `ticks`, like the stored log.
fn made_again(life: &Life, log: &[Change], stretch: Stretch, ticks: &[Tick]) -> Vec<Change> {
    let to_ms = stretch.to_ms.unwrap_or(END_MS);
    let mut past = life.past.clone();
    past.acts
        .retain(|(at_ms, _)| (stretch.read_from_ms - LEAD_MS..=to_ms).contains(at_ms));
    let before = log.iter().filter(|change| change.at_ms < stretch.from_ms);
    let start = Start {
        at_ms: stretch.from_ms,
        views: before
            .map(|change| (change.region_key, (change.at_ms, change.status)))
            .collect(),
        votes: BTreeMap::new(),
    };
    let read: Vec<Tick> = ticks
        .iter()
        .filter(|tick| (stretch.read_from_ms..=to_ms).contains(&tick.slot_ms))
        .copied()
        .collect();
    let stretch_ms = stretch.from_ms..=to_ms;
    let mut log: Vec<Change> = log
        .iter()
        .filter(|change| !stretch_ms.contains(&change.at_ms))
        .copied()
        .collect();
    log.extend(replay(&past, &start, &read, to_ms).votes.changes);
    log
}

fn sorted(mut log: Vec<Change>) -> Vec<Change> {
    log.sort_by_key(|change| (change.region_key, change.at_ms));
    log
}

fn down_ms(changes: &[Change]) -> i64 {
    let whole: Vec<_> = changes
        .iter()
        .filter(|change| change.region_key.is_none())
        .map(|change| (change.at_ms, change.status))
        .collect();
    let tally = Tally::of(WebsiteStatus::Pending, &whole, MADE_MS, END_MS, END_MS);
    assert_eq!(tally.seconds().total(), (END_MS - MADE_MS) / 1_000);
    tally.down_ms
}

/// What had been concluded at that point.
fn concluded(votes: &Votes) -> Concluded {
    Concluded::of(votes, 0)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn in_whatever_order_it_is_told_it_is_as_in_time(
        life in life(),
        order in any::<u64>(),
        to_ms in MADE_MS..FOREVER_MS,
    ) {
        let mut ticks = life.ticks.clone();
        ticks.sort_by_key(|tick| (tick.slot_ms as u64 ^ order).wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let known: Vec<Tick> = ticks.iter().filter(|tick| tick.checked_at_ms <= to_ms).copied().collect();
        let expected = life.in_order(&known, to_ms);
        let told = life.whole(&ticks, to_ms);
        let changes = lasting(&expected.changes, unknown);
        prop_assert_eq!(&told.votes.changes, &changes);
        prop_assert_eq!(told.votes.latest, expected.latest);
        prop_assert_eq!(told.votes.status, expected.status);
        prop_assert_eq!(told.votes.rejudge_at_ms, expected.rejudge_at_ms);
        let whole = changes.iter().rev().find(|change| change.region_key.is_none());
        prop_assert_eq!(Some(told.votes.since_ms), whole.map(|change| change.at_ms));
    }

    #[test]
    fn ticks_told_twice_change_nothing(life in life()) {
        let twice: Vec<Tick> = life.ticks.iter().chain(&life.ticks).copied().collect();
        let (once, twice) = (life.whole(&life.ticks, END_MS), life.whole(&twice, END_MS));
        prop_assert_eq!(once.votes.changes, twice.votes.changes);
        prop_assert_eq!(once.votes.latest, twice.votes.latest);
    }

    /// A stretch recomputed with late ticks equals the log that they would have made in time,
    /// and nothing outside it changes.
    #[test]
    fn late_ticks_matter_in_their_stretches_alone(
        life in life(),
        late in proptest::collection::vec(any::<bool>(), 120),
    ) {
        let is_late = |nth: usize| late.get(nth).copied().unwrap_or_default() && nth.is_multiple_of(7);
        let in_time: Vec<Tick> = life.ticks.iter().enumerate()
            .filter(|(nth, _)| !is_late(*nth)).map(|(_, tick)| *tick).collect();
        let late_ms = life.ticks.iter().enumerate()
            .filter(|(nth, _)| is_late(*nth)).map(|(_, tick)| tick.checked_at_ms).collect();
        let before = life.whole(&in_time, END_MS);
        let everything = concluded(&Votes { changes: vec![Change {
            region_key: None, at_ms: END_MS, status: WebsiteStatus::Up,
        }], ..before.votes.clone() });
        let mut log = sorted(before.votes.changes);
        for stretch in stretches(&life.past.revisions, late_ms, everything, 0) {
            log = sorted(made_again(&life, &log, stretch, &life.ticks));
        }
        let expected = life.whole(&life.ticks, END_MS).votes.changes;
        prop_assert_eq!(log, sorted(expected));
    }

    /// A tick that nothing has overtaken may simply be cast.
    #[test]
    fn what_nothing_has_overtaken_is_cast_as_it_comes(life in life(), to_ms in MADE_MS..END_MS) {
        let mut ticks: Vec<Tick> = life.ticks.iter()
            .filter(|tick| tick.checked_at_ms <= to_ms).copied().collect();
        ticks.sort_by_key(|tick| (tick.checked_at_ms, tick.region_key, tick.slot_ms));
        let expected = life.whole(&ticks, to_ms).votes;
        for late in ticks.iter().rev().take(8) {
            let Some(mut votes) = life.without(&ticks, late, to_ms) else { continue };
            let cast = cast_of(late, life.past.revision(late.revision).unwrap());
            if concluded(&votes).has_overtaken(&votes, &cast) {
                continue;
            }
            votes.cast(&cast);
            votes.advance(to_ms);
            prop_assert_eq!(lasting(&votes.changes, unknown), expected.changes.clone());
            prop_assert_eq!(votes.latest, expected.latest.clone());
            prop_assert_eq!(votes.status, expected.status);
            prop_assert_eq!(votes.rejudge_at_ms, expected.rejudge_at_ms);
        }
    }

    #[test]
    fn silencing_a_region_never_adds_down_time(life in life(), silenced in 1..=3_i16) {
        let all = down_ms(&life.whole(&life.ticks, END_MS).votes.changes);
        let heard: Vec<Tick> = life.ticks.iter()
            .filter(|tick| tick.region_key.0 != silenced).copied().collect();
        let fewer = down_ms(&life.whole(&heard, END_MS).votes.changes);
        prop_assert!(fewer <= all, "{} > {}", fewer, all);
        let unmeasured: Vec<Tick> = life.ticks.iter().map(|tick| Tick {
            outcome: if tick.region_key.0 == silenced { Outcome::Unmeasured } else { tick.outcome },
            ..*tick
        }).collect();
        let fewer = down_ms(&life.whole(&unmeasured, END_MS).votes.changes);
        prop_assert!(fewer <= all, "{} > {}", fewer, all);
    }
}
