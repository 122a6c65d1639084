//! The scheduler: one loop reads the schedule, another publishes due slots.

use std::time::Duration;

use queue::Clock;
use runtime::Passes;
use sea_orm::DatabaseConnection;
use tokio_util::sync::CancellationToken;
use tracing::debug;

use crate::issuer::Issuer;
use crate::reader::{self, Reader};
use crate::shared_plan::SharedPlan;
use crate::{Health, Publisher, Result};

/// Pause between two passes, and so the longest delay of a job.
const PASS_EVERY: Duration = Duration::from_millis(25);

/// The scheduler of one instance.
pub struct Scheduler {
    reader: Reader,
    issuer: Issuer,
    health: Health,
}

impl std::fmt::Debug for Scheduler {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Scheduler")
            .field("health", &self.health)
            .finish_non_exhaustive()
    }
}

/// Schedules until `shutdown`; failures are retried.
pub async fn run(scheduler: Scheduler, clock: Clock, shutdown: CancellationToken) {
    let Scheduler {
        reader, mut issuer, ..
    } = scheduler;
    let reading = tokio::spawn(reader::run(reader, clock.clone(), shutdown.clone()));
    let mut passes = Passes::new("Scheduling", PASS_EVERY, shutdown);
    // The reader ends early only if it panics; then this loop ends too.
    while passes.next().await && !reading.is_finished() {
        let Some(issued) = passes.end(issuer.pass(clock.now_ms()).await) else {
            continue;
        };
        if issued.jobs > 0 {
            debug!(batch_len = issued.jobs, "Published {} jobs", issued.jobs);
        }
        if issued.has_more {
            passes.pause(Duration::ZERO);
        }
    }
    issuer.resign().await;
}

impl Scheduler {
    /// A scheduler called `name`, which is unique among the instances.
    pub fn new(db: DatabaseConnection, publisher: Publisher, name: String) -> Self {
        let (known, health) = (SharedPlan::default(), Health::default());
        Self {
            reader: Reader::new(db.clone(), known.clone(), health.clone()),
            issuer: Issuer::new(db, publisher, name, known, health.clone()),
            health,
        }
    }

    /// Metrics of this scheduler, which stay current.
    pub fn health(&self) -> Health {
        self.health.clone()
    }

    /// Reads changes and publishes slots up to `now_ms` if this instance leads: in sequence
    /// what [`run`] does in parallel. Returns the number of published jobs.
    ///
    /// # Errors
    /// If the queue fails, or the database before everything has been read once. A later pass
    /// publishes the slots of a failed one.
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
