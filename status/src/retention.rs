//! Creates partitions ahead and deletes expired data: days of ticks, evidence and hours,
//! history that is not kept forever, rows of the feed, and secrets of past schedule rows.
//!
//! - `days` detaches and drops PostgreSQL partitions without blocking anyone; `rebuild`
//!   compacts the key of a past day.
//! - `chunks` deletes rows in small steps where there are no partitions; `file` shrinks a
//!   SQLite file afterwards.
//! - `revisions` deletes schedule rows that never planned anything.
//! - `horizon` decides what is expired; `storage` reports sizes.
//!
//! Every replica creates days and deletes rows of the feed. The leader does the heavy work,
//! under a lock in case two replicas consider themselves leader.

mod alerts;
mod chunks;
mod days;
mod file;
mod horizon;
mod rebuild;
mod revisions;
mod session;
mod storage;

use std::sync::Arc;
use std::time::Duration;

use entity::dropped::Kind;
use entity::{feed, schedule};
use metrics::counter;
use queue::Clock;
pub use revisions::prune;
use runtime::Passes;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DatabaseConnection, DbBackend, EntityTrait, QueryFilter};
pub use storage::{Storage, storage};
use tokio_util::sync::CancellationToken;
use tracing::debug;

use self::horizon::Horizon;
use self::session::Session;
pub use crate::partitions::oldest_tick_ms;
use crate::rollup::{DAY_MS, day_of, note_dropped};
use crate::{Keep, Result, partitions};

/// Days created ahead. Source: ARCHITECTURE.md, "Storage".
const DAYS_AHEAD: i32 = 7;

/// How long the feed is kept, and so the maximum age of a cursor, in milliseconds. Source:
/// ARCHITECTURE.md, "Feed".
pub const FEED_KEPT_MS: i64 = DAY_MS;

/// How long a closed schedule row keeps its secrets, in milliseconds: longer than any
/// scheduler uses the row.
const SECRETS_KEPT_MS: i64 = 5 * 60_000;

/// Interval between passes over days, feed, and expired data.
const LOOK_EVERY: Duration = Duration::from_secs(600);

/// Interval between measurements of sizes. Gauges that are not set for a minute expire.
const SHOW_EVERY: Duration = Duration::from_secs(30);

/// Pause of a follower, which may become leader at any moment.
const FOLLOWS_PAUSE: Duration = Duration::from_secs(30);

/// Dependencies of retention.
pub struct Retention {
    /// The database to maintain.
    pub db: DatabaseConnection,
    /// URL of the database: dropping days needs a separate session.
    pub url: String,
    /// The fleet's clock.
    pub clock: Clock,
    /// How long data is kept.
    pub keep: Keep,
    /// Whether this process is the leader, which deletes expired data.
    pub leads: Arc<dyn Fn() -> bool + Send + Sync>,
}

impl std::fmt::Debug for Retention {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Retention")
            .field("keep", &self.keep)
            .finish_non_exhaustive()
    }
}

/// Result of a pass over expired data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dropped {
    /// Partitions dropped, counted per table.
    pub days: usize,
    /// Rows deleted.
    pub rows: u64,
    /// Keys of days compacted.
    pub rebuilt: usize,
    /// Pages by which a SQLite file became smaller.
    pub pages: i64,
}

/// Maintains the stored data until `shutdown`.
pub async fn run(retention: Retention, shutdown: CancellationToken) {
    let passes = |name, every| Passes::new(name, every, shutdown.clone());
    let work = async {
        tokio::join!(
            make_ahead(&retention, passes("Creating partitions ahead", LOOK_EVERY)),
            drop_when_old(&retention, passes("Dropping expired data", LOOK_EVERY)),
            prune_when_idle(&retention, passes("Pruning the schedule", LOOK_EVERY)),
            show(&retention, passes("Reading sizes", SHOW_EVERY))
        )
    };
    shutdown.run_until_cancelled(work).await;
}

async fn make_ahead(retention: &Retention, mut passes: Passes) {
    while passes.next().await {
        passes.end(pass(&retention.db, retention.clock.now_ms()).await);
    }
}

async fn prune_when_idle(retention: &Retention, mut passes: Passes) {
    let mut from_ms = 0;
    let mut began_ms = 0;
    while passes.next().await {
        if !(retention.leads)() {
            passes.pause(FOLLOWS_PAUSE);
            continue;
        }
        let now_ms = retention.clock.now_ms();
        // Start over once a day: ticks that referred to a row may be gone.
        if now_ms >= began_ms + DAY_MS {
            (from_ms, began_ms) = (0, now_ms);
        }
        let pruned = prune(&retention.db, from_ms, now_ms).await;
        if let Some((pruned, to_ms)) = passes.end(pruned) {
            from_ms = to_ms;
            debug!(pruned, "Pruned {pruned} rows of the schedule");
        }
    }
}

async fn drop_when_old(retention: &Retention, mut passes: Passes) {
    while passes.next().await {
        if !(retention.leads)() {
            passes.pause(FOLLOWS_PAUSE);
            continue;
        }
        let now_ms = retention.clock.now_ms();
        let dropped = drop_old(&retention.db, &retention.url, &retention.keep, now_ms).await;
        match passes.end(dropped) {
            Some(dropped) => debug!(?dropped, "Dropped expired data"),
            None => counter!("upbeat_retention_failures_total").increment(1),
        }
    }
}

async fn show(retention: &Retention, mut passes: Passes) {
    let mut shown = storage::Shown::default();
    while passes.next().await {
        passes.end(shown.show(&retention.db, retention.clock.now_ms()).await);
    }
}

/// Creates the days from yesterday to a week ahead, and deletes old rows of the feed and the
/// secrets of past schedule rows.
///
/// # Errors
/// If the database fails.
pub async fn pass(db: &DatabaseConnection, now_ms: i64) -> Result<()> {
    let today = day_of(now_ms);
    partitions::make(db, |_| (today - 1..=today + DAYS_AHEAD).collect()).await?;
    feed::Entity::delete_many()
        .filter(feed::Column::CreatedAtMs.lt(now_ms - FEED_KEPT_MS))
        .exec(db)
        .await?;
    schedule::Entity::update_many()
        .col_expr(schedule::Column::Secrets, Expr::value(None::<Vec<u8>>))
        .filter(schedule::Column::ValidToMs.lt(now_ms - SECRETS_KEPT_MS))
        .filter(schedule::Column::Secrets.is_not_null())
        .exec(db)
        .await?;
    Ok(())
}

/// Deletes data that `keep` no longer covers at `now_ms` and whose days are rolled up, from
/// the database `db` at `url`. Does nothing if another replica is doing so.
///
/// # Errors
/// If the database fails, or a long read keeps a day from being dropped. Everything else that
/// has expired is deleted; the rest is left to the next pass.
pub async fn drop_old(
    db: &DatabaseConnection,
    url: &str,
    keep: &Keep,
    now_ms: i64,
) -> Result<Dropped> {
    let old_alerts = alerts::drop_old(db, keep, now_ms).await?;
    let Some(horizon) = Horizon::of(db, keep, now_ms).await? else {
        return Ok(Dropped {
            rows: old_alerts,
            ..Dropped::default()
        });
    };
    // Readers must know before the data is gone, even if it should later be kept for longer.
    note_dropped(db, Kind::Ticks, horizon.ticks).await?;
    note_dropped(db, Kind::Hours, horizon.hours).await?;
    if let Some(day) = horizon.history {
        note_dropped(db, Kind::History, day).await?;
    }
    let dropped = if db.get_database_backend() == DbBackend::Postgres {
        let Some(session) = Session::of_the_only_one(url).await? else {
            return Ok(Dropped::default());
        };
        let outcome = on_postgres(db, &session, &horizon).await;
        session.close().await?;
        outcome
    } else {
        on_sqlite(db, &horizon).await
    };
    let mut dropped = dropped?;
    dropped.rows += old_alerts;
    Ok(dropped)
}

async fn on_postgres(
    db: &DatabaseConnection,
    session: &Session,
    horizon: &Horizon,
) -> Result<Dropped> {
    let mut dropped = Dropped::default();
    let mut first_failure = Ok(());
    for table in &partitions::BY_DAY {
        let before = horizon.of_days(table);
        match days::drop_before(session, table, before).await {
            Ok(days) => dropped.days += days,
            Err(error) => first_failure = first_failure.and(Err(error)),
        }
    }
    match chunks::history(db, horizon).await {
        Ok(rows) => dropped.rows += rows,
        Err(error) => first_failure = first_failure.and(Err(error)),
    }
    first_failure?;
    dropped.rebuilt = rebuild::some(session, horizon).await?;
    Ok(dropped)
}

async fn on_sqlite(db: &DatabaseConnection, horizon: &Horizon) -> Result<Dropped> {
    let mut dropped = Dropped::default();
    for table in &partitions::BY_DAY {
        let before = i64::from(horizon.of_days(table)) * table.length;
        dropped.rows += chunks::delete(db, &table.rows, before).await?;
    }
    dropped.rows += chunks::history(db, horizon).await?;
    dropped.pages = file::give_back(db).await?;
    Ok(dropped)
}
