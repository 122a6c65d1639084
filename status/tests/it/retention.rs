//! What is not kept any more is dropped, and nothing else.

use std::collections::BTreeSet;

use entity::WebsiteStatus;
use entity::status_change;
use entity::testing;
use entity::{RegionKey, evidence, rollup_day, rollup_due, rollup_hour, tick, uptime_day, website};
use queue::Outcome;
use sea_orm::{DbBackend, EntityTrait, IntoActiveModel};
use status::history::{self, Window};
use status::retention::{self, Dropped};
use status::rollup::{DAY_MS, HOUR_MS, compactor, day_of};
use status::{Keep, ingest};

use crate::support::{INDIA, NOON_MS, USA, World, number, slot_ms};

crate::on_both_engines!(
    a_day_goes_once_it_is_old_and_made,
    a_day_that_is_to_be_made_again_stays,
    what_is_old_is_not_taken_in,
    ingest_goes_on_while_days_go,
    history_begins_with_what_held_then,
    what_is_stored_is_shown,
    what_is_to_be_kept_longer_is_not_there_for_that,
    what_is_dropped_is_not_missing,
);

pub(crate) const KEEP: Keep = Keep {
    ticks_days: 2,
    hours_days: 4,
    history_days: None,
};

/// The first day of all.
pub(crate) fn first_day() -> i32 {
    day_of(NOON_MS)
}

/// Two hours after noon, eight days later: ticks stay from day 6 on, hours from day 4 on.
pub(crate) const NOW_MS: i64 = NOON_MS + 8 * DAY_MS + 2 * HOUR_MS;

/// A website with ticks of each hour from noon to now, from two regions, and evidence of
/// each of them.
pub(crate) async fn filled(world: &World) -> website::Model {
    let website = world.website(None).await;
    let mut ticks = Vec::new();
    let mut seen = Vec::new();
    for hour in 0..8 * 24 + 2 {
        if hour % 24 == 0 {
            retention::pass(&world.db, NOON_MS + hour * HOUR_MS)
                .await
                .unwrap();
        }
        for region_key in [INDIA, USA] {
            let slot_ms = NOON_MS + hour * HOUR_MS;
            ticks.push(testing::tick(website.key, region_key, slot_ms).into_active_model());
            let evidence = evidence::Model {
                website_key: website.key,
                region_key,
                slot_ms,
                body: "{}".to_owned(),
            };
            seen.push(evidence.into_active_model());
        }
    }
    tick::Entity::insert_many(ticks)
        .exec_without_returning(&world.db)
        .await
        .unwrap();
    evidence::Entity::insert_many(seen)
        .exec_without_returning(&world.db)
        .await
        .unwrap();
    website
}

/// Judges what nobody has judged since the websites were made, so that no change of days
/// ago is found out later.
pub(crate) async fn judge(world: &World) {
    status::sweep::pass(&world.db, world.transport.as_ref(), NOW_MS)
        .await
        .unwrap();
}

/// Makes hours and days as far as they are due, from the beginning on.
pub(crate) async fn make(world: &World, now_ms: i64) {
    compactor::pass(&world.db, &Keep::default(), now_ms)
        .await
        .unwrap();
}

pub(crate) async fn drop_old(world: &World, keep: &Keep, now_ms: i64) -> Dropped {
    retention::drop_old(&world.db, &world.url, keep, now_ms)
        .await
        .unwrap()
}

/// The days, from the first of all, that have ticks, evidence and hours.
pub(crate) async fn days(world: &World) -> [BTreeSet<i32>; 3] {
    let of = |day: i32| day - first_day();
    let ticks = world.ticks().await;
    let seen = evidence::Entity::find().all(&world.db).await.unwrap();
    let hours = rollup_hour::Entity::find().all(&world.db).await.unwrap();
    let hours = hours.iter().map(|row| of(row.hour.div_euclid(24)));
    [
        ticks.iter().map(|row| of(day_of(row.slot_ms))).collect(),
        seen.iter().map(|row| of(day_of(row.slot_ms))).collect(),
        hours.collect(),
    ]
}

fn from(first: i32, last: i32) -> BTreeSet<i32> {
    (first..=last).collect()
}

async fn a_day_goes_once_it_is_old_and_made(world: World) {
    filled(&world).await;
    let all = world.ticks().await;
    assert_eq!(drop_old(&world, &KEEP, NOW_MS).await, Dropped::default());
    assert_eq!(world.ticks().await, all);

    // Days 0 to 3 are made.
    make(&world, NOON_MS + 4 * DAY_MS).await;
    drop_old(&world, &KEEP, NOW_MS).await;
    let [ticks, seen, hours] = days(&world).await;
    assert_eq!((ticks, seen), (from(4, 8), from(4, 8)));
    assert_eq!(hours, from(4, 4));

    make(&world, NOW_MS).await;
    let made = uptime_day::Entity::find().all(&world.db).await.unwrap();
    drop_old(&world, &KEEP, NOW_MS).await;
    assert_eq!(days(&world).await, [from(6, 8), from(6, 8), from(4, 8)]);
    let kept = all
        .into_iter()
        .filter(|tick| day_of(tick.slot_ms) >= first_day() + 6);
    assert_eq!(world.ticks().await, kept.collect::<Vec<_>>());
    let after = uptime_day::Entity::find().all(&world.db).await.unwrap();
    assert!(after == made, "history is kept for ever");

    // A day later, but for the hour in which somebody may still be at it.
    let midnight_ms = NOON_MS + 8 * DAY_MS + DAY_MS / 2;
    make(&world, midnight_ms + HOUR_MS).await;
    drop_old(&world, &KEEP, midnight_ms + HOUR_MS - 1).await;
    assert_eq!(days(&world).await[0], from(6, 8));
    drop_old(&world, &KEEP, midnight_ms + HOUR_MS).await;
    assert_eq!(days(&world).await, [from(7, 8), from(7, 8), from(5, 8)]);
    let again = drop_old(&world, &KEEP, midnight_ms + HOUR_MS).await;
    assert_eq!((again.days, again.rows), (0, 0));
}

async fn a_day_that_is_to_be_made_again_stays(world: World) {
    let website = filled(&world).await;
    make(&world, NOW_MS).await;
    let mark = rollup_due::Model {
        website_key: website.key,
        hour: (first_day() + 1) * 24 + 23,
    };
    rollup_due::Entity::insert(mark.into_active_model())
        .exec_without_returning(&world.db)
        .await
        .unwrap();
    drop_old(&world, &KEEP, NOW_MS).await;
    assert_eq!(days(&world).await, [from(1, 8), from(1, 8), from(1, 8)]);
    rollup_due::Entity::delete_many()
        .exec(&world.db)
        .await
        .unwrap();
    drop_old(&world, &KEEP, NOW_MS).await;
    assert_eq!(days(&world).await, [from(6, 8), from(6, 8), from(4, 8)]);
}

async fn what_is_old_is_not_taken_in(world: World) {
    let website = filled(&world).await;
    make(&world, NOW_MS).await;
    drop_old(&world, &KEEP, NOW_MS).await;
    let partitions = partitions(&world).await;
    // Slots come every 10 s, the first one in the 10 s after noon.
    let midnight = (5 * DAY_MS + DAY_MS / 2) / 10_000;
    assert!(slot_ms(&website, midnight - 1) < NOON_MS + midnight * 10_000);
    let store = async |nth| {
        let reports = vec![world.report(&website, "india", nth, Outcome::Up)];
        ingest::store(&world.db, &world.signing, &KEEP, reports, NOW_MS)
            .await
            .unwrap()
    };
    assert_eq!(store(midnight - 1).await.out_of_time, 1);
    assert_eq!(store(midnight).await.stored, 1);
    assert_eq!(self::partitions(&world).await, partitions);
}

async fn partitions(world: &World) -> i64 {
    if world.db.get_database_backend() != DbBackend::Postgres {
        return 0;
    }
    number(world, "SELECT count(*) FROM pg_inherits").await
}

async fn ingest_goes_on_while_days_go(world: World) {
    let website = filled(&world).await;
    let other = world.website(None).await;
    let many = (0..8_000).map(|nth| {
        let slot_ms = NOON_MS + DAY_MS + nth * 1_000;
        testing::tick(other.key, INDIA, slot_ms).into_active_model()
    });
    let many: Vec<_> = many.collect();
    for some in many.chunks(1_000) {
        tick::Entity::insert_many(some.to_vec())
            .exec_without_returning(&world.db)
            .await
            .unwrap();
    }
    judge(&world).await;
    make(&world, NOW_MS).await;
    let first = (8 * DAY_MS + HOUR_MS) / 10_000;
    let ingest = async {
        for nth in 0..40 {
            let reports = [&website, &other]
                .map(|website| world.report(website, "usa", first + nth, Outcome::Up));
            let stored =
                ingest::store(&world.db, &world.signing, &KEEP, reports.to_vec(), NOW_MS).await;
            assert_eq!(stored.unwrap().stored, 2);
        }
    };
    let (dropped, ()) = tokio::join!(drop_old(&world, &KEEP, NOW_MS), ingest);
    assert!(dropped.days > 0 || dropped.rows > 8_000, "{dropped:?}");
    assert_eq!(days(&world).await[0], from(6, 8));
    let late = world.ticks().await;
    let late = late
        .iter()
        .filter(|tick| tick.slot_ms >= slot_ms(&website, first - 1));
    assert!(late.count() >= 80);
}

async fn history_begins_with_what_held_then(world: World) {
    let website = filled(&world).await;
    let horizon_ms = i64::from(first_day() + 4) * DAY_MS;
    let keep = Keep {
        history_days: Some(4),
        ..KEEP
    };
    use WebsiteStatus::{Degraded, Down, Unmeasured, Up};
    let mut changes = vec![
        (RegionKey::ALL, horizon_ms - 2 * DAY_MS, Down),
        (RegionKey::ALL, horizon_ms - DAY_MS, Degraded),
        (RegionKey::ALL, horizon_ms + DAY_MS, Up),
        (INDIA, horizon_ms - DAY_MS, Up),
        // At the very instant: what was before is not needed.
        (INDIA, horizon_ms, Down),
        (INDIA, horizon_ms + 5, Unmeasured),
    ];
    changes.extend((0..4_500).map(|nth| (USA, horizon_ms - 5_000 + nth, Down)));
    let rows = changes.into_iter().map(|(region_key, at_ms, status)| {
        let row = status_change::Model {
            website_key: website.key,
            region_key,
            at_ms,
            status,
        };
        row.into_active_model()
    });
    let rows: Vec<_> = rows.collect();
    for some in rows.chunks(500) {
        status_change::Entity::insert_many(some.to_vec())
            .exec_without_returning(&world.db)
            .await
            .unwrap();
    }
    make(&world, NOW_MS).await;
    let tallies = async || {
        let mut tallies = Vec::new();
        for view in [None, Some(INDIA), Some(USA)] {
            for from_ms in [horizon_ms, horizon_ms + 3, horizon_ms + DAY_MS + 7] {
                let window = Window {
                    from_ms,
                    to_ms: NOW_MS,
                };
                let tally = history::tally(&world.db, website.key, view, window, NOW_MS).await;
                tallies.push(tally.unwrap());
            }
        }
        tallies
    };
    let before = tallies().await;
    let days = uptime_day::Entity::find().all(&world.db).await.unwrap();
    let sketches = rollup_day::Entity::find().all(&world.db).await.unwrap();

    drop_old(&world, &keep, NOW_MS).await;
    assert_eq!(tallies().await, before);
    let first = first_day() + 4;
    let mut kept = days;
    kept.retain(|row| row.day >= first);
    let left = uptime_day::Entity::find().all(&world.db).await.unwrap();
    assert!(!left.is_empty() && left == kept);
    let mut kept = sketches;
    kept.retain(|row| row.day >= first);
    let left = rollup_day::Entity::find().all(&world.db).await.unwrap();
    assert!(!left.is_empty() && left == kept);
    let changes = status_change::Entity::find().all(&world.db).await.unwrap();
    let mut changes: Vec<_> = changes
        .iter()
        .map(|row| (row.region_key, row.at_ms - horizon_ms))
        .collect();
    changes.sort_unstable();
    let of_whole = [-DAY_MS, DAY_MS].map(|at_ms| (RegionKey::ALL, at_ms));
    let of_regions = [(INDIA, 0), (INDIA, 5), (USA, -501)];
    assert_eq!(changes, [&of_whole[..], &of_regions].concat());
}

async fn what_is_stored_is_shown(world: World) {
    assert_eq!(retention::oldest_tick_ms(&world.db).await.unwrap(), None);
    filled(&world).await;
    let oldest = async || retention::oldest_tick_ms(&world.db).await.unwrap();
    assert_eq!(oldest().await, Some(NOON_MS));
    let storage = retention::storage(&world.db).await.unwrap();
    assert!(
        storage.bytes.iter().all(|(_, bytes)| *bytes > 0),
        "{storage:?}"
    );
    if world.db.get_database_backend() == DbBackend::Postgres {
        let (table, bytes) = storage.bytes[0];
        let sum = "SELECT SUM(pg_total_relation_size(inhrelid))::bigint FROM pg_inherits
                   WHERE inhparent = 'tick'::regclass";
        assert_eq!((table, bytes), ("tick", number(&world, sum).await));
    }
    make(&world, NOW_MS).await;
    drop_old(&world, &KEEP, NOW_MS).await;
    let midnight_ms = i64::from(first_day() + 6) * DAY_MS;
    assert_eq!(oldest().await, Some(midnight_ms));
}

/// The ledger and the number of response times of windows that end in days of which more
/// or less is dropped.
async fn told(world: &World, website: &website::Model, keep: &Keep) -> Vec<(history::Slots, u64)> {
    let mut told = Vec::new();
    for (from, to) in [(3, 4), (3, 8), (5, 6), (5, 8), (6, 8), (-2, 1)] {
        let window = Window {
            from_ms: NOON_MS + from * DAY_MS - 40 * 60_000,
            to_ms: NOON_MS + to * DAY_MS + 100 * 60_000,
        };
        let (db, key) = (&world.db, website.key);
        let slots = history::slots(db, key, None, window, keep, NOW_MS).await;
        let latency = history::latency(db, key, &[INDIA, USA], window, keep, NOW_MS).await;
        told.push((slots.unwrap(), latency.unwrap().response.count()));
    }
    told
}

async fn what_is_to_be_kept_longer_is_not_there_for_that(world: World) {
    let website = filled(&world).await;
    judge(&world).await;
    make(&world, NOW_MS).await;
    drop_old(&world, &KEEP, NOW_MS).await;
    let longer = Keep::default();
    let expected = told(&world, &website, &KEEP).await;
    assert_eq!(told(&world, &website, &longer).await, expected);

    // A day that is to be made again keeps what was made of ticks that are gone.
    for day in [3, 5] {
        let mark = rollup_due::Model {
            website_key: website.key,
            hour: (first_day() + day) * 24 + 5,
        };
        rollup_due::Entity::insert(mark.into_active_model())
            .exec_without_returning(&world.db)
            .await
            .unwrap();
    }
    let work = compactor::pass(&world.db, &longer, NOW_MS).await.unwrap();
    assert_eq!(work.again, 2);
    assert_eq!(told(&world, &website, &longer).await, expected);
}

async fn what_is_dropped_is_not_missing(world: World) {
    let website = filled(&world).await;
    judge(&world).await;
    make(&world, NOW_MS).await;
    let keep = Keep {
        history_days: Some(4),
        ..KEEP
    };
    let before = told(&world, &website, &keep).await;
    drop_old(&world, &keep, NOW_MS).await;
    let after = told(&world, &website, &keep).await;
    let first_ms = i64::from(first_day() + 4) * DAY_MS;
    let begin = |told: &[(history::Slots, u64)]| told[1].0.window.from_ms;
    assert!(begin(&before) < first_ms);
    assert_eq!(begin(&after), first_ms);
    // Of a time of which nothing is known, nothing is counted.
    assert!(before[5].0.planned > 0);
    let nothing = (after[5].0.planned, after[5].0.missing);
    assert_eq!(nothing, (0, 0));
    // What lies behind it is as it was.
    assert_eq!(after[2..5], before[2..5]);
}
