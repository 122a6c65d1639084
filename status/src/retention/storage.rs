//! Measures stored data and its age.

use metrics::gauge;
use sea_orm::{DatabaseConnection, DbBackend};

use super::file::pragma;
use super::{LOOK_EVERY, SHOW_EVERY};
use crate::Result;
use crate::partitions::{number, oldest_tick_ms};

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

/// Table name for a SQLite file as a whole: measuring its tables separately would read all of
/// it.
const WHOLE_FILE: &str = "all";

/// Sizes of the stored data.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Storage {
    /// Bytes of each table, including its indexes; a SQLite file counts as one table.
    pub bytes: Vec<(&'static str, i64)>,
    /// Free bytes in a SQLite file.
    pub free_bytes: Option<i64>,
}

/// Measures the stored data, which is cheap.
///
/// # Errors
/// If the database fails.
pub async fn storage(db: &DatabaseConnection) -> Result<Storage> {
    let mut storage = Storage::default();
    if db.get_database_backend() != DbBackend::Postgres {
        let page_bytes = pragma(db, "page_size").await?;
        storage.bytes = vec![(WHOLE_FILE, pragma(db, "page_count").await? * page_bytes)];
        storage.free_bytes = Some(pragma(db, "freelist_count").await? * page_bytes);
        return Ok(storage);
    }
    for table in TABLES {
        // Plain tables have no partition tree, and partitioned tables have no size of their
        // own.
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

/// State of the gauges in `/metrics`.
#[derive(Default)]
pub(super) struct Shown {
    oldest_tick_ms: Option<i64>,
    /// Passes since the oldest tick was last looked up.
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
        // The oldest tick changes once a day.
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
