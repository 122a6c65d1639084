//! What a living prober does all the time: it says that it lives, and that it
//! is still at work on what it holds. Both end with the worker, not before.

use std::sync::Arc;
use std::time::Duration;

use queue::Heartbeat;
use tokio::time::sleep;
use tracing::{info, warn};

use super::backoff::Backoff;
use super::desk::Desk;
use super::intake::chain;
use super::takeover::IDLE;

/// Between two heartbeats. Source: [`Heartbeat::LIFETIME`].
const BEAT_EVERY: Duration = Duration::from_secs(1);

/// Between two refreshes of what we hold; well below the idle time at which
/// others take over.
const KEEP_EVERY: Duration = Duration::from_secs(2);

/// Between two looks at what this prober lacks.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Entries younger than this need no refresh yet: most are answered sooner.
const KEEP_FROM: Duration = Duration::from_secs(1);

/// Announces this prober each second.
pub(super) async fn beat(desk: Arc<Desk>) {
    let mut backoff = Backoff::default();
    loop {
        let beat = beat_pass(&desk).await;
        desk.note_heartbeat(beat.is_ok());
        match beat {
            Ok(()) => backoff.reset(),
            Err(err) if backoff.fail() => {
                warn!(region = %desk.options.region, error = %chain(&err), "Cannot send the heartbeat, trying again");
            }
            Err(_) => {}
        }
        sleep(BEAT_EVERY).await;
    }
}

async fn beat_pass(desk: &Desk) -> queue::Result<()> {
    let allowed = desk.probes.egress().allowed();
    let heartbeat = Heartbeat {
        at_ms: desk.clock.now_ms(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        egress_allow: allowed.iter().map(ToString::to_string).collect(),
        impairment: desk.probes.impairment(),
        instance: desk.options.instance.clone(),
        load: desk.load(),
    };
    desk.transport
        .beat(&desk.options.region, &desk.options.name, &heartbeat)
        .await
}

// A prober that misses some heartbeats is not taken for dead, and what it holds
// is refreshed often enough that nobody claims it.
const _: () = {
    assert!(3 * BEAT_EVERY.as_millis() < Heartbeat::LIFETIME.as_millis());
    assert!(KEEP_FROM.as_millis() + KEEP_EVERY.as_millis() < IDLE.as_millis());
};

/// Looks each second whether what this prober lacked is there again.
pub(super) async fn look_again(desk: Arc<Desk>) {
    let mut before = None;
    loop {
        desk.probes.look_again().await;
        let now = desk.probes.impairment();
        let region = &desk.options.region;
        match (&before, &now) {
            (None, Some(what)) => {
                warn!(%region, "Impaired, failing checks are unmeasured: {what}");
            }
            (Some(_), None) => info!(%region, "No longer impaired"),
            _ => {}
        }
        before = now;
        sleep(LOOK_EVERY).await;
    }
}

/// Refreshes what we hold every two seconds.
pub(super) async fn keep(desk: Arc<Desk>) {
    let mut backoff = Backoff::default();
    loop {
        sleep(KEEP_EVERY).await;
        match keep_pass(&desk).await {
            Ok(()) => backoff.reset(),
            Err(err) if backoff.fail() => {
                warn!(region = %desk.options.region, error = %chain(&err), "Cannot refresh running jobs, trying again");
            }
            Err(_) => {}
        }
    }
}

async fn keep_pass(desk: &Desk) -> queue::Result<()> {
    let held = desk.held_for(KEEP_FROM);
    if held.is_empty() {
        Ok(())
    } else {
        desk.transport.keep(&desk.seat, &held).await
    }
}
