//! Upbeat watches itself: a loop looks at the stores, the regions and the scheduler,
//! exports what it sees, and says what is wrong once when it begins and once when it ends.
//!
//! ```text
//! look ─► gauges (/metrics)
//!   └───► judge ─► trouble (log, upbeat_trouble, /readyz) ─► deadman
//! ```
//!
//! Each replica watches for itself, and tells of regions what every other one tells, too.
//! It changes nothing, and decides nothing of websites.

pub mod deadman;
mod gauges;
mod judge;
mod look;
mod process;
mod scheduling;
mod trouble;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use entity::region;
use queue::{Clock, Limits, Transport};
use sea_orm::DatabaseConnection;
use tokio_util::sync::CancellationToken;

use self::judge::{Memory, Sight};
use self::look::Census;
use self::scheduling::Scheduling;
pub use self::trouble::Kind;
use self::trouble::Troubles;

/// Between two looks.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// Between two counts of all websites, at least; and as many times as long as a count takes.
const COUNT_EVERY: Duration = Duration::from_secs(10);
const COUNT_SHARE: u32 = 20;

/// A look that is older than this is none, milliseconds: a look has its own time limits.
const FRESH_MS: i64 = 60_000;

/// What the last look found; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Vitals(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    troubles: Troubles,
    looked_ms: Option<i64>,
}

impl Vitals {
    /// What is wrong, each kind once.
    pub fn troubles(&self) -> Vec<Kind> {
        self.state().troubles.kinds()
    }

    /// Whether this installation monitors, as far as this process sees.
    pub fn is_able(&self, now_ms: i64) -> bool {
        let state = self.state();
        let is_fresh = |looked_ms| now_ms - looked_ms < FRESH_MS;
        state.looked_ms.is_some_and(is_fresh)
            && !state
                .troubles
                .kinds()
                .iter()
                .any(|kind| kind.stops_everything())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // No code panics while it holds the lock half way through a change.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The part that looks.
pub struct Watch {
    db: DatabaseConnection,
    transport: Arc<dyn Transport>,
    scheduler: scheduler::Vitals,
    limits: Limits,
    vitals: Vitals,
    since_ms: i64,
    regions: Vec<region::Model>,
    census: Census,
    count_at: Instant,
    memory: Memory,
}

impl std::fmt::Debug for Watch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Watch").finish_non_exhaustive()
    }
}

/// Looks until `shutdown`.
pub async fn run(mut watch: Watch, clock: Clock, shutdown: CancellationToken) {
    while !shutdown.is_cancelled() {
        watch.pass(clock.now_ms()).await;
        tokio::select! {
            () = shutdown.cancelled() => {}
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
}

impl Watch {
    /// Begins to watch at `now_ms`: what was before is not blamed on anybody.
    pub fn new(
        db: DatabaseConnection,
        transport: Arc<dyn Transport>,
        scheduler: scheduler::Vitals,
        limits: Limits,
        vitals: Vitals,
        now_ms: i64,
    ) -> Self {
        Self {
            db,
            transport,
            scheduler,
            limits,
            vitals,
            since_ms: now_ms,
            regions: Vec::new(),
            census: Census::default(),
            count_at: Instant::now(),
            memory: Memory::default(),
        }
    }

    /// Looks once, at `now_ms`.
    pub async fn pass(&mut self, now_ms: i64) {
        let newest_batch_ms = self.ask_database().await;
        let refusal = look::refusal(&self.transport).await;
        let places = match &refusal {
            Ok(_) => look::places(&self.transport, &self.regions).await,
            Err(away) => Err(away.clone()),
        };
        let refusal = refusal.ok().flatten();
        let scheduling = Scheduling::of(&self.scheduler, now_ms);

        let is_writable = places.is_ok() && refusal.is_none();
        gauges::of_stores(newest_batch_ms.is_ok(), places.is_ok(), is_writable);
        gauges::of_scheduler(scheduling);
        gauges::of_websites(&self.census);
        gauges::of_process();
        for place in places.as_deref().unwrap_or_default() {
            gauges::of_place(place, self.limits, now_ms);
        }

        let sight = Sight {
            newest_batch_ms: newest_batch_ms.as_ref().copied().map_err(String::as_str),
            places: places.as_deref().map_err(String::as_str),
            refusal: refusal.as_deref(),
            regions: &self.regions,
            census: &self.census,
            scheduling,
            limits: self.limits,
            since_ms: self.since_ms,
            now_ms,
        };
        let found = judge::judge(&sight, &mut self.memory);
        let regions: Vec<String> = self.regions.iter().map(|one| one.name.clone()).collect();
        let mut state = self.vitals.state();
        state.troubles.take_in(found, now_ms);
        state.troubles.export(&regions);
        state.looked_ms = Some(now_ms);
    }

    /// When the newest batch was written, if there is one; brings regions and census up to date.
    async fn ask_database(&mut self) -> Result<Option<i64>, String> {
        let newest_batch_ms = look::newest_batch_ms(&self.db).await?;
        self.regions = look::regions(&self.db).await?;
        let now = Instant::now();
        if now >= self.count_at {
            self.census = look::census(&self.db).await?;
            self.count_at = now + COUNT_EVERY.max(now.elapsed() * COUNT_SHARE);
        }
        Ok(newest_batch_ms)
    }
}
