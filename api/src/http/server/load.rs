//! Bounds the memory that clients occupy: received parts of requests that are not answered
//! yet, and responses that have not been read.
//!
//! The total is bounded. Beyond the bound, the connections are closed that have occupied the
//! most for the longest: a client that reads its responses is never among them.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use bytes::Bytes;
use metrics::counter;
use tokio::sync::Notify;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use tracing::debug;

/// Most bytes of all connections together.
const MOST_BYTES: usize = 64 * 1024 * 1024;

/// Shortest pause between two searches for connections to close: each goes through all.
const SHED_EVERY: Duration = Duration::from_millis(5);

/// How many anonymous connections are closed at once to make room, and how long they had to
/// authenticate.
const LEAVING: usize = 64;
const LEAVING_AFTER_MS: u64 = 1_000;

/// Memory of all connections; cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct Load(Arc<All>);

#[derive(Debug)]
struct All {
    most: usize,
    bytes: AtomicUsize,
    /// Told whenever too much is occupied.
    exceeded: Notify,
    started: Instant,
    next_id: AtomicU64,
    shares: Mutex<HashMap<u64, Weak<Share>>>,
}

/// Memory of one connection.
#[derive(Debug)]
pub(super) struct Share {
    all: Arc<All>,
    id: u64,
    received: AtomicUsize,
    untaken: AtomicUsize,
    /// Since when it has occupied memory, in milliseconds after the start.
    since_ms: AtomicU64,
    opened_ms: u64,
    /// The connection's share, of which this is a part; `None` for that itself.
    whole: Option<Arc<Share>>,
    /// Whether a signed-in caller has used it.
    is_members: AtomicBool,
    cut: CancellationToken,
}

/// Bytes of a response, counted until this is dropped.
#[derive(Debug)]
pub(in crate::http) struct Carried {
    share: Arc<Share>,
    length: usize,
}

/// A response's bytes and their count.
struct Owner {
    bytes: Bytes,
    _carried: Carried,
}

impl Default for Load {
    fn default() -> Self {
        Self::since(Instant::now(), MOST_BYTES)
    }
}

impl Load {
    fn since(started: Instant, most: usize) -> Self {
        Self(Arc::new(All {
            most,
            bytes: AtomicUsize::new(0),
            exceeded: Notify::new(),
            started,
            next_id: AtomicU64::new(0),
            shares: Mutex::default(),
        }))
    }

    /// The share of a connection that `cut` closes.
    pub(super) fn share(&self, cut: CancellationToken) -> Arc<Share> {
        self.share_of(cut, None)
    }

    fn share_of(&self, cut: CancellationToken, whole: Option<Arc<Share>>) -> Arc<Share> {
        let id = self.0.next_id.fetch_add(1, Relaxed);
        let share = Arc::new(Share {
            all: Arc::clone(&self.0),
            id,
            received: AtomicUsize::new(0),
            untaken: AtomicUsize::new(0),
            since_ms: AtomicU64::new(0),
            opened_ms: self.0.now_ms(),
            whole,
            is_members: AtomicBool::new(false),
            cut,
        });
        self.0.shares().insert(id, Arc::downgrade(&share));
        share
    }

    /// Closes connections whenever all together occupy too much; runs until dropped.
    pub(super) async fn keep_bounded(self) {
        loop {
            self.0.exceeded.notified().await;
            self.0.shed();
            sleep(SHED_EVERY).await;
        }
    }

    /// Closes the oldest connections that no signed-in caller has used.
    pub(super) fn make_places(&self) {
        let now_ms = self.0.now_ms();
        let mut strangers = self.0.open();
        strangers.retain(|share| {
            let is_old = share.opened_ms.saturating_add(LEAVING_AFTER_MS) <= now_ms;
            is_old && share.whole.is_none() && !share.is_members.load(Relaxed)
        });
        strangers.sort_unstable_by_key(|share| share.opened_ms);
        for share in strangers.iter().take(LEAVING) {
            counter!("upbeat_http_connections_shed_total").increment(1);
            share.cut.cancel();
        }
    }

    /// Bytes occupied at present.
    #[cfg(test)]
    pub(super) fn bytes(&self) -> usize {
        self.0.bytes.load(Relaxed)
    }
}

impl All {
    fn shares(&self) -> MutexGuard<'_, HashMap<u64, Weak<Share>>> {
        self.shares.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Shares of connections that have not been closed.
    fn open(&self) -> Vec<Arc<Share>> {
        // Dropping a share takes the lock, so none is dropped while it is held.
        let shares: Vec<Arc<Share>> = self.shares().values().filter_map(Weak::upgrade).collect();
        let open = shares.into_iter().filter(|share| !share.cut.is_cancelled());
        open.collect()
    }

    fn now_ms(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    fn less(&self, bytes: usize) {
        self.bytes.fetch_sub(bytes, Relaxed);
    }

    /// Closes connections until the others occupy little enough.
    fn shed(&self) {
        let now_ms = self.now_ms();
        let open = self.open().into_iter();
        let mut open: Vec<(u64, usize, Arc<Share>)> = open
            .map(|share| {
                let bytes = share.bytes();
                let age_ms = now_ms.saturating_sub(share.since_ms.load(Relaxed));
                let weight = u64::try_from(bytes).unwrap_or(u64::MAX);
                (weight.saturating_mul(1 + age_ms), bytes, share)
            })
            .collect();
        let all: usize = open.iter().map(|(_, bytes, _)| bytes).sum();
        let mut over = all.saturating_sub(self.most);
        open.sort_unstable_by_key(|(weight, ..)| std::cmp::Reverse(*weight));
        for (_, bytes, share) in open {
            if over == 0 {
                break;
            }
            debug!(bytes, "Closing a connection that occupies too much memory");
            counter!("upbeat_http_connections_shed_total").increment(1);
            share.cut.cancel();
            over = over.saturating_sub(bytes);
        }
    }
}

impl Share {
    /// A share of its own for one of several requests at once.
    pub(super) fn part(self: &Arc<Self>) -> Arc<Self> {
        let load = Load(Arc::clone(&self.all));
        load.share_of(self.cut.clone(), Some(Arc::clone(self)))
    }

    /// Releases what the connection has received so far: its requests count it now, apart from
    /// the little that the library keeps.
    pub(super) fn taken_over(&self) {
        self.whole.iter().for_each(|whole| whole.handled());
    }

    /// Marks the connection as used by a signed-in caller.
    pub(super) fn belongs_to_member(&self) {
        let whole = self.whole.as_deref().unwrap_or(self);
        whole.is_members.store(true, Relaxed);
    }

    /// Counts received bytes of a request.
    pub(super) fn received(&self, bytes: usize) {
        if bytes > 0 {
            self.more(&self.received, bytes);
        }
    }

    /// Releases the bytes of an answered request.
    pub(super) fn handled(&self) {
        self.all.less(self.received.swap(0, Relaxed));
    }

    /// Counts bytes of a response until the result is dropped.
    pub(super) fn carry(self: &Arc<Self>, length: usize) -> Carried {
        self.more(&self.untaken, length);
        Carried {
            share: Arc::clone(self),
            length,
        }
    }

    /// `bytes`, counted until the last part of them is dropped.
    pub(super) fn carry_bytes(self: &Arc<Self>, bytes: Bytes) -> Bytes {
        let carried = self.carry(bytes.len());
        Bytes::from_owner(Owner {
            bytes,
            _carried: carried,
        })
    }

    fn more(&self, count: &AtomicUsize, bytes: usize) {
        if self.bytes() == 0 {
            self.since_ms.store(self.all.now_ms(), Relaxed);
        }
        count.fetch_add(bytes, Relaxed);
        if self.all.bytes.fetch_add(bytes, Relaxed) + bytes > self.all.most {
            self.all.exceeded.notify_one();
        }
    }

    fn bytes(&self) -> usize {
        self.received.load(Relaxed) + self.untaken.load(Relaxed)
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        self.handled();
        self.all.shares().remove(&self.id);
    }
}

impl Drop for Carried {
    fn drop(&mut self) {
        self.share.untaken.fetch_sub(self.length, Relaxed);
        self.share.all.less(self.length);
    }
}

impl AsRef<[u8]> for Owner {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::task::JoinSet;
    use tokio::time::timeout;

    /// A limit in a process that has run for a minute.
    fn up_to(most: usize) -> (Load, JoinSet<()>) {
        let load = Load::since(Instant::now() - Duration::from_secs(60), most);
        let mut keeping = JoinSet::new();
        keeping.spawn(load.clone().keep_bounded());
        (load, keeping)
    }

    fn shares<const N: usize>(load: &Load) -> [(Arc<Share>, CancellationToken); N] {
        std::array::from_fn(|_| {
            let cut = CancellationToken::new();
            (load.share(cut.clone()), cut)
        })
    }

    /// Waits until a connection is closed.
    async fn closed(cut: &CancellationToken) {
        let patience = Duration::from_secs(1);
        timeout(patience, cut.cancelled()).await.unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn who_carries_the_most_for_the_longest_is_cut() {
        let (load, _keeping) = up_to(100);
        let [(old, old_cut), (small, small_cut), (young, young_cut)] = shares(&load);
        old.received(60);
        small.received(1);
        for share in [&old, &small] {
            share.since_ms.store(0, Relaxed);
        }
        let carried = young.carry(90);
        closed(&old_cut).await;
        assert!(!small_cut.is_cancelled() && !young_cut.is_cancelled());
        drop((old, carried));
        assert_eq!(load.bytes(), 1);
        drop((small, young));
        assert_eq!(load.bytes(), 0);
        assert!(load.0.shares().is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn requests_of_one_connection_count_apart() {
        let (load, _keeping) = up_to(100);
        let [(whole, cut)] = shares(&load);
        let (first, second) = (whole.part(), whole.part());
        whole.received(70);
        first.taken_over();
        first.received(60);
        second.received(30);
        // That one is answered releases nothing of the other.
        second.handled();
        assert_eq!(load.bytes(), 60);
        second.belongs_to_member();
        assert!(whole.is_members.load(Relaxed));
        assert!(!cut.is_cancelled());
        second.received(41);
        closed(&cut).await;
        drop((first, second));
        assert_eq!(load.bytes(), 0);
    }

    #[tokio::test(start_paused = true)]
    async fn bytes_count_until_their_last_part_is_gone() {
        let (load, _keeping) = up_to(100);
        let [(share, cut)] = shares(&load);
        let mut bytes = share.carry_bytes(Bytes::from_static(b"answer"));
        let first = bytes.split_to(3);
        drop(bytes);
        assert_eq!((&first[..], load.bytes()), (&b"ans"[..], 6));
        drop(first);
        assert_eq!(load.bytes(), 0);
        // A single connection is closed, too.
        let _carried = share.carry(101);
        closed(&cut).await;
    }

    #[tokio::test(start_paused = true)]
    async fn what_exceeds_the_bound_soon_after_a_search_is_closed_too() {
        let (load, _keeping) = up_to(100);
        let [(first, first_cut), (second, second_cut)] = shares(&load);
        let first_carried = first.carry(101);
        closed(&first_cut).await;
        drop(first_carried);
        let _carried = second.carry(101);
        closed(&second_cut).await;
    }
}
