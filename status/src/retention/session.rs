//! A session of PostgreSQL for what no transaction may do, and no two replicas at once.

use std::time::Duration;

use entity::database::connect_session;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, QueryResult, Statement};

use crate::Result;

/// PostgreSQL's key for the lock of whoever drops what is old.
const LOCK: i64 = 7_240_004;

/// A connection of its own that holds the lock; both end together.
pub(super) struct Session(DatabaseConnection);

impl Session {
    /// The session of the only one that drops what is old; `None` where another one is it.
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

    /// Says how long a statement from here on waits for others, at each of its steps.
    pub(super) async fn wait_at_most(&self, limit: Duration) -> Result<()> {
        self.run(&format!("SET lock_timeout = {}", limit.as_millis()))
            .await
    }

    /// One statement, outside of any transaction.
    pub(super) async fn run(&self, sql: &str) -> Result<()> {
        self.0.execute_unprepared(sql).await?;
        Ok(())
    }

    pub(super) async fn all(&self, sql: String) -> Result<Vec<QueryResult>> {
        let statement = Statement::from_string(DbBackend::Postgres, sql);
        Ok(self.0.query_all_raw(statement).await?)
    }
}
