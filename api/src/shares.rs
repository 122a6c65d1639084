//! Limits of one account's concurrent work in this process, across documents, exports and
//! sockets.
//!
//! A single document is limited where it is executed. An account that sends twenty expensive
//! ones waits only for itself, and leaves database connections to others.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use entity::OrganizationId;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Most subscriptions of one account that catch up at once. Each holds a page of the feed and
/// a few ticks meanwhile, at most some hundred KiB.
const CATCHING_UP: usize = 64;

/// Documents of one account that are parsed at once. If a client sends many long ones, they
/// are parsed one after the other, with those of others in between.
const PARSING: usize = 1;

/// Shares of all accounts; cheap to clone.
#[derive(Clone, Debug)]
pub struct Shares(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    /// Most reads of one account at once.
    reads: usize,
    /// Shares in use.
    used: Mutex<HashMap<OrganizationId, Weak<Share>>>,
    /// The share of all anonymous callers.
    strangers: Arc<Share>,
}

/// The share of one account.
#[derive(Debug)]
pub struct Share {
    parsing: Arc<Semaphore>,
    reads: Arc<Semaphore>,
    catching_up: Arc<Semaphore>,
}

/// A place in a share, released when dropped.
#[derive(Debug)]
pub struct Permit {
    /// A share lives as long as a place in it is taken.
    _share: Arc<Share>,
    _permit: Option<OwnedSemaphorePermit>,
}

impl Shares {
    /// Shares of a pool of `connections`: one account gets at most two thirds of them.
    pub fn of_pool(connections: u32) -> Self {
        let reads = usize::try_from(connections).unwrap_or(usize::MAX) / 3 * 2;
        let reads = reads.max(1);
        Self(Arc::new(Inner {
            reads,
            used: Mutex::default(),
            strangers: Arc::new(Share::new(reads)),
        }))
    }

    /// The share of all anonymous callers.
    pub fn of_strangers(&self) -> Arc<Share> {
        Arc::clone(&self.0.strangers)
    }

    /// The share of `organization`.
    pub fn of(&self, organization: OrganizationId) -> Arc<Share> {
        let mut used = self.0.used.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(share) = used.get(&organization).and_then(Weak::upgrade) {
            return share;
        }
        if used.len() == used.capacity() {
            used.retain(|_, share| share.strong_count() > 0);
        }
        let share = Arc::new(Share::new(self.0.reads));
        used.insert(organization, Arc::downgrade(&share));
        share
    }
}

impl Share {
    fn new(reads: usize) -> Self {
        Self {
            parsing: Arc::new(Semaphore::new(PARSING)),
            reads: Arc::new(Semaphore::new(reads)),
            catching_up: Arc::new(Semaphore::new(CATCHING_UP)),
        }
    }

    /// A place for parsing a document.
    pub async fn parse(self: Arc<Self>) -> Permit {
        let parsing = Arc::clone(&self.parsing);
        self.place(parsing).await
    }

    /// A place for a read or a change of the database.
    pub async fn read(self: Arc<Self>) -> Permit {
        let reads = Arc::clone(&self.reads);
        self.place(reads).await
    }

    /// A place for a subscription that catches up.
    pub async fn catch_up(self: Arc<Self>) -> Permit {
        let catching_up = Arc::clone(&self.catching_up);
        self.place(catching_up).await
    }

    async fn place(self: Arc<Self>, places: Arc<Semaphore>) -> Permit {
        Permit {
            // The semaphore is never closed.
            _permit: places.acquire_owned().await.ok(),
            _share: self,
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;
    use uuid::Uuid;

    use super::*;

    fn id(account: u128) -> OrganizationId {
        OrganizationId(Uuid::from_u128(account))
    }

    #[tokio::test]
    async fn an_account_waits_for_itself_and_for_nobody_else() {
        let shares = Shares::of_pool(3);
        let read = |account| shares.of(id(account)).read().now_or_never();
        let (first, second) = (read(1).unwrap(), read(1).unwrap());
        assert!(read(1).is_none());
        assert!(read(2).is_some());
        drop(first);
        let third = read(1).unwrap();
        assert!(read(1).is_none());
        drop((second, third));
        // Unused shares are forgotten eventually.
        for account in 10..1_000 {
            shares.of(id(account)).read().await;
        }
        assert!(shares.0.used.lock().unwrap().len() < 100);
    }

    #[tokio::test]
    async fn an_account_has_one_document_parsed_at_a_time() {
        let shares = Shares::of_pool(3);
        let parse = |account| shares.of(id(account)).parse().now_or_never();
        let stranger = || shares.of_strangers().parse().now_or_never();
        let (first, other, nobody) = (parse(1).unwrap(), parse(2).unwrap(), stranger().unwrap());
        assert!(parse(1).is_none() && parse(2).is_none() && stranger().is_none());
        drop((first, other, nobody));
        assert!(parse(1).is_some() && stranger().is_some());
    }

    #[test]
    fn the_smallest_pool_has_a_share() {
        assert_eq!(Shares::of_pool(1).0.reads, 1);
        assert_eq!(Shares::of_pool(8).0.reads, 4);
    }
}
