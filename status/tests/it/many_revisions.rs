//! One website's past, however long it is made, is nobody else's burden.

use std::time::{Duration, Instant};

use entity::slots::Grid;
use entity::{schedule, tick, website};
use proptest::test_runner::TestRunner;
use queue::{Outcome, RegionName, Report};
use sea_orm::{ConnectionTrait, DbBackend, EntityTrait, IntoActiveModel, PaginatorTrait};
use status::rollup::{DAY_MS, HOUR_MS};
use status::{Keep, ingest, retention};

use crate::acts::Act;
use crate::support::{INDIA, INTERVAL_MS, NOON_MS, World, any_of, slot_ms};

crate::on_both_engines!(
    late_ticks_of_a_website_that_was_changed_without_end_cost_little,
    what_lies_far_back_changes_nothing,
    revisions_that_planned_nothing_go_and_others_stay,
);

const REVISIONS: i32 = 300_000;

/// Gives the website [`REVISIONS`] rows of 2 ms each that end with noon, as whoever edits it
/// 500 times a second does, and one that goes on from there.
async fn flood(world: &World, website: &website::Model) {
    let series = match world.db.get_database_backend() {
        DbBackend::Postgres => format!("generate_series(2, {REVISIONS}) AS n(k)"),
        _ => format!(
            "(WITH RECURSIVE n(k) AS (SELECT 2 UNION ALL SELECT k + 1 FROM n
              WHERE k < {REVISIONS}) SELECT k FROM n) AS n"
        ),
    };
    let begin_ms = begin_ms();
    let key = website.key;
    for sql in [
        format!(
            "INSERT INTO schedule (website_key, revision, website_id, interval_ms, timeout_ms,
                 retries, url, quorum, regions, valid_from_ms, valid_to_ms, updated_at_ms)
             SELECT website_key, k, website_id, interval_ms, timeout_ms, retries, url, quorum,
                 regions, {begin_ms} + 2 * k, {begin_ms} + 2 * k + 2, updated_at_ms
             FROM schedule, {series} WHERE website_key = {key} AND revision = 1"
        ),
        format!(
            "UPDATE schedule SET valid_from_ms = {begin_ms} + 2, valid_to_ms = {begin_ms} + 4
             WHERE website_key = {key} AND revision = 1"
        ),
        format!(
            "INSERT INTO schedule (website_key, revision, website_id, interval_ms, timeout_ms,
                 retries, url, quorum, regions, valid_from_ms, updated_at_ms)
             SELECT website_key, {REVISIONS} + 1, website_id, interval_ms, timeout_ms, retries,
                 url, quorum, regions, {NOON_MS}, {NOON_MS}
             FROM schedule WHERE website_key = {key} AND revision = 1"
        ),
        format!("UPDATE website SET revision = {REVISIONS} + 1 WHERE key = {key}"),
    ] {
        world.db.execute_unprepared(&sql).await.unwrap();
    }
}

/// Two milliseconds before the first of the rows.
fn begin_ms() -> i64 {
    NOON_MS - 2 * i64::from(REVISIONS + 1)
}

fn of_newest(world: &World, sent: (RegionName, Report)) -> (RegionName, Report) {
    let (region, mut report) = sent;
    report.key.revision = REVISIONS + 1;
    report.mac = world.signing.sign(&region, &report.key);
    (region, report)
}

async fn late_ticks_of_a_website_that_was_changed_without_end_cost_little(world: World) {
    let website = world.website(Some(vec![INDIA])).await;
    flood(&world, &website).await;
    let report = |nth, outcome| of_newest(&world, world.report(&website, "india", nth, outcome));
    let in_time = (0..=40).filter(|nth| nth % 2 == 0);
    world
        .store(in_time.map(|nth| report(nth, Outcome::Up)).collect())
        .await;
    let before = world.changes(&website).await.len();
    let began = Instant::now();
    for nth in (10..40).filter(|nth| nth % 2 == 1) {
        let stored = world.store(vec![report(nth, Outcome::Down)]).await;
        assert_eq!(stored.stored, 1);
    }
    let took = began.elapsed();
    assert!(took < Duration::from_secs(6), "15 batches took {took:?}");
    let changes = world.changes(&website).await.len() - before;
    assert_eq!(changes, 30, "each is told: down, and up again");
}

/// Once a day, then every 10 s: for four days all of it might matter to a late tick.
async fn what_lies_far_back_changes_nothing(mut world: World) {
    world.now_ms = NOON_MS + 3 * HOUR_MS;
    let mut runner = TestRunner::deterministic();
    let outcomes = proptest::sample::select(vec![
        Outcome::Up,
        Outcome::Up,
        Outcome::Up,
        Outcome::Degraded,
        Outcome::Down,
        Outcome::Unmeasured,
    ]);
    let found: Vec<Outcome> = (0..800)
        .map(|_| any_of(&mut runner, outcomes.clone()))
        .collect();
    let mut all_told = Vec::new();
    for late in [&[][..], &[700], &[300, 301, 640], &[790]] {
        let mut website = world.website(Some(vec![INDIA])).await;
        world
            .store(vec![world.report(&website, "india", 0, Outcome::Up)])
            .await;
        for (nth, interval_ms) in [(1, DAY_MS), (3, INTERVAL_MS)] {
            let at_ms = slot_ms(&website, nth) + 9_000;
            let act = Act::Interval(interval_ms);
            world.act(&mut website, act, at_ms).await;
        }
        let report = |nth: usize| {
            let at = i64::try_from(nth).unwrap() + 5;
            let (region, mut report) = world.report(&website, "india", at, found[nth]);
            report.key.revision = 3;
            report.mac = world.signing.sign(&region, &report.key);
            (region, report)
        };
        for nth in (0..found.len()).filter(|nth| !late.contains(nth)) {
            world.store(vec![report(nth)]).await;
        }
        for nth in late {
            world.store(vec![report(*nth)]).await;
        }
        all_told.push(world.told(&website).await);
    }
    for told in &all_told[1..] {
        assert_eq!(told, &all_told[0]);
    }
}

async fn revisions_that_planned_nothing_go_and_others_stay(world: World) {
    let website = world.website(Some(vec![INDIA])).await;
    let first = slot_ms(&website, 0);
    let row = schedule::Entity::find_by_id((website.key, 1));
    let row = row.one(&world.db).await.unwrap().unwrap();
    let insert = async |revision, from_ms, to_ms| {
        let row = schedule::Model {
            revision,
            valid_from_ms: from_ms,
            valid_to_ms: to_ms,
            ..row.clone()
        };
        schedule::Entity::insert(row.into_active_model())
            .exec_without_returning(&world.db)
            .await
            .unwrap();
    };
    let close = format!("UPDATE schedule SET valid_to_ms = {}", first + 1_000);
    world.db.execute_unprepared(&close).await.unwrap();
    // A slot of its own; none; none at all; none, but a check out of turn; none, the newest.
    for (revision, from_ms, to_ms) in [
        (2, first + 1_000, first + 11_000),
        (3, first + 11_000, first + 19_999),
        (4, first + 19_999, first + 19_999),
        (5, first + 21_000, first + 22_000),
        (6, first + 23_000, first + 24_000),
    ] {
        insert(revision, from_ms, Some(to_ms)).await;
    }
    let seen = tick::Model {
        revision: 5,
        origin: entity::Origin::Person,
        ..entity::testing::tick(website.key, INDIA, first + 18_123)
    };
    tick::Entity::insert(seen.into_active_model())
        .exec_without_returning(&world.db)
        .await
        .unwrap();
    let revisions = async || {
        let rows = schedule::Entity::find().all(&world.db).await.unwrap();
        let mut rows: Vec<i32> = rows.iter().map(|row| row.revision).collect();
        rows.sort_unstable();
        rows
    };
    let ended_ms = first + 24_000;
    let pruned = retention::prune(&world.db, 0, ended_ms + 60_000).await;
    assert_eq!(pruned.unwrap().0, 0, "what ended just now stays");
    let (pruned, to_ms) = retention::prune(&world.db, 0, ended_ms + HOUR_MS)
        .await
        .unwrap();
    assert_eq!((pruned, revisions().await), (2, vec![1, 2, 5, 6]));
    let again = retention::prune(&world.db, to_ms, ended_ms + HOUR_MS);
    assert_eq!(again.await.unwrap().0, 0);
    // Once its tick is gone nothing refers to it.
    tick::Entity::delete_many().exec(&world.db).await.unwrap();
    let (pruned, _) = retention::prune(&world.db, 0, ended_ms + HOUR_MS)
        .await
        .unwrap();
    assert_eq!((pruned, revisions().await), (1, vec![1, 2, 6]));

    // However many there are.
    let other = world.website(Some(vec![INDIA])).await;
    flood(&world, &other).await;
    let (pruned, _) = retention::prune(&world.db, 0, NOON_MS + HOUR_MS)
        .await
        .unwrap();
    // Of ten minutes of rows of 2 ms those with a slot stay.
    let slots = Grid::new(other.id, INTERVAL_MS).count(begin_ms(), NOON_MS);
    assert!(slots >= 59, "{slots}");
    assert_eq!(i64::try_from(pruned).unwrap(), i64::from(REVISIONS) - slots);
    let left = schedule::Entity::find().count(&world.db).await.unwrap();
    assert_eq!(i64::try_from(left).unwrap(), 3 + slots + 1);
    let keep = Keep::default();
    let report = of_newest(&world, world.report(&other, "india", 1, Outcome::Up));
    ingest::store(
        &world.db,
        &world.signing,
        &keep,
        vec![report],
        NOON_MS + HOUR_MS,
    )
    .await
    .unwrap();
}
