//! The scheduler: one loop reads what is planned, another publishes what is due.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use entity::region;
use queue::Clock;
use sea_orm::DatabaseConnection;
use tokio_util::sync::CancellationToken;
use tracing::{debug, info, warn};

use crate::issuer::Issuer;
use crate::plan::Plan;
use crate::reader::{self, Reader};
use crate::{Publisher, Result, Vitals};

/// The pause between two passes: the most by which a job is late.
const PASS_EVERY: Duration = Duration::from_millis(25);

/// The pause after a failed pass.
const PAUSE: Duration = Duration::from_secs(1);

/// The scheduler of one instance.
pub struct Scheduler {
    reader: Reader,
    issuer: Issuer,
    vitals: Vitals,
}

impl std::fmt::Debug for Scheduler {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Scheduler")
            .field("vitals", &self.vitals)
            .finish_non_exhaustive()
    }
}

/// Schedules until `shutdown`; what fails is tried again.
pub async fn run(scheduler: Scheduler, clock: Clock, shutdown: CancellationToken) {
    let Scheduler {
        reader, mut issuer, ..
    } = scheduler;
    let reading = tokio::spawn(reader::run(reader, clock.clone(), shutdown.clone()));
    let mut failing = false;
    // The reader only ends before its time where it breaks; then so does this loop.
    while !shutdown.is_cancelled() && !reading.is_finished() {
        let pause = match issuer.pass(clock.now_ms()).await {
            Ok(issued) => {
                if std::mem::take(&mut failing) {
                    info!("Scheduling works again");
                }
                if issued.jobs > 0 {
                    debug!(batch_len = issued.jobs, "Published {} jobs", issued.jobs);
                }
                if issued.has_more {
                    Duration::ZERO
                } else {
                    PASS_EVERY
                }
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
    issuer.resign().await;
}

impl Scheduler {
    /// A scheduler called `name`, unique among the instances.
    pub fn new(db: DatabaseConnection, publisher: Publisher, name: String) -> Self {
        let (known, vitals) = (Shared::default(), Vitals::default());
        Self {
            reader: Reader::new(db.clone(), known.clone(), vitals.clone()),
            issuer: Issuer::new(db, publisher, name, known, vitals.clone()),
            vitals,
        }
    }

    /// What it says of itself, now and later.
    pub fn vitals(&self) -> Vitals {
        self.vitals.clone()
    }

    /// Reads what has changed and publishes the slots up to `now_ms`, if this instance
    /// leads: one after the other what [`run`] does side by side. Says how many jobs
    /// were published.
    ///
    /// # Errors
    /// Where the database fails before everything was read once, or the queue. The
    /// slots of a failed pass are published by a later one.
    pub async fn pass(&mut self, now_ms: i64) -> Result<usize> {
        let read = self.reader.pass(now_ms).await;
        if !self.reader.has_read() {
            read?;
        }
        let mut jobs = 0;
        loop {
            let issued = self.issuer.pass(now_ms).await?;
            jobs += issued.jobs;
            if !issued.has_more {
                return Ok(jobs);
            }
        }
    }
}

/// What is planned, and where, as far as it was read.
#[derive(Default)]
pub(crate) struct Known {
    pub(crate) plan: Plan,
    pub(crate) regions: Vec<region::Model>,
    /// Whether everything was read once: only then slots may be published.
    pub(crate) is_whole: bool,
}

/// What the reader writes and the issuer reads; held for moments.
#[derive(Clone, Default)]
pub(crate) struct Shared(Arc<Mutex<Known>>);

impl Shared {
    pub(crate) fn lock(&self) -> MutexGuard<'_, Known> {
        // No code panics while it holds the lock half way through a change.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
