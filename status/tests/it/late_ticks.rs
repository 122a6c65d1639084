//! Late ticks: the log is what it would be had they come in time.

use entity::WebsiteStatus;
use entity::{RegionKey, rollup_due, vote};
use proptest::test_runner::TestRunner;
use queue::{Outcome, RegionName, Report};
use sea_orm::EntityTrait;
use status::Keep;
use status::ingest;
use status::rollup::{DAY_MS, HOUR_MS, hour_of};

use crate::acts::Act;
use crate::random_history::{REGIONS, life, live};
use crate::support::{INDIA, INTERVAL_MS, NOON_MS, USA, World, slot_ms};

crate::on_both_engines_and_the_first_day!(
    however_ticks_come_the_log_is_one,
    a_late_failure_is_told_in_its_time_and_its_days_are_made_again,
    what_came_late_before_a_pause_is_told_and_it_stays_paused,
    a_late_tick_of_the_old_target_says_nothing_of_the_new_one,
    silence_that_the_sweep_concluded_is_taken_back,
    the_log_stays_where_ticks_may_be_gone,
    only_what_is_newest_asks_again,
);

async fn however_ticks_come_the_log_is_one(world: World) {
    let mut runner = TestRunner::deterministic();
    for round in 0..4 {
        let life = life(&mut runner);
        let mut in_time = world.website(None).await;
        live(&world, &mut in_time, &life, &mut runner, (0, 1)).await;
        world.sweep(NOON_MS + HOUR_MS).await;
        let expected = world.told(&in_time).await;
        assert!(expected.log.len() > 40, "{}", expected.log.len());
        for (delay_ms, size) in [(0, 9), (3_000, 4), (60_000, 12), (400_000, 40)] {
            let mut website = world.website(None).await;
            live(&world, &mut website, &life, &mut runner, (delay_ms, size)).await;
            world.sweep(NOON_MS + HOUR_MS).await;
            let told = world.told(&website).await;
            assert_eq!(told, expected, "round {round}, {delay_ms} ms late");
        }
    }
}

async fn store_at(world: &World, reports: Vec<(RegionName, Report)>, now_ms: i64) {
    ingest::store(&world.db, &world.signing, &Keep::default(), reports, now_ms)
        .await
        .unwrap();
}

async fn a_late_failure_is_told_in_its_time_and_its_days_are_made_again(world: World) {
    let website = world.website(Some(vec![INDIA])).await;
    let last = DAY_MS / 2 / INTERVAL_MS - 1;
    let up = |nth| world.report(&website, "india", nth, Outcome::Up);
    for nth in [last - 2, last - 1, last + 1, last + 2] {
        let report = up(nth);
        let now_ms = report.1.checked_at_ms;
        store_at(&world, vec![report], now_ms).await;
    }
    let before = world.changes(&website).await.len();
    // That nobody looked at it since noon came late too.
    rollup_due::Entity::delete_many()
        .exec(&world.db)
        .await
        .unwrap();
    let late = world.report(&website, "india", last, Outcome::Down);
    let (down_ms, now_ms) = (late.1.checked_at_ms, NOON_MS + DAY_MS);
    store_at(&world, vec![late], now_ms).await;
    let changes = world.changes(&website).await;
    assert_eq!(
        changes[before..],
        [
            (down_ms - NOON_MS, WebsiteStatus::Down),
            (down_ms - NOON_MS + INTERVAL_MS, WebsiteStatus::Up),
        ]
    );
    let marked = rollup_due::Entity::find().all(&world.db).await.unwrap();
    let hours: Vec<i32> = marked.iter().map(|mark| mark.hour).collect();
    let midnight = hour_of(NOON_MS) + 12;
    assert_eq!(
        hours,
        [midnight - 1, midnight],
        "the day that began meanwhile too"
    );
}

async fn what_came_late_before_a_pause_is_told_and_it_stays_paused(world: World) {
    let mut website = world.website(Some(vec![INDIA])).await;
    let first_ms = slot_ms(&website, 0) - NOON_MS + 100;
    let report = |nth, outcome| world.report(&website, "india", nth, outcome);
    let late = vec![report(1, Outcome::Down), report(2, Outcome::Up)];
    let in_time = vec![report(0, Outcome::Up), report(3, Outcome::Degraded)];
    world.store(in_time).await;
    let paused_ms = slot_ms(&website, 5);
    world.act(&mut website, Act::Pause, paused_ms).await;
    let paused = world.status(&website).await;
    world.store(late).await;
    assert_eq!(
        world.changes(&website).await[1..],
        [
            (first_ms, WebsiteStatus::Up),
            (first_ms + INTERVAL_MS, WebsiteStatus::Down),
            (first_ms + 2 * INTERVAL_MS, WebsiteStatus::Up),
            (first_ms + 3 * INTERVAL_MS, WebsiteStatus::Degraded),
            (paused_ms - NOON_MS, WebsiteStatus::Paused),
        ]
    );
    assert_eq!(world.status(&website).await, paused);
    let votes = vote::Entity::find().all(&world.db).await.unwrap();
    assert!(votes.is_empty(), "{votes:?}");
}

async fn a_late_tick_of_the_old_target_says_nothing_of_the_new_one(world: World) {
    let mut website = world.website(Some(vec![INDIA])).await;
    let first_ms = slot_ms(&website, 0) - NOON_MS + 100;
    let of_the_old = world.report(&website, "india", 0, Outcome::Down);
    let mut under_way = world.report(&website, "india", 1, Outcome::Down);
    under_way.1.checked_at_ms += 9_000;
    let edited_ms = slot_ms(&website, 1) + 5_000;
    world.act(&mut website, Act::Edit, edited_ms).await;
    world.store(vec![of_the_old, under_way]).await;
    assert_eq!(
        world.changes(&website).await[1..],
        [
            (first_ms, WebsiteStatus::Down),
            (edited_ms - NOON_MS, WebsiteStatus::Pending),
        ]
    );
    let status = world.status(&website).await;
    assert_eq!(status.status, WebsiteStatus::Pending);
    assert_eq!(status.since_ms, edited_ms);
    assert_eq!(status.last_slot_ms, Some(slot_ms(&website, 1)));
    assert_eq!(world.ticks().await.len(), 2);
}

async fn silence_that_the_sweep_concluded_is_taken_back(world: World) {
    let website = world.website(None).await;
    let report = |region, nth| world.report(&website, region, nth, Outcome::Up);
    world
        .store(vec![report("india", 0), report("usa", 0)])
        .await;
    world.sweep(slot_ms(&website, 9)).await;
    let unmeasured = world.status(&website).await;
    assert_eq!(unmeasured.status, WebsiteStatus::Unmeasured);
    let late = (1..9).flat_map(|nth| [report("usa", nth), report("india", nth)]);
    world.store(late.collect()).await;
    let status = world.status(&website).await;
    assert_eq!(status.status, WebsiteStatus::Up);
    assert_eq!(status.since_ms, slot_ms(&website, 0) + 100);
    assert_eq!(status.changed_at_ms, status.since_ms);
    let told = world.told(&website).await;
    let expected = [RegionKey::ALL, INDIA, USA].map(|view| (view, 100, WebsiteStatus::Up));
    assert_eq!(told.log, expected);
}

async fn the_log_stays_where_ticks_may_be_gone(world: World) {
    let website = world.website(Some(vec![INDIA])).await;
    let midnight = DAY_MS / 2 / INTERVAL_MS;
    let report = |nth, outcome| world.report(&website, "india", nth, outcome);
    let late = |nth: i64| (midnight..midnight + 20).contains(&nth) && nth % 2 == 1;
    for nth in (midnight - 20..midnight + 30).filter(|nth| !late(*nth)) {
        let report = report(nth, Outcome::Up);
        let now_ms = report.1.checked_at_ms;
        store_at(&world, vec![report], now_ms).await;
    }
    let before = world.changes(&website).await;
    // The day that ends at that midnight is the oldest of which ticks are taken in: it may
    // be dropped at any moment.
    let now_ms = NOON_MS + 30 * DAY_MS;
    let failures = (midnight..midnight + 20).filter(|nth| late(*nth));
    let failures = failures.map(|nth| report(nth, Outcome::Down)).collect();
    store_at(&world, failures, now_ms).await;
    let changes = world.changes(&website).await;
    assert_eq!(changes[..before.len()], before);
    let told = &changes[before.len()..];
    assert!(!told.is_empty(), "what is surely kept is told");
    let settled_ms = DAY_MS / 2 + 30_000;
    assert!(
        told.iter().all(|(at_ms, _)| *at_ms > settled_ms),
        "{told:?}"
    );
}

async fn only_what_is_newest_asks_again(world: World) {
    let website = world.website(None).await;
    let report = |region, nth, outcome| world.report(&website, region, nth, outcome);
    for region in REGIONS {
        let now_ms = slot_ms(&website, 0) + 200;
        store_at(&world, vec![report(region, 0, Outcome::Up)], now_ms).await;
    }
    // One region finds it degraded; the other had found it down a moment before.
    let now_ms = slot_ms(&website, 2) + 1_000;
    let mut degraded = report("usa", 2, Outcome::Degraded);
    degraded.1.checked_at_ms += 200;
    store_at(&world, vec![degraded], now_ms).await;
    let keep = Keep::default();
    let stored = |reports| ingest::store(&world.db, &world.signing, &keep, reports, now_ms);
    let down = vec![report("india", 2, Outcome::Down)];
    assert_eq!(stored(down).await.unwrap().asked, 2);
    assert_eq!(world.status(&website).await.status, WebsiteStatus::Partial);

    let other = world.website(Some(vec![INDIA])).await;
    let report = |nth, outcome| world.report(&other, "india", nth, outcome);
    let up = vec![report(0, Outcome::Up), report(2, Outcome::Up)];
    stored(up).await.unwrap();
    let late = vec![report(1, Outcome::Down)];
    assert_eq!(stored(late).await.unwrap().asked, 0);
}
