//! Work that a backlog leaves: each day once, and deleted websites until none is left.

use entity::{WebsiteKey, rollup_due, schedule, website};
use queue::Outcome;
use sea_orm::prelude::DateTimeUtc;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::NotSet, ActiveValue::Set, ColumnTrait, ConnectionTrait,
    EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
};
use status::Keep;
use status::rollup::{DAY_MS, HOUR_MS, compactor, day_of};
use uuid::Uuid;

use crate::support::{NOON_MS, World};

crate::on_both_engines!(
    however_many_hours_are_marked_a_day_is_read_once,
    what_cannot_be_made_yet_does_not_hold_up_the_rest,
    all_that_is_deleted_is_emptied_at_once,
);

/// `count` websites, each with a row of the schedule.
async fn websites(world: &World, count: usize) -> Vec<WebsiteKey> {
    let first = world.website(None).await;
    let mut keys = vec![first.key];
    for _ in 1..count {
        let copy = website::ActiveModel {
            key: NotSet,
            id: Set(Uuid::now_v7()),
            ..first.clone().into_active_model().reset_all()
        };
        keys.push(copy.insert(&world.db).await.unwrap().key);
    }
    for key in &keys[1..] {
        for table in ["schedule", "website_status"] {
            copy_row(world, table, first.key, *key).await;
        }
    }
    keys
}

async fn copy_row(world: &World, table: &str, from: WebsiteKey, to: WebsiteKey) {
    let columns = match table {
        "schedule" => {
            "revision, website_id, interval_ms, timeout_ms, retries, url, quorum, regions, \
             valid_from_ms, valid_to_ms, updated_at_ms"
        }
        _ => "status, since_ms, changed_at_ms",
    };
    let of_copy = format!("(SELECT id FROM website WHERE key = {to})");
    let sql = format!(
        "INSERT INTO {table} (website_key, {columns})
         SELECT {to}, {} FROM {table} WHERE website_key = {from}",
        columns.replace("website_id", &of_copy)
    );
    world.db.execute_unprepared(&sql).await.unwrap();
}

async fn mark(world: &World, website_key: WebsiteKey, hours: std::ops::Range<i32>) {
    let marks = hours.map(|hour| rollup_due::ActiveModel {
        website_key: Set(website_key),
        hour: Set(hour),
    });
    rollup_due::Entity::insert_many(marks)
        .exec_without_returning(&world.db)
        .await
        .unwrap();
}

async fn however_many_hours_are_marked_a_day_is_read_once(world: World) {
    let keys = websites(&world, 60).await;
    let now_ms = NOON_MS + 2 * DAY_MS + HOUR_MS;
    let keep = Keep::default();
    compactor::pass(&world.db, &keep, now_ms).await.unwrap();
    let day = day_of(NOON_MS) + 1;
    for key in &keys {
        mark(&world, *key, day * 24..(day + 1) * 24).await;
    }
    let work = compactor::pass(&world.db, &keep, now_ms).await.unwrap();
    assert_eq!((work.days_again, work.again), (60, 60 * 24));
    let left = rollup_due::Entity::find().count(&world.db).await.unwrap();
    assert_eq!(left, 0);
}

async fn what_cannot_be_made_yet_does_not_hold_up_the_rest(world: World) {
    let keys = websites(&world, 30).await;
    let now_ms = NOON_MS + DAY_MS + HOUR_MS;
    let keep = Keep::default();
    compactor::pass(&world.db, &keep, now_ms).await.unwrap();
    let made = status::rollup::made(&world.db).await.unwrap();
    // More than are looked at together, all of hours that are still to come.
    for key in &keys[..29] {
        mark(&world, *key, made.hours_to..made.hours_to + 24).await;
    }
    let reports = vec![world.report(&website_of(&world, keys[29]).await, "usa", 5, Outcome::Up)];
    let signing = &world.signing;
    status::ingest::store(&world.db, signing, &keep, reports, now_ms)
        .await
        .unwrap();
    let work = compactor::pass(&world.db, &keep, now_ms).await.unwrap();
    assert!(work.again >= 1, "{work:?}");
    let of_last = rollup_due::Entity::find()
        .filter(rollup_due::Column::WebsiteKey.eq(keys[29]))
        .filter(rollup_due::Column::Hour.lt(made.hours_to));
    assert_eq!(of_last.count(&world.db).await.unwrap(), 0);
    let left = rollup_due::Entity::find().count(&world.db).await.unwrap();
    assert!(left >= 29 * 24, "{left}");
}

async fn website_of(world: &World, key: WebsiteKey) -> website::Model {
    let website = website::Entity::find().filter(website::Column::Key.eq(key));
    website.one(&world.db).await.unwrap().unwrap()
}

async fn all_that_is_deleted_is_emptied_at_once(world: World) {
    let keys = websites(&world, 620).await;
    // One was changed more often than one statement takes away.
    let sql = format!(
        "WITH RECURSIVE n(k) AS (SELECT 2 UNION ALL SELECT k + 1 FROM n WHERE k < 5000)
         INSERT INTO schedule (website_key, revision, website_id, interval_ms, timeout_ms,
             retries, url, quorum, regions, valid_from_ms, valid_to_ms, updated_at_ms)
         SELECT website_key, k, website_id, interval_ms, timeout_ms, retries, url, quorum,
             regions, valid_from_ms, valid_to_ms, updated_at_ms
         FROM schedule, n WHERE website_key = {}",
        keys[7]
    );
    world.db.execute_unprepared(&sql).await.unwrap();
    let now_ms = NOON_MS + DAY_MS;
    let keep = Keep::default();
    compactor::pass(&world.db, &keep, now_ms - 2 * HOUR_MS)
        .await
        .unwrap();
    let deleted_at = DateTimeUtc::from_timestamp_millis(now_ms - 2 * HOUR_MS).unwrap();
    website::Entity::update_many()
        .col_expr(website::Column::DeletedAt, Expr::value(deleted_at))
        .filter(website::Column::Key.ne(keys[0]))
        .exec(&world.db)
        .await
        .unwrap();
    let work = compactor::pass(&world.db, &keep, now_ms).await.unwrap();
    assert_eq!(work.emptied, 619);
    let left = schedule::Entity::find().all(&world.db).await.unwrap();
    let left: Vec<WebsiteKey> = left.iter().map(|row| row.website_key).collect();
    assert_eq!(left, [keys[0]]);
}
