//! One name, one prober: two of a region under one name would take each other's
//! jobs for those of a former life.

use std::time::Duration;

use queue::{Clock, Heartbeat, Transport};
use tokio::time::Instant;
use tracing::info;

use super::WorkerOptions;
use crate::{Error, Result};

/// Between two looks at who has our name.
const LOOK_EVERY: Duration = Duration::from_millis(250);

/// How long a prober that has our name may take to fall silent: it was killed,
/// and this is its next life. Its last heartbeat counts as long as any.
const PATIENCE: Duration = Heartbeat::LIFETIME.saturating_add(Duration::from_secs(1));

/// How long one that is silent is watched while the queue takes heartbeats: it may
/// live, and not have been let say so before. It says so each second.
const WATCH: Duration = Duration::from_secs(2);

/// Who has our name.
enum Namesake {
    Nobody,
    /// One that has not said for a while that it lives.
    Silent,
    Living,
}

/// Waits until no other living prober of the region has this name.
///
/// # Errors
/// [`Error::Setting`] where one goes on living, [`Error::Queue`] where the queue
/// does not tell.
pub async fn claim_name(
    transport: &dyn Transport,
    clock: &Clock,
    options: &WorkerOptions,
) -> Result<()> {
    let (began, until) = (Instant::now(), Instant::now() + PATIENCE);
    let (region, name) = (&options.region, &options.name);
    let mut waited = false;
    loop {
        // Where the queue takes none, silence tells nothing.
        transport.try_beat(region).await?;
        match namesake(transport, clock, options).await? {
            Namesake::Nobody => return Ok(()),
            Namesake::Silent if began.elapsed() >= WATCH => return Ok(()),
            Namesake::Silent => {}
            Namesake::Living if Instant::now() >= until => {
                return Err(Error::Setting {
                    variable: "UPBEAT_PROBER",
                    rule: format!(
                        "must be unique: another prober of region {region} lives and is called {name}"
                    ),
                });
            }
            Namesake::Living => {
                if !std::mem::replace(&mut waited, true) {
                    info!(%region, prober = %name, "Waiting until the former life of {name} is silent");
                }
            }
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// The prober that has our name and is not us.
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
