//! The queue of a fleet, on Redis Streams through fred.
//!
//! One client carries all commands that return immediately; each [`GroupConsumer`] has a separate
//! client for its blocking reads, behind which nothing else queues; a subscriber client starts
//! once announcements are needed. Redis 7.0 or later, or Valkey.

pub mod acl;
mod connection;
mod eviction;
mod failover;
mod fleet;
mod function;
mod keys;
mod reader;
mod regions;
mod reply;
mod streams;
mod subscription;
pub mod users;

use std::sync::OnceLock;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use fred::clients::Client;
use fred::interfaces::{ClientLike, PubsubInterface};
use fred::types::{ClusterHash, CustomCommand, MultipleKeys, Value};
use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;

use self::connection::{Connector, GOODBYE, quit};
use self::failover::Failover;
use self::function::{Function, Role};
use self::keys::Keys;
use self::reader::{Readers, Way};
use self::subscription::Listener;
use crate::{
    Backlog, Entry, EntryId, Error, GroupConsumer, Heartbeat, JobResult, Leadership, Limits,
    Pending, ProberName, RegionName, Result, SeenProber, Stream, Transport,
};

/// Default prefix of an instance's keys.
pub const DEFAULT_PREFIX: &str = "upbeat";

/// Supported schemes of a queue's URL.
const SCHEMES: [&str; 5] = [
    "redis://",
    "rediss://",
    "redis-sentinel://",
    "rediss-sentinel://",
    "redis+unix://",
];

/// Rule for the URL of a queue, as the rest of a sentence.
pub const URL_RULE: &str = "must begin with redis://, rediss:// or redis+unix://, or with redis-sentinel:// or rediss-sentinel:// and name sentinelServiceName";

/// Whether `text` is a valid URL of a queue.
pub fn is_url(text: &str) -> bool {
    SCHEMES.iter().any(|scheme| text.starts_with(scheme)) && Connector::new(text).is_ok()
}

/// A connection to the fleet's queue.
#[derive(Debug)]
pub struct RedisTransport {
    connector: Connector,
    client: Client,
    role: Role,
    keys: Keys,
    limits: Limits,
    readers: Readers,
    /// The newest announced feed row, once subscribed.
    announced: watch::Sender<i64>,
    listening: OnceLock<[AbortOnDropHandle<()>; 2]>,
    failover: Failover,
    runtime: Handle,
    closed: CancellationToken,
}

impl RedisTransport {
    /// Connects the api to the server at `url`: `redis://`, `rediss://`, `redis-sentinel://`,
    /// `rediss-sentinel://` or `redis+unix:///path`. Every key starts with `prefix`. The
    /// functions that the fleet calls are loaded into the server.
    ///
    /// Once connected, it reconnects for as long as it is open, also if its server turns out
    /// not to be the primary any more. Commands fail within a few seconds meanwhile.
    ///
    /// # Errors
    /// If the URL is invalid, or the server cannot be reached within a few seconds or rejects
    /// the functions.
    pub async fn connect(url: &str, prefix: &str, limits: Limits) -> Result<Self> {
        let queue = Self::open(url, prefix, limits, Role::Api).await?;
        let loaded = function::load(&queue.client).await;
        if let Err(err) = loaded.map_err(queue.failed("load functions into Redis")) {
            queue.close().await;
            return Err(err);
        }
        eviction::warn_if_it_may_happen(&queue.client).await;
        Ok(queue)
    }

    /// As [`Self::connect`], for a prober, whose user may only change its region's keys:
    /// operations that need functions fail until an api has loaded them.
    ///
    /// # Errors
    /// If the URL is invalid, or the server cannot be reached within a few seconds.
    pub async fn connect_prober(url: &str, prefix: &str, limits: Limits) -> Result<Self> {
        Self::open(url, prefix, limits, Role::Prober).await
    }

    async fn open(url: &str, prefix: &str, limits: Limits, role: Role) -> Result<Self> {
        let failed = |source| Error::Transport {
            operation: "connect to Redis",
            source,
        };
        let connector = Connector::new(url).map_err(failed)?;
        let client = connector.client().await.map_err(failed)?;
        Ok(Self {
            connector,
            client,
            role,
            keys: Keys::new(prefix),
            limits,
            readers: Readers::default(),
            announced: watch::Sender::new(0),
            listening: OnceLock::new(),
            failover: Failover::new(),
            runtime: Handle::current(),
            closed: CancellationToken::new(),
        })
    }

    /// The client for commands that return immediately, unless this handle is closed.
    fn client(&self) -> Result<&Client> {
        if self.closed.is_cancelled() {
            Err(Error::Closed)
        } else {
            Ok(&self.client)
        }
    }

    /// Subscribes to announcements and regions. Only the api does so, when either is needed: a
    /// prober's user may not.
    fn listen(&self) {
        self.listening.get_or_init(|| {
            let listener = Listener {
                connector: self.connector.clone(),
                keys: self.keys.clone(),
                client: self.client.clone(),
                announced: self.announced.clone(),
                turns: self.failover.turns(),
                closed: self.closed.clone(),
            };
            let search = regions::run(self.client.clone(), self.keys.clone(), self.closed.clone());
            [
                AbortOnDropHandle::new(self.runtime.spawn(listener.run())),
                AbortOnDropHandle::new(self.runtime.spawn(search)),
            ]
        });
    }

    /// Converts fred's error; a failure while closing becomes `Closed`. All errors returned by
    /// a server pass through here.
    fn failed(&self, operation: &'static str) -> impl Fn(fred::error::Error) -> Error {
        move |source| {
            if self.closed.is_cancelled() {
                Error::Closed
            } else {
                self.failover.see(&self.client, &source, &self.runtime);
                Error::Transport { operation, source }
            }
        }
    }

    /// Calls a function for `operation`.
    async fn call(
        &self,
        function: Function,
        operation: &'static str,
        keys: impl Into<MultipleKeys>,
        args: impl IntoIterator<Item: Into<Value>>,
    ) -> Result<Value> {
        let result = function::call(self.client()?, self.role, function, keys, args).await;
        result.map_err(|err| match function::is_missing(&err) {
            true => Error::FunctionsMissing { operation },
            false => self.failed(operation)(err),
        })
    }
}

#[async_trait]
impl Transport for RedisTransport {
    async fn time_ms(&self) -> Result<i64> {
        let command = CustomCommand::new_static("TIME", ClusterHash::Random, false);
        let (secs, micros): (i64, i64) = self
            .client()?
            .custom::<_, Value>(command, vec![])
            .await
            .and_then(Value::convert)
            .map_err(self.failed("read the time"))?;
        Ok(secs * 1_000 + micros / 1_000)
    }

    async fn try_write(&self) -> Result<()> {
        fleet::try_write(self).await
    }

    async fn try_beat(&self, region: &RegionName) -> Result<()> {
        fleet::try_beat(self, region).await
    }

    async fn publish(&self, stream: &Stream, bodies: Vec<Bytes>) -> Result<()> {
        streams::publish(self, stream, bodies).await
    }

    async fn read(&self, seat: &GroupConsumer, max: usize, wait: Duration) -> Result<Vec<Entry>> {
        self.client()?;
        let reader = self.readers.of(seat);
        let key = self.keys.stream(&seat.stream);
        let way = Way {
            connector: &self.connector,
            failover: &self.failover,
            closed: &self.closed,
        };
        reader.read(&way, &key, seat, max, wait).await
    }

    async fn ack(&self, stream: &Stream, ids: &[EntryId]) -> Result<()> {
        streams::ack(self, stream, ids).await
    }

    async fn answer(&self, region: &RegionName, answers: Vec<JobResult>) -> Result<()> {
        streams::answer(self, region, answers).await
    }

    async fn pending(
        &self,
        stream: &Stream,
        min_idle: Duration,
        max: usize,
    ) -> Result<Vec<Pending>> {
        streams::pending(self, stream, min_idle, max).await
    }

    async fn claim(
        &self,
        seat: &GroupConsumer,
        min_idle: Duration,
        ids: &[EntryId],
    ) -> Result<Vec<Entry>> {
        streams::claim(self, seat, min_idle, ids).await
    }

    async fn keep(&self, seat: &GroupConsumer, ids: &[EntryId]) -> Result<()> {
        streams::keep(self, seat, ids).await
    }

    async fn leave(&self, seat: &GroupConsumer) -> Result<()> {
        streams::leave(self, seat).await
    }

    async fn tidy(&self, stream: &Stream, idle: Duration) -> Result<Vec<String>> {
        streams::tidy(self, stream, idle).await
    }

    async fn backlog(&self, stream: &Stream) -> Result<Backlog> {
        streams::backlog(self, stream).await
    }

    async fn beat(
        &self,
        region: &RegionName,
        prober: &ProberName,
        heartbeat: &Heartbeat,
    ) -> Result<()> {
        fleet::beat(self, region, prober, heartbeat).await
    }

    async fn retire(&self, region: &RegionName, prober: &ProberName) -> Result<()> {
        fleet::retire(self, region, prober).await
    }

    async fn probers(&self) -> Result<Vec<SeenProber>> {
        fleet::probers(self).await
    }

    async fn neighbours(&self, region: &RegionName) -> Result<Vec<SeenProber>> {
        fleet::neighbours(self, region).await
    }

    async fn lead(
        &self,
        holder: &str,
        ttl: Duration,
        watermark_ms: Option<i64>,
    ) -> Result<Option<Leadership>> {
        fleet::lead(self, holder, ttl, watermark_ms).await
    }

    async fn resign(&self, holder: &str) -> Result<()> {
        fleet::resign(self, holder).await
    }

    async fn note_arrears(&self, note: String) -> Result<()> {
        fleet::note_arrears(self, note).await
    }

    async fn arrears(&self) -> Result<Option<String>> {
        fleet::arrears(self).await
    }

    async fn announce(&self, seq: i64) -> Result<()> {
        self.client()?
            .publish(self.keys.feed(), seq)
            .await
            .map_err(self.failed("announce"))
    }

    fn announcements(&self) -> watch::Receiver<i64> {
        self.listen();
        self.announced.subscribe()
    }

    async fn close(&self) {
        self.closed.cancel();
        // If the server is unavailable, a pending read ends with the process.
        let _ = timeout(2 * GOODBYE, self.readers.close_all()).await;
        quit(&self.client).await;
    }
}

/// Milliseconds in the form that Redis accepts.
fn whole_ms(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
