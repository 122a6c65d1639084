//! What is seen of a website: a pure function of website, region and slot.
//!
//! The same ticks come out whenever they are asked for, so hours and days can be made
//! of them without keeping any.

use entity::slots::Grid;
use entity::{FailureClass, Origin, Outcome, RegionKey, WebsiteKey, tick};
use entity::{schedule, website};
use status::Quorum;
use status::rollup::DAY_MS;

/// No check takes longer, milliseconds.
pub(super) const LONGEST_MS: i64 = 5_000;

const MINUTE_MS: i64 = 60_000;
const WEEK_MS: i64 = 7 * DAY_MS;

/// Of so many websites one flaps.
const FLAPPING: u64 = 200;

/// A website that flaps begins to fail so often, milliseconds.
const FLAP_EVERY_MS: i64 = 40 * MINUTE_MS;

/// Of so many slots one is unmeasured.
const UNMEASURED: u64 = 20_000;

/// Of so many answers one is slow.
const SLOW: u64 = 128;

/// A time in which checks of a website are not up.
#[derive(Clone, Copy, Debug)]
pub(super) struct Incident {
    pub(super) from_ms: i64,
    pub(super) to_ms: i64,
    /// The one region that sees it; `None` is all of them.
    region_key: Option<RegionKey>,
    outcome: Outcome,
}

/// A website, and what happens to it.
#[derive(Clone, Debug)]
pub(super) struct Site {
    pub(super) key: WebsiteKey,
    /// The row of its schedule, open from the begin of its history.
    pub(super) schedule: schedule::Model,
    pub(super) quorum: Quorum,
    grid: Grid,
    seed: u64,
    incidents: Vec<Incident>,
}

impl Site {
    /// The website with its one row of the schedule; incidents are thought out up to
    /// `to_ms`.
    pub(super) fn new(
        website: &website::Model,
        schedule: schedule::Model,
        regions: &[RegionKey],
        to_ms: i64,
    ) -> anyhow::Result<Self> {
        let seed = mix(website.id.as_u64_pair().1);
        let grid = schedule.grid();
        let incidents = incidents(seed, &schedule, regions, to_ms);
        Ok(Self {
            key: website.key,
            quorum: schedule.quorum.parse()?,
            schedule,
            grid,
            seed,
            incidents,
        })
    }

    /// Slots from `from_ms` to `to_ms`, which is exclusive.
    pub(super) fn slots(&self, from_ms: i64, to_ms: i64) -> impl Iterator<Item = i64> + use<> {
        let interval_ms = self.grid.interval_ms();
        let first_ms = self
            .grid
            .first_from(from_ms.max(self.schedule.valid_from_ms));
        std::iter::successors(Some(first_ms), move |slot_ms| Some(slot_ms + interval_ms))
            .take_while(move |slot_ms| *slot_ms < to_ms)
    }

    /// Incidents that begin before `to_ms` and that `region_key` sees.
    pub(super) fn incidents(
        &self,
        region_key: RegionKey,
        to_ms: i64,
    ) -> impl Iterator<Item = &Incident> {
        self.incidents
            .iter()
            .take_while(move |incident| incident.from_ms < to_ms)
            .filter(move |incident| incident.is_seen_by(region_key))
    }

    /// The tick of a slot.
    pub(super) fn tick(&self, region_key: RegionKey, slot_ms: i64) -> tick::Model {
        let at = self
            .incidents
            .partition_point(|incident| incident.to_ms <= slot_ms);
        let incident = self
            .incidents
            .get(at)
            .filter(|incident| incident.from_ms <= slot_ms && incident.is_seen_by(region_key));
        let region_seed = mix(self.seed ^ region_key.0.unsigned_abs() as u64);
        let chance = mix(region_seed ^ slot_ms.unsigned_abs());
        let mut tick = tick::Model {
            website_key: self.key,
            region_key,
            slot_ms,
            checked_at_ms: slot_ms + between(chance, 0, 30),
            revision: self.schedule.revision,
            origin: Origin::Schedule,
            outcome: incident.map_or(Outcome::Up, |incident| incident.outcome),
            failure: None,
            attempts: 1,
            http_status: Some(200),
            dns_us: None,
            connect_us: None,
            tls_us: None,
            ttfb_us: None,
            transfer_us: None,
            detail: None,
            reason: None,
        };
        if incident.is_none() && self.is_unmeasured(chance, slot_ms) {
            tick.outcome = Outcome::Unmeasured;
            fail(
                &mut tick,
                FailureClass::Internal,
                "internal.busy",
                "the prober was busy",
            );
            tick.http_status = None;
            return tick;
        }
        time(&mut tick, self.seed, region_seed, chance);
        match tick.outcome {
            Outcome::Down => {
                tick.attempts = 2;
                tick.http_status = Some(503);
                fail(
                    &mut tick,
                    FailureClass::Status,
                    "status.unexpected",
                    "the answer is 503",
                );
            }
            Outcome::Degraded => {
                fail(
                    &mut tick,
                    FailureClass::Assertion,
                    "assertion.slow",
                    "slower than 500 ms",
                );
            }
            Outcome::Up | Outcome::Unmeasured => {}
        }
        tick
    }

    /// Never two slots in a row, so that no vote runs out.
    fn is_unmeasured(&self, chance: u64, slot_ms: i64) -> bool {
        chance.is_multiple_of(UNMEASURED) && (slot_ms / self.grid.interval_ms()) % 2 == 0
    }
}

impl Incident {
    fn is_seen_by(&self, region_key: RegionKey) -> bool {
        self.region_key.is_none_or(|key| key == region_key)
    }

    /// What the checks find.
    pub(super) fn outcome(&self) -> Outcome {
        self.outcome
    }
}

/// About one a week of 3 to 18 minutes, a third of them in one region alone, an
/// eighth of them only slow; websites that flap fail for 5 minutes of each 40.
/// Each lasts for some slots, and so does what lies between two.
fn incidents(
    seed: u64,
    schedule: &schedule::Model,
    regions: &[RegionKey],
    to_ms: i64,
) -> Vec<Incident> {
    let least_ms = 3 * schedule.interval_ms;
    let begin_ms = schedule.valid_from_ms + least_ms;
    let of = |every_ms: i64, from_ms: i64, length_ms: i64, chance: u64| {
        let alone = chance.is_multiple_of(3) && every_ms == WEEK_MS;
        let one = between(chance >> 8, 0, i64::try_from(regions.len()).unwrap_or(1));
        Incident {
            from_ms,
            to_ms: from_ms + length_ms.max(least_ms),
            region_key: usize::try_from(one)
                .ok()
                .and_then(|one| regions.get(one).copied())
                .filter(|_| alone),
            outcome: if (chance >> 16).is_multiple_of(8) {
                Outcome::Degraded
            } else {
                Outcome::Down
            },
        }
    };
    let (every_ms, shift_ms) = if seed.is_multiple_of(FLAPPING) {
        (FLAP_EVERY_MS.max(4 * least_ms), 0)
    } else {
        (WEEK_MS.max(4 * least_ms), between(seed >> 20, 0, WEEK_MS))
    };
    let mut found = Vec::new();
    let mut period_ms = begin_ms - shift_ms;
    while period_ms < to_ms {
        let chance = mix(seed ^ period_ms.unsigned_abs());
        let (from_ms, length_ms) = if every_ms >= WEEK_MS {
            let spare_ms = every_ms - 2 * least_ms - 18 * MINUTE_MS;
            (
                period_ms + between(chance >> 24, 0, spare_ms.max(1)),
                between(chance >> 32, 3, 18) * MINUTE_MS,
            )
        } else {
            (period_ms, 5 * MINUTE_MS)
        };
        if from_ms >= begin_ms {
            found.push(of(every_ms, from_ms, length_ms, chance));
        }
        period_ms += every_ms;
    }
    found
}

/// How long the phases took: a base of the website and of the region, a wave over the
/// day, and chance.
fn time(tick: &mut tick::Model, seed: u64, region_seed: u64, chance: u64) {
    let half_ms = DAY_MS / 2;
    let wave = 1_300 - (tick.slot_ms.rem_euclid(DAY_MS) - half_ms).abs() * 600 / half_ms;
    let slow = if (chance >> 40).is_multiple_of(SLOW) {
        4
    } else {
        1
    };
    let vary = |us: i64, shift: u32, per_mille: i64| {
        us * between(chance >> shift, 1_000 - per_mille, 1_000 + per_mille) / 1_000
    };
    let connect_us = between(region_seed, 4_000, 90_000);
    let phases = [
        vary(between(seed >> 8, 600, 4_000), 5, 300),
        vary(connect_us, 13, 80),
        vary(connect_us * 3 / 2 + 2_000, 21, 120),
        vary(between(seed >> 16, 15_000, 300_000), 29, 250) * wave / 1_000 * slow,
        vary(between(seed >> 32, 200, 8_000), 37, 300),
    ];
    tick.checked_at_ms += phases.iter().sum::<i64>() / 1_000;
    let us = phases.map(|us| i32::try_from(us).ok());
    [
        tick.dns_us,
        tick.connect_us,
        tick.tls_us,
        tick.ttfb_us,
        tick.transfer_us,
    ] = us;
}

fn fail(tick: &mut tick::Model, class: FailureClass, detail: &str, reason: &str) {
    tick.failure = Some(class);
    tick.detail = Some(detail.to_owned());
    tick.reason = Some(reason.to_owned());
}

/// A number from `from` to below `to`, by the low 16 bits of `chance`.
fn between(chance: u64, from: i64, to: i64) -> i64 {
    let share = i64::try_from(chance & 0xffff).unwrap_or(0);
    from + (((to - from) * share) >> 16)
}

/// Spreads bits: the last step of SplitMix64 (Steele, Lea, Flood, 2014).
fn mix(seed: u64) -> u64 {
    let mut bits = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}
