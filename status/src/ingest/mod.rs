//! From the probers' reports to rows: one reader a region, one transaction a
//! batch, then the acknowledgement, then the announcement.

mod batch;
mod confirm;
mod convert;
mod facts;
mod reader;
mod rows;
mod tally;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

pub use batch::{AHEAD_MS, Outcome, store};
use queue::{Clock, RegionName, SigningKey, Transport};
pub use reader::pass;
pub use rows::insert_ticks;
use sea_orm::DatabaseConnection;
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tracing::warn;

use crate::{Error, Keep, Result, region};

/// How often new regions are looked for.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// What an ingester works with.
#[derive(Clone)]
pub struct Ingester {
    /// The database; a pool of its own, so that queries never starve it.
    pub db: DatabaseConnection,
    /// The queue.
    pub transport: Arc<dyn Transport>,
    /// The fleet's time of day.
    pub clock: Clock,
    /// Tells our jobs' reports from forged ones.
    pub signing: SigningKey,
    /// How long what is kept: what is older is not taken in.
    pub keep: Keep,
    /// This process's name in the consumer groups.
    pub consumer: String,
    /// Woken where a batch asked regions to confirm a failure: somebody is to
    /// publish that.
    pub asked: Arc<Notify>,
}

impl std::fmt::Debug for Ingester {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ingester")
            .field("consumer", &self.consumer)
            .finish_non_exhaustive()
    }
}

/// Ingests every region's reports until `shutdown`, new regions included.
///
/// # Errors
/// Where a reader ends by itself; the process should stop, and be started again.
pub async fn run(ingester: Ingester, shutdown: CancellationToken) -> Result<()> {
    let mut readers = JoinSet::new();
    let mut reading: HashMap<i16, RegionName> = HashMap::new();
    let mut failing = false;
    while !shutdown.is_cancelled() {
        match known_regions(&ingester).await {
            Ok(regions) => {
                failing = false;
                for (key, name) in regions {
                    reading.entry(key).or_insert_with(|| {
                        let reader = reader::run(ingester.clone(), name.clone(), shutdown.clone());
                        readers.spawn(reader);
                        name
                    });
                }
            }
            Err(error) => {
                if !std::mem::replace(&mut failing, true) {
                    warn!(
                        error = &error as &dyn std::error::Error,
                        "Cannot look for regions"
                    );
                }
            }
        }
        tokio::select! {
            () = shutdown.cancelled() => {}
            () = tokio::time::sleep(LOOK_EVERY) => {}
            Some(_) = readers.join_next() => {
                if !shutdown.is_cancelled() {
                    return Err(Error::Ended { part: "ingest" });
                }
            }
        }
    }
    // Each reader finishes its batch first.
    while readers.join_next().await.is_some() {}
    Ok(())
}

async fn known_regions(ingester: &Ingester) -> Result<Vec<(i16, RegionName)>> {
    region::hear(
        &ingester.db,
        ingester.transport.as_ref(),
        ingester.clock.now_ms(),
    )
    .await?;
    let regions = region::all(&ingester.db).await?;
    Ok(regions
        .into_iter()
        .filter_map(|region| Some((region.key, region.name.parse().ok()?)))
        .collect())
}
