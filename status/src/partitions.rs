//! PostgreSQL partitions, one per day, created ahead.
//!
//! A day is created as a separate table and then attached: creating it as a partition would
//! lock the whole table and so wait for its readers.

use std::collections::BTreeSet;

use sea_orm::prelude::{ChronoDate, ChronoDateTimeUtc};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement, TransactionTrait};
use tracing::info;

use crate::calendar::{DAY_MS, day_of};
use crate::{Keep, Result};

/// A table with rows by website, region and time.
pub(crate) struct Table {
    /// Name of the table.
    pub(crate) name: &'static str,
    /// Name of its time column.
    pub(crate) time: &'static str,
}

/// A table that is partitioned by day on PostgreSQL.
pub(crate) struct ByDay {
    /// The partitioned table.
    pub(crate) rows: Table,
    /// Length of a day in units of the time column.
    pub(crate) length: i64,
}

impl ByDay {
    const fn of(name: &'static str, time: &'static str, length: i64) -> Self {
        let rows = Table { name, time };
        Self { rows, length }
    }

    /// Whether it holds hourly rollups, which are kept longer than ticks.
    pub(crate) fn holds_hours(&self) -> bool {
        self.length == 24
    }

    pub(crate) fn name(&self) -> &'static str {
        self.rows.name
    }

    /// Name of the table's partition of a day.
    fn day_name(&self, day: i32) -> Option<String> {
        let date = ChronoDateTimeUtc::from_timestamp_millis(i64::from(day) * DAY_MS)?;
        Some(format!("{}_{}", self.name(), date.format("%Y%m%d")))
    }

    /// The day of the partition `name`; `None` if the name is not one of ours.
    pub(crate) fn day_named(&self, name: &str) -> Option<i32> {
        let date = name.strip_prefix(self.name())?.strip_prefix('_')?;
        let date = ChronoDate::parse_from_str(date, "%Y%m%d").ok()?;
        let day = day_of(
            date.and_time(chrono_midnight())
                .and_utc()
                .timestamp_millis(),
        );
        (self.day_name(day).as_deref() == Some(name)).then_some(day)
    }
}

fn chrono_midnight() -> sea_orm::prelude::ChronoTime {
    sea_orm::prelude::ChronoTime::default()
}

/// The tables that are partitioned by day on PostgreSQL.
pub(crate) const BY_DAY: [ByDay; 3] = [
    ByDay::of("tick", "slot_ms", DAY_MS),
    ByDay::of("evidence", "slot_ms", DAY_MS),
    ByDay::of("rollup_hour", "hour", 24),
];

/// Creates missing partitions of the days of `slots_ms` that are still kept;
/// [`crate::retention::pass`] has already created those around `now_ms`.
pub(crate) async fn make_days_of(
    db: &DatabaseConnection,
    keep: &Keep,
    slots_ms: impl Iterator<Item = i64>,
    now_ms: i64,
) -> Result<()> {
    let yesterday = day_of(now_ms) - 1;
    let past: BTreeSet<i32> = slots_ms
        .map(day_of)
        .filter(|day| *day < yesterday)
        .collect();
    if past.is_empty() {
        return Ok(());
    }
    make(db, |table| {
        // Dropped days are not created again.
        let first = if table.holds_hours() {
            keep.first_day_of_hours(now_ms)
        } else {
            keep.first_day_of_ticks(now_ms)
        };
        past.range(first..).copied().collect()
    })
    .await
}

/// Creates missing partitions of `days` (since 1970) for each table on PostgreSQL; SQLite
/// needs none.
pub(crate) async fn make(
    db: &DatabaseConnection,
    days: impl Fn(&ByDay) -> BTreeSet<i32> + Send,
) -> Result<()> {
    if db.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    let transaction = db.begin().await?;
    // Replicas that create the same day at once would fail on its name.
    transaction
        .execute_unprepared("SELECT pg_advisory_xact_lock(7240002)")
        .await?;
    for table in &BY_DAY {
        let query = Statement::from_string(DbBackend::Postgres, partitions(table));
        let mut have = BTreeSet::new();
        for row in transaction.query_all_raw(query).await? {
            have.insert(row.try_get::<String>("", "name")?);
        }
        for day in days(table) {
            if let Some(name) = table.day_name(day)
                && !have.contains(&name)
            {
                make_day(&transaction, table, &name, day).await?;
            }
        }
    }
    transaction.commit().await?;
    Ok(())
}

async fn make_day(db: &impl ConnectionTrait, table: &ByDay, name: &str, day: i32) -> Result<()> {
    let parent = table.name();
    let from = i64::from(day) * table.length;
    let to = from + table.length;
    db.execute_unprepared(&format!(
        "CREATE TABLE {name} (LIKE {parent} INCLUDING DEFAULTS INCLUDING STORAGE)"
    ))
    .await?;
    db.execute_unprepared(&format!(
        "ALTER TABLE {parent} ATTACH PARTITION {name} FOR VALUES FROM ({from}) TO ({to})"
    ))
    .await?;
    info!("Created partition {name}");
    Ok(())
}

/// The query for the partitions of `table`, including partly detached ones, oldest first.
pub(crate) fn partitions(table: &ByDay) -> String {
    format!(
        "SELECT c.relname::text AS name, i.inhdetachpending AS is_pending
         FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid
         WHERE i.inhparent = '{}'::regclass ORDER BY c.relname",
        table.name()
    )
}

/// Slot of the oldest tick, in milliseconds of Unix time.
///
/// Reads the key once for each website and region, in the oldest day with ticks.
///
/// # Errors
/// If the database fails.
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

/// The number that a statement returns.
pub(crate) async fn number(db: &DatabaseConnection, sql: String) -> Result<Option<i64>> {
    let statement = Statement::from_string(db.get_database_backend(), sql);
    let row = db.query_one_raw(statement).await?;
    Ok(row
        .map(|row| row.try_get_by_index::<Option<i64>>(0))
        .transpose()?
        .flatten())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_known_by_its_name() {
        let [tick, _, hour] = &BY_DAY;
        let name = tick.day_name(20_000).unwrap();
        assert_eq!(name, "tick_20241004");
        assert_eq!(tick.day_named(&name), Some(20_000));
        for other in [
            "tick_2024104",
            "tick_20241004_old",
            "tick_20241340",
            "ticks_20241004",
        ] {
            assert_eq!(tick.day_named(other), None, "{other}");
        }
        assert_eq!(hour.day_named(&name), None);
    }
}
