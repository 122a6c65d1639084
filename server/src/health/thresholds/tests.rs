use entity::RegionKey;
use queue::{Backlog, Heartbeat, Load, SeenProber};

use super::super::observe::{Backlogs, Contradicted, Planned};
use super::*;

/// An installation with one website and one region, `india`.
struct World {
    places: Vec<RegionState>,
    regions: Vec<region::Model>,
    census: WebsiteCounts,
    newest_ms: i64,
    alerts: Waiting,
    certificate_ends_ms: Option<i64>,
    memory: Earlier,
}

impl World {
    fn new() -> Self {
        let region = region::Model {
            key: RegionKey(1),
            name: "india".to_owned(),
            valid_from_ms: 0,
        };
        Self {
            places: vec![RegionState {
                region: region.clone(),
                probers: vec![],
                backlogs: Backlogs::default(),
            }],
            regions: vec![region],
            census: WebsiteCounts {
                planned: vec![Planned {
                    regions: None,
                    shortest_ms: 10_000,
                }],
                statuses: vec![],
                contradicted: vec![],
            },
            alerts: Waiting::default(),
            certificate_ends_ms: None,
            newest_ms: 0,
            memory: Earlier::default(),
        }
    }

    /// Its only prober, whose last heartbeat was at `at_ms`.
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

    /// The troubles at `now_ms`, if the scheduler works.
    fn kinds(&mut self, now_ms: i64) -> Vec<Kind> {
        let scheduling = Scheduling {
            last_pass_ms: now_ms,
            ..Scheduling::default()
        };
        self.kinds_with(scheduling, now_ms)
    }

    fn kinds_with(&mut self, scheduling: Scheduling, now_ms: i64) -> Vec<Kind> {
        let seen = Observation {
            alerts: self.alerts,
            certificate_ends_ms: self.certificate_ends_ms,
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
        let found = judge(&seen, &mut self.memory);
        found.into_keys().map(|(kind, _)| kind).collect()
    }
}

fn fill(backlog: &mut Backlog, len: u64, pending: u64, oldest_ms: i64) {
    (backlog.len, backlog.pending) = (len, pending);
    backlog.oldest_ms = Some(oldest_ms);
}

#[test]
fn an_alert_waits_too_long_after_a_minute() {
    let mut world = World::new();
    world.prober(100_000, None, 0);
    world.newest_ms = 100_000;
    for (oldest_ms, expected) in [
        (None, &[][..]),
        (Some(40_000), &[]),
        (Some(39_999), &[Kind::AlertsWait]),
    ] {
        world.alerts = Waiting {
            count: 1,
            oldest_ms,
        };
        assert_eq!(world.kinds(100_000), expected);
    }
}

#[test]
fn a_certificate_that_was_not_renewed_is_a_trouble_for_its_last_week() {
    let mut world = World::new();
    let now_ms = 30 * 24 * 3_600_000;
    world.prober(now_ms, None, 0);
    world.newest_ms = now_ms;
    for (left_ms, expected) in [
        (7 * 24 * 3_600_000, &[][..]),
        (7 * 24 * 3_600_000 - 1, &[Kind::CertificateExpires]),
        (-1, &[Kind::CertificateExpires]),
    ] {
        world.certificate_ends_ms = Some(now_ms + left_ms);
        assert_eq!(world.kinds(now_ms), expected);
    }
}

#[test]
fn a_region_that_sees_most_websites_down_alone_is_contradicted() {
    let mut world = World::new();
    for (alone, all, expected) in [
        (4, 4, &[][..]),
        (5, 11, &[]),
        (5, 10, &[Kind::ContradictedRegion]),
        (40, 40, &[Kind::ContradictedRegion]),
    ] {
        world.prober(100_000, None, 0);
        world.newest_ms = 100_000;
        world.census.contradicted = vec![Contradicted {
            region_key: RegionKey(1),
            alone,
            all,
        }];
        assert_eq!(world.kinds(100_000), expected, "{alone} of {all}");
    }
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
