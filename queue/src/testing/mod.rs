//! Private queues for tests, and the suite that every transport must pass.
//!
//! [`contract_suite!`](crate::contract_suite) creates a test of each case for one engine. The
//! cases name no transport: what holds for one holds for both, so a test with the in-memory
//! queue also holds for a fleet.

#![expect(clippy::expect_used, clippy::unwrap_used, reason = "this is test code")]

pub mod bounds;
pub mod claims;
pub mod fleet;
pub mod proxy;
pub mod sentinel;
pub mod server;
pub mod streams;
mod suite;

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use fred::interfaces::ClientLike;
use fred::types::config::Config;
use fred::types::{Builder, ClusterHash, CustomCommand, Value};
use tokio::time::Instant;
use uuid::Uuid;

use crate::redis::acl;
use crate::{
    Entry, EntryId, GroupConsumer, Limits, MemoryTransport, RedisTransport, RegionName, Stream,
    Transport,
};

/// Long enough for a stalled machine; a passing test never waits that long.
const PATIENCE: Duration = Duration::from_secs(20);

/// Pause between two attempts of [`eventually`].
const PAUSE: Duration = Duration::from_millis(5);

/// The transport that a case runs on.
#[derive(Clone, Copy, Debug)]
pub enum Engine {
    /// [`MemoryTransport`].
    Memory,
    /// [`RedisTransport`] on the server at `UPBEAT_TEST_REDIS_URL`.
    Redis,
    /// [`RedisTransport`] with a user that has the permissions of [`crate::redis::acl::api`].
    RedisAsApi,
}

/// A private queue of a test, which opens a handle for each process it simulates.
#[derive(Debug)]
pub enum TestQueue {
    /// In this process.
    Memory(MemoryTransport),
    /// On a server, with a unique prefix.
    Redis {
        /// URL of the server.
        url: String,
        /// Prefix of the keys.
        prefix: String,
        /// Bounds of the streams.
        limits: Limits,
        /// Whether the user only has the permissions that the api needs.
        restricted: bool,
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
            Self::Redis | Self::RedisAsApi => TestQueue::Redis {
                url: redis_url(),
                prefix: random_prefix(),
                limits,
                restricted: matches!(self, Self::RedisAsApi),
            },
        }
    }
}

impl TestQueue {
    /// A handle of this queue, as another process would have.
    pub async fn open(&self) -> Arc<dyn Transport> {
        match self {
            Self::Memory(transport) => Arc::new(transport.handle()),
            Self::Redis {
                url,
                prefix,
                limits,
                restricted,
            } => {
                let url = match restricted {
                    true => restricted_url(url, prefix).await,
                    false => url.clone(),
                };
                let queue = RedisTransport::connect(&url, prefix, *limits).await;
                Arc::new(queue.expect("connect to Redis"))
            }
        }
    }
}

/// The URL of the server at `url` for a new user called `prefix`, which has only the
/// permissions that the api needs.
async fn restricted_url(url: &str, prefix: &str) -> String {
    let config = Config::from_url(url).expect("a URL");
    let client = Builder::from_config(config).build().expect("a client");
    client.init().await.expect("connect to Redis");
    let rules = acl::api(prefix);
    let rules = ["SETUSER", prefix, "reset", "on", ">secret"]
        .into_iter()
        .chain(rules.iter().map(String::as_str))
        .map(Value::from);
    let command = CustomCommand::new_static("ACL", ClusterHash::Random, false);
    let _: Value = client
        .custom(command, rules.collect())
        .await
        .expect("make a user");
    let _ = client.quit().await;
    let (scheme, path) = url.split_once("://").expect("a URL");
    // A URL with a password needs a host, whatever its name.
    format!("{scheme}://{prefix}:secret@localhost{path}")
}

/// A private queue in memory.
pub fn memory() -> MemoryTransport {
    MemoryTransport::new(Limits::default())
}

/// A private queue on the tests' Redis.
///
/// # Panics
/// If `UPBEAT_TEST_REDIS_URL` is missing or its server does not answer.
pub async fn redis() -> RedisTransport {
    RedisTransport::connect(&redis_url(), &random_prefix(), Limits::default())
        .await
        .expect("connect to the Redis at UPBEAT_TEST_REDIS_URL")
}

/// URL of the tests' Redis.
///
/// # Panics
/// If `UPBEAT_TEST_REDIS_URL` is missing.
#[expect(
    clippy::disallowed_methods,
    reason = "tests have no configuration to read it for them"
)]
pub fn redis_url() -> String {
    std::env::var("UPBEAT_TEST_REDIS_URL")
        .expect("UPBEAT_TEST_REDIS_URL is not set; `make test` starts a private Redis and sets it")
}

/// A unique key prefix.
pub fn random_prefix() -> String {
    format!("test-{}", Uuid::now_v7().simple())
}

/// The result of `look`, repeated until it returns one.
///
/// # Panics
/// If it returns nothing for a long time; `what` names the condition.
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
/// If it is invalid.
pub fn region(name: &str) -> RegionName {
    name.parse().expect("a region's name")
}

/// The seat of `consumer` in `stream`'s group.
pub fn seat(stream: &Stream, consumer: &str) -> GroupConsumer {
    GroupConsumer {
        stream: stream.clone(),
        consumer: consumer.to_owned(),
    }
}

/// Distinct bodies, `count` of them.
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

/// Whether the stream has no entries, delivered or not.
async fn is_empty(transport: &dyn Transport, stream: &Stream) -> bool {
    let backlog = transport.backlog(stream).await.unwrap();
    (backlog.len, backlog.pending, backlog.oldest_ms) == (0, 0, None)
}

/// Reads all entries, without waiting.
async fn read_all(transport: &dyn Transport, seat: &GroupConsumer) -> Vec<Entry> {
    let mut all = Vec::new();
    loop {
        let entries = transport.read(seat, 1_000, Duration::ZERO).await.unwrap();
        if entries.is_empty() {
            return all;
        }
        all.extend(entries);
    }
}
