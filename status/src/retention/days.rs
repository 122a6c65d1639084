//! PostgreSQL's partitions, a day each: made ahead, and dropped without locking readers.
//!
//! A day is made as a table of its own, which is then attached: to make it as a partition
//! would lock the whole table, and so wait for whoever reads it. It is detached
//! `CONCURRENTLY`, which waits for those that may read it and lets everybody else pass; a
//! crash, or somebody who reads for too long, leaves it halfway, and the next pass
//! finishes it.

use std::collections::BTreeSet;
use std::time::Duration;

use metrics::counter;
use sea_orm::prelude::{ChronoDate, ChronoDateTimeUtc};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement, TransactionTrait};
use tracing::info;

use super::chunks::Table;
use super::session::Session;
use crate::rollup::{DAY_MS, day_of};
use crate::{Keep, Result};

/// A table that PostgreSQL keeps by days.
pub(super) struct ByDay {
    /// The table.
    pub(super) rows: Table,
    /// What a day is in its column of time.
    pub(super) length: i64,
}

impl ByDay {
    const fn of(name: &'static str, time: &'static str, length: i64) -> Self {
        let rows = Table { name, time };
        Self { rows, length }
    }

    /// Whether it holds hours, which are kept longer than ticks.
    pub(super) fn holds_hours(&self) -> bool {
        self.length == 24
    }

    fn name(&self) -> &'static str {
        self.rows.name
    }

    /// The name of a day of it.
    fn day_name(&self, day: i32) -> Option<String> {
        let date = ChronoDateTimeUtc::from_timestamp_millis(i64::from(day) * DAY_MS)?;
        Some(format!("{}_{}", self.name(), date.format("%Y%m%d")))
    }

    /// The day that is named so; `None` where the name is none that we give.
    pub(super) fn day_named(&self, name: &str) -> Option<i32> {
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

/// The tables that PostgreSQL keeps by days.
pub(super) const BY_DAY: [ByDay; 3] = [
    ByDay::of("tick", "slot_ms", DAY_MS),
    ByDay::of("evidence", "slot_ms", DAY_MS),
    ByDay::of("rollup_hour", "hour", 24),
];

/// What a table is marked with before it is detached: one that is detached and bears it is
/// dropped.
const MARK: &str = "upbeat: to be dropped";

/// How long a step of dropping a day waits for others. Longer than PostgreSQL takes to
/// call off a vacuum that somebody waits for (1 s).
const LOCK_LIMIT: Duration = Duration::from_secs(3);

/// Makes the days in which `slots_ms` lie, where they are missing and still kept; those
/// around `now_ms` are there already, by [`super::pass`].
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
        // What is dropped is not made again.
        let first = if table.holds_hours() {
            keep.first_day_of_hours(now_ms)
        } else {
            keep.first_day_of_ticks(now_ms)
        };
        past.range(first..).copied().collect()
    })
    .await
}

/// Makes partitions for those `days` (since 1970) of each table that are missing, on
/// PostgreSQL; SQLite needs none.
pub(super) async fn make(
    db: &DatabaseConnection,
    days: impl Fn(&ByDay) -> BTreeSet<i32> + Send,
) -> Result<()> {
    if db.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    let transaction = db.begin().await?;
    // Replicas that make the same day at once would fail on its name.
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
    info!("Made the day {name}");
    Ok(())
}

/// The query for the partitions of `table`, those that are half detached too, oldest first.
fn partitions(table: &ByDay) -> String {
    format!(
        "SELECT c.relname::text AS name, i.inhdetachpending AS is_pending
         FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid
         WHERE i.inhparent = '{}'::regclass ORDER BY c.relname",
        table.name()
    )
}

/// Drops the days of `table` before the day `first`; says how many.
pub(super) async fn drop_before(session: &Session, table: &ByDay, first: i32) -> Result<usize> {
    session.wait_at_most(LOCK_LIMIT).await?;
    let parent = table.name();
    let mut days = Vec::new();
    for row in session.all(partitions(table)).await? {
        let name: String = row.try_get("", "name")?;
        let is_pending: bool = row.try_get("", "is_pending")?;
        if let Some(day) = table.day_named(&name) {
            days.push((name, day, is_pending));
        }
    }
    // While one is half detached, no other can be.
    for (name, _, _) in days.iter().filter(|(_, _, is_pending)| *is_pending) {
        session
            .run(&format!(
                "ALTER TABLE {parent} DETACH PARTITION {name} FINALIZE"
            ))
            .await?;
    }
    let mut dropped = drop_detached(session, table).await?;
    for (name, day, is_pending) in &days {
        if *is_pending || *day >= first {
            continue;
        }
        session
            .run(&format!("COMMENT ON TABLE {name} IS '{MARK}'"))
            .await?;
        session
            .run(&format!(
                "ALTER TABLE {parent} DETACH PARTITION {name} CONCURRENTLY"
            ))
            .await?;
        dropped += drop_detached(session, table).await?;
    }
    Ok(dropped)
}

/// Drops the tables that are marked and detached; says how many.
async fn drop_detached(session: &Session, table: &ByDay) -> Result<usize> {
    let query = format!(
        "SELECT c.relname::text AS name FROM pg_class AS c
         WHERE c.relkind = 'r' AND NOT c.relispartition
           AND c.relnamespace = (SELECT relnamespace FROM pg_class
               WHERE oid = '{}'::regclass)
           AND obj_description(c.oid, 'pg_class') = '{MARK}'",
        table.name()
    );
    let mut dropped = 0;
    for row in session.all(query).await? {
        let name: String = row.try_get("", "name")?;
        if table.day_named(&name).is_some() {
            session.run(&format!("DROP TABLE {name}")).await?;
            info!("Dropped the day {name}");
            counter!("upbeat_retention_days_dropped_total", "table" => table.name()).increment(1);
            dropped += 1;
        }
    }
    Ok(dropped)
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
