//! Private queues for tests, and the suite that every transport must pass.
//!
//! [`contract_suite!`](crate::contract_suite) makes one test of each case for
//! one engine. The cases know no transport by name: what holds for one holds
//! for both, so a test against the queue in memory tells the truth about a
//! fleet.

#![expect(clippy::expect_used, clippy::unwrap_used, reason = "this is test code")]

pub mod bounds;
pub mod claims;
pub mod fleet;
pub mod streams;
mod suite;

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use tokio::time::Instant;
use uuid::Uuid;

use crate::{
    Entry, EntryId, Limits, MemoryTransport, RedisTransport, RegionName, Seat, Stream, Transport,
};

/// Long enough for a stalled machine; a test that passes never waits for it.
const PATIENCE: Duration = Duration::from_secs(20);

/// Pause between two looks of [`eventually`].
const PAUSE: Duration = Duration::from_millis(5);

/// Which transport a case runs on.
#[derive(Clone, Copy, Debug)]
pub enum Engine {
    /// [`MemoryTransport`].
    Memory,
    /// [`RedisTransport`] on the server at `UPBEAT_TEST_REDIS_URL`.
    Redis,
}

/// A queue of a test's own, on which it opens as many handles as it plays
/// processes.
#[derive(Debug)]
pub enum TestQueue {
    /// In this process.
    Memory(MemoryTransport),
    /// On a server, under keys that nobody else uses.
    Redis {
        /// The server.
        url: String,
        /// What the keys begin with.
        prefix: String,
        /// The streams' bounds.
        limits: Limits,
    },
}

impl Engine {
    /// A fresh queue with the usual limits.
    pub fn queue(self) -> TestQueue {
        self.bounded(Limits::default())
    }

    /// A fresh queue with these limits.
    pub fn bounded(self, limits: Limits) -> TestQueue {
        match self {
            Self::Memory => TestQueue::Memory(MemoryTransport::new(limits)),
            Self::Redis => TestQueue::Redis {
                url: redis_url(),
                prefix: random_prefix(),
                limits,
            },
        }
    }
}

impl TestQueue {
    /// Another process' handle on this queue.
    pub async fn open(&self) -> Arc<dyn Transport> {
        match self {
            Self::Memory(transport) => Arc::new(transport.handle()),
            Self::Redis {
                url,
                prefix,
                limits,
            } => Arc::new(
                RedisTransport::connect(url, prefix, *limits)
                    .await
                    .expect("connect to Redis"),
            ),
        }
    }
}

/// A private queue in memory.
pub fn memory() -> MemoryTransport {
    MemoryTransport::new(Limits::default())
}

/// A private queue on the tests' Redis.
///
/// # Panics
/// Where `UPBEAT_TEST_REDIS_URL` is missing or its server does not answer.
pub async fn redis() -> RedisTransport {
    RedisTransport::connect(&redis_url(), &random_prefix(), Limits::default())
        .await
        .expect("connect to the Redis at UPBEAT_TEST_REDIS_URL")
}

/// The tests' Redis.
///
/// # Panics
/// Where `UPBEAT_TEST_REDIS_URL` is missing.
#[expect(
    clippy::disallowed_methods,
    reason = "tests have no configuration to read it for them"
)]
pub fn redis_url() -> String {
    std::env::var("UPBEAT_TEST_REDIS_URL")
        .expect("UPBEAT_TEST_REDIS_URL is not set; `make test` starts a private Redis and sets it")
}

/// A key prefix that nobody else uses.
pub fn random_prefix() -> String {
    format!("test-{}", Uuid::now_v7().simple())
}

/// What `look` finds, as soon as it finds something.
///
/// # Panics
/// Where it finds nothing for a long time; `what` says what was awaited.
pub async fn eventually<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(start.elapsed() < PATIENCE, "waited in vain until {what}");
        tokio::time::sleep(PAUSE).await;
    }
}

/// A region's name.
///
/// # Panics
/// Where it is none.
pub fn region(name: &str) -> RegionName {
    name.parse().expect("a region's name")
}

/// The place of `consumer` in `stream`'s group.
pub fn seat(stream: &Stream, consumer: &str) -> Seat {
    Seat {
        stream: stream.clone(),
        consumer: consumer.to_owned(),
    }
}

/// `count` distinct bodies.
fn bodies(count: usize) -> Vec<Bytes> {
    (0..count)
        .map(|number| Bytes::from(format!("body {number}")))
        .collect()
}

fn ids(entries: &[Entry]) -> Vec<EntryId> {
    entries.iter().map(|entry| entry.id.clone()).collect()
}

fn bodies_of(entries: &[Entry]) -> Vec<Bytes> {
    entries.iter().map(|entry| entry.body.clone()).collect()
}

/// Reads what is there, without waiting.
async fn read_all(transport: &dyn Transport, seat: &Seat) -> Vec<Entry> {
    let mut all = Vec::new();
    loop {
        let entries = transport.read(seat, 1_000, Duration::ZERO).await.unwrap();
        if entries.is_empty() {
            return all;
        }
        all.extend(entries);
    }
}
