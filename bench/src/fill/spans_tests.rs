//! What is written simply is what the rules make of each tick in turn.

use entity::website::RegionKeys;
use entity::{OrganizationId, RegionKey, WebsiteKey, schedule, website};
use sea_orm::prelude::ChronoDateTimeUtc;
use status::Quorum;
use status::domain::revision::fresh_until_ms;
use status::domain::votes::{Cast, Votes};
use uuid::Uuid;

use super::*;

const REGIONS: [RegionKey; 3] = [RegionKey(1), RegionKey(2), RegionKey(3)];
const FROM_MS: i64 = 20_000 * DAY_MS;

fn site(low_bits: u64, interval_ms: i64, to_ms: i64) -> Site {
    let id = Uuid::from_u64_pair(7, low_bits);
    let website = website::Model {
        key: WebsiteKey(1),
        id,
        organization_id: OrganizationId(Uuid::nil()),
        name: "a".to_owned(),
        url: "https://a.test/".to_owned(),
        interval_ms,
        timeout_ms: 10_000,
        retries: 1,
        paused: false,
        quorum: Quorum::Majority.to_string(),
        confirmation_ms: 0,
        recovery_ms: 60_000,
        regions: None::<RegionKeys>,
        how: None,
        secrets: None,
        revision: 1,
        created_at: ChronoDateTimeUtc::default(),
        updated_at: ChronoDateTimeUtc::default(),
        deleted_at: None,
    };
    let schedule = schedule::Model {
        website_key: WebsiteKey(1),
        revision: 1,
        website_id: id,
        interval_ms,
        timeout_ms: 10_000,
        retries: 1,
        url: website.url.clone(),
        quorum: website.quorum.clone(),
        regions: None,
        how: None,
        secrets: None,
        organization_id: None,
        valid_from_ms: FROM_MS,
        valid_to_ms: None,
        updated_at_ms: FROM_MS,
    };
    Site::new(&website, schedule, &REGIONS, to_ms).unwrap()
}

/// The log, the votes and the status that the rules make of each tick.
fn judged(site: &Site, to_ms: i64) -> Votes {
    let mut votes = Votes::pending(
        REGIONS.iter().map(|key| (*key, 0)).collect(),
        Quorum::Majority,
        FROM_MS,
    );
    let mut ticks: Vec<tick::Model> = REGIONS
        .iter()
        .flat_map(|region_key| {
            site.slots(FROM_MS, to_ms)
                .map(|slot_ms| site.tick(*region_key, slot_ms))
        })
        .collect();
    ticks.sort_by_key(|tick| (tick.checked_at_ms, tick.region_key));
    for tick in ticks {
        votes.cast(&Cast {
            region_key: tick.region_key,
            slot_ms: tick.slot_ms,
            checked_at_ms: tick.checked_at_ms,
            outcome: tick.outcome,
            attempts: tick.attempts,
            fresh_until_ms: fresh_until_ms(
                site.schedule.interval_ms,
                site.schedule.timeout_ms,
                tick.slot_ms,
                tick.checked_at_ms,
            ),
        });
    }
    votes
}

fn holds(low_bits: u64, interval_ms: i64, to_ms: i64) -> usize {
    let site = site(low_bits, interval_ms, to_ms);
    let rules = judged(&site, to_ms);
    let views = views(&site, &REGIONS, to_ms);
    let mut expected = Views::new();
    for made in &rules.changes {
        let view = made.region_key.unwrap_or(RegionKey::ALL);
        change(&mut expected, view, made.at_ms, made.status);
    }
    assert_eq!(views, expected, "{low_bits}");
    let (status, votes) = standing(&site, &REGIONS, &views, to_ms);
    assert_eq!(status.status, rules.status);
    assert_eq!(status.since_ms, rules.since_ms);
    assert_eq!(status.rejudge_at_ms, rules.rejudge_at_ms);
    for vote in votes {
        let judged = rules.latest[&vote.region_key];
        assert_eq!(
            (vote.slot_ms, vote.checked_at_ms, vote.say, vote.failures),
            (
                judged.slot_ms,
                judged.checked_at_ms,
                judged.say,
                judged.failures
            ),
        );
        assert_eq!(vote.fresh_until_ms, judged.fresh_until_ms);
    }
    rules.changes.len()
}

#[test]
fn spans_are_those_that_the_rules_make_of_every_tick() {
    let to_ms = FROM_MS + 16 * DAY_MS + 12_345;
    let changes: usize = (0..40).map(|n| holds(n * 7_919_919, 60_000, to_ms)).sum();
    assert!(
        changes > 40 * 8,
        "{changes} changes are not an incident a week"
    );
}

#[test]
fn a_website_that_flaps_changes_a_thousand_times() {
    let to_ms = FROM_MS + 7 * DAY_MS;
    let flaps = |low_bits: &u64| {
        site(*low_bits, 60_000, to_ms)
            .incidents(REGIONS[0], to_ms)
            .count()
            > 100
    };
    let low_bits = (0..2_000).find(flaps).unwrap();
    let changes = holds(low_bits, 60_000, to_ms);
    assert!(changes > 1_000, "{changes}");
}

#[test]
fn a_website_in_the_middle_of_an_incident_stands_as_the_rules_say() {
    for low_bits in 0..30 {
        let site = site(low_bits, 60_000, FROM_MS + 8 * DAY_MS);
        let incident = site
            .incidents(REGIONS[0], FROM_MS + 8 * DAY_MS)
            .next()
            .copied();
        if let Some(incident) = incident {
            holds(low_bits, 60_000, (incident.from_ms + incident.to_ms) / 2);
        }
    }
}

#[test]
fn fast_and_slow_rhythms_hold_too() {
    for low_bits in 0..8 {
        holds(low_bits, 10_000, FROM_MS + 3 * DAY_MS);
        holds(low_bits, 300_000, FROM_MS + 20 * DAY_MS);
    }
}
