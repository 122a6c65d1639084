//! Regions and their probers.

use async_graphql::{ComplexObject, Context, Object, SimpleObject};
use chrono::{DateTime, Utc};
use queue::{Backlog, SeenProber};

use super::context::ContextExt;
use super::cost;
use super::error::Result;
use super::scalar::date;
use crate::service::region::{Queues, RegionProbers};

/// A place from which websites are checked.
#[derive(SimpleObject)]
#[graphql(complex)]
pub(super) struct Region {
    #[graphql(skip)]
    seen: Vec<(SeenProber, bool)>,
    /// Name of the region, which also identifies it.
    name: String,
    /// Whether the region has no living prober, so that nothing is checked from it.
    silent: bool,
    /// Whether none of its living probers can measure websites: until one of them can, the
    /// checks from this region are unmeasured.
    impaired: bool,
    /// Why the region is silent or impaired, in one sentence.
    reason: Option<String>,
}

/// A process that runs checks.
#[derive(SimpleObject)]
pub(super) struct Prober {
    /// Name of the prober, unique in its region.
    name: String,
    /// Version of Upbeat that the prober runs.
    version: String,
    /// Whether its last heartbeat is recent.
    alive: bool,
    /// Time of its last heartbeat.
    seen_at: DateTime<Utc>,
    /// What keeps it from measuring websites, in one sentence.
    impairment: Option<String>,
    /// Number of checks it is running.
    running: u64,
    /// Maximum number of checks it runs at once.
    capacity: u64,
    /// Number of results that the queue has not accepted yet.
    waiting_results: u64,
}

/// The queue's streams of a region.
#[derive(SimpleObject)]
pub(super) struct RegionQueue {
    /// Jobs to run, including running ones.
    checks: Waiting,
    /// Results to process.
    results: Waiting,
    /// Messages that could not be processed, kept for inspection.
    dead: Waiting,
}

/// The backlog of a stream.
#[derive(SimpleObject)]
pub(super) struct Waiting {
    /// Number of entries, including those being processed.
    entries: u64,
    /// Number of entries being processed.
    pending: u64,
    /// When the oldest entry was added.
    oldest_at: Option<DateTime<Utc>>,
}

#[derive(Default, Debug)]
pub(super) struct RegionQuery;

#[Object]
impl RegionQuery {
    /// All known regions by name, at most a second old.
    #[graphql(complexity = "cost::PICTURE + 10 * child_complexity")]
    async fn regions(&self, ctx: &Context<'_>) -> Result<Vec<Region>> {
        ctx.caller()?;
        let app = ctx.app();
        let staffed = ctx.read(app.region_cache.staffed(app)).await?;
        Ok(staffed.iter().cloned().map(Region::from).collect())
    }
}

#[ComplexObject]
impl Region {
    /// Probers whose last heartbeat is at most an hour old. Only the operator of this
    /// installation sees them.
    #[graphql(complexity = "5 + 10 * child_complexity")]
    async fn probers(&self, ctx: &Context<'_>) -> Result<Option<Vec<Prober>>> {
        ctx.operator().await?;
        Ok(Some(self.seen.iter().cloned().map(Prober::from).collect()))
    }

    /// Backlog of the region's streams. Only the operator of this installation sees it.
    #[graphql(complexity = "5 + child_complexity")]
    async fn queue(&self, ctx: &Context<'_>) -> Result<Option<RegionQueue>> {
        ctx.operator().await?;
        let app = ctx.app();
        let queues = ctx.read(app.region_cache.queues(app)).await?;
        Ok(queues.get(&self.name).copied().map(RegionQueue::from))
    }
}

impl From<RegionProbers> for Region {
    fn from(staffed: RegionProbers) -> Self {
        let silent = staffed.is_silent();
        let reason = if silent {
            Some("it has no living prober".to_owned())
        } else {
            staffed.impairment().map(str::to_owned)
        };
        Self {
            silent,
            impaired: staffed.is_impaired(),
            reason,
            name: staffed.region.name,
            seen: staffed.probers,
        }
    }
}

impl From<(SeenProber, bool)> for Prober {
    fn from((seen, alive): (SeenProber, bool)) -> Self {
        let heartbeat = seen.heartbeat;
        Self {
            name: seen.name.into(),
            version: heartbeat.version,
            alive,
            seen_at: date(heartbeat.at_ms),
            impairment: heartbeat.impairment,
            running: heartbeat.load.running,
            capacity: heartbeat.load.capacity,
            waiting_results: heartbeat.load.waiting_results,
        }
    }
}

impl From<Queues> for RegionQueue {
    fn from(queues: Queues) -> Self {
        Self {
            checks: queues.checks.into(),
            results: queues.results.into(),
            dead: queues.dead.into(),
        }
    }
}

impl From<Backlog> for Waiting {
    fn from(backlog: Backlog) -> Self {
        Self {
            entries: backlog.len,
            pending: backlog.pending,
            oldest_at: backlog.oldest_ms.map(date),
        }
    }
}
