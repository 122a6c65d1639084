//! Memory for what answers hold, bounded over all checks.
//!
//! What is small is free. What grows takes units, and gives them back when its check
//! is over. A check that finds none left waits; one of those that wait may go beyond
//! the bound, so that they never all wait for each other.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use futures_util::task::AtomicWaker;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout_at;

use super::fault::Fault;
use super::trace::Trace;

/// What every check may hold.
pub(crate) const FREE_BYTES: usize = 32 * 1024;

/// What all may hold besides, together: 32 MiB. What grows is copied, so an allocator
/// may take three times as much for it.
const UNITS: usize = 1024;

const UNIT_BYTES: usize = 32 * 1024;

/// How long before the attempt's deadline waiting ends.
const RESERVE: Duration = Duration::from_millis(20);

/// The memory that there is.
#[derive(Debug)]
pub(crate) struct Room {
    units: Arc<Semaphore>,
    /// The right to take what is not there.
    beyond: Arc<Semaphore>,
}

impl Default for Room {
    fn default() -> Self {
        Self::of(UNITS)
    }
}

/// What one check has taken of it.
#[derive(Debug, Default)]
pub(crate) struct Held {
    units: Option<OwnedSemaphorePermit>,
    beyond: Option<OwnedSemaphorePermit>,
}

impl Held {
    fn bytes(&self) -> usize {
        let units = self.units.as_ref().map_or(0, |units| units.num_permits());
        FREE_BYTES + units * UNIT_BYTES
    }

    /// Whether `bytes` may be held.
    pub(crate) fn covers(&self, bytes: usize) -> bool {
        self.beyond.is_some() || bytes <= self.bytes()
    }

    /// Units that are missing for `bytes`: twice as much as there is, so that what
    /// grows rarely asks.
    fn missing(&self, bytes: usize) -> u32 {
        let wanted = bytes.max(2 * self.bytes()) - self.bytes();
        u32::try_from(wanted.div_ceil(UNIT_BYTES)).unwrap_or(u32::MAX)
    }

    fn take(&mut self, more: OwnedSemaphorePermit) {
        match &mut self.units {
            Some(units) => units.merge(more),
            None => self.units = Some(more),
        }
    }
}

impl Room {
    fn of(units: usize) -> Self {
        Self {
            units: Arc::new(Semaphore::new(units)),
            beyond: Arc::new(Semaphore::new(1)),
        }
    }

    /// Makes room for `bytes` in all, and waits for it up to the attempt's deadline;
    /// meanwhile nothing more is read.
    ///
    /// # Errors
    /// Where there is none in time.
    pub(crate) async fn make(
        &self,
        held: &mut Held,
        bytes: usize,
        trace: &mut Trace,
    ) -> Result<(), Fault> {
        if held.covers(bytes) {
            return Ok(());
        }
        let missing = held.missing(bytes);
        if let Ok(more) = Arc::clone(&self.units).try_acquire_many_owned(missing) {
            held.take(more);
            return Ok(());
        }
        trace.is_held_up = true;
        trace.gate.close();
        let last_call = trace.deadline.checked_sub(RESERVE);
        let last_call = last_call.unwrap_or_else(Instant::now);
        let waited = timeout_at(last_call.into(), self.wait(held, missing)).await;
        trace.gate.open();
        waited.map_err(|_| no_room())
    }

    async fn wait(&self, held: &mut Held, missing: u32) {
        tokio::select! {
            biased;
            // Neither is ever closed.
            Ok(more) = Arc::clone(&self.units).acquire_many_owned(missing) => held.take(more),
            Ok(beyond) = Arc::clone(&self.beyond).acquire_owned() => held.beyond = Some(beyond),
            else => {}
        }
    }
}

/// The fault of a check that waited for memory.
pub(crate) fn no_room() -> Fault {
    let reason = "this prober's memory for answers is used up by other checks".to_owned();
    Fault::internal("internal.memory", reason)
}

/// What keeps a stream from being read while there is no room for what would come.
#[derive(Debug, Default)]
pub(crate) struct Gate {
    is_closed: AtomicBool,
    waiting: AtomicWaker,
}

impl Gate {
    fn close(&self) {
        self.is_closed.store(true, Ordering::Release);
    }

    fn open(&self) {
        self.is_closed.store(false, Ordering::Release);
        self.waiting.wake();
    }

    /// Ready while it is open.
    pub(crate) fn poll(&self, cx: &Context<'_>) -> Poll<()> {
        if !self.is_closed.load(Ordering::Acquire) {
            return Poll::Ready(());
        }
        self.waiting.register(cx.waker());
        // It may have been opened before it knew of us.
        if self.is_closed.load(Ordering::Acquire) {
            Poll::Pending
        } else {
            Poll::Ready(())
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    fn trace(limit: Duration) -> Trace {
        Trace::new(Instant::now() + limit)
    }

    #[tokio::test]
    async fn what_is_small_is_free_and_what_grows_asks_rarely() {
        let (room, mut held) = (Room::of(8), Held::default());
        let mut trace = trace(Duration::from_secs(5));
        room.make(&mut held, FREE_BYTES, &mut trace).await.unwrap();
        assert_eq!(room.units.available_permits(), 8);
        let asked = room.make(&mut held, FREE_BYTES + 1, &mut trace).await;
        asked.unwrap();
        assert_eq!(held.bytes(), 2 * FREE_BYTES);
        let asked = room.make(&mut held, 2 * FREE_BYTES + 1, &mut trace).await;
        asked.unwrap();
        assert_eq!(held.bytes(), 4 * FREE_BYTES);
        assert!(!trace.is_held_up);
        drop(held);
        assert_eq!(room.units.available_permits(), 8);
    }

    #[tokio::test]
    async fn one_goes_beyond_the_bound_and_the_others_wait_for_it() {
        let room = Room::of(4);
        let mut checks: Vec<_> = (0..4)
            .map(|_| (Held::default(), trace(Duration::from_secs(5))))
            .collect();
        for (held, trace) in &mut checks {
            room.make(held, FREE_BYTES + 1, trace).await.unwrap();
        }
        assert_eq!(room.units.available_permits(), 0);
        // Each holds some and wants more: the first one gets it.
        let mut checks = checks.into_iter();
        let (mut first, mut trace) = checks.next().unwrap();
        room.make(&mut first, 100 * UNIT_BYTES, &mut trace)
            .await
            .unwrap();
        assert!(first.covers(usize::MAX) && trace.is_held_up);
        let (mut second, mut trace) = checks.next().unwrap();
        let mut waiting = Box::pin(room.make(&mut second, 3 * UNIT_BYTES, &mut trace));
        assert!(waiting.as_mut().now_or_never().is_none());
        drop(first);
        waiting.await.unwrap();
    }

    #[tokio::test]
    async fn who_waits_in_vain_has_learned_nothing() {
        let room = Room::of(0);
        let (mut first, mut second) = (Held::default(), Held::default());
        let mut trace = trace(Duration::from_millis(60));
        room.make(&mut first, FREE_BYTES + 1, &mut trace)
            .await
            .unwrap();
        let fault = room.make(&mut second, FREE_BYTES + 1, &mut trace).await;
        let fault = fault.unwrap_err();
        assert_eq!(fault.failure.detail, "internal.memory");
        assert_eq!(fault.outcome, queue::Outcome::Unmeasured);
    }
}
