//! Ensures unique names: two probers of a region with the same name would mistake each other's
//! jobs for those of their own previous run.

use std::time::Duration;

use queue::{Clock, Heartbeat, Transport};
use runtime::InvalidSetting;
use tokio::time::Instant;
use tracing::info;

use super::WorkerOptions;
use crate::Result;

/// Interval between checks for another prober with this name.
const LOOK_EVERY: Duration = Duration::from_millis(250);

/// How long another prober with this name may take to fall silent: it was killed, and this is
/// its next run. Its last heartbeat counts until it expires.
const PATIENCE: Duration = Heartbeat::LIFETIME.saturating_add(Duration::from_secs(1));

/// How long a silent one is watched while the queue accepts heartbeats: it may be alive, and
/// have been unable to announce itself. It does so each second.
const WATCH: Duration = Duration::from_secs(2);

/// Another prober with this name.
enum Namesake {
    Nobody,
    /// One without a recent heartbeat.
    Silent,
    Living,
}

/// Waits until no other living prober of the region has this name.
///
/// # Errors
/// [`crate::Error::Setting`] if another one stays alive, [`crate::Error::Queue`] if the queue fails.
pub async fn claim_name(
    transport: &dyn Transport,
    clock: &Clock,
    options: &WorkerOptions,
) -> Result<()> {
    let (began, until) = (Instant::now(), Instant::now() + PATIENCE);
    let (region, name) = (&options.region, &options.name);
    let mut waited = false;
    loop {
        // If the queue does not accept heartbeats, silence means nothing.
        transport.try_beat(region).await?;
        match namesake(transport, clock, options).await? {
            Namesake::Nobody => return Ok(()),
            Namesake::Silent if began.elapsed() >= WATCH => return Ok(()),
            Namesake::Silent => {}
            Namesake::Living if Instant::now() >= until => {
                let rule = format!(
                    "must be unique: region {region} already has a living prober called {name}"
                );
                return Err(InvalidSetting::new("UPBEAT_PROBER", rule).into());
            }
            Namesake::Living => {
                if !std::mem::replace(&mut waited, true) {
                    info!(%region, prober = %name, "Waiting until the previous run of {name} is silent");
                }
            }
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// Another prober with this name.
async fn namesake(
    transport: &dyn Transport,
    clock: &Clock,
    options: &WorkerOptions,
) -> Result<Namesake> {
    let neighbours = transport.neighbours(&options.region).await?;
    let now_ms = clock.now_ms();
    let namesake = neighbours
        .into_iter()
        .find(|seen| seen.name == options.name && seen.heartbeat.instance != options.instance);
    Ok(match namesake {
        None => Namesake::Nobody,
        Some(seen) if seen.heartbeat.is_alive(now_ms) => Namesake::Living,
        Some(_) => Namesake::Silent,
    })
}
