//! Decides which jobs run: at most so many at once, shared out between organizations.
//!
//! One organization may have all permits while nobody else needs one, and a check that hangs
//! keeps its permit for a minute. So a few more checks may run than `concurrency` says, each for
//! an organization that has next to none running; and what becomes free goes to the one that has
//! the fewest. Jobs that wait meanwhile are read ahead, or those of others would wait behind them
//! in the queue.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use queue::{Entry, Tenant};
use tokio::sync::Notify;

/// How much of the permits is added for organizations that would wait for others.
const EXTRA_PART: usize = 8;

/// How much of that one organization may use.
const EACH_PART: usize = 8;

/// Most jobs that wait for each permit, most altogether, and most memory of them in bytes.
const WAITING_PER_PERMIT: usize = 10;
const MOST_WAITING: usize = 20_000;
const WAITING_BYTES: usize = 32 << 20;

/// Approximate memory of a job that waits, besides its body.
const ENTRY_BYTES: usize = 128;

/// Number of checks that may run at once with `concurrency` permits: those permits, and what is
/// added for organizations that would wait for others.
pub fn most_running(concurrency: usize) -> usize {
    concurrency + extra(concurrency)
}

fn extra(concurrency: usize) -> usize {
    (concurrency / EXTRA_PART).max(1)
}

/// The organization that a job belongs to; `None` if the job does not say.
pub(super) type Owner = Option<Tenant>;

/// Permits of one worker.
pub(super) struct Permits {
    most: usize,
    inner: Mutex<Inner>,
    freed: Notify,
}

#[derive(Default)]
struct Inner {
    running: usize,
    waiting: usize,
    waiting_bytes: usize,
    shares: HashMap<Owner, Share>,
    /// Number of jobs that have waited so far.
    arrivals: u64,
    is_closed: bool,
}

/// What one organization has in this worker.
#[derive(Default)]
struct Share {
    running: usize,
    waiting: VecDeque<Waiting>,
}

struct Waiting {
    arrival: u64,
    entry: Entry,
}

/// What is to be done with a job.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// It has a permit.
    Run(Entry),
    /// It waits, in place of these, for which there is no room any more.
    Wait(Vec<Entry>),
    /// Nothing starts any more.
    Leave(Entry),
}

impl Permits {
    pub(super) fn new(concurrency: usize) -> Self {
        Self {
            most: concurrency.max(1),
            inner: Mutex::default(),
            freed: Notify::new(),
        }
    }

    /// Waits until a permit is free; the number of those that are, at most `max`.
    pub(super) async fn free(&self, max: usize) -> usize {
        loop {
            let freed = self.freed.notified();
            tokio::pin!(freed);
            freed.as_mut().enable();
            let free = self.most.saturating_sub(self.lock().running).min(max);
            if free > 0 {
                return free;
            }
            freed.await;
        }
    }

    /// Whether an organization has so many permits that others would wait for it.
    pub(super) fn is_hogged(&self) -> bool {
        let inner = self.lock();
        let mut shares = inner.shares.iter();
        inner.running >= self.most
            && shares.any(|(owner, share)| owner.is_some() && share.running >= self.each())
    }

    /// Number of jobs that wait.
    pub(super) fn waiting(&self) -> usize {
        self.lock().waiting
    }

    /// A permit for a job, or a place to wait for one.
    pub(super) fn enter(&self, owner: Owner, entry: Entry) -> Next {
        let mut inner = self.lock();
        if inner.is_closed {
            return Next::Leave(entry);
        }
        let share = inner.shares.entry(owner).or_default();
        let (running, is_first) = (share.running, share.waiting.is_empty());
        if is_first && self.admits(&inner, running) {
            inner.start(owner);
            return Next::Run(entry);
        }
        inner.wait(owner, entry);
        let mut displaced = Vec::new();
        let room = (self.most * WAITING_PER_PERMIT).min(MOST_WAITING);
        while inner.waiting > room || inner.waiting_bytes > WAITING_BYTES {
            let Some(entry) = inner.displace() else { break };
            displaced.push(entry);
        }
        Next::Wait(displaced)
    }

    /// Gives back the permit of a job of `owner`; the job that has it now, if one waits.
    pub(super) fn leave(&self, owner: Owner) -> Option<(Owner, Entry)> {
        let mut inner = self.lock();
        inner.running -= 1;
        if let Some(share) = inner.shares.get_mut(&owner) {
            share.running -= 1;
        }
        inner.tidy(owner);
        let next = self.next(&mut inner);
        drop(inner);
        if next.is_none() {
            self.freed.notify_waiters();
        }
        next
    }

    /// Lets nothing start any more; what has waited.
    pub(super) fn close(&self) -> Vec<Entry> {
        let mut inner = self.lock();
        inner.is_closed = true;
        (inner.waiting, inner.waiting_bytes) = (0, 0);
        let shares = inner.shares.values_mut();
        let waiting = shares.flat_map(|share| share.waiting.drain(..));
        waiting.map(|waiting| waiting.entry).collect()
    }

    /// The job that is to run next: of the organization with the fewest running, the first.
    fn next(&self, inner: &mut Inner) -> Option<(Owner, Entry)> {
        if inner.waiting == 0 {
            return None;
        }
        let shares = inner.shares.iter();
        let waiting = shares.filter_map(|(owner, share)| {
            let first = share.waiting.front()?;
            Some((share.running, first.arrival, *owner))
        });
        let (running, _, owner) =
            waiting.min_by_key(|(running, arrival, _)| (*running, *arrival))?;
        if !self.admits(inner, running) {
            return None;
        }
        let entry = inner.take_first(owner)?;
        inner.start(owner);
        Some((owner, entry))
    }

    /// Whether a job may start of an organization with so many running.
    fn admits(&self, inner: &Inner, running: usize) -> bool {
        inner.running < self.most
            || running < self.each() && inner.running < most_running(self.most)
    }

    /// How many of its jobs an organization may run beyond the permits.
    fn each(&self) -> usize {
        (extra(self.most) / EACH_PART).max(1)
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn start(&mut self, owner: Owner) {
        self.running += 1;
        self.shares.entry(owner).or_default().running += 1;
    }

    fn wait(&mut self, owner: Owner, entry: Entry) {
        self.waiting += 1;
        self.waiting_bytes += size(&entry);
        self.arrivals += 1;
        let arrival = self.arrivals;
        let share = self.shares.entry(owner).or_default();
        share.waiting.push_back(Waiting { arrival, entry });
    }

    /// Takes the oldest job of the organization that has the most waiting.
    fn displace(&mut self) -> Option<Entry> {
        let shares = self.shares.iter();
        let (owner, _) = shares.max_by_key(|(_, share)| share.waiting.len())?;
        let owner = *owner;
        let entry = self.take_first(owner)?;
        self.tidy(owner);
        Some(entry)
    }

    fn take_first(&mut self, owner: Owner) -> Option<Entry> {
        let waiting = self.shares.get_mut(&owner)?.waiting.pop_front()?;
        self.waiting -= 1;
        self.waiting_bytes -= size(&waiting.entry);
        Some(waiting.entry)
    }

    /// Forgets an organization that has nothing here.
    fn tidy(&mut self, owner: Owner) {
        let share = self.shares.get(&owner);
        if share.is_some_and(|share| share.running == 0 && share.waiting.is_empty()) {
            self.shares.remove(&owner);
        }
    }
}

fn size(entry: &Entry) -> usize {
    ENTRY_BYTES + entry.body.len()
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use futures_util::FutureExt;
    use queue::EntryId;
    use uuid::Uuid;

    use super::*;

    fn owner(n: u128) -> Owner {
        Some(Tenant::of(Uuid::from_u128(n)))
    }

    fn entry(n: usize) -> Entry {
        Entry {
            id: EntryId(n.to_string()),
            body: Bytes::new(),
        }
    }

    /// Whether a job runs at once.
    fn runs(permits: &Permits, owner: Owner) -> bool {
        permits.enter(owner, entry(0)) == Next::Run(entry(0))
    }

    #[tokio::test]
    async fn one_organization_may_have_all_and_another_does_not_wait_for_it() {
        let permits = Permits::new(80);
        assert_eq!(permits.free(100).await, 80);
        for n in 0..200 {
            assert_eq!(runs(&permits, owner(1)), n < 80, "{n}");
        }
        assert!(permits.free(1).now_or_never().is_none());
        assert!(permits.is_hogged());
        // Ten more may run altogether, one of each organization.
        for n in 2..20 {
            assert_eq!(runs(&permits, owner(n)), n < 12, "{n}");
        }
        assert_eq!(permits.waiting(), 120 + 8);
        // The one that has run for another makes room for who has none.
        assert_eq!(permits.leave(owner(2)), Some((owner(12), entry(0))));
        // What the first one gives back goes to the others, until no more run than may.
        let next: Vec<_> = (0..17).map(|_| permits.leave(owner(1))).collect();
        let others: Vec<_> = (13..20).map(|n| Some((owner(n), entry(0)))).collect();
        assert_eq!(next[..7], others);
        assert_eq!(next[7..], vec![None; 10]);
        assert_eq!(permits.leave(owner(1)), Some((owner(1), entry(0))));
    }

    #[test]
    fn freed_permits_go_to_whoever_has_the_fewest() {
        let permits = Permits::new(4);
        for _ in 0..4 {
            assert!(runs(&permits, owner(1)));
        }
        assert!(runs(&permits, owner(2)), "beyond the permits");
        for n in [1, 1, 2, 2, 2, 2] {
            assert!(!runs(&permits, owner(n)));
        }
        let next = [1, 1, 1, 2].map(|n| permits.leave(owner(n)).map(|(owner, _)| owner));
        // Five run where four may; then the second one has as many as the first.
        assert_eq!(next, [None, Some(owner(2)), Some(owner(1)), Some(owner(2))]);
    }

    #[test]
    fn without_owners_nothing_runs_beyond_the_permits_but_one() {
        let permits = Permits::new(3);
        let ran = (0..10).filter(|_| runs(&permits, None)).count();
        assert_eq!((ran, permits.is_hogged()), (3, false));
        assert!(runs(&permits, owner(1)));
    }

    #[test]
    fn what_waits_is_bounded_and_the_oldest_of_who_has_most_goes_first() {
        let permits = Permits::new(1);
        assert!(runs(&permits, owner(1)));
        assert!(runs(&permits, owner(2)));
        for n in 0..2 {
            assert_eq!(permits.enter(owner(2), entry(n)), Next::Wait(vec![]));
        }
        for n in 0..8 {
            assert_eq!(permits.enter(owner(1), entry(n)), Next::Wait(vec![]));
        }
        for n in 8..12 {
            let displaced = Next::Wait(vec![entry(n - 8)]);
            assert_eq!(permits.enter(owner(1), entry(n)), displaced);
        }
        assert_eq!(
            permits.enter(owner(2), entry(2)),
            Next::Wait(vec![entry(4)])
        );
        assert_eq!(permits.waiting(), 10);
        let body = Bytes::from(vec![0; WAITING_BYTES / 2]);
        let large = |n: usize| Entry {
            body: body.clone(),
            ..entry(n)
        };
        assert_eq!(
            permits.enter(owner(3), large(1)),
            Next::Wait(vec![entry(5)])
        );
        let Next::Wait(displaced) = permits.enter(owner(3), large(2)) else {
            panic!("it has a permit");
        };
        assert!(displaced.contains(&large(1)), "{displaced:?}");
        let left = permits.close();
        assert!(!left.is_empty() && permits.waiting() == 0);
        assert_eq!(permits.enter(owner(4), entry(1)), Next::Leave(entry(1)));
        assert_eq!(permits.leave(owner(1)), None);
    }

    #[test]
    fn who_has_nothing_here_is_forgotten() {
        let permits = Permits::new(1);
        for n in 1..100 {
            assert!(runs(&permits, owner(n)));
            assert_eq!(permits.leave(owner(n)), None);
        }
        assert!(permits.lock().shares.is_empty());
    }
}
