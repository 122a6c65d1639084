//! A PostgreSQL session for statements that cannot run in a transaction, and that only one
//! replica may run at a time.

use std::time::Duration;

use entity::database::connect_session;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, QueryResult, Statement};

use crate::Result;

/// Key of the advisory lock for deleting expired data.
const LOCK: i64 = 7_240_004;

/// A separate connection that holds the lock; both end together.
pub(super) struct Session(DatabaseConnection);

impl Session {
    /// Opens the session that holds the lock; `None` if another replica holds it.
    pub(super) async fn of_the_only_one(url: &str) -> Result<Option<Self>> {
        let session = Self(connect_session(url).await?);
        let query = format!("SELECT pg_try_advisory_lock({LOCK})");
        let rows = session.all(query).await?;
        let is_taken = rows
            .first()
            .map(|row| row.try_get_by_index(0))
            .transpose()?;
        if is_taken == Some(true) {
            return Ok(Some(session));
        }
        session.close().await?;
        Ok(None)
    }

    pub(super) async fn close(self) -> Result<()> {
        Ok(self.0.close().await?)
    }

    /// Sets how long each step of the following statements waits for locks.
    pub(super) async fn wait_at_most(&self, limit: Duration) -> Result<()> {
        self.run(&format!("SET lock_timeout = {}", limit.as_millis()))
            .await
    }

    /// Runs one statement outside of any transaction.
    pub(super) async fn run(&self, sql: &str) -> Result<()> {
        self.0.execute_unprepared(sql).await?;
        Ok(())
    }

    pub(super) async fn all(&self, sql: String) -> Result<Vec<QueryResult>> {
        let statement = Statement::from_string(DbBackend::Postgres, sql);
        Ok(self.0.query_all_raw(statement).await?)
    }
}
