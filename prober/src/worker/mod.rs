//! The worker: takes a region's jobs, runs them, and hands the reports in.
//!
//! Eight loops share one [`desk`]: reading jobs, taking over what others left,
//! handing results in, keeping what we still work on, the heartbeat, looking
//! at our own network, and the jobs themselves. The worker knows what is safe to do with an entry of the
//! queue; it must not know how a website is checked.
//!
//! Nothing is lost here: a job stays pending in the queue until its report is
//! added in the same transaction that acknowledges it. Whatever happens to this
//! process before that, a neighbour finds the job and runs it again.

mod backoff;
mod desk;
mod handin;
mod intake;
mod job;
mod name;
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

use self::desk::Desk;
pub use self::name::claim_name;
use crate::{Error, Probes, Result};

/// How long a stop waits for reads under way: longer than one takes that finds
/// nothing. What a later one brings stays in the queue, for a neighbour.
const LAST_READ: Duration = Duration::from_secs(2);

/// How long handing in may still take when running jobs had used up the grace.
const LAST_HANDIN: Duration = Duration::from_secs(3);

/// How long taking leave may take.
const LEAVE: Duration = Duration::from_secs(2);

/// Who a worker is and how much it does.
#[derive(Clone, Debug)]
pub struct WorkerOptions {
    /// The region whose jobs it runs.
    pub region: RegionName,
    /// Its own name, unique in the region.
    pub name: ProberName,
    /// Which run of the prober this is: something random.
    pub instance: String,
    /// How many checks may run at once; at least 1.
    pub concurrency: usize,
    /// Most bytes of results that may wait to be handed in; beyond it no job is
    /// taken. What runs by then comes on top: some KiB for each check.
    pub waiting_limit: usize,
    /// How long a graceful stop waits for running checks. What is still running
    /// then stays in the queue, for a neighbour.
    pub grace: Duration,
    /// What opens the secrets in the region's jobs. Without a key, checks that
    /// have any are unmeasured.
    pub keys: RegionKeys,
}

impl WorkerOptions {
    /// The worker `name` of `region`: 1,000 checks at once, 64 MiB of
    /// results, 20 s to stop.
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

/// Runs the jobs of `options.region` until `shutdown`, then finishes what was
/// begun, hands it in, and takes leave of the queue.
///
/// A queue that is away is waited for. The caller keeps `clock` in step with
/// the transport ([`Clock::run`]).
///
/// # Errors
/// [`Error::LoopEnded`] if a part of the worker panicked or ended by itself: the
/// process should end, and be started again.
pub async fn run(
    transport: Arc<dyn Transport>,
    clock: Clock,
    probes: Arc<Probes>,
    options: WorkerOptions,
    shutdown: CancellationToken,
) -> Result<()> {
    probes.follow(&clock);
    let (done, results) = mpsc::unbounded_channel();
    let desk = Arc::new(Desk::new(transport, clock, probes, options, done));
    // Whoever drops this future drops the running jobs with it.
    let _abandoned = desk.abandon.clone().drop_guard();
    let finish = CancellationToken::new();

    let mut intake = JoinSet::new();
    spawn(
        &mut intake,
        "read",
        intake::run(Arc::clone(&desk), shutdown.clone()),
    );
    spawn(
        &mut intake,
        "take-over",
        takeover::run(Arc::clone(&desk), shutdown.clone()),
    );
    let mut upkeep = JoinSet::new();
    spawn(&mut upkeep, "heartbeat", upkeep::beat(Arc::clone(&desk)));
    spawn(&mut upkeep, "keep", upkeep::keep(Arc::clone(&desk)));
    spawn(&mut upkeep, "sign-of-life", {
        let desk = Arc::clone(&desk);
        async move { desk.probes.beat().await }
    });
    spawn(
        &mut upkeep,
        "look-again",
        upkeep::look_again(Arc::clone(&desk)),
    );
    let mut handin = JoinSet::new();
    spawn(
        &mut handin,
        "hand-in",
        handin::run(Arc::clone(&desk), results, finish.clone()),
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
        warn!(region = %desk.options.region, "The queue does not answer, stopping without it");
        intake.shutdown().await;
    }
    finish_jobs(&desk).await;
    finish.cancel();
    let until = Instant::now() + LAST_HANDIN;
    if timeout_at(until, handin.join_next()).await.is_err() {
        warn!(region = %desk.options.region, "Results could not be handed in, their jobs stay in the queue");
    }
    handin.shutdown().await;
    upkeep.shutdown().await;
    if timeout(LEAVE, take_leave(&desk)).await.is_err() {
        warn!(region = %desk.options.region, "The queue does not answer, leaving without a word");
    }
    Ok(())
}

/// Waits for running jobs, for as long as the grace allows.
async fn finish_jobs(desk: &Desk) {
    let running = desk.jobs.len();
    info!(region = %desk.options.region, running, "Stopping, {running} checks are still running");
    desk.jobs.close();
    let until = Instant::now() + desk.options.grace;
    if timeout_at(until, desk.jobs.wait()).await.is_err() {
        let left = desk.jobs.len();
        warn!(region = %desk.options.region, left, "{left} checks did not end in time, others will run them");
        desk.abandon.cancel();
        desk.jobs.wait().await;
    }
}

async fn take_leave(desk: &Desk) {
    let options = &desk.options;
    let retired = desk.transport.retire(&options.region, &options.name).await;
    let left = desk.transport.leave(&desk.seat).await;
    if let Err(err) = retired.and(left) {
        warn!(region = %options.region, error = %err, "Could not take leave of the queue");
    }
    info!(region = %options.region, prober = %options.name, "Stopped {}", options.name);
}

/// Runs a loop that gives its name when it ends, panicking or not.
fn spawn(
    loops: &mut JoinSet<&'static str>,
    name: &'static str,
    run: impl Future<Output = ()> + Send + 'static,
) {
    loops.spawn(async move {
        // The panic itself was printed by the panic hook.
        let _ = AssertUnwindSafe(run).catch_unwind().await;
        name
    });
}

fn name_of(ended: std::result::Result<&'static str, tokio::task::JoinError>) -> &'static str {
    ended.unwrap_or("cancelled")
}
