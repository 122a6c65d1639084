//! The schema's history, walked on both engines.

#![expect(
    clippy::unwrap_used,
    reason = "the whole crate is tests, its helpers too"
)]

mod content;
mod upgrade;

use migration::testing::TestDb;
use migration::{Migrator, MigratorTrait};
use sea_orm_migration::sea_orm::{Database, DatabaseConnection};

/// Every migration that is applied, oldest first.
async fn applied(db: &DatabaseConnection) -> Vec<String> {
    let models = Migrator::get_migration_models(db).await.unwrap();
    models.into_iter().map(|model| model.version).collect()
}

async fn walks_up_and_down(db: TestDb) {
    let connection = Database::connect(&db.url).await.unwrap();
    let all: Vec<_> = Migrator::migrations()
        .iter()
        .map(|migration| migration.name().to_owned())
        .collect();
    assert_eq!(
        applied(&connection).await,
        all,
        "a test database is migrated"
    );
    let schema = content::schema(&connection).await;
    Migrator::down(&connection, None).await.unwrap();
    assert!(applied(&connection).await.is_empty());
    let left = content::tables(&connection).await;
    assert_eq!(left, ["seaql_migrations"], "nothing of ours is left");
    Migrator::up(&connection, None).await.unwrap();
    assert_eq!(applied(&connection).await, all);
    assert_eq!(content::schema(&connection).await, schema);
}

#[tokio::test]
async fn every_migration_walks_up_and_down_on_sqlite() {
    walks_up_and_down(TestDb::sqlite().await.unwrap()).await;
}

#[tokio::test]
async fn every_migration_walks_up_and_down_on_postgres() {
    walks_up_and_down(TestDb::postgres().await.unwrap()).await;
}
