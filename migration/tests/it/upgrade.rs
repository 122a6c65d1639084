//! A database that the release before this one filled, taken up, down and up again.

use std::collections::BTreeMap;

use migration::testing::{PREVIOUS_ON_POSTGRES, PREVIOUS_ON_SQLITE, TestDb};
use migration::{Migrator, MigratorTrait};
use sea_orm_migration::sea_orm::{ConnectionTrait, Database, DatabaseConnection, Statement};

use crate::{applied, content};

/// The newest migration of the release before this one.
const PREVIOUS: &str = "m20261124_000006_room_to_update";

async fn walks(filled: TestDb) {
    let db = &Database::connect(&filled.url).await.unwrap();
    let before = applied(db).await;
    assert_eq!(before.last().unwrap(), PREVIOUS);
    let shape = content::shape(db).await;
    let schema = content::schema(db).await;
    let rows = content::rows(db, &shape).await;
    for (table, rows) in &rows {
        // A question waits for some milliseconds only.
        assert!(
            !rows.is_empty() || table == "ask",
            "{table} has rows to lose"
        );
    }

    Migrator::up(db, None).await.unwrap();
    let newest_schema = content::schema(db).await;
    assert_ne!(newest_schema, schema);
    assert_eq!(content::rows(db, &shape).await, rows, "all that was");
    new_columns_are_filled(db).await;
    let newest_shape = content::shape(db).await;
    let newest_rows = content::rows(db, &newest_shape).await;

    let steps = Migrator::migrations().len() - before.len();
    let steps = u32::try_from(steps).unwrap();
    Migrator::down(db, Some(steps)).await.unwrap();
    assert_eq!(applied(db).await, before);
    assert_eq!(content::schema(db).await, schema, "as it came");
    assert_eq!(content::rows(db, &shape).await, rows, "as it came");

    Migrator::up(db, None).await.unwrap();
    assert_eq!(
        content::schema(db).await,
        newest_schema,
        "as the first time"
    );
    assert_eq!(content::rows(db, &newest_shape).await, newest_rows);

    Migrator::down(db, None).await.unwrap();
    assert_eq!(content::tables(db).await, ["seaql_migrations"]);
    assert!(applied(db).await.is_empty());
}

/// What the migrations since [`PREVIOUS`] say of rows that were there.
async fn new_columns_are_filled(db: &DatabaseConnection) {
    let pairs = async |query: &str| -> Vec<(i64, i64)> {
        let statement = Statement::from_string(db.get_database_backend(), query);
        let rows = db.query_all_raw(statement).await.unwrap();
        rows.iter()
            .map(|row| (row.try_get("", "k").unwrap(), row.try_get("", "v").unwrap()))
            .collect()
    };
    let mut last_change = BTreeMap::new();
    for (website, at_ms) in
        pairs("SELECT CAST(website_key AS bigint) AS k, at_ms AS v FROM status_change").await
    {
        let last = last_change.entry(website).or_insert(0);
        *last = at_ms.max(*last);
    }
    let changed =
        pairs("SELECT CAST(website_key AS bigint) AS k, changed_at_ms AS v FROM website_status")
            .await;
    assert!(changed.len() > 10);
    for (website, changed_at_ms) in changed {
        let expected = last_change.get(&website).copied().unwrap_or(0);
        assert_eq!(changed_at_ms, expected, "of {website}");
    }
    let changes = pairs("SELECT CAST(0 AS bigint) AS k, changes AS v FROM organization").await;
    assert_eq!(changes, [(0, 0), (0, 0)], "two accounts, nothing counted");
    let operators = "SELECT email AS line FROM \"user\" WHERE is_operator";
    let operators = content::lines(db, operators).await;
    assert_eq!(operators, ["ada@example.org"], "who signed up first");
    for table in [
        "uptime_day",
        "rollup_hour",
        "rollup_day",
        "rollup_due",
        "compaction",
        "dropped",
    ] {
        let query = format!("SELECT '' AS line FROM {table}");
        assert!(content::lines(db, &query).await.is_empty(), "{table}");
    }
}

/// Up from nothing and up from the previous release come to the same.
async fn meet(fresh: TestDb, filled: TestDb) {
    let fresh = Database::connect(&fresh.url).await.unwrap();
    let upgraded = Database::connect(&filled.url).await.unwrap();
    Migrator::up(&upgraded, None).await.unwrap();
    assert_eq!(
        content::lasting_schema(&upgraded).await,
        content::lasting_schema(&fresh).await
    );
}

#[tokio::test]
async fn what_the_previous_release_kept_goes_up_down_and_up_on_sqlite() {
    walks(TestDb::sqlite_with(PREVIOUS_ON_SQLITE).await.unwrap()).await;
}

#[tokio::test]
async fn what_the_previous_release_kept_goes_up_down_and_up_on_postgres() {
    walks(TestDb::postgres_with(PREVIOUS_ON_POSTGRES).await.unwrap()).await;
}

#[tokio::test]
async fn an_upgraded_schema_is_that_of_a_new_database_on_sqlite() {
    let filled = TestDb::sqlite_with(PREVIOUS_ON_SQLITE).await.unwrap();
    meet(TestDb::sqlite().await.unwrap(), filled).await;
}

#[tokio::test]
async fn an_upgraded_schema_is_that_of_a_new_database_on_postgres() {
    let filled = TestDb::postgres_with(PREVIOUS_ON_POSTGRES).await.unwrap();
    meet(TestDb::postgres().await.unwrap(), filled).await;
}
