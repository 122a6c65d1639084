//! Days made ahead, and a feed that does not grow for ever.

use entity::{WebsiteKey, feed, schedule};
use queue::Outcome;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ConnectionTrait, DbBackend, EntityTrait, Statement,
};
use status::retention;

use crate::support::{INDIA, NOON_MS, World};

crate::on_both_engines!(
    the_feed_is_kept_for_a_day,
    secrets_of_what_is_not_checked_any_more_are_forgotten,
    a_report_of_a_day_long_past_finds_its_day
);

async fn the_feed_is_kept_for_a_day(world: World) {
    let website = world.website(Some(vec![INDIA])).await;
    world
        .store(vec![world.report(&website, "india", 0, Outcome::Up)])
        .await;
    let written_ms = NOON_MS + 3_600_000;
    retention::pass(&world.db, written_ms + retention::FEED_KEPT_MS)
        .await
        .unwrap();
    assert_eq!(feed::Entity::find().all(&world.db).await.unwrap().len(), 1);
    retention::pass(&world.db, written_ms + retention::FEED_KEPT_MS + 1)
        .await
        .unwrap();
    assert!(
        feed::Entity::find()
            .all(&world.db)
            .await
            .unwrap()
            .is_empty()
    );
}

async fn secrets_of_what_is_not_checked_any_more_are_forgotten(world: World) {
    let ended_ms = NOON_MS + 60_000;
    let website = world.website(None).await;
    let open = world.website(None).await;
    for (website, valid_to_ms) in [(&website, Some(ended_ms)), (&open, None)] {
        schedule::ActiveModel {
            website_key: Set(website.key),
            revision: Set(1),
            secrets: Set(Some(vec![1])),
            valid_to_ms: Set(valid_to_ms),
            ..Default::default()
        }
        .update(&world.db)
        .await
        .unwrap();
    }
    let kept = async |now_ms| {
        retention::pass(&world.db, now_ms).await.unwrap();
        let rows = schedule::Entity::find().all(&world.db).await.unwrap();
        let with = rows.into_iter().filter(|row| row.secrets.is_some());
        let mut keys: Vec<WebsiteKey> = with.map(|row| row.website_key).collect();
        keys.sort_unstable();
        keys
    };
    assert_eq!(kept(ended_ms + 60_000).await, [website.key, open.key]);
    assert_eq!(kept(ended_ms + 600_000).await, [open.key]);
}

async fn a_report_of_a_day_long_past_finds_its_day(world: World) {
    let website = world.website(Some(vec![INDIA])).await;
    // The server was away for three weeks; its last reports waited in the queue.
    let now_ms = NOON_MS + 21 * 86_400_000;
    let reports = vec![world.report(&website, "india", 0, Outcome::Up)];
    if world.db.get_database_backend() == DbBackend::Postgres {
        let drop_days = "DO $$ DECLARE day record; BEGIN FOR day IN SELECT relid::regclass AS name FROM unnest(ARRAY['tick', 'evidence']) AS parent, pg_partition_tree(parent) WHERE isleaf LOOP EXECUTE 'DROP TABLE ' || day.name; END LOOP; END $$";
        world.db.execute_unprepared(drop_days).await.unwrap();
    }
    retention::pass(&world.db, now_ms).await.unwrap();
    let outcome = status::ingest::store(
        &world.db,
        &world.signing,
        &status::Keep::default(),
        reports,
        now_ms,
    )
    .await
    .unwrap();
    assert_eq!(outcome.stored, 1);
}

#[tokio::test]
async fn a_week_of_days_is_there_ahead_on_postgres() {
    let world = World::postgres().await;
    for table in ["tick", "evidence"] {
        let query =
            format!("SELECT count(*) AS days FROM pg_partition_tree('{table}') WHERE isleaf");
        let row = world
            .db
            .query_one_raw(Statement::from_string(DbBackend::Postgres, query))
            .await
            .unwrap();
        assert_eq!(
            row.unwrap().try_get::<i64>("", "days").unwrap(),
            9,
            "{table}: yesterday, today, a week"
        );
    }
}
