//! Rolls up ticks and status changes into hours and days once they are over, and recomputes
//! those with late data.
//!
//! The replica that schedules does it. Should two replicas do it at once, each step is done by
//! one of them: see [`step`]. A crash leaves complete steps, and the next pass continues after
//! them.

use std::sync::Arc;
use std::time::Duration;

use entity::compaction::Unit;
use entity::rollup_due;
use metrics::{counter, gauge};
use queue::Clock;
use runtime::Passes;
use sea_orm::{DatabaseConnection, EntityTrait, PaginatorTrait};
use tokio_util::sync::CancellationToken;
use tracing::debug;

use super::chunk::word;
pub use super::chunk::{CompactionStep, step};
use super::due::GRACE_MS;
use super::{DAY_MS, HOUR_MS, made, purge_deleted, rebuild};
use crate::{Keep, Result};

/// Pause between passes. Gauges that are not set for a minute expire.
const LOOK_EVERY: Duration = Duration::from_secs(30);

/// Pause between searches for deleted websites, each of which scans all deleted ones.
const EMPTY_EVERY: Duration = Duration::from_secs(600);

/// Dependencies of the rollup.
pub struct Compactor {
    /// The database with ticks and rollups.
    pub db: DatabaseConnection,
    /// The fleet's clock.
    pub clock: Clock,
    /// How long data is kept.
    pub keep: Keep,
    /// Whether this process is the leader, which does the rollup.
    pub leads: Arc<dyn Fn() -> bool + Send + Sync>,
}

impl std::fmt::Debug for Compactor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Compactor")
            .field("keep", &self.keep)
            .finish_non_exhaustive()
    }
}

/// Result of a pass.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// Hours rolled up.
    pub hours: usize,
    /// Days rolled up.
    pub days: usize,
    /// Marked hours recomputed.
    pub again: usize,
    /// Days of websites that were read for them.
    pub days_again: usize,
    /// Deleted websites purged.
    pub emptied: usize,
}

/// Rolls up what is due until `shutdown` while this process leads, and purges deleted websites
/// in parallel, which may take long.
pub async fn run(compactor: Compactor, shutdown: CancellationToken) {
    tokio::join!(
        make_when_due(&compactor, &shutdown),
        empty_when_deleted(&compactor, &shutdown)
    );
}

async fn make_when_due(compactor: &Compactor, shutdown: &CancellationToken) {
    let mut passes = Passes::new("Rolling up hours and days", LOOK_EVERY, shutdown.clone());
    while passes.next().await {
        if !(compactor.leads)() {
            continue;
        }
        let work = observed(&compactor.db, &compactor.keep, compactor.clock.now_ms());
        let Some(work) = shutdown.run_until_cancelled(work).await else {
            return;
        };
        match passes.end(work) {
            Some(work) => debug!(?work, "Rolled up all due hours and days"),
            None => counter!("upbeat_compaction_failures_total").increment(1),
        }
    }
}

async fn empty_when_deleted(compactor: &Compactor, shutdown: &CancellationToken) {
    let mut passes = Passes::new("Purging deleted websites", EMPTY_EVERY, shutdown.clone());
    while passes.next().await {
        if !(compactor.leads)() {
            // This process may become leader at any moment.
            passes.pause(LOOK_EVERY);
            continue;
        }
        let emptied = purge_deleted::all(&compactor.db, compactor.clock.now_ms());
        let Some(emptied) = shutdown.run_until_cancelled(emptied).await else {
            return;
        };
        if let Some(emptied) = passes.end(emptied) {
            debug!(emptied, "Purged {emptied} deleted websites");
        }
    }
}

/// A pass that also updates the gauges in `/metrics` before and after.
async fn observed(db: &DatabaseConnection, keep: &Keep, now_ms: i64) -> Result<Work> {
    observe(db, now_ms).await?;
    let work = make(db, keep, now_ms).await?;
    observe(db, now_ms).await?;
    Ok(work)
}

/// Rolls up everything that is due at `now_ms`, and purges all deleted websites if an hour was
/// completed.
///
/// # Errors
/// If the database fails; completed steps stay.
pub async fn pass(db: &DatabaseConnection, keep: &Keep, now_ms: i64) -> Result<Work> {
    let mut work = make(db, keep, now_ms).await?;
    if work.hours > 0 {
        work.emptied = purge_deleted::all(db, now_ms).await?;
    }
    Ok(work)
}

async fn make(db: &DatabaseConnection, keep: &Keep, now_ms: i64) -> Result<Work> {
    let mut work = Work::default();
    while let Some(step) = step(db, keep, now_ms).await? {
        if step.is_whole {
            match step.unit {
                Unit::Hour => work.hours += 1,
                Unit::Day => work.days += 1,
            }
            counter!("upbeat_compaction_made_total", "unit" => word(step.unit)).increment(1);
        }
        tokio::task::yield_now().await;
    }
    let again = rebuild::all(db, keep, now_ms).await?;
    (work.again, work.days_again) = (again.marks, again.days);
    let marks = u64::try_from(again.marks).unwrap_or(0);
    counter!("upbeat_compaction_again_total").increment(marks);
    Ok(work)
}

async fn observe(db: &DatabaseConnection, now_ms: i64) -> Result<()> {
    let made = made(db).await?;
    let behind = [
        (Unit::Hour, made.hours_to, HOUR_MS),
        (Unit::Day, made.days_to, DAY_MS),
    ];
    for (unit, done_to, length_ms) in behind {
        let due_ms = (i64::from(done_to) + 1) * length_ms + GRACE_MS;
        let behind_ms = if done_to == i32::MIN {
            0
        } else {
            (now_ms - due_ms).max(0)
        };
        gauge!("upbeat_compaction_behind_seconds", "unit" => word(unit))
            .set(behind_ms as f64 / 1_000.0);
    }
    let marks = rollup_due::Entity::find().count(db).await?;
    gauge!("upbeat_compaction_marks").set(marks as f64);
    Ok(())
}
