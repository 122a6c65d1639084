//! Going back to what an earlier version knows, while nobody uses the database.

use migration::testing::TestDb;
use migration::{Migrator, MigratorTrait};

use super::serve::{SECRET_KEY, serve};
use super::{PREVIOUS, content, migrate, newest, on_postgres, on_sqlite, open, said};

/// What a look at the database by itself sees: no connection stays.
async fn content_of(database: &TestDb) -> Vec<String> {
    let db = open(database).await;
    let content = content(&db).await;
    db.close().await.unwrap();
    content
}

async fn applied_last(database: &TestDb) -> String {
    let db = open(database).await;
    let applied = Migrator::get_migration_models(&db).await.unwrap();
    db.close().await.unwrap();
    applied.last().unwrap().version.clone()
}

async fn back_and_forth(database: TestDb) {
    let before = content_of(&database).await;
    let directory = tempfile::tempdir().unwrap();
    let log = directory.path().join("log");
    for (args, expected) in [
        (&[][..], newest()),
        (&[PREVIOUS], PREVIOUS.to_owned()),
        (&[PREVIOUS], PREVIOUS.to_owned()),
        (&[newest().as_str()], newest()),
        (&[PREVIOUS], PREVIOUS.to_owned()),
    ] {
        let mut process = migrate(&database, args, &log);
        assert_eq!(process.ended().await, Some(0), "{args:?}: {}", said(&log));
        assert_eq!(applied_last(&database).await, expected, "{args:?}");
    }
    assert_eq!(content_of(&database).await, before);
    let mut process = migrate(&database, &["m1_nobody"], &log);
    assert_eq!(process.ended().await, Some(2));
    assert!(
        said(&log).contains("MIGRATION: there is none named \"m1_nobody\"")
            && said(&log).contains(PREVIOUS),
        "{}",
        said(&log)
    );
    assert_eq!(content_of(&database).await, before);
}

#[tokio::test]
async fn an_operator_goes_back_to_what_an_earlier_version_knows_on_sqlite() {
    back_and_forth(on_sqlite().await).await;
}

#[tokio::test]
async fn an_operator_goes_back_to_what_an_earlier_version_knows_on_postgres() {
    back_and_forth(on_postgres().await).await;
}

async fn not_under_a_server(database: TestDb, user: &str) {
    let directory = tempfile::tempdir().unwrap();
    let (server_log, log) = (
        directory.path().join("server"),
        directory.path().join("log"),
    );
    let environment = [
        ("DATABASE_URL", database.url.as_str()),
        ("UPBEAT_SECRET_KEY", SECRET_KEY),
        ("UPBEAT_LISTEN", "127.0.0.1:0"),
    ];
    let (server, _) = serve(&environment, &server_log).await;
    let mut process = migrate(&database, &[PREVIOUS], &log);
    assert_eq!(process.ended().await, Some(2), "{}", said(&log));
    let expected = format!("DATABASE_URL: the database is in use by {user}");
    assert!(
        said(&log).contains(&expected) && said(&log).contains("stop all servers first"),
        "{}",
        said(&log)
    );
    // The server makes days of its own meanwhile.
    assert_eq!(applied_last(&database).await, newest());
    let left = content_of(&database).await;
    assert!(left.contains(&"uptime_day".to_owned()), "{left:?}");
    let mut process = migrate(&database, &[], &log);
    let code = process.ended().await;
    assert_eq!(code, Some(0), "what goes up may: {}", said(&log));
    server.kill();
    let mut process = migrate(&database, &[PREVIOUS], &log);
    assert_eq!(process.ended().await, Some(0), "{}", said(&log));
    assert_eq!(applied_last(&database).await, PREVIOUS);
}

#[tokio::test]
async fn nobody_goes_back_under_a_server_that_runs_on_sqlite() {
    let database = TestDb::sqlite().await.unwrap();
    not_under_a_server(database, "an `upbeat serve`").await;
}

#[tokio::test]
async fn nobody_goes_back_under_a_server_that_runs_on_postgres() {
    let database = TestDb::postgres().await.unwrap();
    not_under_a_server(database, "other sessions (").await;
}
