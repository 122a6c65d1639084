//! The queue of a fleet, on Redis Streams by way of fred.
//!
//! One client carries all commands that answer at once; each [`Seat`] has a
//! client of its own for its blocking reads, behind which nothing else queues;
//! a subscriber client runs once somebody listens for announcements. Redis 7.0
//! or later, or Valkey.

pub mod acl;
mod connection;
mod eviction;
mod fleet;
mod function;
mod keys;
mod reader;
mod reply;
mod streams;
mod subscription;

use std::sync::OnceLock;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use fred::clients::Client;
use fred::interfaces::{ClientLike, PubsubInterface};
use fred::types::{ClusterHash, CustomCommand, MultipleKeys, Value};
use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;

use self::connection::{Connector, quit};
use self::function::{Function, Role};
use self::keys::Keys;
use self::reader::Readers;
use crate::{
    Answer, Backlog, Entry, EntryId, Error, Heartbeat, Leadership, Limits, Pending, ProberName,
    RegionName, Result, Seat, SeenProber, Stream, Transport,
};

/// The prefix of an instance's keys, unless it is told another.
pub const DEFAULT_PREFIX: &str = "upbeat";

/// A connection to the fleet's queue.
#[derive(Debug)]
pub struct RedisTransport {
    connector: Connector,
    client: Client,
    role: Role,
    keys: Keys,
    limits: Limits,
    readers: Readers,
    /// Newest announced feed row, once somebody listens.
    announced: watch::Sender<i64>,
    subscription: OnceLock<AbortOnDropHandle<()>>,
    runtime: Handle,
    closed: CancellationToken,
}

impl RedisTransport {
    /// Connects the api to the server at `url`: `redis://`, `rediss://` or
    /// `redis+unix:///path`; every key begins with `prefix`. The server is given
    /// the functions that the fleet calls.
    ///
    /// Once connected it stays so: it reconnects for as long as it is open,
    /// and commands meanwhile fail after a few seconds.
    ///
    /// # Errors
    /// Where the URL does not parse, or the server cannot be reached within a
    /// few seconds, or takes no functions.
    pub async fn connect(url: &str, prefix: &str, limits: Limits) -> Result<Self> {
        let queue = Self::open(url, prefix, limits, Role::Api).await?;
        function::load(&queue.client)
            .await
            .map_err(queue.failed("load functions into Redis"))?;
        eviction::warn_if_it_may_happen(&queue.client).await;
        Ok(queue)
    }

    /// The same for a prober, whose user may change nothing but its region's
    /// keys: until an api has been there, what needs functions fails.
    ///
    /// # Errors
    /// Where the URL does not parse, or the server cannot be reached within a
    /// few seconds.
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
            subscription: OnceLock::new(),
            runtime: Handle::current(),
            closed: CancellationToken::new(),
        })
    }

    /// The client for what answers at once, unless we are closed.
    fn client(&self) -> Result<&Client> {
        if self.closed.is_cancelled() {
            Err(Error::Closed)
        } else {
            Ok(&self.client)
        }
    }

    /// Makes our error of fred's; whatever fails while we close is closed.
    fn failed(&self, operation: &'static str) -> impl Fn(fred::error::Error) -> Error {
        move |source| {
            if self.closed.is_cancelled() {
                Error::Closed
            } else {
                Error::Transport { operation, source }
            }
        }
    }

    /// Calls a function, to do what `operation` says.
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

    async fn publish(&self, stream: &Stream, bodies: Vec<Bytes>) -> Result<()> {
        streams::publish(self, stream, bodies).await
    }

    async fn read(&self, seat: &Seat, max: usize, wait: Duration) -> Result<Vec<Entry>> {
        self.client()?;
        let reader = self.readers.of(seat);
        let key = self.keys.stream(&seat.stream);
        reader
            .read(&self.connector, &key, seat, max, wait, &self.closed)
            .await
    }

    async fn ack(&self, stream: &Stream, ids: &[EntryId]) -> Result<()> {
        streams::ack(self, stream, ids).await
    }

    async fn answer(&self, region: &RegionName, answers: Vec<Answer>) -> Result<()> {
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

    async fn claim(&self, seat: &Seat, min_idle: Duration, ids: &[EntryId]) -> Result<Vec<Entry>> {
        streams::claim(self, seat, min_idle, ids).await
    }

    async fn keep(&self, seat: &Seat, ids: &[EntryId]) -> Result<()> {
        streams::keep(self, seat, ids).await
    }

    async fn leave(&self, seat: &Seat) -> Result<()> {
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

    async fn announce(&self, seq: i64) -> Result<()> {
        self.client()?
            .publish(self.keys.feed(), seq)
            .await
            .map_err(self.failed("announce"))
    }

    fn announcements(&self) -> watch::Receiver<i64> {
        self.subscription.get_or_init(|| {
            let (connector, channel) = (self.connector.clone(), self.keys.feed());
            let (announced, closed) = (self.announced.clone(), self.closed.clone());
            let task = subscription::run(connector, channel, announced, closed);
            AbortOnDropHandle::new(self.runtime.spawn(task))
        });
        self.announced.subscribe()
    }

    async fn close(&self) {
        self.closed.cancel();
        self.readers.close_all().await;
        quit(&self.client).await;
    }
}

/// Milliseconds as Redis takes them.
fn whole_ms(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
