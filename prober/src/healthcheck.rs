//! `upbeat-prober healthcheck`: asks the queue whether a running prober is heard of.
//!
//! The heartbeat is what its neighbours go by: a prober whose heartbeat is old has
//! lost its jobs already, whatever its process still does.

use std::time::Duration;

use anyhow::{Context, ensure};
use prober::config::Config;
use prober::{Error, Result};
use queue::{ProberName, RegionName, Transport};

/// How long the queue may take to answer.
const LIMIT: Duration = Duration::from_secs(4);

/// Whose heartbeat is asked for: a name made up at the start is known to nobody else.
///
/// # Errors
/// [`Error::Setting`] where no name is set.
pub(crate) fn name(config: &Config) -> Result<ProberName> {
    config.name.clone().ok_or_else(|| Error::Setting {
        variable: "UPBEAT_PROBER",
        rule: "must be set, or --name given, for a health check".to_owned(),
    })
}

/// Fails unless `prober` of `region` is alive.
///
/// # Errors
/// Where it is silent, or the queue does not answer within 4 s.
pub(crate) async fn run(
    transport: &dyn Transport,
    region: &RegionName,
    prober: &ProberName,
) -> anyhow::Result<()> {
    let alive = tokio::time::timeout(LIMIT, is_alive(transport, region, prober));
    let alive = alive.await.context("the queue does not answer")??;
    ensure!(alive, "prober {prober} of region {region} is not heard of");
    Ok(())
}

async fn is_alive(
    transport: &dyn Transport,
    region: &RegionName,
    prober: &ProberName,
) -> queue::Result<bool> {
    let now_ms = transport.time_ms().await?;
    let probers = transport.neighbours(region).await?;
    let mut ours = probers.iter().filter(|seen| seen.name == *prober);
    Ok(ours.any(|seen| seen.heartbeat.is_alive(now_ms)))
}
