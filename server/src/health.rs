//! Self-monitoring: a loop observes the stores, the regions and the scheduler, exports
//! metrics, and logs each trouble once when it starts and once when it ends.
//!
//! ```text
//! look ─► gauges (/metrics)
//!   └───► judge ─► trouble (log, upbeat_trouble, /readyz) ─► deadman
//! ```
//!
//! Each replica observes for itself, so all of them report the same about regions. It changes
//! nothing, and decides nothing about websites.

pub mod deadman;
mod gauges;
pub mod metrics;
mod observe;
mod process;
mod routes;
mod scheduling;
pub mod tell;
mod thresholds;
mod trouble;
mod waiting;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use api::service::observed::{self, Observed};
use entity::region;
use notify::deliver::Waiting;
use queue::{Clock, Limits, Transport};
use runtime::Passes;
use sea_orm::DatabaseConnection;
use tokio_util::sync::CancellationToken;

use self::observe::WebsiteCounts;
pub use self::routes::routes;
use self::scheduling::Scheduling;
use self::thresholds::{Earlier, Observation};
pub use self::trouble::Kind;
use self::trouble::Troubles;
pub use self::waiting::{Absence, waiting};

/// Interval between observations.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// Shortest interval between counts of all websites; it is also a multiple of a count's
/// duration.
const COUNT_EVERY: Duration = Duration::from_secs(10);
const COUNT_SHARE: u32 = 20;

/// Age from which an observation is stale, in milliseconds: observations have their own time
/// limits.
const FRESH_MS: i64 = 60_000;

/// Result of the last observation; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Health(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    troubles: Troubles,
    looked_ms: Option<i64>,
    /// When the certificate of the HTTP server expires, if it has one.
    certificate_ends_ms: Option<i64>,
}

impl Health {
    /// Kinds of current troubles, each once.
    pub fn troubles(&self) -> Vec<Kind> {
        self.state().troubles.kinds()
    }

    /// Troubles that have lasted for `for_ms` at `now_ms`.
    pub fn lasting(&self, now_ms: i64, for_ms: i64) -> Vec<status::trouble::Trouble> {
        self.state().troubles.lasting(now_ms, for_ms)
    }

    /// Whether the last observation is fresh.
    pub fn has_looked(&self, now_ms: i64) -> bool {
        let is_fresh = |looked_ms| now_ms - looked_ms < FRESH_MS;
        self.state().looked_ms.is_some_and(is_fresh)
    }

    /// Whether this installation monitors, as far as this process knows.
    pub fn is_able(&self, now_ms: i64) -> bool {
        self.has_looked(now_ms)
            && !self
                .state()
                .troubles
                .kinds()
                .iter()
                .any(|kind| kind.stops_everything())
    }

    /// Records when the certificate of the HTTP server expires.
    pub fn certificate_ends(&self, at_ms: i64) {
        self.state().certificate_ends_ms = Some(at_ms);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A poisoned lock is fine: no code panics halfway through a change.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The loop that observes.
pub struct Watch {
    db: DatabaseConnection,
    transport: Arc<dyn Transport>,
    scheduler: scheduler::Health,
    limits: Limits,
    health: Health,
    observed: Observed,
    since_ms: i64,
    regions: Vec<region::Model>,
    census: WebsiteCounts,
    alerts: Waiting,
    count_at: Instant,
    memory: Earlier,
}

impl std::fmt::Debug for Watch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Watch").finish_non_exhaustive()
    }
}

/// Observes until `shutdown`.
pub async fn run(mut watch: Watch, clock: Clock, shutdown: CancellationToken) {
    let mut passes = Passes::new("Watching over itself", LOOK_EVERY, shutdown);
    while passes.next().await {
        watch.pass(clock.now_ms()).await;
    }
}

impl Watch {
    /// Starts observing at `now_ms`; earlier silence does not count as trouble.
    pub fn new(
        db: DatabaseConnection,
        transport: Arc<dyn Transport>,
        scheduler: scheduler::Health,
        limits: Limits,
        health: Health,
        observed: Observed,
        now_ms: i64,
    ) -> Self {
        Self {
            db,
            transport,
            scheduler,
            limits,
            health,
            observed,
            since_ms: now_ms,
            regions: Vec::new(),
            census: WebsiteCounts::default(),
            alerts: Waiting::default(),
            count_at: Instant::now(),
            memory: Earlier::default(),
        }
    }

    /// Observes once, at `now_ms`.
    pub async fn pass(&mut self, now_ms: i64) {
        let newest_batch_ms = self.ask_database(now_ms).await;
        let refusal = observe::refusal(&self.transport).await;
        let places = match &refusal {
            Ok(_) => observe::places(&self.transport, &self.regions).await,
            Err(away) => Err(away.clone()),
        };
        let refusal = refusal.ok().flatten();
        let scheduling = Scheduling::of(&self.scheduler, now_ms);

        let is_writable = places.is_ok() && refusal.is_none();
        gauges::of_stores(newest_batch_ms.is_ok(), places.is_ok(), is_writable);
        gauges::of_scheduler(scheduling);
        gauges::of_websites(&self.census);
        gauges::of_alerts(self.alerts, now_ms);
        gauges::of_process();
        for place in places.as_deref().unwrap_or_default() {
            gauges::of_region(place, self.limits, now_ms);
        }

        let seen = Observation {
            newest_batch_ms: newest_batch_ms.as_ref().copied().map_err(String::as_str),
            places: places.as_deref().map_err(String::as_str),
            refusal: refusal.as_deref(),
            regions: &self.regions,
            census: &self.census,
            alerts: self.alerts,
            certificate_ends_ms: self.health.state().certificate_ends_ms,
            scheduling,
            limits: self.limits,
            since_ms: self.since_ms,
            now_ms,
        };
        let found = thresholds::judge(&seen, &mut self.memory);
        let regions: Vec<String> = self.regions.iter().map(|one| one.name.clone()).collect();
        let mut state = self.health.state();
        state.troubles.take_in(found, now_ms);
        state.troubles.export(&regions);
        state.looked_ms = Some(now_ms);
        self.observed.set(observed::Observation {
            at_ms: now_ms,
            troubles: state.troubles.lasting(now_ms, 0),
            scheduler_lateness_ms: scheduling.leads.then_some(scheduling.lateness_ms),
        });
    }

    /// When the newest batch was written, if there is one. Also updates regions, alerts and
    /// counts.
    async fn ask_database(&mut self, now_ms: i64) -> Result<Option<i64>, String> {
        let newest_batch_ms = observe::newest_batch_ms(&self.db).await?;
        self.alerts = observe::alerts(&self.db, now_ms).await?;
        self.regions = observe::regions(&self.db).await?;
        let now = Instant::now();
        if now >= self.count_at {
            self.census = observe::census(&self.db).await?;
            self.count_at = now + COUNT_EVERY.max(now.elapsed() * COUNT_SHARE);
        }
        Ok(newest_batch_ms)
    }
}
