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
    let jobs = world.jobs("india").await;
    assert!(jobs.iter().all(|job| job.key.website_key == leaving.key));

    for step in 0..=3 {
        let now_ms = BEGIN_MS + RECONCILED_MS + step * 10_000;
        scheduler.pass(now_ms).await.unwrap();
    }
    let after = world.jobs("india").await;
    let of_coming: Vec<i64> = after
        .iter()
        .filter(|job| job.key.website_key == coming.key)
        .map(|job| job.key.slot_ms)
        .collect();
    let from_ms = BEGIN_MS + RECONCILED_MS - 9_999;
    let to_ms = BEGIN_MS + RECONCILED_MS + 30_000;
    assert_eq!(of_coming, grid(&coming, from_ms, to_ms));
    assert_eq!(of_coming.len(), after.len(), "the other one has ended");
    assert_eq!(scheduler.vitals().plan_len(), 1);
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
    let vitals = scheduler.vitals();
    for _ in 0..2 {
        assert_eq!(scheduler.pass(BEGIN_MS).await.unwrap(), 0);
        assert!(!vitals.is_leader());
    }
    assert_eq!(scheduler.pass(BEGIN_MS).await.unwrap(), 10_002);
    assert!(vitals.is_leader());
    assert_eq!(vitals.plan_len(), 10_002);
    let mut slots = world.slots("india").await;
    slots.extend(world.slots("india").await);
    assert!(slots.is_sorted() && slots.len() == 10_002);
    assert!(slots.contains(&grid(&website, BEGIN_MS - 9_999, BEGIN_MS)[0]));
}
