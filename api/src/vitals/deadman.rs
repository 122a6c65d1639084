//! The dead man's switch: a request to a service outside, again and again, as long as
//! this installation monitors. When it stops, for whatever reason, that service raises
//! the alarm.

use std::time::Duration;

use prober::Probes;
use queue::{Check, Clock, Outcome, Secrets};
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};
use url::Url;

use super::Vitals;
use crate::service;

/// How long the service may take to answer, milliseconds.
const TIMEOUT_MS: u32 = 10_000;

/// Between two looks whether monitoring works, before the first ping.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Whom to ping, and how often.
#[derive(Clone, Debug)]
pub struct Deadman {
    /// The address, which gets a GET.
    pub url: Url,
    /// Between two pings.
    pub every: Duration,
}

/// What became of a turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ping {
    /// The service has it.
    Taken,
    /// Monitoring stands still: there was none.
    Withheld,
    /// The service did not take it.
    Failed(String),
}

/// Pings until `shutdown`, for as long as `vitals` are good.
pub async fn run(
    deadman: Deadman,
    probes: Probes,
    vitals: Vitals,
    clock: Clock,
    shutdown: CancellationToken,
) {
    let mut failing = false;
    while !shutdown.is_cancelled() {
        let pause = match pass(&deadman, &probes, &vitals, clock.now_ms()).await {
            Ping::Taken => {
                if std::mem::take(&mut failing) {
                    info!("UPBEAT_DEADMAN_URL takes pings again");
                }
                deadman.every
            }
            Ping::Withheld => LOOK_EVERY.min(deadman.every),
            Ping::Failed(reason) => {
                if !std::mem::replace(&mut failing, true) {
                    warn!(error = reason, "UPBEAT_DEADMAN_URL does not take pings");
                }
                deadman.every
            }
        };
        tokio::select! {
            () = shutdown.cancelled() => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// Pings once, if this installation monitors at `now_ms`.
pub async fn pass(deadman: &Deadman, probes: &Probes, vitals: &Vitals, now_ms: i64) -> Ping {
    if !vitals.is_able(now_ms) {
        return Ping::Withheld;
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
        (Outcome::Up | Outcome::Degraded, _) => Ping::Taken,
        // Neither the reason nor the answer: both may hold the address, which is a secret.
        (_, Some(failure)) => Ping::Failed(failure.detail),
        (_, None) => Ping::Failed("no answer".to_owned()),
    }
}
