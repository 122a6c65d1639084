//! What the worker's loops share: permits, and the entries that we hold.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use queue::{Answer, Clock, Entry, EntryId, Seat, Stream, Transport};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::{WorkerOptions, job};
use crate::Probes;

/// Most entries that we hold, running or waiting to be handed in. Beyond it no
/// job is taken, so that nothing need ever be dropped.
pub(super) const HELD_LIMIT: usize = 100_000;

/// The worker's state.
pub(super) struct Desk {
    pub(super) transport: Arc<dyn Transport>,
    pub(super) clock: Clock,
    pub(super) probes: Arc<Probes>,
    pub(super) options: WorkerOptions,
    pub(super) seat: Seat,
    /// The jobs that run now.
    pub(super) jobs: TaskTracker,
    /// Ends running jobs without a result.
    pub(super) abandon: CancellationToken,
    permits: Arc<Semaphore>,
    /// Entries that were delivered to us and not answered, and since when.
    held: Mutex<HashMap<EntryId, Instant>>,
    done: mpsc::UnboundedSender<Answer>,
}

impl Desk {
    pub(super) fn new(
        transport: Arc<dyn Transport>,
        clock: Clock,
        probes: Arc<Probes>,
        options: WorkerOptions,
        done: mpsc::UnboundedSender<Answer>,
    ) -> Self {
        let stream = Stream::checks(&options.region);
        let seat = Seat {
            stream,
            consumer: options.name.to_string(),
        };
        let permits = Arc::new(Semaphore::new(
            options.concurrency.clamp(1, Semaphore::MAX_PERMITS),
        ));
        Self {
            transport,
            clock,
            probes,
            options,
            seat,
            jobs: TaskTracker::new(),
            abandon: CancellationToken::new(),
            permits,
            held: Mutex::default(),
            done,
        }
    }

    /// Permits to run up to `max` jobs: waits for the first, takes what more is
    /// free. Those who wait are served in turn.
    pub(super) async fn permits(&self, max: usize) -> OwnedSemaphorePermit {
        let Ok(mut permits) = Arc::clone(&self.permits).acquire_owned().await else {
            // The semaphore is never closed.
            return std::future::pending().await;
        };
        let more = max.saturating_sub(1).min(self.permits.available_permits());
        let more = u32::try_from(more).unwrap_or(u32::MAX);
        if let Ok(more) = Arc::clone(&self.permits).try_acquire_many_owned(more) {
            permits.merge(more);
        }
        permits
    }

    /// Runs the job in `entry`, unless we hold it already.
    pub(super) fn run(self: &Arc<Self>, entry: Entry, permit: Option<OwnedSemaphorePermit>) {
        if !self.hold(&entry.id) {
            return;
        }
        let desk = Arc::clone(self);
        self.jobs.spawn(async move {
            let id = entry.id.clone();
            match desk
                .abandon
                .run_until_cancelled(job::run(&desk, entry))
                .await
            {
                Some(answer) => desk.hand_in(answer),
                None => desk.release(std::slice::from_ref(&id)),
            }
            drop(permit);
        });
    }

    /// Notes that `id` is ours to answer; false if it was already.
    pub(super) fn hold(&self, id: &EntryId) -> bool {
        self.held().insert(id.clone(), Instant::now()).is_none()
    }

    /// Passes a result on to be handed in.
    pub(super) fn hand_in(&self, answer: Answer) {
        // The receiver goes last, after every job. If it is gone all the same,
        // the worker is ending with an error and the job stays in the queue.
        let _ = self.done.send(answer);
    }

    /// Forgets entries that were answered or given up.
    pub(super) fn release(&self, ids: &[EntryId]) {
        let mut held = self.held();
        for id in ids {
            held.remove(id);
        }
    }

    pub(super) fn holds(&self, id: &EntryId) -> bool {
        self.held().contains_key(id)
    }

    pub(super) fn is_full(&self) -> bool {
        self.held().len() >= HELD_LIMIT
    }

    /// Entries that we have held for at least `age`.
    pub(super) fn held_for(&self, age: Duration) -> Vec<EntryId> {
        let old = |since: &Instant| since.elapsed() >= age;
        self.held()
            .iter()
            .filter(|(_, since)| old(since))
            .map(|(id, _)| id.clone())
            .collect()
    }

    fn held(&self) -> MutexGuard<'_, HashMap<EntryId, Instant>> {
        // No code panics while it holds the lock half way through a change.
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
