//! `upbeat-prober healthcheck`: asks the queue whether a running prober is alive.
//!
//! The heartbeat decides, as it does for other probers: one whose heartbeat is old has already
//! lost its jobs, whatever its process still does.

use std::time::Duration;

use anyhow::{Context, ensure};
use prober::config::Config;
use queue::{ProberName, RegionName, Transport};
use runtime::InvalidSetting;

/// Time limit for the queue's response.
const LIMIT: Duration = Duration::from_secs(4);

/// The name of the prober to check, which must be set: a name generated at its start is not
/// known here.
///
/// # Errors
/// If no name is set.
pub(crate) fn name(config: &Config) -> Result<ProberName, InvalidSetting> {
    config.name.clone().ok_or_else(|| {
        let rule = "must be set, or --name given, for a health check";
        InvalidSetting::new("UPBEAT_PROBER", rule)
    })
}

/// Fails unless `prober` of `region` is alive.
///
/// # Errors
/// If it is silent, or the queue does not answer within 4 s.
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
