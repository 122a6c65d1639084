//! Drops PostgreSQL partitions without blocking readers.
//!
//! A day is detached `CONCURRENTLY`, which waits for its current readers and lets all others
//! pass. A crash or a long read leaves it partly detached, and the next pass finishes it.

use std::time::Duration;

use metrics::counter;
use tracing::info;

use super::session::Session;
use crate::Result;
use crate::partitions::{ByDay, partitions};

/// Mark set on a table before it is detached: a detached table with this mark is dropped.
const MARK: &str = "upbeat: to be dropped";

/// How long each step of dropping a day waits for locks. Longer than PostgreSQL takes to
/// cancel a vacuum that blocks others (1 s).
const LOCK_LIMIT: Duration = Duration::from_secs(3);

/// Drops the days of `table` before the day `first` and returns how many.
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
    // A partly detached partition prevents any other from being detached.
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

/// Drops the tables that are marked and detached, and returns how many.
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
            info!("Dropped partition {name}");
            counter!("upbeat_retention_days_dropped_total", "table" => table.name()).increment(1);
            dropped += 1;
        }
    }
    Ok(dropped)
}
