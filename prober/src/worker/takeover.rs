//! Taking over what nobody works on any more: jobs of dead neighbours, of our
//! own former life, and those whose delivery got lost on its way to us.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use queue::{EntryId, Heartbeat, Pending};
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use super::backoff::Backoff;
use super::desk::{Desk, count};
use super::intake::chain;
use super::job;

/// Between two looks.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// A job that was delivered more recently is left alone: its prober may have
/// read it before its first heartbeat. A living prober refreshes what it holds
/// more often than this.
pub(super) const IDLE: Duration = Duration::from_secs(5);

/// Others are taken for dead only where the queue has taken our own heartbeats for so
/// long: after it was away, or refused them, all of them are as old as ours. Longer
/// than the pause between two.
const HEARD_FOR: Duration = Duration::from_secs(2);

/// A job that idled this long is taken even from a prober that lives: longer
/// than the longest job, which is four attempts of 60 s (three retries) and the
/// pauses between them. As a living prober refreshes what it holds, such a job
/// was forgotten.
const LONGEST_JOB: Duration = Duration::from_secs(4 * 60 + 5);

/// Most that the attempts of one check take: four of 60 s.
const LONGEST_CHECK: Duration = Duration::from_secs(4 * 60);

// Nobody runs a job that its living prober still works on, and a dead one's job
// is taken over while the longest start window, 60 s, is open.
const _: () = {
    assert!(LONGEST_JOB.as_secs() > LONGEST_CHECK.as_secs());
    assert!(IDLE.as_secs() >= Heartbeat::LIFETIME.as_secs());
    assert!(IDLE.as_secs() + LOOK_EVERY.as_secs() < 60);
};

/// A job that was delivered this often and never answered goes to the dead
/// letters instead of a fourth prober.
const DELIVERIES_LIMIT: u32 = 3;

/// Most entries of one look, and of one claim.
const LOOK_LIMIT: usize = 1_000;
const CLAIM_LIMIT: usize = 256;

/// Looks each second, until `shutdown`.
pub(super) async fn run(desk: Arc<Desk>, shutdown: CancellationToken) {
    let mut backoff = Backoff::default();
    loop {
        let pause = tokio::time::sleep(LOOK_EVERY);
        if shutdown.run_until_cancelled(pause).await.is_none() {
            return;
        }
        match pass(&desk, &shutdown).await {
            Ok(()) => backoff.reset(),
            Err(err) if backoff.fail() => {
                let stream = &desk.seat.stream;
                warn!(%stream, error = %chain(&err), "Cannot look for abandoned jobs, trying again");
            }
            Err(_) => {}
        }
    }
}

/// One look: claims what was abandoned, as permits allow, and runs it.
async fn pass(desk: &Arc<Desk>, shutdown: &CancellationToken) -> queue::Result<()> {
    let abandoned = look(desk).await?;
    let mut rest = abandoned.as_slice();
    while !rest.is_empty() && !desk.is_full() {
        let Some(mut permits) = shutdown
            .run_until_cancelled(desk.permits(rest.len().min(CLAIM_LIMIT)))
            .await
        else {
            return Ok(());
        };
        let (now, later) = rest.split_at(permits.num_permits().min(rest.len()));
        rest = later;
        let ids: Vec<EntryId> = now.iter().map(|pending| pending.id.clone()).collect();
        let claimed = desk.transport.claim(&desk.seat, IDLE, &ids).await?;
        if !claimed.is_empty() {
            count(&desk.tally.taken_over, claimed.len());
            let stream = &desk.seat.stream;
            info!(%stream, batch_len = claimed.len(), "Took over {} abandoned jobs", claimed.len());
        }
        for entry in claimed {
            let deliveries = now
                .iter()
                .find(|one| one.id == entry.id)
                .map_or(0, |one| one.deliveries);
            if deliveries < DELIVERIES_LIMIT {
                desk.run(entry, permits.split(1));
            } else if desk.hold(&entry.id) {
                desk.hand_in(job::poison(desk, entry, deliveries));
            }
        }
    }
    Ok(())
}

/// The pending jobs that nobody works on.
async fn look(desk: &Desk) -> queue::Result<Vec<Pending>> {
    let pending = desk
        .transport
        .pending(&desk.seat.stream, IDLE, LOOK_LIMIT)
        .await?;
    if pending.is_empty() {
        return Ok(pending);
    }
    let now_ms = desk.clock.now_ms();
    let neighbours = desk.transport.neighbours(&desk.options.region).await?;
    let alive: HashSet<&str> = neighbours
        .iter()
        .filter(|seen| seen.heartbeat.is_alive(now_ms))
        .map(|seen| seen.name.as_str())
        .collect();
    let can_tell = desk.is_heard_for(HEARD_FOR);
    let is_abandoned = |pending: &Pending| {
        if pending.consumer == desk.seat.consumer {
            !desk.holds(&pending.id)
        } else {
            let is_dead = can_tell && !alive.contains(pending.consumer.as_str());
            is_dead || pending.idle >= LONGEST_JOB
        }
    };
    Ok(pending.into_iter().filter(is_abandoned).collect())
}
