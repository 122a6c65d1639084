//! What the worker's loops share: permits, and the entries that we hold.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use queue::{Answer, Clock, Entry, EntryId, Load, Seat, Stream, Transport};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::Span;

use super::{WorkerOptions, job};
use crate::Probes;

/// Most entries that we hold, running or waiting to be handed in. Beyond it no
/// job is taken, so that nothing need ever be dropped.
const HELD_LIMIT: usize = 100_000;

/// What was done since the start, for the heartbeat.
#[derive(Default)]
pub(super) struct Tally {
    /// Jobs whose answer the queue has taken.
    pub(super) answered: AtomicU64,
    /// Jobs that came too late.
    pub(super) expired: AtomicU64,
    /// Jobs that others had left.
    pub(super) taken_over: AtomicU64,
}

/// Adds to a count of [`Tally`].
pub(super) fn count(total: &AtomicU64, more: usize) {
    total.fetch_add(more as u64, Ordering::Relaxed);
}

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
    pub(super) tally: Tally,
    permits: Arc<Semaphore>,
    /// Since when the queue takes our heartbeats, if it does.
    heard: Mutex<Option<Instant>>,
    /// Entries that were delivered to us and not answered, and since when.
    held: Mutex<HashMap<EntryId, Instant>>,
    /// Bytes of the results that wait to be handed in.
    waiting: AtomicUsize,
    /// Where jobs are traced: from their end to their being handed in.
    spans: Mutex<HashMap<EntryId, Span>>,
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
            tally: Tally::default(),
            permits,
            heard: Mutex::default(),
            held: Mutex::default(),
            waiting: AtomicUsize::new(0),
            spans: Mutex::default(),
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
        self.waiting.fetch_add(size(&answer), Ordering::Relaxed);
        // The receiver goes last, after every job. If it is gone all the same,
        // the worker is ending with an error and the job stays in the queue.
        let _ = self.done.send(answer);
    }

    /// Notes whether the queue took our heartbeat.
    pub(super) fn note_heartbeat(&self, is_taken: bool) {
        let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        *heard = is_taken.then(|| heard.unwrap_or_else(Instant::now));
    }

    /// Whether the queue has taken heartbeats for `age`, as far as ours tell: before
    /// that, the silence of others tells nothing of them.
    pub(super) fn is_heard_for(&self, age: Duration) -> bool {
        let heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        heard.is_some_and(|since| since.elapsed() >= age)
    }

    /// Forgets answers that the queue has.
    pub(super) fn handed_in(&self, answers: &[Answer]) {
        let bytes = answers.iter().map(size).sum();
        self.waiting.fetch_sub(bytes, Ordering::Relaxed);
        let ids: Vec<EntryId> = answers.iter().map(|answer| answer.job.clone()).collect();
        self.release(&ids);
    }

    /// Forgets entries that were answered or given up.
    pub(super) fn release(&self, ids: &[EntryId]) {
        let mut held = self.held();
        for id in ids {
            held.remove(id);
        }
        drop(held);
        let mut spans = self.spans();
        if !spans.is_empty() {
            ids.iter().for_each(|id| drop(spans.remove(id)));
        }
    }

    pub(super) fn holds(&self, id: &EntryId) -> bool {
        self.held().contains_key(id)
    }

    /// How busy this prober is.
    pub(super) fn load(&self) -> Load {
        let running = self.jobs.len() as u64;
        let total = |count: &AtomicU64| count.load(Ordering::Relaxed);
        Load {
            running,
            capacity: self.options.concurrency as u64,
            waiting_results: (self.held().len() as u64).saturating_sub(running),
            waiting_bytes: self.waiting_bytes() as u64,
            answered_total: total(&self.tally.answered),
            expired_total: total(&self.tally.expired),
            taken_over_total: total(&self.tally.taken_over),
        }
    }

    pub(super) fn is_full(&self) -> bool {
        self.waiting_bytes() >= self.options.waiting_limit || self.held().len() >= HELD_LIMIT
    }

    /// Bytes of the results that wait to be handed in.
    pub(super) fn waiting_bytes(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
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

    /// Keeps `span` open until the entry `id` is released.
    pub(super) fn trace(&self, id: &EntryId, span: Span) {
        if !span.is_disabled() {
            self.spans().insert(id.clone(), span);
        }
    }

    fn spans(&self) -> MutexGuard<'_, HashMap<EntryId, Span>> {
        self.spans.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn held(&self) -> MutexGuard<'_, HashMap<EntryId, Instant>> {
        // No code panics while it holds the lock half way through a change.
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What an answer takes in memory, but for its entry's id.
fn size(answer: &Answer) -> usize {
    let len = |body: &Option<Bytes>| body.as_ref().map_or(0, Bytes::len);
    len(&answer.report) + len(&answer.dead)
}
