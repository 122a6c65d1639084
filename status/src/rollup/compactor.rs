//! Makes hours and days of what ticks and changes say, once they are over, and again
//! what something late belongs to.
//!
//! One replica does it, the one that schedules. Should two do it at once, each step is
//! the one's or the other's: see [`step`]. A crash leaves whole steps, and the next pass
//! goes on behind them.

use std::sync::Arc;
use std::time::Duration;

use entity::compaction::Unit;
use entity::rollup_due;
use metrics::{counter, gauge};
use queue::Clock;
use sea_orm::{DatabaseConnection, EntityTrait, PaginatorTrait};
use tokio_util::sync::CancellationToken;
use tracing::{debug, info, warn};

use super::chunk::word;
pub use super::chunk::{Step, step};
use super::due::GRACE_MS;
use super::{DAY_MS, HOUR_MS, again, emptied, made};
use crate::{Keep, Result};

/// Between two looks. Gauges that nobody sets for a minute are forgotten.
const LOOK_EVERY: Duration = Duration::from_secs(30);

/// Between two looks for deleted websites, which are looks at all that ever were.
const EMPTY_EVERY: Duration = Duration::from_secs(600);

/// What makes hours and days.
pub struct Compactor {
    /// Where ticks are and hours and days go.
    pub db: DatabaseConnection,
    /// The fleet's time of day.
    pub clock: Clock,
    /// What is kept.
    pub keep: Keep,
    /// Whether this process is the one to do it.
    pub leads: Arc<dyn Fn() -> bool + Send + Sync>,
}

impl std::fmt::Debug for Compactor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Compactor")
            .field("keep", &self.keep)
            .finish_non_exhaustive()
    }
}

/// What a pass did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// Hours made.
    pub hours: usize,
    /// Days made.
    pub days: usize,
    /// Marked hours made again.
    pub again: usize,
    /// Days of a website that were read for them.
    pub days_again: usize,
    /// Deleted websites emptied.
    pub emptied: usize,
}

/// Makes what is due until `shutdown`, while this process leads, and beside it takes away
/// what deleted websites leave, which may take long.
pub async fn run(compactor: Compactor, shutdown: CancellationToken) {
    tokio::join!(
        make_when_due(&compactor, &shutdown),
        empty_when_deleted(&compactor, &shutdown)
    );
}

async fn make_when_due(compactor: &Compactor, shutdown: &CancellationToken) {
    let mut failing = false;
    loop {
        if (compactor.leads)() {
            let now_ms = compactor.clock.now_ms();
            let work = tokio::select! {
                () = shutdown.cancelled() => return,
                work = observed(&compactor.db, &compactor.keep, now_ms) => work,
            };
            match work {
                Ok(work) => {
                    if std::mem::take(&mut failing) {
                        info!("Hours and days are made again");
                    }
                    debug!(?work, "Hours and days are made as far as they are due");
                }
                Err(error) => {
                    counter!("upbeat_compaction_failures_total").increment(1);
                    if !std::mem::replace(&mut failing, true) {
                        warn!(
                            error = &error as &dyn std::error::Error,
                            "Hours and days cannot be made"
                        );
                    }
                }
            }
        }
        tokio::select! {
            () = shutdown.cancelled() => return,
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
}

async fn empty_when_deleted(compactor: &Compactor, shutdown: &CancellationToken) {
    let mut failing = false;
    loop {
        // Whoever does not lead yet may do so in a moment.
        let mut pause = LOOK_EVERY;
        if (compactor.leads)() {
            let now_ms = compactor.clock.now_ms();
            let outcome = tokio::select! {
                () = shutdown.cancelled() => return,
                outcome = emptied::all(&compactor.db, now_ms) => outcome,
            };
            match outcome {
                Ok(emptied) => {
                    if std::mem::take(&mut failing) {
                        info!("What deleted websites leave is taken away again");
                    }
                    debug!(emptied, "Emptied {emptied} deleted websites");
                    pause = EMPTY_EVERY;
                }
                Err(error) => {
                    if !std::mem::replace(&mut failing, true) {
                        warn!(
                            error = &error as &dyn std::error::Error,
                            "What deleted websites leave cannot be taken away"
                        );
                    }
                }
            }
        }
        tokio::select! {
            () = shutdown.cancelled() => return,
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// Work, with what `/metrics` shows of it before and after.
async fn observed(db: &DatabaseConnection, keep: &Keep, now_ms: i64) -> Result<Work> {
    observe(db, now_ms).await?;
    let work = make(db, keep, now_ms).await?;
    observe(db, now_ms).await?;
    Ok(work)
}

/// Makes all that is due at `now_ms`, and where that was a whole hour empties all
/// websites that are deleted.
///
/// # Errors
/// Where the database fails; what was made until then stays.
pub async fn pass(db: &DatabaseConnection, keep: &Keep, now_ms: i64) -> Result<Work> {
    let mut work = make(db, keep, now_ms).await?;
    if work.hours > 0 {
        work.emptied = emptied::all(db, now_ms).await?;
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
    let again = again::all(db, keep, now_ms).await?;
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
