//! Holds the lease and publishes what is due.

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
use crate::schedule::Shared;
use crate::{Publisher, Result, Vitals};

/// Slots that are published in one pass: what a leader has to catch up with goes out
/// in parts, each well within its lease.
const MOST_SLOTS: usize = 10_000;

/// How far back the feed is searched where no watermark is known.
const RECOVER_MS: i64 = 60_000;

/// How long that search may take, within the lease.
const RECOVER_LIMIT: Duration = Duration::from_secs(2);

/// A watermark further ahead than this is not believed. Source: ARCHITECTURE.md, "Leadership".
const WATERMARK_AHEAD_MS: i64 = 5_000;

/// How often secrets of rows that are not planned any more are forgotten, milliseconds.
const FORGET_EVERY_MS: i64 = 5 * 60_000;

/// Publishes the jobs of one instance, while it leads.
pub(crate) struct Issuer {
    db: DatabaseConnection,
    publisher: Publisher,
    leader: Leader,
    known: Shared,
    vitals: Vitals,
    checks: Checks,
    arrears: Arrears,
    forgot_ms: i64,
    /// Up to where this instance has published slots, since it leads.
    published_ms: Option<i64>,
    /// What is recorded already, where no watermark said up to where.
    recorded: HashSet<TickKey>,
    /// Jobs skipped by passes that did not succeed, not counted yet.
    skipped: u64,
    /// Jobs skipped by the passes just before this one.
    skipping: u64,
}

/// What a pass has done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Issued {
    /// Jobs published.
    pub(crate) jobs: usize,
    /// Whether more slots are due already.
    pub(crate) has_more: bool,
}

/// Jobs that are to be published.
struct Batch {
    fanout: Fanout,
    /// Up to where this is all that is due.
    up_to_ms: i64,
    oldest_ms: Option<i64>,
}

impl Issuer {
    pub(crate) fn new(
        db: DatabaseConnection,
        publisher: Publisher,
        name: String,
        known: Shared,
        vitals: Vitals,
    ) -> Self {
        Self {
            db,
            leader: Leader::new(publisher.transport.clone(), name),
            publisher,
            known,
            vitals,
            checks: Checks::default(),
            arrears: Arrears::default(),
            forgot_ms: 0,
            published_ms: None,
            recorded: HashSet::new(),
            skipped: 0,
            skipping: 0,
        }
    }

    /// Publishes slots up to `now_ms`, if this instance leads. Nobody leads who has
    /// not read everything that is planned.
    pub(crate) async fn pass(&mut self, now_ms: i64) -> Result<Issued> {
        if !self.known.lock().is_whole {
            return Ok(Issued::default());
        }
        let began = Instant::now();
        let issued = self.try_pass(now_ms, began).await;
        self.vitals.set_leader(self.leader.is_held());
        if issued.is_ok() {
            self.vitals.set_passed(now_ms);
        }
        issued
    }

    /// Gives the lease up.
    pub(crate) async fn resign(&mut self) {
        if let Err(error) = self.leader.resign().await {
            debug!(
                error = &error as &dyn std::error::Error,
                "Cannot give up the lead"
            );
        }
        self.vitals.set_leader(false);
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
            // The pass took longer than the lease: whoever leads now publishes it.
            self.known.lock().plan.undo();
            return Ok(Issued::default());
        }
        if let Err(error) = batch.fanout.publish(&self.publisher.transport).await {
            self.known.lock().plan.undo();
            return Err(error);
        }
        self.published_ms = Some(up_to_ms);
        self.vitals.add_published(jobs);
        if let Some(oldest_ms) = batch.oldest_ms {
            let took_ms = i64::try_from(began.elapsed().as_millis()).unwrap_or(i64::MAX);
            let published_at_ms = now_ms.saturating_add(took_ms);
            self.vitals
                .note_lateness(published_at_ms - oldest_ms, published_at_ms);
        }
        self.count_skipped();
        let has_more = up_to_ms < now_ms;
        if !has_more {
            self.recorded = HashSet::new();
        }
        if let Some(note) = self.arrears.note() {
            // Before the watermark moves past what it tells of.
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

    /// The jobs of the slots that are due.
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
        self.vitals.set_unready(self.checks.left_out());
        Batch {
            fanout,
            up_to_ms,
            oldest_ms,
        }
    }

    /// Begins to lead: from the watermark on, or from what the feed lacks.
    async fn take_over(&mut self, watermark_ms: Option<i64>, now_ms: i64) {
        self.recorded.clear();
        self.skipped = 0;
        let believed = watermark_ms.filter(|watermark_ms| {
            let believed = *watermark_ms <= now_ms + WATERMARK_AHEAD_MS;
            if !believed {
                self.vitals.add_discarded_watermark();
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
                "Cannot read what is recorded; publishing all of the last minute again"
            );
        }
        let published_ms = self.published_ms;
        // A queue without a watermark is new, or has lost its memory.
        let is_known = published_ms.is_some() || !self.recorded.is_empty();
        if watermark_ms.is_none() && is_known {
            self.vitals.add_memory_loss();
            warn!("The queue has lost its memory; publishing again what it may have lost");
        }
        self.known.lock().plan.recover(published_ms, now_ms);
    }

    /// What the leader before left out, if it says so.
    async fn arrears_before(&self) -> Option<String> {
        match self.publisher.transport.arrears().await {
            Ok(note) => note,
            Err(error) => {
                warn!(
                    error = &error as &dyn std::error::Error,
                    "Cannot read what the leader before has left out"
                );
                None
            }
        }
    }

    /// Counts skipped jobs, and says so at their begin and at their end.
    fn count_skipped(&mut self) {
        let jobs = std::mem::take(&mut self.skipped);
        self.vitals.add_skipped(jobs);
        if jobs > 0 && self.skipping == 0 {
            warn!(
                jobs,
                "Slots are skipped: their checks could not begin in time any more"
            );
        } else if jobs == 0 && self.skipping > 0 {
            let jobs = self.skipping;
            info!(jobs, "No more slots are skipped; {jobs} jobs were");
        }
        self.skipping = if jobs > 0 { self.skipping + jobs } else { 0 };
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
