//! State shared by the worker's loops: permits, and entries that it holds.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use queue::{Clock, Entry, EntryId, GroupConsumer, JobResult, Load, Stream, Transport};
use tokio::sync::mpsc;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::Span;

use super::permits::{Next, Owner, Permits};
use super::{WorkerOptions, job};
use crate::Probes;

/// Most entries held, running or waiting to be handed in. Beyond that no job is taken, so that
/// nothing has to be dropped.
const HELD_LIMIT: usize = 100_000;

/// Totals since the start, for the heartbeat.
#[derive(Default)]
pub(super) struct Tally {
    /// Jobs whose result the queue has accepted.
    pub(super) answered: AtomicU64,
    /// Jobs that arrived too late.
    pub(super) expired: AtomicU64,
    /// Jobs taken over from other probers.
    pub(super) taken_over: AtomicU64,
}

/// Adds to a total of [`Tally`].
pub(super) fn count(total: &AtomicU64, more: usize) {
    total.fetch_add(more as u64, Ordering::Relaxed);
}

/// State of the worker.
pub(super) struct State {
    pub(super) transport: Arc<dyn Transport>,
    pub(super) clock: Clock,
    pub(super) probes: Arc<Probes>,
    pub(super) options: WorkerOptions,
    pub(super) seat: GroupConsumer,
    /// Running jobs.
    pub(super) jobs: TaskTracker,
    /// Aborts running jobs without a result.
    pub(super) abandon: CancellationToken,
    pub(super) tally: Tally,
    pub(super) permits: Permits,
    /// Since when the queue has accepted heartbeats; `None` if it does not.
    heard: Mutex<Option<Instant>>,
    /// Unanswered entries delivered to this prober, and since when.
    held: Mutex<HashMap<EntryId, Instant>>,
    /// Size of the results that wait to be handed in, in bytes.
    waiting: AtomicUsize,
    /// Spans of traced jobs, from their end until they are handed in.
    spans: Mutex<HashMap<EntryId, Span>>,
    done: mpsc::UnboundedSender<JobResult>,
}

impl State {
    pub(super) fn new(
        transport: Arc<dyn Transport>,
        clock: Clock,
        probes: Arc<Probes>,
        options: WorkerOptions,
        done: mpsc::UnboundedSender<JobResult>,
    ) -> Self {
        let stream = Stream::checks(&options.region);
        let seat = GroupConsumer {
            stream,
            consumer: options.name.to_string(),
        };
        let permits = Permits::new(options.concurrency);
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

    /// Runs the job in `entry` once it has a permit, unless it is already held.
    pub(super) fn run(self: &Arc<Self>, entry: Entry) {
        if !self.hold(&entry.id) {
            return;
        }
        let owner = job::owner(&entry);
        match self.permits.enter(owner, entry) {
            Next::Run(entry) => {
                let state = Arc::clone(self);
                self.jobs
                    .spawn(async move { state.work(owner, entry).await });
            }
            Next::Wait(displaced) => {
                for entry in displaced {
                    self.hand_in(job::displaced(self, entry));
                }
            }
            // It stays in the queue, for another prober.
            Next::Leave(entry) => self.release(std::slice::from_ref(&entry.id)),
        }
    }

    /// Runs a job, and then those that get its permit.
    async fn work(&self, mut owner: Owner, mut entry: Entry) {
        loop {
            let id = entry.id.clone();
            let ran = self.abandon.run_until_cancelled(job::run(self, entry));
            match ran.await {
                Some(answer) => self.hand_in(answer),
                None => self.release(std::slice::from_ref(&id)),
            }
            match self.permits.leave(owner) {
                Some(next) => (owner, entry) = next,
                None => return,
            }
        }
    }

    /// Forgets jobs that wait: they stay in the queue, for another prober.
    pub(super) fn drop_waiting(&self) {
        let waiting = self.permits.close();
        let ids: Vec<EntryId> = waiting.into_iter().map(|entry| entry.id).collect();
        self.release(&ids);
    }

    /// Records that `id` is held; returns false if it already was.
    pub(super) fn hold(&self, id: &EntryId) -> bool {
        self.held().insert(id.clone(), Instant::now()).is_none()
    }

    /// Passes on a result to be handed in.
    pub(super) fn hand_in(&self, answer: JobResult) {
        self.waiting.fetch_add(size(&answer), Ordering::Relaxed);
        // The receiver ends last, after every job. If it is gone nevertheless, the worker is
        // ending with an error and the job stays in the queue.
        let _ = self.done.send(answer);
    }

    /// Records whether the queue accepted the heartbeat.
    pub(super) fn note_heartbeat(&self, is_taken: bool) {
        let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        *heard = is_taken.then(|| heard.unwrap_or_else(Instant::now));
    }

    /// Whether the queue has accepted this prober's heartbeats for `age`. Before that, the
    /// silence of others means nothing.
    pub(super) fn is_heard_for(&self, age: Duration) -> bool {
        let heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        heard.is_some_and(|since| since.elapsed() >= age)
    }

    /// Forgets results that the queue has accepted.
    pub(super) fn handed_in(&self, answers: &[JobResult]) {
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

    /// Load of this prober.
    pub(super) fn load(&self) -> Load {
        let running = self.jobs.len() as u64;
        let total = |count: &AtomicU64| count.load(Ordering::Relaxed);
        Load {
            running,
            capacity: self.options.concurrency as u64,
            waiting_results: (self.held().len() as u64)
                .saturating_sub(running + self.permits.waiting() as u64),
            waiting_bytes: self.waiting_bytes() as u64,
            answered_total: total(&self.tally.answered),
            expired_total: total(&self.tally.expired),
            taken_over_total: total(&self.tally.taken_over),
        }
    }

    pub(super) fn is_full(&self) -> bool {
        self.waiting_bytes() >= self.options.waiting_limit || self.held().len() >= HELD_LIMIT
    }

    /// Size of the results that wait to be handed in, in bytes.
    pub(super) fn waiting_bytes(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }

    /// Entries held for at least `age`.
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
        // A poisoned lock is fine: no code panics halfway through a change.
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Approximate memory of a result, without its entry's id.
fn size(answer: &JobResult) -> usize {
    let len = |body: &Option<Bytes>| body.as_ref().map_or(0, Bytes::len);
    len(&answer.report) + len(&answer.dead)
}
