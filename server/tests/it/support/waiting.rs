//! Locks of PostgreSQL that a test holds while others wait for them.

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, Statement,
    TransactionTrait,
};

use super::eventually;

/// A transaction that has run `sql`, which locks something until it ends.
pub(crate) async fn hold(db: &DatabaseConnection, sql: &str) -> DatabaseTransaction {
    let held = db.begin().await.unwrap();
    run(&held, sql).await;
    held
}

/// Runs `sql` in a transaction.
pub(crate) async fn run(transaction: &DatabaseTransaction, sql: &str) {
    transaction.execute_unprepared(sql).await.unwrap();
}

/// Waits until `count` others wait for locks.
pub(crate) async fn for_locks(db: &DatabaseConnection, count: i64) {
    let waiting = "SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock'";
    let waiting = Statement::from_string(DbBackend::Postgres, waiting);
    eventually("others to wait for locks", async || {
        let row = db.query_one_raw(waiting.clone()).await.unwrap().unwrap();
        let found: i64 = row.try_get_by_index(0).unwrap();
        (found >= count).then_some(())
    })
    .await;
}
