//! How the plan follows the table.

use sea_orm::ConnectionTrait;

use crate::support::{BEGIN_MS, World, grid};

const RECONCILED_MS: i64 = 5 * 60_000;

/// A change that no look by time can find: stamped long ago.
async fn hide_changes(world: &World) {
    world
        .db
        .execute_unprepared("UPDATE schedule SET updated_at_ms = 0")
        .await
        .unwrap();
}

#[tokio::test]
async fn what_looks_for_changes_missed_is_found_by_comparing() {
    let world = World::new().await;
    let leaving = world.website(None, BEGIN_MS - 100_000).await;
    let mut scheduler = world.scheduler("one");
    scheduler.pass(BEGIN_MS).await.unwrap();

    let coming = world.website(None, BEGIN_MS).await;
    let end = format!("UPDATE schedule SET valid_to_ms = {BEGIN_MS} WHERE website_key = ");
    let end = end + &leaving.key.to_string();
    world.db.execute_unprepared(&end).await.unwrap();
    hide_changes(&world).await;
    for step in 1..=10 {
        scheduler.pass(BEGIN_MS + step * 10_000).await.unwrap();
    }
    // The one that has ended is still published, the one that has begun is not yet.
    let jobs = world.jobs("india").await;
    let slots: Vec<i64> = jobs.iter().map(|job| job.key.slot_ms).collect();
    assert_eq!(slots, grid(&leaving, BEGIN_MS - 9_999, BEGIN_MS + 100_000));
    let websites: Vec<i32> = jobs.iter().map(|job| job.key.website_key).collect();
    assert_eq!(websites, vec![leaving.key.0; slots.len()]);

    for step in 0..=3 {
        let now_ms = BEGIN_MS + RECONCILED_MS + step * 10_000;
        scheduler.pass(now_ms).await.unwrap();
    }
    let after = world.jobs("india").await;
    let of_coming: Vec<i64> = after
        .iter()
        .filter(|job| job.key.website_key == coming.key.0)
        .map(|job| job.key.slot_ms)
        .collect();
    let from_ms = BEGIN_MS + RECONCILED_MS - 9_999;
    let to_ms = BEGIN_MS + RECONCILED_MS + 30_000;
    assert!(of_coming.len() >= 3, "{of_coming:?}");
    assert_eq!(of_coming, grid(&coming, from_ms, to_ms));
    assert_eq!(of_coming.len(), after.len(), "the other one has ended");
    assert_eq!(scheduler.health().plan_len(), 1);
}

#[tokio::test]
async fn what_ends_later_is_published_up_to_its_end_however_it_is_found() {
    let world = World::new().await;
    let website = world.website(None, BEGIN_MS - 100_000).await;
    let mut scheduler = world.scheduler("one");
    scheduler.pass(BEGIN_MS).await.unwrap();
    let end_ms = BEGIN_MS + RECONCILED_MS + 25_000;
    let end = format!("UPDATE schedule SET valid_to_ms = {end_ms}");
    world.db.execute_unprepared(&end).await.unwrap();
    hide_changes(&world).await;
    for step in 1..=36 {
        scheduler.pass(BEGIN_MS + step * 10_000).await.unwrap();
    }
    let slots = world.slots("india").await;
    assert_eq!(slots, grid(&website, BEGIN_MS - 9_999, end_ms - 1));
}

#[tokio::test]
async fn rows_that_ended_long_ago_are_not_looked_at() {
    let world = World::new().await;
    let website = world.website(None, BEGIN_MS - 100_000).await;
    // As whoever changes it without end leaves them.
    let ended = format!(
        "WITH RECURSIVE n(k) AS (SELECT 2 UNION ALL SELECT k + 1 FROM n WHERE k < 300000)
         INSERT INTO schedule SELECT website_key, k, website_id, interval_ms, timeout_ms,
             retries, url, quorum, regions, {BEGIN_MS} - 900000 + k, {BEGIN_MS} - 900000 + k,
             0, how, secrets, organization_id FROM schedule, n"
    );
    world.db.execute_unprepared(&ended).await.unwrap();
    let mut scheduler = world.scheduler("one");
    let began = std::time::Instant::now();
    for step in 0..=40 {
        scheduler.pass(BEGIN_MS + step * 10_000).await.unwrap();
    }
    let took = began.elapsed();
    assert!(took.as_secs() < 8, "41 passes took {took:?}");
    assert_eq!(scheduler.health().plan_len(), 1);
    let slots = world.slots("india").await;
    assert_eq!(slots, grid(&website, BEGIN_MS - 9_999, BEGIN_MS + 400_000));
}

#[tokio::test]
async fn nobody_leads_before_all_pages_are_read() {
    let world = World::new().await;
    let website = world.website(None, BEGIN_MS - 100_000).await;
    // As many rows of the same kind as make three pages, with slots of their own.
    let copy = "WITH RECURSIVE n(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM n WHERE k < 10001)
        INSERT INTO schedule SELECT website_key + k / 2, revision + k, randomblob(16),
            interval_ms, timeout_ms, retries, url, quorum, regions, valid_from_ms, valid_to_ms,
            updated_at_ms, how, secrets, organization_id FROM schedule, n";
    world.db.execute_unprepared(copy).await.unwrap();
    hide_changes(&world).await;
    let mut scheduler = world.scheduler("one");
    let health = scheduler.health();
    for _ in 0..2 {
        assert_eq!(scheduler.pass(BEGIN_MS).await.unwrap(), 0);
        assert!(!health.is_leader());
    }
    assert_eq!(scheduler.pass(BEGIN_MS).await.unwrap(), 10_002);
    assert!(health.is_leader());
    assert_eq!(health.plan_len(), 10_002);
    let mut slots = world.slots("india").await;
    slots.extend(world.slots("india").await);
    assert!(slots.is_sorted() && slots.len() == 10_002);
    assert!(slots.contains(&grid(&website, BEGIN_MS - 9_999, BEGIN_MS)[0]));
}
