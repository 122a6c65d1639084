//! The loop: look for changes, hold the lease, publish what is due.

use std::collections::HashSet;
use std::time::Duration;

use entity::feed::{self, TickKey};
use entity::{region, schedule};
use queue::{Clock, Origin};
use sea_orm::{ColumnTrait, Condition, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder};
use tokio_util::sync::CancellationToken;
use tracing::{debug, info, warn};

use crate::check::Checks;
use crate::fanout::{self, Fanout};
use crate::leader::{Leader, Stand};
use crate::plan::Plan;
use crate::{Publisher, Result};

/// The pause between two passes: the most by which a job is late.
const PASS_EVERY: Duration = Duration::from_millis(25);

/// The pause after a failed pass.
const PAUSE: Duration = Duration::from_secs(1);

/// How often changes are looked for; several times within the 3 s by which a
/// change is announced ahead.
const CHANGES_EVERY_MS: i64 = 500;

/// How long a leader's look for changes may take, well within its lease.
const READ_LIMIT: Duration = Duration::from_secs(1);

/// The pause after a look that failed, milliseconds.
const READ_AGAIN_MS: i64 = 1_000;

/// How far back a look for changes reaches: a transaction that commits late is
/// still seen. Source: ARCHITECTURE.md, "Schedule".
const OVERLAP_MS: i64 = 10_000;

/// How often everything is read anew.
const RECONCILE_EVERY_MS: i64 = 5 * 60_000;

/// How far back the feed is searched where no watermark is known.
const RECOVER_MS: i64 = 60_000;

/// A watermark further ahead than this is not believed. Source: ARCHITECTURE.md, "Leadership".
const WATERMARK_AHEAD_MS: i64 = 5_000;

/// The scheduler of one instance.
pub struct Scheduler {
    db: DatabaseConnection,
    publisher: Publisher,
    leader: Leader,
    plan: Plan,
    checks: Checks,
    regions: Vec<region::Model>,
    /// Up to where slots are published, as far as this instance knows.
    published_ms: i64,
    /// What is recorded already, where no watermark said up to where.
    recorded: HashSet<TickKey>,
    changes_read_ms: Option<i64>,
    /// When changes are to be looked for again, after a look that failed.
    read_again_ms: Option<i64>,
    reconciled_ms: i64,
}

impl std::fmt::Debug for Scheduler {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Scheduler")
            .field("leader", &self.leader)
            .finish_non_exhaustive()
    }
}

/// Schedules until `shutdown`; what fails is tried again.
pub async fn run(mut scheduler: Scheduler, clock: Clock, shutdown: CancellationToken) {
    let mut failing = false;
    while !shutdown.is_cancelled() {
        let pause = match scheduler.pass(clock.now_ms()).await {
            Ok(published) => {
                if std::mem::take(&mut failing) {
                    info!("Scheduling works again");
                }
                if published > 0 {
                    debug!(batch_len = published, "Published {published} jobs");
                }
                PASS_EVERY
            }
            Err(error) => {
                if !std::mem::replace(&mut failing, true) {
                    warn!(error = &error as &dyn std::error::Error, "Scheduling fails");
                }
                PAUSE
            }
        };
        tokio::select! {
            () = shutdown.cancelled() => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
    if let Err(error) = scheduler.leader.resign().await {
        debug!(
            error = &error as &dyn std::error::Error,
            "Cannot give up the lead"
        );
    }
}

impl Scheduler {
    /// A scheduler called `name`, unique among the instances.
    pub fn new(db: DatabaseConnection, publisher: Publisher, name: String) -> Self {
        Self {
            db,
            leader: Leader::new(publisher.transport.clone(), name),
            publisher,
            plan: Plan::default(),
            checks: Checks::default(),
            regions: Vec::new(),
            published_ms: 0,
            recorded: HashSet::new(),
            changes_read_ms: None,
            read_again_ms: None,
            reconciled_ms: 0,
        }
    }

    /// Publishes the slots up to `now_ms`, if this instance leads; says how many
    /// jobs that were.
    ///
    /// # Errors
    /// Where the database or the queue fails. The slots of a failed pass are
    /// published by a later one.
    pub async fn pass(&mut self, now_ms: i64) -> Result<usize> {
        match self.leader.stand().await? {
            Stand::Follows => {
                self.published_ms = now_ms;
                self.read_changes(now_ms).await?;
                return Ok(0);
            }
            Stand::Leads => self.try_read_changes(now_ms).await,
            Stand::TakesOver { watermark_ms } => {
                if let Err(error) = self.take_over(watermark_ms, now_ms).await {
                    // Half taken over is not taken over: begin again.
                    self.leader.step_down();
                    return Err(error);
                }
            }
        }
        let fanout = self.fan_out(now_ms);
        let published = fanout.len();
        if !self.leader.is_held() {
            // The pass took longer than the lease: whoever leads now publishes it.
            self.plan.rewind(self.published_ms, now_ms);
            return Ok(0);
        }
        if let Err(error) = self.publish(fanout, now_ms).await {
            self.plan.rewind(self.published_ms, now_ms);
            return Err(error);
        }
        Ok(published)
    }

    async fn publish(&mut self, fanout: Fanout, now_ms: i64) -> Result<()> {
        let moved = fanout.len() > 0;
        fanout.publish(&self.publisher.transport).await?;
        if moved {
            self.leader.publish_watermark(now_ms).await?;
        }
        self.published_ms = now_ms;
        self.recorded.clear();
        Ok(())
    }

    fn fan_out(&mut self, now_ms: i64) -> Fanout {
        let names = fanout::names(&self.regions);
        let mut fanout = Fanout::default();
        let (regions, recorded) = (&self.regions, &self.recorded);
        let (publisher, checks) = (&self.publisher, &mut self.checks);
        self.plan.due(now_ms, |due| {
            let website_key = due.row.website_key;
            let slot_ms = due.slot_ms;
            for region in regions {
                let region_key = region.key;
                let wanted = due.row.covers(region_key)
                    && slot_ms >= region.valid_from_ms
                    && !recorded.contains(&TickKey {
                        website_key,
                        region_key,
                        slot_ms,
                    });
                let Some(name) = names.get(&region_key).filter(|_| wanted) else {
                    continue;
                };
                if let Some(check) = checks.of(&publisher.keys, due.row, name, now_ms) {
                    fanout.add(&publisher.signing, name, due, Origin::Schedule, check);
                }
            }
        });
        fanout
    }

    /// Begins to lead: from the watermark on, or from what the feed lacks.
    async fn take_over(&mut self, watermark_ms: Option<i64>, now_ms: i64) -> Result<()> {
        self.recorded.clear();
        let believed = watermark_ms.filter(|watermark_ms| {
            let believed = *watermark_ms <= now_ms + WATERMARK_AHEAD_MS;
            if !believed {
                warn!(
                    watermark_ms,
                    now_ms, "The watermark lies in the future and is discarded"
                );
            }
            believed
        });
        self.published_ms = match believed {
            Some(watermark_ms) => watermark_ms,
            None => {
                let from_ms = now_ms - RECOVER_MS;
                self.recorded = recorded_since(&self.db, from_ms).await?;
                from_ms
            }
        };
        self.changes_read_ms = None;
        self.read_changes(now_ms).await?;
        self.plan.rewind(self.published_ms, now_ms);
        Ok(())
    }

    /// Brings the plan up to date, if the database lets us. While it does not, the
    /// plan in memory goes on: a website is not left unwatched for a fault of ours.
    async fn try_read_changes(&mut self, now_ms: i64) {
        if self.read_again_ms.is_some_and(|again_ms| now_ms < again_ms) {
            return;
        }
        let read = tokio::time::timeout(READ_LIMIT, self.read_changes(now_ms)).await;
        let failing = self.read_again_ms.is_some();
        let failure = match read {
            Ok(Ok(())) => {
                if failing {
                    info!("Changes of the schedule are read again");
                }
                self.read_again_ms = None;
                return;
            }
            Ok(Err(error)) => error.to_string(),
            Err(_) => "it took too long".to_owned(),
        };
        if !failing {
            warn!(
                failure,
                "Cannot read changes of the schedule; going on with what is known"
            );
        }
        self.read_again_ms = Some(now_ms + READ_AGAIN_MS);
    }

    /// Brings the plan up to date.
    async fn read_changes(&mut self, now_ms: i64) -> Result<()> {
        if self
            .changes_read_ms
            .is_some_and(|read_ms| now_ms < read_ms + CHANGES_EVERY_MS)
        {
            return Ok(());
        }
        let everything = match self.changes_read_ms {
            None => true,
            Some(_) => now_ms >= self.reconciled_ms + RECONCILE_EVERY_MS,
        };
        let mut rows = schedule::Entity::find();
        if everything {
            let alive = Condition::any()
                .add(schedule::Column::ValidToMs.is_null())
                .add(schedule::Column::ValidToMs.gt(now_ms - RECOVER_MS));
            rows = rows.filter(alive);
        } else {
            let since_ms = self.changes_read_ms.unwrap_or(0) - OVERLAP_MS;
            rows = rows.filter(schedule::Column::UpdatedAtMs.gte(since_ms));
        }
        let rows = rows.all(&self.db).await?;
        self.regions = region::Entity::find()
            .order_by_asc(region::Column::Key)
            .all(&self.db)
            .await?;
        self.plan.take_in(rows, now_ms);
        if everything {
            self.plan.forget_ended(now_ms);
            self.checks.forget(|id| self.plan.knows(id));
            self.reconciled_ms = now_ms;
        }
        self.changes_read_ms = Some(now_ms);
        Ok(())
    }
}

/// The ticks of batches that were stored since `from_ms`, from the feed.
async fn recorded_since(db: &DatabaseConnection, from_ms: i64) -> Result<HashSet<TickKey>> {
    let rows = feed::Entity::find()
        .filter(feed::Column::CreatedAtMs.gte(from_ms))
        .all(db)
        .await?;
    Ok(rows.iter().flat_map(feed::Model::keys).collect())
}
