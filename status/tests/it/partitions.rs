//! Days of PostgreSQL go and come while others read and write.

use std::time::Duration;

use queue::Outcome;
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, IsolationLevel, Statement, TransactionTrait,
};
use status::rollup::{DAY_MS, HOUR_MS};
use status::{ingest, retention};

use crate::retention::{KEEP, NOW_MS, drop_old, filled, first_day, judge, make};
use crate::support::{NOON_MS, World, number};

/// The keys of locks that `status` takes.
const ONLY_ONE: i64 = 7_240_004;

/// Eight days of ticks, made.
async fn world() -> (World, entity::website::Model) {
    let world = World::postgres().await;
    let website = filled(&world).await;
    judge(&world).await;
    make(&world, NOW_MS).await;
    (world, website)
}

/// Somebody who has read all ticks, and goes on with what they saw.
async fn reader(world: &World) -> DatabaseTransaction {
    let transaction = world
        .db
        .begin_with_config(Some(IsolationLevel::RepeatableRead), None)
        .await
        .unwrap();
    transaction
        .execute_unprepared("SET LOCAL idle_in_transaction_session_timeout = 0")
        .await
        .unwrap();
    count(&transaction).await;
    transaction
}

async fn count(db: &impl ConnectionTrait) -> i64 {
    let statement = Statement::from_string(DbBackend::Postgres, "SELECT count(*) FROM tick");
    let row = db.query_one_raw(statement).await.unwrap().unwrap();
    row.try_get_by_index(0).unwrap()
}

/// Days of `table` before the first that stays of ticks.
async fn old_days(world: &World) -> i64 {
    let name = format!("tick_{}", date(first_day() + 6));
    let sql = format!(
        "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relname ~ '^tick_[0-9]{{8}}$'
         AND relname < '{name}'"
    );
    number(world, &sql).await
}

fn date(day: i32) -> String {
    let at = sea_orm::prelude::DateTimeUtc::from_timestamp_millis(i64::from(day) * DAY_MS);
    at.unwrap().format("%Y%m%d").to_string()
}

const PENDING: &str = "SELECT count(*) FROM pg_inherits WHERE inhdetachpending";

async fn eventually_pending(world: &World) {
    let pending = async {
        while number(world, PENDING).await == 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), pending)
        .await
        .unwrap();
}

#[tokio::test]
async fn who_reads_for_long_waits_for_nobody_and_holds_nobody_up() {
    let (world, website) = world().await;
    // The day before the first has no ticks; the oldest that has some goes first.
    for table in ["tick", "evidence"] {
        let drop = format!("DROP TABLE {table}_{}", date(first_day() - 1));
        world.db.execute_unprepared(&drop).await.unwrap();
    }
    let reader = reader(&world).await;
    let all = count(&reader).await;
    let (db, url) = (world.db.clone(), world.url.clone());
    let dropping = tokio::spawn(async move { retention::drop_old(&db, &url, &KEEP, NOW_MS).await });
    eventually_pending(&world).await;

    // It waits for the reader; meanwhile everybody goes on, of days that come too.
    let reports = vec![world.report(&website, "usa", 70_000, Outcome::Up)];
    let stored = ingest::store(&world.db, &world.signing, &KEEP, reports, NOW_MS).await;
    assert_eq!(stored.unwrap().stored, 1);
    retention::pass(&world.db, NOW_MS + DAY_MS).await.unwrap();
    assert_eq!(count(&reader).await, all, "what it began to read is there");
    assert!(count(&world.db).await < all);

    dropping.await.unwrap().unwrap_err();
    assert_eq!(number(&world, PENDING).await, 1, "of ticks, which are read");
    assert_eq!(count(&reader).await, all);
    reader.commit().await.unwrap();
    let dropped = drop_old(&world, &KEEP, NOW_MS).await;
    assert_eq!(dropped.days, 6, "{dropped:?}");
    assert_eq!(number(&world, PENDING).await, 0);
    assert_eq!(old_days(&world).await, 0);
}

#[tokio::test]
async fn what_a_crash_left_detached_is_dropped() {
    let (world, _) = world().await;
    let day = |at: i32| format!("tick_{}", date(first_day() + at));
    for sql in [
        format!("COMMENT ON TABLE {} IS 'upbeat: to be dropped'", day(0)),
        format!("ALTER TABLE tick DETACH PARTITION {}", day(0)),
        // Somebody else's business.
        format!("ALTER TABLE tick DETACH PARTITION {}", day(1)),
    ] {
        world.db.execute_unprepared(&sql).await.unwrap();
    }
    drop_old(&world, &KEEP, NOW_MS).await;
    assert_eq!(old_days(&world).await, 1);
    let left = format!("SELECT count(*) FROM {}", day(1));
    assert_eq!(number(&world, &left).await, 48);
}

#[tokio::test]
async fn one_drops_while_the_other_goes_on() {
    let (world, _) = world().await;
    let old = old_days(&world).await;
    assert!(old >= 6);
    let (one, two) = tokio::join!(
        drop_old(&world, &KEEP, NOW_MS),
        drop_old(&world, &KEEP, NOW_MS)
    );
    assert!(one.days == 0 || two.days == 0 || one.days + two.days >= 12);
    drop_old(&world, &KEEP, NOW_MS).await;
    assert_eq!(old_days(&world).await, 0);
    let kept = 2 * (24 + 24 + 14);
    assert_eq!(count(&world.db).await, i64::from(kept));

    let lock = entity::database::connect_session(&world.url).await.unwrap();
    lock.execute_unprepared(&format!("SELECT pg_advisory_lock({ONLY_ONE})"))
        .await
        .unwrap();
    let later_ms = NOW_MS + DAY_MS;
    make(&world, later_ms).await;
    assert_eq!(drop_old(&world, &KEEP, later_ms).await.days, 0);
    lock.close().await.unwrap();
    let dropped = async {
        while drop_old(&world, &KEEP, later_ms).await.days == 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), dropped)
        .await
        .unwrap();
}

#[tokio::test]
async fn the_key_of_a_day_that_is_over_is_rebuilt_once() {
    let (world, website) = world().await;
    let day = first_day() + 7;
    let key = format!("tick_{}_pkey", date(day));
    // By time, as they come: websites in turn.
    let by_time = format!(
        "INSERT INTO tick (website_key, region_key, slot_ms, checked_at_ms, revision, origin,
             outcome, attempts)
         SELECT w, 1, {} + s * 60000, 0, 1, 0, 0, 1
         FROM generate_series(1000, 1100) AS w, generate_series(0, 599) AS s ORDER BY s, w",
        i64::from(day) * DAY_MS + 1
    );
    world.db.execute_unprepared(&by_time).await.unwrap();
    let size = format!("SELECT pg_relation_size('{key}')");
    let before = number(&world, &size).await;

    // One that is cut off at its end, since somebody reads.
    let reader = reader(&world).await;
    let session = entity::database::connect_session(&world.url).await.unwrap();
    session
        .execute_unprepared("SET lock_timeout = 50")
        .await
        .unwrap();
    session
        .execute_unprepared(&format!("REINDEX INDEX CONCURRENTLY {key}"))
        .await
        .unwrap_err();
    session.close().await.unwrap();
    reader.commit().await.unwrap();
    let invalid = "SELECT count(*) FROM pg_index WHERE NOT indisvalid";
    assert_eq!(number(&world, invalid).await, 1);

    let first = drop_old(&world, &KEEP, NOW_MS).await;
    assert_eq!(first.rebuilt, 2, "the newest of ticks, and of hours");
    assert_eq!(number(&world, invalid).await, 0);
    let after = number(&world, &size).await;
    assert!(after < before * 9 / 10, "{before} bytes, then {after}");
    let mut rebuilt = first.rebuilt;
    loop {
        let some = drop_old(&world, &KEEP, NOW_MS).await.rebuilt;
        if some == 0 {
            break;
        }
        rebuilt += some;
    }
    assert_eq!(rebuilt, 2 + 4, "days 6 and 7 of ticks, 4 to 7 of hours");
    // It still is the key.
    let again = format!(
        "INSERT INTO tick SELECT * FROM tick WHERE website_key = {} AND slot_ms = {}",
        website.key,
        NOON_MS + 7 * DAY_MS - HOUR_MS
    );
    let error = world.db.execute_unprepared(&again).await.unwrap_err();
    assert!(error.to_string().contains(&key), "{error}");
}
