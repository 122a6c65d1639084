//! How much is stored, and how old the oldest of it is.

use metrics::gauge;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};

use super::days::BY_DAY;
use super::file::pragma;
use super::{LOOK_EVERY, SHOW_EVERY};
use crate::Result;

/// The tables that grow.
const TABLES: [&str; 7] = [
    "tick",
    "evidence",
    "rollup_hour",
    "rollup_day",
    "uptime_day",
    "status_change",
    "feed",
];

/// What a SQLite file is as a whole, as a table's name: to tell its tables apart would be
/// to read all of it.
const WHOLE_FILE: &str = "all";

/// How much is stored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Storage {
    /// Bytes of each table, its indices included; a SQLite file is one.
    pub bytes: Vec<(&'static str, i64)>,
    /// Bytes of a SQLite file that are free for new rows.
    pub free_bytes: Option<i64>,
}

/// Looks at how much is stored, which costs little.
///
/// # Errors
/// Where the database fails.
pub async fn storage(db: &DatabaseConnection) -> Result<Storage> {
    let mut storage = Storage::default();
    if db.get_database_backend() != DbBackend::Postgres {
        let page_bytes = pragma(db, "page_size").await?;
        storage.bytes = vec![(WHOLE_FILE, pragma(db, "page_count").await? * page_bytes)];
        storage.free_bytes = Some(pragma(db, "freelist_count").await? * page_bytes);
        return Ok(storage);
    }
    for table in TABLES {
        // What is no partition has no tree; what is partitioned has no size of its own.
        let sql = format!(
            "SELECT (pg_total_relation_size('{table}'::regclass) + COALESCE((
                 SELECT SUM(pg_total_relation_size(p.relid))
                 FROM pg_partition_tree('{table}'::regclass) AS p WHERE p.level > 0), 0)
             )::bigint"
        );
        storage
            .bytes
            .push((table, number(db, sql).await?.unwrap_or(0)));
    }
    Ok(storage)
}

/// The slot of the oldest tick, milliseconds of Unix time.
///
/// One look at the key for each website and region, in the oldest day that has a tick.
///
/// # Errors
/// Where the database fails.
pub async fn oldest_tick_ms(db: &DatabaseConnection) -> Result<Option<i64>> {
    let oldest = |table: &str| {
        format!(
            "SELECT MIN(s.slot_ms) FROM (SELECT (SELECT MIN(t.slot_ms) FROM {table} AS t
                 WHERE t.website_key = w.key AND t.region_key = r.key) AS slot_ms
             FROM website AS w CROSS JOIN region AS r) AS s"
        )
    };
    if db.get_database_backend() != DbBackend::Postgres {
        return number(db, oldest("tick")).await;
    }
    let [ticks, ..] = &BY_DAY;
    let sql =
        "SELECT c.relname::text FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid
         WHERE i.inhparent = 'tick'::regclass AND NOT i.inhdetachpending ORDER BY c.relname";
    let statement = Statement::from_string(DbBackend::Postgres, sql);
    for row in db.query_all_raw(statement).await? {
        let name: String = row.try_get_by_index(0)?;
        if ticks.day_named(&name).is_none() {
            continue;
        }
        let any = format!("SELECT 1::bigint FROM {name} LIMIT 1");
        if number(db, any).await?.is_some()
            && let Some(slot_ms) = number(db, oldest(&name)).await?
        {
            return Ok(Some(slot_ms));
        }
    }
    Ok(None)
}

async fn number(db: &DatabaseConnection, sql: String) -> Result<Option<i64>> {
    let statement = Statement::from_string(db.get_database_backend(), sql);
    let row = db.query_one_raw(statement).await?;
    Ok(row
        .map(|row| row.try_get_by_index::<Option<i64>>(0))
        .transpose()?
        .flatten())
}

/// What `/metrics` shows.
#[derive(Default)]
pub(super) struct Shown {
    oldest_tick_ms: Option<i64>,
    /// Looks since the oldest tick was looked for.
    looks: u64,
}

impl Shown {
    pub(super) async fn show(&mut self, db: &DatabaseConnection, now_ms: i64) -> Result<()> {
        let storage = storage(db).await?;
        for (table, bytes) in storage.bytes {
            gauge!("upbeat_store_bytes", "table" => table).set(bytes as f64);
        }
        if let Some(bytes) = storage.free_bytes {
            gauge!("upbeat_store_free_bytes").set(bytes as f64);
        }
        // It changes once a day.
        if self.oldest_tick_ms.is_none()
            || self.looks >= LOOK_EVERY.as_secs() / SHOW_EVERY.as_secs()
        {
            self.oldest_tick_ms = oldest_tick_ms(db).await?;
            self.looks = 0;
        }
        self.looks += 1;
        if let Some(oldest_ms) = self.oldest_tick_ms {
            gauge!("upbeat_store_oldest_tick_age_seconds")
                .set((now_ms - oldest_ms).max(0) as f64 / 1_000.0);
        }
        Ok(())
    }
}
