//! The worker: takes a region's jobs, runs them, and hands in the results.
//!
//! Eight loops share one [`state`]: reading jobs, taking over abandoned ones, handing in
//! results, refreshing running jobs, heartbeats, checking the prober's own network, and the
//! jobs themselves. The worker knows how to treat entries of the queue safely; it must not
//! know how a website is checked.
//!
//! Nothing is lost here: a job stays pending in the queue until its report is added in the
//! same transaction that acknowledges it. Whatever happens to this process before that,
//! another prober finds the job and runs it again.

mod handin;
mod intake;
mod job;
mod name;
mod permits;
mod state;
mod takeover;
mod upkeep;

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use queue::{Clock, ProberName, RegionKeys, RegionName, Transport};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout, timeout_at};
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

pub use self::name::claim_name;
pub use self::permits::most_running;
use self::state::State;
use crate::{Error, Probes, Result};

/// How long a stop waits for pending reads: longer than an empty read takes. Jobs of a later
/// read stay in the queue, for another prober.
const LAST_READ: Duration = Duration::from_secs(2);

/// How long handing in may still take if running jobs have used up the grace period.
const LAST_HANDIN: Duration = Duration::from_secs(3);

/// First and longest pause between failed attempts.
const PAUSES: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(5));

/// Time limit for leaving the queue.
const LEAVE: Duration = Duration::from_secs(2);

/// Identity and capacity of a worker.
#[derive(Clone, Debug)]
pub struct WorkerOptions {
    /// Region whose jobs it runs.
    pub region: RegionName,
    /// Name of the prober, unique in its region.
    pub name: ProberName,
    /// Random id of this run of the prober.
    pub instance: String,
    /// Maximum number of concurrent checks; at least 1. An eighth more may run for organizations
    /// that would wait for others.
    pub concurrency: usize,
    /// Most bytes of results that may wait to be handed in; beyond that no job is taken.
    /// Running checks add some KiB each.
    pub waiting_limit: usize,
    /// How long a graceful stop waits for running checks. Jobs still running then stay in the
    /// queue, for another prober.
    pub grace: Duration,
    /// Keys for the secrets in the region's jobs. Without a key, checks with secrets are
    /// unmeasured.
    pub keys: RegionKeys,
}

impl WorkerOptions {
    /// A worker called `name` in `region`: 1,000 concurrent checks, 64 MiB of results, 20 s to
    /// stop.
    pub fn new(region: RegionName, name: ProberName) -> Self {
        Self {
            region,
            name,
            instance: format!("{:016x}", rand::random::<u64>()),
            concurrency: 1_000,
            waiting_limit: 64 << 20,
            grace: Duration::from_secs(20),
            keys: RegionKeys::default(),
        }
    }
}

/// Runs the jobs of `options.region` until `shutdown`, then finishes running jobs, hands in
/// their results, and leaves the queue.
///
/// Waits for a queue that is unavailable. The caller keeps `clock` synchronized with the
/// transport ([`Clock::run`]).
///
/// # Errors
/// [`Error::LoopEnded`] if a loop of the worker panicked or ended by itself: the process
/// should exit and be restarted.
pub async fn run(
    transport: Arc<dyn Transport>,
    clock: Clock,
    probes: Arc<Probes>,
    options: WorkerOptions,
    shutdown: CancellationToken,
) -> Result<()> {
    probes.follow(&clock);
    let (done, results) = mpsc::unbounded_channel();
    let state = Arc::new(State::new(transport, clock, probes, options, done));
    // Dropping this future drops the running jobs, too.
    let _abandoned = state.abandon.clone().drop_guard();
    let finish = CancellationToken::new();

    let mut intake = JoinSet::new();
    spawn(
        &mut intake,
        "read",
        intake::run(Arc::clone(&state), shutdown.clone()),
    );
    spawn(
        &mut intake,
        "take-over",
        takeover::run(Arc::clone(&state), shutdown.clone()),
    );
    let mut upkeep = JoinSet::new();
    spawn(&mut upkeep, "heartbeat", upkeep::beat(Arc::clone(&state)));
    spawn(&mut upkeep, "keep", upkeep::keep(Arc::clone(&state)));
    spawn(&mut upkeep, "sign-of-life", {
        let state = Arc::clone(&state);
        async move { state.probes.beat().await }
    });
    spawn(
        &mut upkeep,
        "look-again",
        upkeep::look_again(Arc::clone(&state)),
    );
    let mut handin = JoinSet::new();
    spawn(
        &mut handin,
        "hand-in",
        handin::run(Arc::clone(&state), results, finish.clone()),
    );

    tokio::select! {
        biased;
        () = shutdown.cancelled() => {}
        Some(ended) = intake.join_next() => return Err(Error::LoopEnded(name_of(ended))),
        Some(ended) = upkeep.join_next() => return Err(Error::LoopEnded(name_of(ended))),
        Some(ended) = handin.join_next() => return Err(Error::LoopEnded(name_of(ended))),
    }

    let ended = async { while intake.join_next().await.is_some() {} };
    if timeout(LAST_READ, ended).await.is_err() {
        warn!(region = %state.options.region, "The queue does not answer, stopping without it");
        intake.shutdown().await;
    }
    finish_jobs(&state).await;
    finish.cancel();
    let until = Instant::now() + LAST_HANDIN;
    if timeout_at(until, handin.join_next()).await.is_err() {
        warn!(region = %state.options.region, "Results could not be handed in; their jobs stay in the queue");
    }
    handin.shutdown().await;
    upkeep.shutdown().await;
    if timeout(LEAVE, take_leave(&state)).await.is_err() {
        warn!(region = %state.options.region, "The queue does not answer, stopping without leaving it");
    }
    Ok(())
}

/// Waits for running jobs, at most for the grace period.
async fn finish_jobs(state: &State) {
    state.drop_waiting();
    let running = state.jobs.len();
    info!(region = %state.options.region, running, "Stopping, {running} checks are still running");
    state.jobs.close();
    let until = Instant::now() + state.options.grace;
    if timeout_at(until, state.jobs.wait()).await.is_err() {
        let left = state.jobs.len();
        warn!(region = %state.options.region, left, "{left} checks did not finish in time, other probers will run them");
        state.abandon.cancel();
        state.jobs.wait().await;
    }
}

async fn take_leave(state: &State) {
    let options = &state.options;
    let retired = state.transport.retire(&options.region, &options.name).await;
    let left = state.transport.leave(&state.seat).await;
    if let Err(err) = retired.and(left) {
        warn!(region = %options.region, error = %err, "Could not leave the queue");
    }
    info!(region = %options.region, prober = %options.name, "Stopped {}", options.name);
}

/// Runs a loop that returns its name when it ends, even by a panic.
fn spawn(
    loops: &mut JoinSet<&'static str>,
    name: &'static str,
    run: impl Future<Output = ()> + Send + 'static,
) {
    loops.spawn(async move {
        // The panic hook has already printed the panic.
        let _ = AssertUnwindSafe(run).catch_unwind().await;
        name
    });
}

fn name_of(ended: std::result::Result<&'static str, tokio::task::JoinError>) -> &'static str {
    ended.unwrap_or("cancelled")
}
