//! From what was seen to what is wrong: the thresholds. It asks nobody.

use std::collections::{BTreeMap, HashMap};

use entity::region;
use queue::Limits;

use super::look::{Census, Place};
use super::scheduling::Scheduling;
use super::trouble::{Key, Kind};

/// A region is silent when its last heartbeat is older, milliseconds.
const SILENT_MS: i64 = 15_000;

/// A scheduler that ended no pass for this long has stalled, milliseconds: passes are
/// 25 ms apart, a second after a failure.
const STALLED_MS: i64 = 10_000;

/// Jobs are published late from here on, milliseconds.
const LATE_MS: i64 = 1_000;

/// Jobs and reports are old from here on, milliseconds.
const OLD_MS: i64 = 30_000;

/// For how many looks in a row old jobs must be seen: one that was just read looks the same.
const OLD_LOOKS: u32 = 3;

/// Ticks are missed two intervals of the busiest website and this much after the newest,
/// milliseconds: the longest that one job may take.
const UNRECORDED_MS: i64 = 5 * 60_000;

/// For how long what grew is a trouble, milliseconds.
const GREW_MS: i64 = 60_000;

/// What is to be judged.
pub(super) struct Sight<'a> {
    /// When the newest batch was written; an error where the database is away.
    pub(super) newest_batch_ms: Result<Option<i64>, &'a str>,
    /// The regions; an error where the queue is away.
    pub(super) places: Result<&'a [Place], &'a str>,
    /// Why the queue takes nothing, where it answers all the same.
    pub(super) refusal: Option<&'a str>,
    /// The regions that are known.
    pub(super) regions: &'a [region::Model],
    pub(super) census: &'a Census,
    pub(super) scheduling: Scheduling,
    pub(super) limits: Limits,
    /// Since when it is watched.
    pub(super) since_ms: i64,
    pub(super) now_ms: i64,
}

/// A count that grows.
#[derive(Clone, Copy, Debug, Default)]
struct Growing {
    count: u64,
    grew_ms: Option<i64>,
}

impl Growing {
    fn see(&mut self, count: u64, now_ms: i64) {
        if count > self.count {
            self.grew_ms = Some(now_ms);
        }
        self.count = count;
    }

    fn grew(&self, now_ms: i64) -> bool {
        self.grew_ms
            .is_some_and(|grew_ms| now_ms - grew_ms < GREW_MS)
    }
}

/// What was seen before, by region.
#[derive(Debug, Default)]
pub(super) struct Memory {
    dead: HashMap<String, Growing>,
    expired: HashMap<String, HashMap<String, Growing>>,
    old_looks: HashMap<String, u32>,
}

/// What is wrong, each with a sentence.
pub(super) fn judge(sight: &Sight<'_>, memory: &mut Memory) -> BTreeMap<Key, String> {
    let mut found = BTreeMap::new();
    let mut say = |kind: Kind, text: String| {
        found.insert((kind, None), text);
    };
    let now_ms = sight.now_ms;
    match sight.newest_batch_ms {
        Err(error) => say(
            Kind::DatabaseAway,
            format!("The database does not answer: {error}"),
        ),
        Ok(newest_ms) => {
            let last_ms = newest_ms.unwrap_or(0).max(sight.since_ms);
            let planned = sight.census.planned.iter();
            let planned =
                planned.filter(|some| sight.regions.iter().any(|one| some.covers(one.key)));
            let shortest_ms = planned.map(|some| some.shortest_ms).min();
            let late = shortest_ms
                .filter(|shortest_ms| now_ms - last_ms > 2 * shortest_ms + UNRECORDED_MS);
            if late.is_some() {
                let secs = (now_ms - last_ms) / 1_000;
                say(
                    Kind::NoTicks,
                    format!("Websites are planned, and no tick was recorded for {secs} s"),
                );
            }
        }
    }
    let scheduling = sight.scheduling;
    let stalled_ms = now_ms - scheduling.last_pass_ms.max(sight.since_ms);
    if stalled_ms > STALLED_MS {
        let secs = stalled_ms / 1_000;
        say(
            Kind::SchedulerStalled,
            format!("The scheduler has neither led nor followed for {secs} s"),
        );
    }
    if scheduling.lateness_ms > LATE_MS {
        let ms = scheduling.lateness_ms;
        say(
            Kind::SchedulerLate,
            format!("Jobs are published {ms} ms late"),
        );
    }
    if let Some(refusal) = sight.refusal {
        say(Kind::QueueRefuses, refusal.to_owned());
    }
    match sight.places {
        Err(error) => say(
            Kind::QueueAway,
            format!("The queue does not answer: {error}"),
        ),
        Ok(places) => {
            for place in places {
                for (kind, text) in judge_place(place, sight, memory) {
                    found.insert((kind, Some(place.region.name.clone())), text);
                }
            }
        }
    }
    found
}

fn judge_place(place: &Place, sight: &Sight<'_>, memory: &mut Memory) -> Vec<(Kind, String)> {
    let mut found = Vec::new();
    let (now_ms, name) = (sight.now_ms, &place.region.name);
    let is_watched = sight
        .census
        .planned
        .iter()
        .any(|planned| planned.covers(place.region.key));
    let heard = place.probers.iter().map(|seen| seen.heartbeat.at_ms);
    let heard_ms = heard.max().unwrap_or(0).max(sight.since_ms);
    if is_watched && now_ms - heard_ms > SILENT_MS {
        let text =
            format!("No prober lives in region {name}, from which websites are to be checked");
        found.push((Kind::SilentRegion, text));
    }
    let living: Vec<_> = place
        .probers
        .iter()
        .filter(|seen| seen.heartbeat.is_alive(now_ms))
        .collect();
    let mut lacks = living
        .iter()
        .map(|seen| seen.heartbeat.impairment.as_deref());
    if let Some(Some(what)) = lacks.next()
        && lacks.all(|lack| lack.is_some())
    {
        let text = format!("No prober in region {name} can tell anything of websites: {what}");
        found.push((Kind::ImpairedRegion, text));
    }

    let (checks, results, dead) = (
        place.backlogs.checks,
        place.backlogs.results,
        place.backlogs.dead,
    );
    let age_ms = |oldest_ms: Option<i64>| oldest_ms.map_or(0, |oldest_ms| now_ms - oldest_ms);
    let undelivered = checks.len.saturating_sub(checks.pending);
    let old = memory.old_looks.entry(name.clone()).or_default();
    let is_old = undelivered > 0 && age_ms(checks.oldest_ms) > OLD_MS;
    *old = if is_old { old.saturating_add(1) } else { 0 };
    if *old >= OLD_LOOKS {
        let secs = age_ms(checks.oldest_ms) / 1_000;
        let text = format!("{undelivered} jobs of region {name} wait, the oldest for {secs} s");
        found.push((Kind::JobsWait, text));
    }
    if age_ms(results.oldest_ms) > OLD_MS {
        let (len, secs) = (results.len, age_ms(results.oldest_ms) / 1_000);
        let text = format!("{len} reports of region {name} wait, the oldest for {secs} s");
        found.push((Kind::ResultsWait, text));
    }
    for (kind, len, limit, what) in [
        (Kind::JobsFill, checks.len, sight.limits.checks_len, "jobs"),
        (
            Kind::ResultsFill,
            results.len,
            sight.limits.results_len,
            "reports",
        ),
    ] {
        if len > limit / 2 {
            let text = format!(
                "{len} {what} of region {name} wait; beyond {limit} the oldest are dropped"
            );
            found.push((kind, text));
        }
    }
    let letters = memory.dead.entry(name.clone()).or_insert(Growing {
        count: dead.len,
        grew_ms: None,
    });
    letters.see(dead.len, now_ms);
    if letters.grew(now_ms) {
        let text = format!("Region {name} has new dead letters, {} in all", dead.len);
        found.push((Kind::DeadLetters, text));
    }
    let before = memory.expired.remove(name).unwrap_or_default();
    let mut expired = HashMap::new();
    for seen in &place.probers {
        let count = seen.heartbeat.load.expired_total;
        let prober = seen.name.to_string();
        let mut growing = before.get(&prober).copied().unwrap_or(Growing {
            count,
            grew_ms: None,
        });
        growing.see(count, now_ms);
        expired.insert(prober, growing);
    }
    if expired.values().any(|growing| growing.grew(now_ms)) {
        let text = format!(
            "Jobs of region {name} come too late to be run: it has too few probers, or none was there for a while"
        );
        found.push((Kind::JobsExpire, text));
    }
    memory.expired.insert(name.clone(), expired);
    found
}

#[cfg(test)]
mod tests {
    use queue::{Backlog, Heartbeat, Load, SeenProber};

    use super::super::look::{Backlogs, Planned};
    use super::*;

    /// An installation with one website and one region, `india`.
    struct World {
        places: Vec<Place>,
        regions: Vec<region::Model>,
        census: Census,
        newest_ms: i64,
        memory: Memory,
    }

    impl World {
        fn new() -> Self {
            let region = region::Model {
                key: 1,
                name: "india".to_owned(),
                valid_from_ms: 0,
            };
            Self {
                places: vec![Place {
                    region: region.clone(),
                    probers: vec![],
                    backlogs: Backlogs::default(),
                }],
                regions: vec![region],
                census: Census {
                    planned: vec![Planned {
                        regions: None,
                        shortest_ms: 10_000,
                    }],
                    statuses: vec![],
                },
                newest_ms: 0,
                memory: Memory::default(),
            }
        }

        /// Its one prober, whose last heartbeat was at `at_ms`.
        fn prober(&mut self, at_ms: i64, impairment: Option<&str>, expired_total: u64) {
            self.places[0].probers = vec![SeenProber {
                region: "india".parse().unwrap(),
                name: "india-1".parse().unwrap(),
                heartbeat: Heartbeat {
                    at_ms,
                    version: String::new(),
                    egress_allow: vec![],
                    impairment: impairment.map(str::to_owned),
                    instance: String::new(),
                    load: Load {
                        expired_total,
                        ..Load::default()
                    },
                },
            }];
        }

        /// What is wrong at `now_ms`, where the scheduler works.
        fn kinds(&mut self, now_ms: i64) -> Vec<Kind> {
            let scheduling = Scheduling {
                last_pass_ms: now_ms,
                ..Scheduling::default()
            };
            self.kinds_with(scheduling, now_ms)
        }

        fn kinds_with(&mut self, scheduling: Scheduling, now_ms: i64) -> Vec<Kind> {
            let sight = Sight {
                newest_batch_ms: Ok(Some(self.newest_ms)),
                places: Ok(&self.places),
                refusal: None,
                regions: &self.regions,
                census: &self.census,
                scheduling,
                limits: Limits::default(),
                since_ms: 0,
                now_ms,
            };
            let found = judge(&sight, &mut self.memory);
            found.into_keys().map(|(kind, _)| kind).collect()
        }
    }

    fn fill(backlog: &mut Backlog, len: u64, pending: u64, oldest_ms: i64) {
        (backlog.len, backlog.pending) = (len, pending);
        backlog.oldest_ms = Some(oldest_ms);
    }

    #[test]
    fn a_region_without_a_living_prober_is_silent_where_it_is_needed() {
        let mut world = World::new();
        assert_eq!(world.kinds(15_000), []);
        assert_eq!(world.kinds(15_001), [Kind::SilentRegion]);
        world.prober(15_000, None, 0);
        assert_eq!(world.kinds(30_000), []);
        assert_eq!(world.kinds(30_001), [Kind::SilentRegion]);
        world.census.planned.clear();
        assert_eq!(world.kinds(30_001), [], "nothing is to be checked");
    }

    #[test]
    fn a_region_is_impaired_where_no_living_prober_can_tell_anything() {
        let mut world = World::new();
        world.prober(1_000, Some("no name server answers"), 0);
        assert_eq!(world.kinds(2_000), [Kind::ImpairedRegion]);
        assert_eq!(world.kinds(6_001), [], "it is gone");
    }

    #[test]
    fn jobs_that_come_too_late_are_a_trouble_for_a_minute() {
        let mut world = World::new();
        world.prober(1_000, None, 7);
        assert_eq!(world.kinds(1_000), [], "they were late before");
        world.prober(2_000, None, 8);
        assert_eq!(world.kinds(2_000), [Kind::JobsExpire]);
        world.prober(61_999, None, 8);
        assert_eq!(world.kinds(61_999), [Kind::JobsExpire]);
        world.prober(62_000, None, 0);
        assert_eq!(world.kinds(62_000), [], "it started anew");
    }

    #[test]
    fn what_waits_is_a_trouble_by_age_and_by_number() {
        let mut world = World::new();
        world.prober(100_000, None, 0);
        fill(&mut world.places[0].backlogs.checks, 2, 1, 60_000);
        assert_eq!(world.kinds(100_000), [], "it may have been read just now");
        assert_eq!(world.kinds(100_000), []);
        assert_eq!(world.kinds(100_000), [Kind::JobsWait]);
        world.places[0].backlogs.checks.pending = 2;
        assert_eq!(world.kinds(100_000), [], "somebody works on both");
        fill(&mut world.places[0].backlogs.results, 2, 1, 60_000);
        assert_eq!(world.kinds(100_000), [Kind::ResultsWait]);
        fill(
            &mut world.places[0].backlogs.checks,
            500_001,
            500_001,
            100_000,
        );
        fill(
            &mut world.places[0].backlogs.results,
            750_001,
            750_001,
            100_000,
        );
        assert_eq!(world.kinds(100_000), [Kind::JobsFill, Kind::ResultsFill]);
    }

    #[test]
    fn new_dead_letters_are_a_trouble_and_old_ones_are_not() {
        let mut world = World::new();
        world.places[0].backlogs.dead.len = 3;
        assert_eq!(world.kinds(1_000), []);
        world.places[0].backlogs.dead.len = 4;
        assert_eq!(world.kinds(2_000), [Kind::DeadLetters]);
    }

    #[test]
    fn a_scheduler_is_late_or_stalls() {
        let mut world = World::new();
        for (last_pass_ms, lateness_ms, wrong) in [
            (0, 0, &[][..]),
            (0, 1_001, &[Kind::SchedulerLate]),
            (-1, 0, &[]),
        ] {
            let scheduling = Scheduling {
                last_pass_ms,
                lateness_ms,
                ..Scheduling::default()
            };
            assert_eq!(world.kinds_with(scheduling, 10_000), wrong);
        }
        let scheduling = Scheduling::default();
        assert_eq!(
            world.kinds_with(scheduling, 10_001),
            [Kind::SchedulerStalled]
        );
    }

    #[test]
    fn nothing_recorded_is_a_trouble_where_websites_are_planned() {
        let mut world = World::new();
        world.prober(1_000_000, None, 0);
        world.newest_ms = 680_000;
        assert_eq!(world.kinds(1_000_000), []);
        world.newest_ms = 679_999;
        assert_eq!(world.kinds(1_000_000), [Kind::NoTicks]);
        world.regions.clear();
        assert_eq!(world.kinds(1_000_000), [], "nobody is to check them");
    }
}
