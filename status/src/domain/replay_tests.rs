//! Replays and stretches, by properties: whatever came when, the log is one.

use std::collections::{BTreeMap, BTreeSet};

use entity::schedule::{self, LEAD_MS};
use entity::tick::Outcome;
use entity::website::RegionKeys;
use entity::website_status::WebsiteStatus;
use proptest::prelude::*;

use super::ballot::{Ballot, Change, lasting};
use super::epoch::{Past, quorum_of, wait_ms};
use super::late::{Concluded, Stretch, stretches};
use super::quorum::Quorum;
use super::replay::{Replayed, Start, Tick, cast_of, replay};
use super::uptime::Tally;

/// When the website is made.
const MADE_MS: i64 = 1_000_000;
const END_MS: i64 = MADE_MS + 3_000_000;
const FOREVER_MS: i64 = 100_000_000;

/// What a person does.
#[derive(Clone, Debug)]
enum Act {
    /// Another target: what was seen of the old one is void.
    Edit,
    /// Another interval or quorum.
    Count,
    Pause,
}

/// A website's life: its past, of each revision the epoch, and its ticks.
#[derive(Clone, Debug)]
struct Life {
    past: Past,
    epoch_of: BTreeMap<i32, usize>,
    ticks: Vec<Tick>,
}

fn row(revision: i32, written_at_ms: i64, interval_ms: i64, quorum: &str) -> schedule::Model {
    schedule::Model {
        website_key: 1,
        revision,
        website_id: uuid::Uuid::nil(),
        interval_ms,
        timeout_ms: 1_000,
        retries: 1,
        url: String::new(),
        quorum: quorum.to_owned(),
        regions: None,
        how: None,
        secrets: None,
        organization_id: None,
        valid_from_ms: written_at_ms + LEAD_MS,
        valid_to_ms: None,
        updated_at_ms: written_at_ms,
    }
}

fn life() -> impl Strategy<Value = Life> {
    let act = prop_oneof![Just(Act::Edit), Just(Act::Count), Just(Act::Pause)];
    let interval = prop_oneof![Just(10_000_i64), Just(30_000), Just(60_000)];
    let quorum = prop_oneof![Just("any"), Just("majority"), Just("all")];
    let chosen = prop_oneof![Just(None), Just(Some(vec![1, 2])), Just(None)];
    let change = (20_000..1_200_000_i64, act, interval, quorum, chosen);
    let changes = proptest::collection::vec(change, 1..5);
    let outcome = prop_oneof![
        5 => Just(Outcome::Up),
        2 => Just(Outcome::Degraded),
        6 => Just(Outcome::Down),
        1 => Just(Outcome::Unmeasured)
    ];
    let took = prop_oneof![8 => 0..900_i64, 1 => 0..25_000_i64];
    let tick = (1..=3_i16, 0..END_MS - MADE_MS, took, outcome, 1..=2_i16);
    let ticks = proptest::collection::vec(tick, 0..120);
    let joins = prop_oneof![3 => Just(0), 1 => MADE_MS..END_MS];
    (changes, ticks, joins).prop_map(|(changes, ticks, joins_ms)| {
        let mut life = Life {
            past: Past {
                regions: [(1, 0), (2, 0), (3, joins_ms)].into(),
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
            let planned = life.past.rows.iter().find_map(|row| {
                let slot_ms = from_ms / row.interval_ms * row.interval_ms;
                let holds = row.valid_from_ms <= slot_ms
                    && row.valid_to_ms.is_none_or(|to_ms| slot_ms < to_ms);
                (holds && row.covers(region_key)).then_some((slot_ms, row.revision))
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
        chosen: Option<Vec<i16>>,
    ) {
        let paused =
            self.past.acts.last().map(|(_, status)| *status) == Some(WebsiteStatus::Paused);
        let mut fresh = row(revision, at_ms, interval_ms, quorum);
        let turn_ms = if matches!(act, Act::Pause) {
            at_ms
        } else {
            at_ms + LEAD_MS
        };
        if let Some(open) = self.past.rows.last_mut()
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
                self.past.rows.push(fresh);
            }
            Act::Edit | Act::Count => {
                self.past.acts.push((at_ms, WebsiteStatus::Pending));
                fresh.regions = chosen.map(RegionKeys);
                self.epoch_of.insert(revision, self.past.acts.len());
                self.past.rows.push(fresh);
            }
        }
    }

    /// As it comes about where everything happens in time.
    fn in_order(&self, ticks: &[Tick], to_ms: i64) -> Ballot {
        let mut ballot = Ballot {
            regions: BTreeMap::new(),
            quorum: Quorum::Majority,
            votes: BTreeMap::new(),
            status: WebsiteStatus::Unmeasured,
            since_ms: 0,
            rejudge_at_ms: None,
            changes: Vec::new(),
        };
        let mut ticks = ticks.to_vec();
        ticks.sort_by_key(|tick| (tick.checked_at_ms, tick.region_key, tick.slot_ms));
        let mut ticks = ticks.into_iter().peekable();
        let mut turns: BTreeSet<i64> = self.past.acts.iter().map(|(at_ms, _)| *at_ms).collect();
        turns.extend(self.past.rows.iter().map(|row| row.valid_from_ms - LEAD_MS));
        turns.retain(|turn_ms| *turn_ms <= to_ms);
        turns.insert(to_ms);
        let mut epoch = 0;
        for turn_ms in turns {
            let last = turn_ms == to_ms;
            while let Some(tick) = ticks.next_if(|tick| {
                tick.checked_at_ms < turn_ms || last && tick.checked_at_ms == turn_ms
            }) {
                if self.epoch_of[&tick.revision] == epoch {
                    let row = self.past.row(tick.revision).unwrap();
                    ballot.cast(&cast_of(&tick, row));
                }
            }
            ballot.advance(turn_ms);
            let act = self.past.acts.iter().find(|(at_ms, _)| *at_ms == turn_ms);
            let rows = &mut self.past.rows.iter();
            let row = rows.find(|row| row.valid_from_ms - LEAD_MS == turn_ms);
            if let Some((_, status)) = act {
                epoch += 1;
                let wait = row.map(|row| turn_ms + wait_ms(row.interval_ms, row.timeout_ms));
                ballot.restart(turn_ms, *status, wait);
            }
            if let Some(row) = row {
                ballot.recount(turn_ms, self.past.regions_of(row), quorum_of(row));
            }
        }
        ballot
    }

    /// What is known where all of `ticks` came but `late`, and nobody has looked what time it
    /// is since; `None` where that one is of another revision than the present.
    fn without(&self, ticks: &[Tick], late: &Tick, to_ms: i64) -> Option<Ballot> {
        let others = ticks.iter().filter(|tick| *tick != late);
        let others: Vec<Tick> = others.copied().collect();
        let written = self.past.rows.iter().map(|row| row.valid_from_ms - LEAD_MS);
        let acts = self.past.acts.iter().map(|(at_ms, _)| *at_ms);
        let persons_ms = acts.chain(written).filter(|at_ms| *at_ms <= to_ms).max()?;
        let last_ms = others.last().map_or(MADE_MS, |tick| tick.checked_at_ms);
        let ballot = self.whole(&others, last_ms.max(persons_ms)).ballot;
        let mut rows = self.past.rows.iter().rev();
        let present = rows.find(|row| row.valid_from_ms - LEAD_MS <= to_ms)?;
        let votes = ballot.status != WebsiteStatus::Paused && present.revision == late.revision;
        votes.then_some(ballot)
    }

    fn whole(&self, ticks: &[Tick], to_ms: i64) -> Replayed {
        replay(&self.past, &Start::default(), ticks, to_ms)
    }
}

fn unknown(_: Option<i16>) -> WebsiteStatus {
    WebsiteStatus::Unmeasured
}

/// The stretch of `log` made again with `ticks`, as it is done with what is stored.
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
    log.extend(replay(&past, &start, &read, to_ms).ballot.changes);
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

/// What was known where this much had been concluded.
fn concluded(ballot: &Ballot) -> Concluded {
    Concluded::of(ballot, 0)
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
        prop_assert_eq!(&told.ballot.changes, &changes);
        prop_assert_eq!(told.ballot.votes, expected.votes);
        prop_assert_eq!(told.ballot.status, expected.status);
        prop_assert_eq!(told.ballot.rejudge_at_ms, expected.rejudge_at_ms);
        let whole = changes.iter().rev().find(|change| change.region_key.is_none());
        prop_assert_eq!(Some(told.ballot.since_ms), whole.map(|change| change.at_ms));
    }

    #[test]
    fn ticks_told_twice_change_nothing(life in life()) {
        let twice: Vec<Tick> = life.ticks.iter().chain(&life.ticks).copied().collect();
        let (once, twice) = (life.whole(&life.ticks, END_MS), life.whole(&twice, END_MS));
        prop_assert_eq!(once.ballot.changes, twice.ballot.changes);
        prop_assert_eq!(once.ballot.votes, twice.ballot.votes);
    }

    /// A stretch made again with ticks that came late is the log that they make in time,
    /// and nothing beside it changes.
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
        let everything = concluded(&Ballot { changes: vec![Change {
            region_key: None, at_ms: END_MS, status: WebsiteStatus::Up,
        }], ..before.ballot.clone() });
        let mut log = sorted(before.ballot.changes);
        for stretch in stretches(&life.past.rows, late_ms, everything, 0) {
            log = sorted(made_again(&life, &log, stretch, &life.ticks));
        }
        let expected = life.whole(&life.ticks, END_MS).ballot.changes;
        prop_assert_eq!(log, sorted(expected));
    }

    /// A tick that nothing has overtaken may simply be cast.
    #[test]
    fn what_nothing_has_overtaken_is_cast_as_it_comes(life in life(), to_ms in MADE_MS..END_MS) {
        let mut ticks: Vec<Tick> = life.ticks.iter()
            .filter(|tick| tick.checked_at_ms <= to_ms).copied().collect();
        ticks.sort_by_key(|tick| (tick.checked_at_ms, tick.region_key, tick.slot_ms));
        let expected = life.whole(&ticks, to_ms).ballot;
        for late in ticks.iter().rev().take(8) {
            let Some(mut ballot) = life.without(&ticks, late, to_ms) else { continue };
            let cast = cast_of(late, life.past.row(late.revision).unwrap());
            if concluded(&ballot).has_overtaken(&ballot, &cast) {
                continue;
            }
            ballot.cast(&cast);
            ballot.advance(to_ms);
            prop_assert_eq!(lasting(&ballot.changes, unknown), expected.changes.clone());
            prop_assert_eq!(ballot.votes, expected.votes.clone());
            prop_assert_eq!(ballot.status, expected.status);
            prop_assert_eq!(ballot.rejudge_at_ms, expected.rejudge_at_ms);
        }
    }

    #[test]
    fn silencing_a_region_never_adds_down_time(life in life(), silenced in 1..=3_i16) {
        let all = down_ms(&life.whole(&life.ticks, END_MS).ballot.changes);
        let heard: Vec<Tick> = life.ticks.iter()
            .filter(|tick| tick.region_key != silenced).copied().collect();
        let fewer = down_ms(&life.whole(&heard, END_MS).ballot.changes);
        prop_assert!(fewer <= all, "{} > {}", fewer, all);
        let unmeasured: Vec<Tick> = life.ticks.iter().map(|tick| Tick {
            outcome: if tick.region_key == silenced { Outcome::Unmeasured } else { tick.outcome },
            ..*tick
        }).collect();
        let fewer = down_ms(&life.whole(&unmeasured, END_MS).ballot.changes);
        prop_assert!(fewer <= all, "{} > {}", fewer, all);
    }
}
