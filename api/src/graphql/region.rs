//! Regions and their probers.

use async_graphql::{ComplexObject, Context, Object, SimpleObject};
use chrono::{DateTime, Utc};
use entity::member::Role;
use queue::{Backlog, SeenProber};

use super::context::ContextExt;
use super::cost;
use super::error::Result;
use super::scalar::date;
use crate::service::region::{Queues, Staffed};

/// A place to check from.
#[derive(SimpleObject)]
#[graphql(complex)]
pub(super) struct Region {
    #[graphql(skip)]
    seen: Vec<(SeenProber, bool)>,
    /// What it is called; regions have no other id.
    name: String,
    /// Whether no prober lives there: nothing is checked from it.
    silent: bool,
    /// Whether none of the living probers can tell anything of websites: what they
    /// record is unmeasured until one can.
    impaired: bool,
    /// Why it is silent or impaired, as one sentence.
    reason: Option<String>,
}

/// A process that runs checks.
#[derive(SimpleObject)]
pub(super) struct Prober {
    /// What it is called, within its region.
    name: String,
    /// The version of Upbeat that it runs.
    version: String,
    /// Whether its last heartbeat is fresh.
    alive: bool,
    /// Its last heartbeat.
    seen_at: DateTime<Utc>,
    /// What it lacks to tell anything of websites, as one sentence.
    impairment: Option<String>,
    /// Checks that it runs now.
    running: u64,
    /// Most checks that it runs at once.
    capacity: u64,
    /// Results that the queue has not taken yet.
    waiting_results: u64,
}

/// The streams of a region.
#[derive(SimpleObject)]
pub(super) struct RegionQueue {
    /// Jobs to run, running ones included.
    checks: Waiting,
    /// Reports to take in.
    results: Waiting,
    /// What could not be handled, kept for a person to look at.
    dead: Waiting,
}

/// How full a stream is.
#[derive(SimpleObject)]
pub(super) struct Waiting {
    /// Entries, those included that somebody works on.
    entries: u64,
    /// Entries that somebody works on.
    pending: u64,
    /// When the oldest one was added.
    oldest_at: Option<DateTime<Utc>>,
}

#[derive(Default, Debug)]
pub(super) struct RegionQuery;

#[Object]
impl RegionQuery {
    /// Every region that was ever heard of, by name, as it was within the last second.
    #[graphql(complexity = "cost::PICTURE + 10 * child_complexity")]
    async fn regions(&self, ctx: &Context<'_>) -> Result<Vec<Region>> {
        ctx.member(Role::Viewer)?;
        let app = ctx.app();
        let staffed = ctx.read(app.picture.staffed(app)).await?;
        Ok(staffed.iter().cloned().map(Region::from).collect())
    }
}

#[ComplexObject]
impl Region {
    /// Its probers that were heard of in the last hour. Who operates this installation sees
    /// them.
    #[graphql(complexity = "5 + 10 * child_complexity")]
    async fn probers(&self, ctx: &Context<'_>) -> Result<Option<Vec<Prober>>> {
        ctx.operator().await?;
        Ok(Some(self.seen.iter().cloned().map(Prober::from).collect()))
    }

    /// How full its streams are. Who operates this installation sees that.
    #[graphql(complexity = "5 + child_complexity")]
    async fn queue(&self, ctx: &Context<'_>) -> Result<Option<RegionQueue>> {
        ctx.operator().await?;
        let app = ctx.app();
        let queues = ctx.read(app.picture.queues(app)).await?;
        Ok(queues.get(&self.name).copied().map(RegionQueue::from))
    }
}

impl From<Staffed> for Region {
    fn from(staffed: Staffed) -> Self {
        let silent = staffed.is_silent();
        let reason = if silent {
            Some("no prober lives there".to_owned())
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
