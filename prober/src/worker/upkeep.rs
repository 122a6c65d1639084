//! Regular tasks of a living prober: heartbeats, and refreshing the jobs it works on. Both end
//! with the worker, not before.

use std::sync::Arc;
use std::time::Duration;

use queue::Heartbeat;
use runtime::Failures;
use tokio::time::sleep;
use tracing::{info, warn};

use super::state::State;
use super::takeover::IDLE;

/// Interval between heartbeats. Source: [`Heartbeat::LIFETIME`].
const BEAT_EVERY: Duration = Duration::from_secs(1);

/// Interval between refreshes of held entries; well below the idle time at which others take
/// over.
const KEEP_EVERY: Duration = Duration::from_secs(2);

/// Interval between checks of this prober's own network.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Entries younger than this need no refresh yet: most are answered sooner.
const KEEP_FROM: Duration = Duration::from_secs(1);

/// Announces this prober each second.
pub(super) async fn beat(state: Arc<State>) {
    let mut failures = Failures::of("The heartbeat");
    loop {
        let beat = beat_pass(&state).await;
        state.note_heartbeat(beat.is_ok());
        failures.note(&beat);
        sleep(BEAT_EVERY).await;
    }
}

async fn beat_pass(state: &State) -> queue::Result<()> {
    let allowed = state.probes.egress().allowed();
    let heartbeat = Heartbeat {
        at_ms: state.clock.now_ms(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        egress_allow: allowed.iter().map(ToString::to_string).collect(),
        impairment: state.probes.impairment(),
        instance: state.options.instance.clone(),
        load: state.load(),
    };
    state
        .transport
        .beat(&state.options.region, &state.options.name, &heartbeat)
        .await
}

// A prober that misses some heartbeats does not count as dead, and its entries are refreshed
// often enough that they are not claimed.
const _: () = {
    assert!(3 * BEAT_EVERY.as_millis() < Heartbeat::LIFETIME.as_millis());
    assert!(KEEP_FROM.as_millis() + KEEP_EVERY.as_millis() < IDLE.as_millis());
};

/// Checks each second whether an impairment is over.
pub(super) async fn look_again(state: Arc<State>) {
    let mut before = None;
    loop {
        state.probes.look_again().await;
        let now = state.probes.impairment();
        let region = &state.options.region;
        match (&before, &now) {
            (None, Some(what)) => {
                warn!(%region, "Impaired: failing checks are unmeasured: {what}");
            }
            (Some(_), None) => info!(%region, "No longer impaired"),
            _ => {}
        }
        before = now;
        sleep(LOOK_EVERY).await;
    }
}

/// Refreshes held entries every two seconds.
pub(super) async fn keep(state: Arc<State>) {
    let mut failures = Failures::of("Refreshing running jobs");
    loop {
        sleep(KEEP_EVERY).await;
        failures.note(&keep_pass(&state).await);
    }
}

async fn keep_pass(state: &State) -> queue::Result<()> {
    let held = state.held_for(KEEP_FROM);
    if held.is_empty() {
        Ok(())
    } else {
        state.transport.keep(&state.seat, &held).await
    }
}
