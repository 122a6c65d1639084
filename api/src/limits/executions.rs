//! Limits how many documents of one caller are executed at once.
//!
//! Each takes memory for what it has read until its answer is written. Further ones wait in
//! turn, as long as what waits is small, and not for long. Subscriptions take no turn.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use entity::OrganizationId;
use metrics::{counter, gauge};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use crate::service::throttle::Network;

/// Most documents of one caller that are executed at once.
pub const AT_ONCE: usize = 16;

/// Most documents of one caller that wait, and most memory of them in bytes.
const MOST_WAITING: usize = 1_000;
const MOST_BYTES: usize = 64 * 1024 * 1024;

/// How long a document waits.
const PATIENCE: Duration = Duration::from_secs(10);

/// Executions of one process; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Executions(Arc<Mutex<HashMap<Caller, Weak<Queue>>>>);

/// Whose documents are counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Caller {
    /// An account, in all its sessions.
    Account(OrganizationId),
    /// Everybody at an address who is not signed in.
    Address(Network),
}

/// The documents of one caller.
#[derive(Debug)]
struct Queue {
    places: Arc<Semaphore>,
    waiting: Mutex<Waiting>,
}

#[derive(Debug, Default)]
struct Waiting {
    documents: usize,
    bytes: usize,
}

/// A place for one document, which is free again when this is dropped.
#[derive(Debug)]
pub struct Turn {
    /// A queue lives as long as somebody is in it.
    _queue: Arc<Queue>,
    _place: Option<OwnedSemaphorePermit>,
}

/// Why a document is not executed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Crowded {
    /// Too much waits already.
    #[error("{AT_ONCE} documents are executed at once, and too many wait: send fewer at once")]
    Full,
    /// It has waited for too long.
    #[error(
        "{AT_ONCE} documents are executed at once, and this one has waited for {} s: send fewer at once",
        PATIENCE.as_secs()
    )]
    Late,
}

impl Crowded {
    /// When it is worth trying again, in seconds.
    pub const RETRY_AFTER_SECS: u32 = 5;
}

impl Executions {
    /// A turn to execute a document of `caller` that holds so many `bytes` while it waits.
    ///
    /// # Errors
    /// [`Crowded`] if the caller has too many documents in progress.
    pub async fn turn(&self, caller: Caller, bytes: usize) -> Result<Turn, Crowded> {
        let turn = self.of(caller).turn(bytes).await;
        turn.inspect_err(|_| counter!("upbeat_http_documents_crowded_total").increment(1))
    }

    fn of(&self, caller: Caller) -> Arc<Queue> {
        let mut queues = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(queue) = queues.get(&caller).and_then(Weak::upgrade) {
            return queue;
        }
        if queues.len() == queues.capacity() {
            queues.retain(|_, queue| queue.strong_count() > 0);
        }
        let queue = Arc::new(Queue {
            places: Arc::new(Semaphore::new(AT_ONCE)),
            waiting: Mutex::default(),
        });
        queues.insert(caller, Arc::downgrade(&queue));
        queue
    }
}

impl Queue {
    async fn turn(self: Arc<Self>, bytes: usize) -> Result<Turn, Crowded> {
        // Who waits already comes first: what becomes free is given to it.
        let place = match Arc::clone(&self.places).try_acquire_owned() {
            Ok(place) => Some(place),
            Err(_) => {
                let _waiting = self.wait(bytes).ok_or(Crowded::Full)?;
                let place = Arc::clone(&self.places).acquire_owned();
                // The semaphore is never closed.
                timeout(PATIENCE, place)
                    .await
                    .map_err(|_| Crowded::Late)?
                    .ok()
            }
        };
        Ok(Turn {
            _queue: self,
            _place: place,
        })
    }

    /// Room to wait; `None` if there is none.
    fn wait(&self, bytes: usize) -> Option<Room<'_>> {
        let mut waiting = self.lock();
        let total = waiting.bytes.saturating_add(bytes);
        if waiting.documents >= MOST_WAITING || total > MOST_BYTES {
            return None;
        }
        waiting.documents += 1;
        waiting.bytes = total;
        gauge!("upbeat_http_documents_waiting").increment(1);
        Some(Room { queue: self, bytes })
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The room of a document that waits.
struct Room<'q> {
    queue: &'q Queue,
    bytes: usize,
}

impl Drop for Room<'_> {
    fn drop(&mut self) {
        let mut waiting = self.queue.lock();
        waiting.documents -= 1;
        waiting.bytes -= self.bytes;
        gauge!("upbeat_http_documents_waiting").decrement(1);
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;
    use tokio::time::{Instant, advance};
    use uuid::Uuid;

    use super::*;

    const ADA: Caller = Caller::Account(OrganizationId(Uuid::from_u128(1)));
    const BOB: Caller = Caller::Account(OrganizationId(Uuid::from_u128(2)));

    async fn sixteen(executions: &Executions) -> Vec<Turn> {
        let mut turns = Vec::new();
        for _ in 0..AT_ONCE {
            turns.push(executions.turn(ADA, 1).now_or_never().unwrap().unwrap());
        }
        turns
    }

    #[tokio::test]
    async fn sixteen_of_a_caller_are_executed_and_further_ones_wait_in_turn() {
        let executions = Executions::default();
        let mut turns = sixteen(&executions).await;
        let mut first = Box::pin(executions.turn(ADA, 1));
        let mut second = Box::pin(executions.turn(ADA, 1));
        assert!(first.as_mut().now_or_never().is_none());
        assert!(second.as_mut().now_or_never().is_none());
        assert!(executions.turn(BOB, 1).now_or_never().unwrap().is_ok());
        let stranger = |text: &str| {
            let origin = crate::service::throttle::Origin(text.parse().unwrap());
            executions.turn(Caller::Address(origin.into()), 1)
        };
        let stranger = stranger("192.0.2.1").now_or_never();
        assert!(stranger.unwrap().is_ok());
        turns.pop();
        assert!(second.as_mut().now_or_never().is_none(), "it came later");
        let turn = first.as_mut().now_or_never().unwrap();
        assert!(second.as_mut().now_or_never().is_none());
        drop(turn);
        assert!(second.now_or_never().unwrap().is_ok());
    }

    #[tokio::test]
    async fn what_waits_is_bounded_and_who_leaves_makes_room() {
        let executions = Executions::default();
        let _turns = sixteen(&executions).await;
        let wait = |bytes| {
            let mut waits = Box::pin(executions.turn(ADA, bytes));
            match waits.as_mut().now_or_never() {
                None => Ok(waits),
                Some(turn) => Err(turn.unwrap_err()),
            }
        };
        let large = wait(MOST_BYTES - 5).unwrap();
        let small: Vec<_> = (0..5).map(|_| wait(1).unwrap()).collect();
        assert_eq!(wait(1).err(), Some(Crowded::Full));
        assert!(executions.turn(BOB, MOST_BYTES).await.is_ok());
        drop(large);
        let many: Vec<_> = (5..MOST_WAITING).map(|_| wait(1).unwrap()).collect();
        assert_eq!(wait(1).err(), Some(Crowded::Full));
        drop((small, many));
        assert!(wait(MOST_BYTES).is_ok());
        assert_eq!(wait(MOST_BYTES + 1).err(), Some(Crowded::Full));
    }

    #[tokio::test(start_paused = true)]
    async fn nobody_waits_for_longer_than_ten_seconds() {
        let executions = Executions::default();
        let turns = sixteen(&executions).await;
        let began = Instant::now();
        let late = executions.turn(ADA, 1).await.unwrap_err();
        assert_eq!((late, began.elapsed()), (Crowded::Late, PATIENCE));
        let mut waits = Box::pin(executions.turn(ADA, 1));
        assert!(waits.as_mut().now_or_never().is_none());
        advance(PATIENCE - Duration::from_millis(1)).await;
        drop(turns);
        assert!(waits.await.is_ok());
    }

    #[tokio::test]
    async fn who_has_nothing_in_progress_is_forgotten() {
        let executions = Executions::default();
        for n in 10..1_000 {
            let caller = Caller::Account(OrganizationId(Uuid::from_u128(n)));
            executions.turn(caller, 1).await.unwrap();
        }
        assert!(executions.0.lock().unwrap().len() < 100);
    }
}
