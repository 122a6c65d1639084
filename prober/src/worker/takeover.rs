//! Takes over abandoned jobs: those of dead probers, of this prober's previous run, and those
//! whose delivery was lost.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use queue::{EntryId, Heartbeat, Pending};
use runtime::Passes;
use tokio_util::sync::CancellationToken;
use tracing::info;

use super::job;
use super::state::{State, count};

/// Interval between passes.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// A job delivered more recently is left alone: its prober may have read it before its first
/// heartbeat. A living prober refreshes its jobs more often than this.
pub(super) const IDLE: Duration = Duration::from_secs(5);

/// Other probers count as dead only if the queue has accepted this prober's heartbeats for
/// this long: after the queue was unavailable, or refused them, all heartbeats are equally
/// old. Longer than the pause between two of them.
const HEARD_FOR: Duration = Duration::from_secs(2);

/// A job that has been idle for this long is taken even from a living prober: longer than the
/// longest job, which is four attempts of 60 s (three retries) and the pauses between them.
/// Since a living prober refreshes its jobs, such a job was forgotten.
const LONGEST_JOB: Duration = Duration::from_secs(4 * 60 + 5);

/// Longest total of a check's attempts: four of 60 s.
const LONGEST_CHECK: Duration = Duration::from_secs(4 * 60);

// No job is run while its living prober still works on it, and a dead one's job is taken over
// within the longest start window, 60 s.
const _: () = {
    assert!(LONGEST_JOB.as_secs() > LONGEST_CHECK.as_secs());
    assert!(IDLE.as_secs() >= Heartbeat::LIFETIME.as_secs());
    assert!(IDLE.as_secs() + LOOK_EVERY.as_secs() < 60);
};

/// A job that was delivered this often and never completed is moved to the dead letters
/// instead of to another prober.
const DELIVERIES_LIMIT: u32 = 3;

/// Most entries in one pass, and in one claim.
const LOOK_LIMIT: usize = 1_000;
const CLAIM_LIMIT: usize = 256;

/// Takes over jobs each second, until `shutdown`.
pub(super) async fn run(state: Arc<State>, shutdown: CancellationToken) {
    let mut passes = Passes::new("Looking for abandoned jobs", LOOK_EVERY, shutdown.clone());
    passes.pause(LOOK_EVERY);
    while passes.next().await {
        passes.end(pass(&state, &shutdown).await);
    }
}

/// Claims abandoned jobs, as permits allow, and runs them.
async fn pass(state: &Arc<State>, shutdown: &CancellationToken) -> queue::Result<()> {
    let abandoned = look(state).await?;
    let mut rest = abandoned.as_slice();
    while !rest.is_empty() && !state.is_full() {
        let Some(free) = shutdown
            .run_until_cancelled(state.permits.free(rest.len().min(CLAIM_LIMIT)))
            .await
        else {
            return Ok(());
        };
        let (now, later) = rest.split_at(free.min(rest.len()));
        rest = later;
        let ids: Vec<EntryId> = now.iter().map(|pending| pending.id.clone()).collect();
        let claimed = state.transport.claim(&state.seat, IDLE, &ids).await?;
        if !claimed.is_empty() {
            count(&state.tally.taken_over, claimed.len());
            let stream = &state.seat.stream;
            info!(%stream, batch_len = claimed.len(), "Took over {} abandoned jobs", claimed.len());
        }
        for entry in claimed {
            let deliveries = now
                .iter()
                .find(|one| one.id == entry.id)
                .map_or(0, |one| one.deliveries);
            if deliveries < DELIVERIES_LIMIT {
                state.run(entry);
            } else if state.hold(&entry.id) {
                state.hand_in(job::poison(state, entry, deliveries));
            }
        }
    }
    Ok(())
}

/// Pending jobs that no prober works on.
async fn look(state: &State) -> queue::Result<Vec<Pending>> {
    let pending = state
        .transport
        .pending(&state.seat.stream, IDLE, LOOK_LIMIT)
        .await?;
    if pending.is_empty() {
        return Ok(pending);
    }
    let now_ms = state.clock.now_ms();
    let neighbours = state.transport.neighbours(&state.options.region).await?;
    let alive: HashSet<&str> = neighbours
        .iter()
        .filter(|seen| seen.heartbeat.is_alive(now_ms))
        .map(|seen| seen.name.as_str())
        .collect();
    let can_tell = state.is_heard_for(HEARD_FOR);
    let is_abandoned = |pending: &Pending| {
        if pending.consumer == state.seat.consumer {
            !state.holds(&pending.id)
        } else {
            let is_dead = can_tell && !alive.contains(pending.consumer.as_str());
            is_dead || pending.idle >= LONGEST_JOB
        }
    };
    Ok(pending.into_iter().filter(is_abandoned).collect())
}
