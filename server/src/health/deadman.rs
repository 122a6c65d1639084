//! The dead man's switch: repeated requests to an external service, for as long as this
//! installation monitors. When they stop, for whatever reason, that service raises the alarm.

use std::time::Duration;

use api::service;
use prober::Probes;
use queue::{Check, Clock, Outcome, Secrets};
use runtime::Passes;
use tokio_util::sync::CancellationToken;
use url::Url;

use super::Health;

/// Time limit of a request, in milliseconds.
const TIMEOUT_MS: u32 = 10_000;

/// Interval between checks of `health` before the first ping.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Settings of the dead man's switch.
#[derive(Clone, Debug)]
pub struct Deadman {
    /// The address, which is requested with GET.
    pub url: Url,
    /// Interval between pings.
    pub every: Duration,
}

/// Result of a pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ping {
    /// The service accepted the ping.
    Taken,
    /// Monitoring has stopped, so no ping was sent.
    Withheld,
}

/// The service did not accept a ping.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the service did not accept it: {0}")]
pub struct Refused(String);

/// Pings until `shutdown`, for as long as `health` is good.
pub async fn run(
    deadman: Deadman,
    probes: Probes,
    health: Health,
    clock: Clock,
    shutdown: CancellationToken,
) {
    let mut passes = Passes::new("The ping of UPBEAT_DEADMAN_URL", deadman.every, shutdown);
    while passes.next().await {
        let ping = pass(&deadman, &probes, &health, clock.now_ms()).await;
        if passes.end(ping) == Some(Ping::Withheld) {
            passes.pause(LOOK_EVERY.min(deadman.every));
        }
    }
}

/// Pings once if this installation monitors at `now_ms`.
///
/// # Errors
/// If the service does not accept the ping.
pub async fn pass(
    deadman: &Deadman,
    probes: &Probes,
    health: &Health,
    now_ms: i64,
) -> Result<Ping, Refused> {
    if !health.is_able(now_ms) {
        return Ok(Ping::Withheld);
    }
    let check = Check {
        url: deadman.url.to_string(),
        timeout_ms: TIMEOUT_MS,
        retries: 1,
        how: service::check::default_of(&deadman.url),
        sealed: vec![],
    };
    let seen = probes.run(&check, &Secrets::default()).await;
    match (seen.outcome, seen.failure) {
        (Outcome::Up | Outcome::Degraded, _) => Ok(Ping::Taken),
        // Neither the reason nor the response is logged: both may contain the address, which
        // is a secret.
        (_, Some(failure)) => Err(Refused(failure.detail)),
        (_, None) => Err(Refused("no answer".to_owned())),
    }
}
