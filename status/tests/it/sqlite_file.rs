//! The file of SQLite gives back the space of days that were dropped.

use entity::{testing, tick};
use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, DbBackend, EntityTrait, IntoActiveModel, Statement};
use status::rollup::{DAY_MS, day_of};

use crate::retention::{KEEP, NOW_MS, drop_old, filled, first_day, make};
use crate::support::{INDIA, NOON_MS, World, number};

/// A website's ticks with long reasons, so that they fill a file.
async fn fill_the_file(world: &World) {
    let website = filled(world).await;
    let ticks = (0..8_000).map(|nth| {
        let mut tick = testing::tick(website.key, INDIA, NOON_MS + DAY_MS + 1 + nth * 1_000);
        tick.reason = Some("why ".repeat(100));
        tick.into_active_model()
    });
    let ticks: Vec<_> = ticks.collect();
    for some in ticks.chunks(1_000) {
        tick::Entity::insert_many(some.to_vec())
            .exec_without_returning(&world.db)
            .await
            .unwrap();
    }
    make(world, NOW_MS).await;
}

#[tokio::test]
async fn a_sqlite_file_gives_back_what_goes() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("upbeat.db");
    let url = format!("sqlite://{}", path.display());
    let db = entity::database::connect(&url, 1).await.unwrap();
    Migrator::up(&db, None).await.unwrap();
    db.close().await.unwrap();
    let world = World::on(&url, None).await;
    fill_the_file(&world).await;
    let size = async || {
        number(&world, "PRAGMA wal_checkpoint(TRUNCATE)").await;
        std::fs::metadata(&path).unwrap().len()
    };
    let before = size().await;
    let kept = {
        let mut kept = world.ticks().await;
        kept.retain(|tick| day_of(tick.slot_ms) >= first_day() + 6);
        kept
    };
    let dropped = drop_old(&world, &KEEP, NOW_MS).await;
    assert!(dropped.rows > 8_000 && dropped.pages > 500, "{dropped:?}");
    let after = size().await;
    assert!(after < before / 2, "{before} bytes, then {after}");
    assert_eq!(world.ticks().await, kept);
    let statement = Statement::from_string(DbBackend::Sqlite, "PRAGMA integrity_check");
    let row = world.db.query_one_raw(statement).await.unwrap().unwrap();
    assert_eq!(row.try_get_by_index::<String>(0).unwrap(), "ok");
}

#[tokio::test]
async fn an_older_sqlite_file_uses_again_what_goes() {
    let world = World::sqlite().await;
    assert_eq!(number(&world, "PRAGMA auto_vacuum").await, 0);
    fill_the_file(&world).await;
    let pages = number(&world, "PRAGMA page_count").await;
    let dropped = drop_old(&world, &KEEP, NOW_MS).await;
    assert!(dropped.rows > 8_000 && dropped.pages == 0, "{dropped:?}");
    assert!(number(&world, "PRAGMA freelist_count").await > 500);
    assert_eq!(number(&world, "PRAGMA page_count").await, pages);
}
