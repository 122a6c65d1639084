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

/// Tables of history on SQLite, which lie by their keys.
const BY_KEY: [&str; 6] = [
    "compaction",
    "dropped",
    "rollup_day",
    "rollup_due",
    "rollup_hour",
    "uptime_day",
];

/// `PRAGMA integrity_check` of the 3.40 that many systems have says "NULL value" of others.
#[tokio::test]
async fn a_table_without_rowid_begins_with_its_key_on_sqlite() {
    let db = TestDb::sqlite().await.unwrap();
    let connection = Database::connect(&db.url).await.unwrap();
    for table in BY_KEY {
        let sql = format!("SELECT sql AS line FROM sqlite_schema WHERE name = '{table}'");
        let sql = content::lines(&connection, &sql).await.concat();
        assert!(sql.ends_with("WITHOUT ROWID"), "{sql}");
        let places = format!(
            "SELECT CAST(pk AS text) AS line FROM pragma_table_info('{table}') ORDER BY cid"
        );
        let places = content::lines(&connection, &places).await;
        let key_len = places.iter().filter(|place| *place != "0").count();
        let expected: Vec<String> = (1..=key_len).map(|place| place.to_string()).collect();
        assert!(
            key_len > 0 && places[..key_len] == expected,
            "{table}: {places:?}"
        );
    }
    let check = "SELECT integrity_check AS line FROM pragma_integrity_check";
    assert_eq!(content::lines(&connection, check).await, ["ok"]);
}
