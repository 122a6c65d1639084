//! Ingest: stores the probers' reports. One reader per region, one transaction per batch, then
//! the acknowledgement, then the announcement.

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
use entity::RegionKey;
use queue::{Clock, RegionName, SigningKey, Transport};
pub use reader::pass;
pub use rows::insert_ticks;
use runtime::Passes;
use sea_orm::DatabaseConnection;
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::{Error, Keep, Result, region};

/// Interval between searches for new regions.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Dependencies of ingest.
#[derive(Clone)]
pub struct Ingester {
    /// The database, through a separate pool so that queries never starve ingest.
    pub db: DatabaseConnection,
    /// The queue.
    pub transport: Arc<dyn Transport>,
    /// The fleet's clock.
    pub clock: Clock,
    /// Verifies the signatures of reports.
    pub signing: SigningKey,
    /// How long data is kept; older reports are dropped.
    pub keep: Keep,
    /// Name of this process in the consumer groups.
    pub consumer: String,
    /// Notified when a batch wrote asks that must be published.
    pub asked: Arc<Notify>,
}

impl std::fmt::Debug for Ingester {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ingester")
            .field("consumer", &self.consumer)
            .finish_non_exhaustive()
    }
}

/// Ingests the reports of every region, including new ones, until `shutdown`.
///
/// # Errors
/// If a reader ends by itself; the process should then stop and be restarted.
pub async fn run(ingester: Ingester, shutdown: CancellationToken) -> Result<()> {
    let mut readers = JoinSet::new();
    let mut reading: HashMap<RegionKey, RegionName> = HashMap::new();
    let mut passes = Passes::new("Looking for regions", LOOK_EVERY, shutdown.clone());
    let mut ended = false;
    loop {
        let reader_ends = async {
            // Without readers none can end, so wait.
            if readers.join_next().await.is_none() {
                std::future::pending::<()>().await;
            }
            ended = true;
        };
        if !passes.next_or_when(reader_ends).await {
            break;
        }
        if ended {
            return Err(Error::Ended { part: "ingest" });
        }
        for (key, name) in passes
            .end(known_regions(&ingester).await)
            .into_iter()
            .flatten()
        {
            reading.entry(key).or_insert_with(|| {
                let reader = reader::run(ingester.clone(), name.clone(), shutdown.clone());
                readers.spawn(reader);
                name
            });
        }
    }
    // Each reader finishes its batch first.
    while readers.join_next().await.is_some() {}
    Ok(())
}

async fn known_regions(ingester: &Ingester) -> Result<Vec<(RegionKey, RegionName)>> {
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
