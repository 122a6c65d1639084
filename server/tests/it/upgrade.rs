//! The schema as replicas and operators change it: under a lock, as a whole, and never
//! what a newer version has changed.

mod back;
mod serve;

use std::path::Path;
use std::time::Duration;

use migration::testing::{PREVIOUS_ON_POSTGRES, PREVIOUS_ON_SQLITE, TestDb};
use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, Statement};
use server::store;

use crate::support::{Process, eventually};

/// The newest migration of the release before this one.
const PREVIOUS: &str = "m20261124_000006_room_to_update";

/// What a process says that waits for another.
const WAITS: &str = "Waits for another process that changes the database's schema";

async fn on_sqlite() -> TestDb {
    TestDb::sqlite_with(PREVIOUS_ON_SQLITE).await.unwrap()
}

async fn on_postgres() -> TestDb {
    TestDb::postgres_with(PREVIOUS_ON_POSTGRES).await.unwrap()
}

async fn open(database: &TestDb) -> DatabaseConnection {
    entity::database::connect(&database.url, 2).await.unwrap()
}

/// A line for each migration that was applied and each table that there is.
async fn content(db: &DatabaseConnection) -> Vec<String> {
    let tables = match db.get_database_backend() {
        DbBackend::Postgres => {
            "SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        }
        _ => "SELECT name FROM sqlite_schema",
    };
    let query = format!("SELECT version FROM seaql_migrations UNION ALL {tables} ORDER BY version");
    let statement = Statement::from_string(db.get_database_backend(), query);
    let rows = db.query_all_raw(statement).await.unwrap();
    rows.iter()
        .map(|row| row.try_get("", "version").unwrap())
        .collect()
}

fn newest() -> String {
    let all = Migrator::migrations();
    all.last().unwrap().name().to_owned()
}

/// `upbeat migrate`, with what it says in a file of `directory`.
fn migrate(database: &TestDb, args: &[&str], log: &Path) -> Process {
    let args = [&["migrate"], args].concat();
    let environment = [("DATABASE_URL", database.url.as_str())];
    Process::start_into("upbeat", &args, &environment, log)
}

fn said(log: &Path) -> String {
    std::fs::read_to_string(log).unwrap()
}

/// The lock as another process has it.
struct Held(DatabaseConnection, Option<DatabaseTransaction>);

impl Held {
    async fn take(database: &TestDb) -> Self {
        let db = entity::database::connect_session(&database.url)
            .await
            .unwrap();
        if db.get_database_backend() == DbBackend::Postgres {
            // As the release before this one takes it.
            db.execute_unprepared("SELECT pg_advisory_lock(7240003)")
                .await
                .unwrap();
            return Self(db, None);
        }
        let transaction = entity::database::begin_write(&db).await.unwrap();
        Self(db, Some(transaction))
    }

    async fn release(self) {
        if let Some(transaction) = self.1 {
            transaction.rollback().await.unwrap();
        }
        self.0.close().await.unwrap();
    }
}

async fn one_after_the_other(database: TestDb) {
    let db = open(&database).await;
    let before = content(&db).await;
    let directory = tempfile::tempdir().unwrap();
    let logs = [directory.path().join("1"), directory.path().join("2")];
    let held = Held::take(&database).await;
    let mut processes = [
        migrate(&database, &[], &logs[0]),
        migrate(&database, &[], &logs[1]),
    ];
    eventually("both to wait", async || {
        logs.iter()
            .all(|log| said(log).contains(WAITS))
            .then_some(())
    })
    .await;
    assert_eq!(content(&db).await, before, "nothing while the lock is held");
    held.release().await;
    for (process, log) in processes.iter_mut().zip(&logs) {
        assert_eq!(process.ended().await, Some(0), "{}", said(log));
    }
    let applied = format!("Migration '{}' has been applied", newest());
    let times: usize = logs
        .iter()
        .map(|log| said(log).matches(&applied).count())
        .sum();
    assert_eq!(times, 1, "{}{}", said(&logs[0]), said(&logs[1]));
    let after = content(&db).await;
    assert!(after.contains(&newest()) && after.contains(&"uptime_day".to_owned()));
}

#[tokio::test]
async fn two_that_migrate_at_once_do_it_one_after_the_other_on_sqlite() {
    one_after_the_other(on_sqlite().await).await;
}

#[tokio::test]
async fn two_that_migrate_at_once_do_it_one_after_the_other_on_postgres() {
    one_after_the_other(on_postgres().await).await;
}

async fn both_on_nothing(database: TestDb) {
    let directory = tempfile::tempdir().unwrap();
    let logs: Vec<_> = (0..4)
        .map(|index| directory.path().join(index.to_string()))
        .collect();
    let mut processes: Vec<_> = logs
        .iter()
        .map(|log| migrate(&database, &[], log))
        .collect();
    for (process, log) in processes.iter_mut().zip(&logs) {
        assert_eq!(process.ended().await, Some(0), "{}", said(log));
    }
    let applied: usize = logs
        .iter()
        .map(|log| said(log).matches("has been applied").count())
        .sum();
    assert_eq!(applied, Migrator::migrations().len(), "each of them once");
}

#[tokio::test]
async fn four_that_start_on_an_empty_database_make_it_once_on_sqlite() {
    both_on_nothing(TestDb::sqlite_with("").await.unwrap()).await;
}

#[tokio::test]
async fn four_that_start_on_an_empty_database_make_it_once_on_postgres() {
    both_on_nothing(TestDb::postgres_with("").await.unwrap()).await;
}

async fn ends_waiting(database: TestDb) {
    let db = open(&database).await;
    let before = content(&db).await;
    let held = Held::take(&database).await;
    let wait = Duration::from_millis(200);
    let error = store::migrate_to(&database.url, None, wait)
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "DATABASE_URL: another process holds the lock for changing the database's schema, and after 0.2 s still does"
    );
    assert_eq!(content(&db).await, before);
    held.release().await;
    store::migrate_to(&database.url, None, wait).await.unwrap();
    assert_ne!(content(&db).await, before);
}

#[tokio::test]
async fn waiting_for_the_lock_has_an_end_on_sqlite() {
    ends_waiting(on_sqlite().await).await;
}

#[tokio::test]
async fn waiting_for_the_lock_has_an_end_on_postgres() {
    ends_waiting(on_postgres().await).await;
}

async fn leaves_alone_what_is_newer(database: TestDb) {
    let db = open(&database).await;
    db.execute_unprepared(
        "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m20991231_000099_later', 0)",
    )
    .await
    .unwrap();
    let before = content(&db).await;
    let directory = tempfile::tempdir().unwrap();
    let log = directory.path().join("log");
    let environment = [
        ("DATABASE_URL", database.url.as_str()),
        ("UPBEAT_LISTEN", "127.0.0.1:0"),
    ];
    for args in [&["serve"][..], &["migrate"], &["migrate", PREVIOUS]] {
        let mut process = Process::start_into("upbeat", args, &environment, &log);
        assert_eq!(process.ended().await, Some(2), "{args:?}: {}", said(&log));
        let expected = format!(
            "DATABASE_URL: a newer version of Upbeat has changed the database's schema (m20991231_000099_later); start that version, or go back with its `upbeat migrate {}`",
            newest()
        );
        assert!(said(&log).contains(&expected), "{args:?}: {}", said(&log));
        assert_eq!(content(&db).await, before, "{args:?}");
    }
}

#[tokio::test]
async fn what_a_newer_version_has_changed_is_left_alone_on_sqlite() {
    leaves_alone_what_is_newer(on_sqlite().await).await;
}

#[tokio::test]
async fn what_a_newer_version_has_changed_is_left_alone_on_postgres() {
    leaves_alone_what_is_newer(on_postgres().await).await;
}

async fn all_or_nothing(database: TestDb) {
    let db = open(&database).await;
    // In the way of a later step of a migration.
    db.execute_unprepared("CREATE TABLE compaction (mine integer)")
        .await
        .unwrap();
    let before = content(&db).await;
    let error = store::migrate(&database.url).await.unwrap_err();
    assert!(matches!(error, store::Error::Migrate(_)), "{error:?}");
    assert_eq!(content(&db).await, before, "no step stays");
    db.execute_unprepared("DROP TABLE compaction")
        .await
        .unwrap();
    store::migrate(&database.url).await.unwrap();
    assert!(content(&db).await.contains(&newest()));
}

#[tokio::test]
async fn a_migration_that_fails_leaves_nothing_behind_on_sqlite() {
    all_or_nothing(on_sqlite().await).await;
}

#[tokio::test]
async fn a_migration_that_fails_leaves_nothing_behind_on_postgres() {
    all_or_nothing(on_postgres().await).await;
}
