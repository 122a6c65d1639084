//! Writes rows in one transaction, so that what is interrupted leaves nothing.

use std::collections::BTreeMap;

use anyhow::Context;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement, Value};

use crate::rows::{self, Row};

/// Bytes that are sent to PostgreSQL at once.
const SEND_BYTES: usize = 1 << 20;

/// Parameters of one statement to SQLite, which takes at most 32,766.
const PARAMETERS: usize = 4_000;

/// SQLite's cache of pages while it is filled, KiB: ticks arrive by time, so each
/// website's last page is written to again and again.
const CACHE_KIB: u32 = 256 * 1024;

/// What went into one table.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Written {
    pub(super) rows: u64,
    /// By how much SQLite's file grew, bytes.
    pub(super) grown: u64,
}

pub(super) struct Writer {
    /// One connection, in a transaction from [`Self::begin`] to [`Self::commit`].
    pub(super) db: DatabaseConnection,
    pub(super) tables: BTreeMap<&'static str, Written>,
}

impl Writer {
    pub(super) async fn begin(url: &str) -> anyhow::Result<Self> {
        let db = entity::database::connect_session(url)
            .await
            .context("DATABASE_URL: the database cannot be opened")?;
        let begin = match db.get_database_backend() {
            DbBackend::Postgres => {
                // What is committed must be on disk for VACUUM to say that all see it.
                "BEGIN; SET LOCAL idle_in_transaction_session_timeout = 0; \
                 SET LOCAL synchronous_commit = on"
                    .to_owned()
            }
            _ => format!("PRAGMA cache_size = -{CACHE_KIB}; BEGIN IMMEDIATE"),
        };
        db.execute_unprepared(&begin).await?;
        Ok(Self {
            db,
            tables: BTreeMap::new(),
        })
    }

    /// The rows are there now.
    pub(super) async fn commit(&self) -> anyhow::Result<()> {
        self.db.execute_unprepared("COMMIT").await?;
        Ok(())
    }

    /// Adds rows.
    pub(super) async fn add<R: Row>(
        &mut self,
        rows: impl IntoIterator<Item = R>,
    ) -> anyhow::Result<()> {
        let written = match self.db.get_database_backend() {
            DbBackend::Postgres => self.copy(rows).await?,
            _ => self.insert(rows).await?,
        };
        let table = self.tables.entry(R::TABLE).or_default();
        table.rows += written.rows;
        table.grown += written.grown;
        Ok(())
    }

    async fn copy<R: Row>(&self, rows: impl IntoIterator<Item = R>) -> anyhow::Result<Written> {
        let mut connection = self.db.get_postgres_connection_pool().acquire().await?;
        let mut copy = connection
            .copy_in_raw(&rows::copy_statement::<R>(R::TABLE))
            .await?;
        let mut bytes = rows::copy_head();
        let mut written = Written::default();
        for row in rows {
            rows::copy_row(&row, &mut bytes);
            written.rows += 1;
            if bytes.len() >= SEND_BYTES {
                copy.send(bytes.as_slice()).await?;
                bytes.clear();
            }
        }
        rows::copy_end(&mut bytes);
        copy.send(bytes.as_slice()).await?;
        copy.finish().await?;
        Ok(written)
    }

    async fn insert<R: Row>(&self, rows: impl IntoIterator<Item = R>) -> anyhow::Result<Written> {
        let before = self.file_bytes().await?;
        let width = R::COLUMNS.len();
        let at_once = PARAMETERS / width;
        let whole = insert_statement::<R>(at_once);
        let mut written = Written::default();
        let mut values: Vec<Value> = Vec::with_capacity(PARAMETERS);
        for row in rows {
            row.cells(|cell| values.push(cell.value()));
            written.rows += 1;
            if values.len() == at_once * width {
                self.execute(&whole, std::mem::take(&mut values)).await?;
                values.reserve(PARAMETERS);
            }
        }
        if !values.is_empty() {
            let rest = insert_statement::<R>(values.len() / width);
            self.execute(&rest, values).await?;
        }
        written.grown = self.file_bytes().await?.saturating_sub(before);
        Ok(written)
    }

    async fn execute(&self, sql: &str, values: Vec<Value>) -> anyhow::Result<()> {
        let statement = Statement::from_sql_and_values(DbBackend::Sqlite, sql, values);
        self.db.execute_raw(statement).await?;
        Ok(())
    }

    /// Bytes of SQLite's pages in use.
    async fn file_bytes(&self) -> anyhow::Result<u64> {
        let pages = number(&self.db, "SELECT * FROM pragma_page_count()").await?;
        let free = number(&self.db, "SELECT * FROM pragma_freelist_count()").await?;
        let size = number(&self.db, "SELECT * FROM pragma_page_size()").await?;
        Ok((pages - free) * size)
    }
}

fn insert_statement<R: Row>(rows: usize) -> String {
    let row = format!("({})", vec!["?"; R::COLUMNS.len()].join(","));
    format!(
        "INSERT INTO {} ({}) VALUES {}",
        R::TABLE,
        R::COLUMNS.join(","),
        vec![row; rows].join(",")
    )
}

/// The one number that `sql` answers.
pub(super) async fn number(db: &DatabaseConnection, sql: &str) -> anyhow::Result<u64> {
    let statement = Statement::from_string(db.get_database_backend(), sql);
    let row = db.query_one_raw(statement).await?.context("an answer")?;
    let value: i64 = row.try_get_by_index(0)?;
    Ok(value.try_into()?)
}
