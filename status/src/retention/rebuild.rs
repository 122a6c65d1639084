//! Compacts the key of a day that is over.
//!
//! Ticks arrive ordered by time while the key is ordered by website, so its pages keep
//! splitting and stay half empty: a tick takes 137 bytes, and 125 once the key is rebuilt. The
//! rebuild blocks no one; a comment on the index marks it as done.

use std::time::Duration;

use metrics::counter;
use tracing::info;

use super::horizon::Horizon;
use super::session::Session;
use crate::Result;
use crate::partitions::{BY_DAY, ByDay};

/// Mark set on an index once it is rebuilt.
const MARK: &str = "upbeat: rebuilt";

/// How long a rebuild waits for transactions that may need the old index. It blocks no one
/// meanwhile.
const LOCK_LIMIT: Duration = Duration::from_secs(60);

/// Rebuilds the key of the newest complete day of each table unless that was done, and returns
/// how many. Only one at a time, so that an upgrade does not rebuild a month at once.
pub(super) async fn some(session: &Session, horizon: &Horizon) -> Result<usize> {
    session.wait_at_most(LOCK_LIMIT).await?;
    let mut rebuilt = 0;
    for table in &BY_DAY {
        drop_leftovers(session, table).await?;
        // Evidence is rare and wide: the size of its key does not matter.
        if table.rows.name == "evidence" || is_held_up(session).await? {
            continue;
        }
        if let Some(key) = next(session, table, horizon).await? {
            session
                .run(&format!("REINDEX INDEX CONCURRENTLY {key}"))
                .await?;
            session
                .run(&format!("COMMENT ON INDEX {key} IS '{MARK}'"))
                .await?;
            info!("Rebuilt {key}");
            counter!("upbeat_retention_keys_rebuilt_total", "table" => table.rows.name)
                .increment(1);
            rebuilt += 1;
        }
    }
    Ok(rebuilt)
}

/// The key of the newest day that is rolled up and kept but not rebuilt.
async fn next(session: &Session, table: &ByDay, horizon: &Horizon) -> Result<Option<String>> {
    let query = format!(
        "SELECT c.relname::text AS day, quote_ident(i.relname) AS key
         FROM pg_inherits AS h
         JOIN pg_class AS c ON c.oid = h.inhrelid
         JOIN pg_index AS x ON x.indrelid = c.oid
         JOIN pg_class AS i ON i.oid = x.indexrelid
         WHERE h.inhparent = '{}'::regclass AND NOT h.inhdetachpending
           AND x.indisprimary AND x.indisvalid
           AND obj_description(i.oid, 'pg_class') IS DISTINCT FROM '{MARK}'
         ORDER BY c.relname DESC",
        table.rows.name
    );
    for row in session.all(query).await? {
        let day = table.day_named(&row.try_get::<String>("", "day")?);
        if day.is_some_and(|day| (horizon.of_days(table)..horizon.made_to).contains(&day)) {
            return Ok(Some(row.try_get("", "key")?));
        }
    }
    Ok(None)
}

/// Drops leftovers of interrupted rebuilds.
async fn drop_leftovers(session: &Session, table: &ByDay) -> Result<()> {
    let query = format!(
        "SELECT quote_ident(i.relname) AS key
         FROM pg_inherits AS h
         JOIN pg_index AS x ON x.indrelid = h.inhrelid
         JOIN pg_class AS i ON i.oid = x.indexrelid
         WHERE h.inhparent = '{}'::regclass AND NOT x.indisvalid
           AND i.relname ~ '_cc(new|old)[0-9]*$'",
        table.rows.name
    );
    for row in session.all(query).await? {
        let key: String = row.try_get("", "key")?;
        session
            .run(&format!("DROP INDEX CONCURRENTLY IF EXISTS {key}"))
            .await?;
        info!("Dropped {key}, left behind by an interrupted rebuild");
    }
    Ok(())
}

/// Whether a transaction has been open for so long that a rebuild would time out at its end.
async fn is_held_up(session: &Session) -> Result<bool> {
    let query = format!(
        "SELECT 1 FROM pg_stat_activity
         WHERE datname = current_database() AND backend_xmin IS NOT NULL
           AND xact_start < clock_timestamp() - make_interval(secs => {}) LIMIT 1",
        LOCK_LIMIT.as_secs()
    );
    Ok(!session.all(query).await?.is_empty())
}
