//! Holds the lease and publishes due slots.

use std::collections::HashSet;
use std::time::Duration;

use entity::feed::{self, TickKey};
use queue::Origin;
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter};
use tokio::time::{Instant, timeout};
use tracing::{debug, info, warn};

use crate::arrears::{self, Arrears};
use crate::check::Checks;
use crate::fanout::{self, Fanout};
use crate::leader::{Leader, Stand};
use crate::shared_plan::SharedPlan;
use crate::{Health, Publisher, Result};

/// Most slots published in one pass: a leader catches up in parts, each well within its lease.
const MOST_SLOTS: usize = 10_000;

/// How far back the feed is searched if no watermark is known, in milliseconds.
const RECOVER_MS: i64 = 60_000;

/// Longest duration of that search, within the lease.
const RECOVER_LIMIT: Duration = Duration::from_secs(2);

/// A watermark further in the future than this is discarded, in milliseconds. Source:
/// ARCHITECTURE.md, "Leadership".
const WATERMARK_AHEAD_MS: i64 = 5_000;

/// Interval between removals of cached secrets of past rows, in milliseconds.
const FORGET_EVERY_MS: i64 = 5 * 60_000;

/// Publishes jobs while this instance leads.
pub(crate) struct Issuer {
    db: DatabaseConnection,
    publisher: Publisher,
    leader: Leader,
    known: SharedPlan,
    health: Health,
    checks: Checks,
    arrears: Arrears,
    forgot_ms: i64,
    /// Watermark of this instance since it leads.
    published_ms: Option<i64>,
    /// Ticks recorded already, if there was no watermark.
    recorded: HashSet<TickKey>,
    /// Jobs skipped by failed passes and not counted yet.
    skipped: u64,
    /// Jobs skipped in the current series of passes.
    skipping: u64,
}

/// Result of a pass.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Issued {
    /// Number of published jobs.
    pub(crate) jobs: usize,
    /// Whether more slots are already due.
    pub(crate) has_more: bool,
}

/// Jobs to publish.
struct Batch {
    fanout: Fanout,
    /// The batch has all slots that are due up to here.
    up_to_ms: i64,
    oldest_ms: Option<i64>,
}

impl Issuer {
    pub(crate) fn new(
        db: DatabaseConnection,
        publisher: Publisher,
        name: String,
        known: SharedPlan,
        health: Health,
    ) -> Self {
        Self {
            db,
            leader: Leader::new(publisher.transport.clone(), name),
            publisher,
            known,
            health,
            checks: Checks::default(),
            arrears: Arrears::default(),
            forgot_ms: 0,
            published_ms: None,
            recorded: HashSet::new(),
            skipped: 0,
            skipping: 0,
        }
    }

    /// Publishes slots up to `now_ms` if this instance leads. An instance does not lead until
    /// it has read the whole schedule.
    pub(crate) async fn pass(&mut self, now_ms: i64) -> Result<Issued> {
        if !self.known.lock().is_whole {
            return Ok(Issued::default());
        }
        let began = Instant::now();
        let issued = self.try_pass(now_ms, began).await;
        self.health.set_leader(self.leader.is_held());
        if issued.is_ok() {
            self.health.set_passed(now_ms);
        }
        issued
    }

    /// Releases the lease.
    pub(crate) async fn resign(&mut self) {
        if let Err(error) = self.leader.resign().await {
            debug!(
                error = &error as &dyn std::error::Error,
                "Cannot release the lease"
            );
        }
        self.health.set_leader(false);
    }

    async fn try_pass(&mut self, now_ms: i64, began: Instant) -> Result<Issued> {
        match self.leader.stand().await? {
            Stand::Follows => {
                self.published_ms = None;
                return Ok(Issued::default());
            }
            Stand::Leads => {}
            Stand::TakesOver { watermark_ms } => self.take_over(watermark_ms, now_ms).await,
        }
        let batch = self.batch(now_ms);
        let (jobs, up_to_ms) = (batch.fanout.len(), batch.up_to_ms);
        let moved = jobs > 0 || self.skipped > 0;
        if !self.leader.is_held() {
            // The pass took longer than the lease: the current leader publishes these slots.
            self.known.lock().plan.undo();
            return Ok(Issued::default());
        }
        if let Err(error) = batch.fanout.publish(&self.publisher.transport).await {
            self.known.lock().plan.undo();
            return Err(error);
        }
        self.published_ms = Some(up_to_ms);
        self.health.add_published(jobs);
        if let Some(oldest_ms) = batch.oldest_ms {
            let took_ms = i64::try_from(began.elapsed().as_millis()).unwrap_or(i64::MAX);
            let published_at_ms = now_ms.saturating_add(took_ms);
            self.health
                .note_lateness(published_at_ms - oldest_ms, published_at_ms);
        }
        self.count_skipped();
        let has_more = up_to_ms < now_ms;
        if !has_more {
            self.recorded = HashSet::new();
        }
        if let Some(note) = self.arrears.note() {
            // Before the watermark moves past the slots in the note.
            self.publisher.transport.note_arrears(note).await?;
            self.arrears.noted();
        }
        if moved {
            let stand = self.leader.publish_watermark(up_to_ms).await?;
            if let Stand::TakesOver { watermark_ms } = stand {
                self.take_over(watermark_ms, now_ms).await;
            }
        }
        Ok(Issued { jobs, has_more })
    }

    /// The jobs of due slots.
    fn batch(&mut self, now_ms: i64) -> Batch {
        let mut known = self.known.lock();
        let known = &mut *known;
        let (plan, regions) = (&mut known.plan, &known.regions);
        if now_ms >= self.forgot_ms + FORGET_EVERY_MS {
            self.checks.forget(|id| plan.knows(id));
            self.arrears.forget(|id| plan.knows(id));
            self.forgot_ms = now_ms;
        }
        let names = fanout::names(regions);
        let mut fanout = Fanout::default();
        let mut oldest_ms = None;
        let mut skipped = 0;
        let recorded = &self.recorded;
        let (publisher, checks) = (&self.publisher, &mut self.checks);
        let arrears = &mut self.arrears;
        let up_to_ms = plan.due(
            now_ms,
            MOST_SLOTS,
            |due| {
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
                        oldest_ms.get_or_insert(slot_ms);
                    } else {
                        arrears.leave_out((website_key, due.row.revision), slot_ms);
                    }
                }
            },
            |row, span| {
                for region in regions.iter().filter(|region| row.covers(region.key)) {
                    let slots = row.count(span.start.max(region.valid_from_ms), span.end);
                    skipped += u64::try_from(slots).unwrap_or(0);
                }
            },
        );
        self.skipped += skipped;
        self.health.set_unready(self.checks.left_out());
        Batch {
            fanout,
            up_to_ms,
            oldest_ms,
        }
    }

    /// Starts to lead: from the watermark, or from what is missing in the feed.
    async fn take_over(&mut self, watermark_ms: Option<i64>, now_ms: i64) {
        self.recorded.clear();
        self.skipped = 0;
        let believed = watermark_ms.filter(|watermark_ms| {
            let believed = *watermark_ms <= now_ms + WATERMARK_AHEAD_MS;
            if !believed {
                self.health.add_discarded_watermark();
                warn!(
                    watermark_ms,
                    now_ms, "The watermark lies in the future and is discarded"
                );
            }
            believed
        });
        let note = self.arrears_before().await;
        self.arrears.succeed(note.as_deref());
        if let Some(watermark_ms) = believed {
            let plan = &mut self.known.lock().plan;
            plan.rewind(watermark_ms);
            for (id, from_ms) in arrears::rows_of(note.as_deref().unwrap_or_default()) {
                plan.rewind_row(id, from_ms, now_ms);
            }
            return;
        }
        let recorded = recorded_since(&self.db, now_ms - RECOVER_MS);
        let failure = match timeout(RECOVER_LIMIT, recorded).await {
            Ok(Ok(recorded)) => {
                self.recorded = recorded;
                None
            }
            Ok(Err(error)) => Some(error.to_string()),
            Err(_) => Some("it took too long".to_owned()),
        };
        if let Some(failure) = failure {
            // A slot that is checked twice is one tick; one that is not checked is lost.
            warn!(
                failure,
                "Cannot read the recorded ticks; publishing the whole last minute again"
            );
        }
        let published_ms = self.published_ms;
        // A queue without a watermark is new, or has lost its data.
        let is_known = published_ms.is_some() || !self.recorded.is_empty();
        if watermark_ms.is_none() && is_known {
            self.health.add_memory_loss();
            warn!("The queue has lost its data; publishing again what it may have lost");
        }
        self.known.lock().plan.recover(published_ms, now_ms);
    }

    /// The rows that the previous leader left out, if it stored any.
    async fn arrears_before(&self) -> Option<String> {
        match self.publisher.transport.arrears().await {
            Ok(note) => note,
            Err(error) => {
                warn!(
                    error = &error as &dyn std::error::Error,
                    "Cannot read which rows the previous leader left out"
                );
                None
            }
        }
    }

    /// Counts skipped jobs, and logs when skipping starts and ends.
    fn count_skipped(&mut self) {
        let jobs = std::mem::take(&mut self.skipped);
        self.health.add_skipped(jobs);
        if jobs > 0 && self.skipping == 0 {
            warn!(
                jobs,
                "Skipping slots whose checks can no longer start in time"
            );
        } else if jobs == 0 && self.skipping > 0 {
            let jobs = self.skipping;
            info!(jobs, "No longer skipping slots; {jobs} jobs were skipped");
        }
        self.skipping = if jobs > 0 { self.skipping + jobs } else { 0 };
    }
}

/// Ticks of the batches stored since `from_ms`, from the feed.
async fn recorded_since(db: &DatabaseConnection, from_ms: i64) -> Result<HashSet<TickKey>> {
    let rows = feed::Entity::find()
        .filter(feed::Column::CreatedAtMs.gte(from_ms))
        .all(db)
        .await?;
    Ok(rows.iter().flat_map(feed::Model::keys).collect())
}
