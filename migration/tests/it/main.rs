//! The schema's history, walked on both engines.

#![expect(
    clippy::unwrap_used,
    reason = "the whole crate is tests, its helpers too"
)]

use migration::testing::TestDb;
use migration::{Migrator, MigratorTrait};
use sea_orm_migration::sea_orm::Database;

async fn walks_up_and_down(db: TestDb) {
    let connection = Database::connect(&db.url).await.unwrap();
    let count = Migrator::migrations().len();
    let applied = Migrator::get_applied_migrations(&connection)
        .await
        .unwrap()
        .len();
    assert_eq!(applied, count, "a test database is migrated");
    Migrator::down(&connection, None).await.unwrap();
    assert_eq!(
        Migrator::get_pending_migrations(&connection)
            .await
            .unwrap()
            .len(),
        count
    );
    Migrator::up(&connection, None).await.unwrap();
    assert_eq!(
        Migrator::get_applied_migrations(&connection)
            .await
            .unwrap()
            .len(),
        count
    );
}

#[tokio::test]
async fn every_migration_walks_up_and_down_on_sqlite() {
    walks_up_and_down(TestDb::sqlite().await.unwrap()).await;
}

#[tokio::test]
async fn every_migration_walks_up_and_down_on_postgres() {
    walks_up_and_down(TestDb::postgres().await.unwrap()).await;
}
