//! The contract of a transport. Two types implement it, [`crate::RedisTransport`] and
//! [`crate::MemoryTransport`], held to one test suite ([`crate::testing`]).

use std::fmt;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use crate::{Load, ProberName, RegionName, Result};

/// Kind of a region's stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum StreamKind {
    /// Jobs to run.
    Checks,
    /// Reports to ingest.
    Results,
    /// Messages that could not be processed, kept for inspection.
    Dead,
}

impl StreamKind {
    /// The last part of the stream's key.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Checks => "checks",
            Self::Results => "results",
            Self::Dead => "dead",
        }
    }
}

/// One stream of one region.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Stream {
    /// Region of the stream.
    pub region: RegionName,
    /// Kind of the stream.
    pub kind: StreamKind,
}

impl Stream {
    /// The stream of `region`'s jobs.
    pub fn checks(region: &RegionName) -> Self {
        Self {
            region: region.clone(),
            kind: StreamKind::Checks,
        }
    }

    /// The stream of `region`'s reports.
    pub fn results(region: &RegionName) -> Self {
        Self {
            region: region.clone(),
            kind: StreamKind::Results,
        }
    }

    /// The stream of `region`'s dead letters.
    pub fn dead(region: &RegionName) -> Self {
        Self {
            region: region.clone(),
            kind: StreamKind::Dead,
        }
    }

    /// The consumer group that reads this stream: the region's name for `checks`, `ingest` for
    /// `results`. (`dead` has none; it is read by range.)
    pub fn group(&self) -> &str {
        match self.kind {
            StreamKind::Checks => self.region.as_str(),
            StreamKind::Results | StreamKind::Dead => "ingest",
        }
    }
}

impl fmt::Display for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{{{}}}:{}", self.region, self.kind.as_str())
    }
}

/// A consumer in a stream's group.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct GroupConsumer {
    /// The stream.
    pub stream: Stream,
    /// Name of the consumer, unique within the group.
    pub consumer: String,
}

/// Id of an entry: `milliseconds-sequence`, with the milliseconds of the transport's clock
/// when the entry was added.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct EntryId(pub String);

impl EntryId {
    /// When the entry was added, in milliseconds of Unix time.
    pub fn added_ms(&self) -> Option<i64> {
        self.0.split('-').next()?.parse().ok()
    }
}

/// An entry as delivered to a consumer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Id of the entry within the stream.
    pub id: EntryId,
    /// The encoded message.
    pub body: Bytes,
}

/// A delivered entry that has not been acknowledged yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending {
    /// Id of the entry.
    pub id: EntryId,
    /// Name of the consumer that holds it.
    pub consumer: String,
    /// Time since it was last delivered or claimed.
    pub idle: Duration,
    /// Number of deliveries, including the first.
    pub deliveries: u32,
}

/// The result of a job: entries to add, and the entry to acknowledge.
#[derive(Clone, Debug)]
pub struct JobResult {
    /// The finished entry of the region's `checks`.
    pub job: EntryId,
    /// The report for the region's `results`.
    pub report: Option<Bytes>,
    /// Entry for the region's `dead`, if the job could not be processed.
    pub dead: Option<Bytes>,
}

/// Size of a stream.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Backlog {
    /// Number of entries, including delivered ones until they are acknowledged.
    pub len: u64,
    /// Number of entries delivered and not acknowledged yet.
    pub pending: u64,
    /// When the oldest entry was added, in milliseconds of Unix time.
    pub oldest_ms: Option<i64>,
    /// Maximum number of entries, by the stream's [`Limits`]. Redis drops whole nodes of 100
    /// entries, so a stream may hold a few more.
    pub limit: u64,
    /// Entries dropped because of their age, since the queue was created.
    pub trimmed_age: u64,
    /// Entries dropped because of the stream's length, since the queue was created.
    pub trimmed_len: u64,
}

/// What a living prober reports about itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heartbeat {
    /// When it was written, in milliseconds of Unix time by the fleet's clock.
    pub at_ms: i64,
    /// Version of the prober.
    pub version: String,
    /// Networks that its egress policy allows in addition to public ones.
    pub egress_allow: Vec<String>,
    /// What keeps the prober from measuring websites, in one sentence; its ticks are
    /// unmeasured until it is resolved.
    #[serde(default)]
    pub impairment: Option<String>,
    /// Random id of this run of the prober, drawn at its start.
    #[serde(default)]
    pub instance: String,
    /// Load of the prober.
    #[serde(default)]
    pub load: Load,
}

impl Heartbeat {
    /// Age of the last heartbeat from which on a prober counts as dead. Probers write one each
    /// second. Source: ARCHITECTURE.md, "Probing".
    pub const LIFETIME: Duration = Duration::from_secs(5);

    /// How far a heartbeat may be ahead of the reader's clock, in milliseconds.
    pub(crate) const AHEAD_MS: i64 = 10_000;

    /// Whether the prober counts as alive at `now_ms`.
    pub fn is_alive(&self, now_ms: i64) -> bool {
        // A heartbeat far in the future was not written with the fleet's clock.
        self.at_ms <= now_ms.saturating_add(Self::AHEAD_MS)
            && is_within(Self::LIFETIME, self.at_ms, now_ms)
    }
}

/// A prober that has announced itself, alive or not (see [`Heartbeat::is_alive`]).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenProber {
    /// Region of the prober.
    pub region: RegionName,
    /// Name of the prober.
    pub name: ProberName,
    /// Last heartbeat of the prober.
    pub heartbeat: Heartbeat,
}

/// How long a prober is remembered after its last heartbeat.
pub(crate) const REMEMBERED: Duration = Duration::from_secs(3600);

/// Whether the prober is still listed at `now_ms`.
pub(crate) fn is_remembered(heartbeat: &Heartbeat, now_ms: i64) -> bool {
    is_within(REMEMBERED, heartbeat.at_ms, now_ms)
}

fn is_within(age: Duration, at_ms: i64, now_ms: i64) -> bool {
    i64::try_from(age.as_millis()).is_ok_and(|age_ms| now_ms.saturating_sub(at_ms) <= age_ms)
}

/// Moves the newest announced feed row forward, never back.
pub(crate) fn advance(announced: &watch::Sender<i64>, seq: i64) {
    announced.send_if_modified(|newest| {
        let is_newer = seq > *newest;
        *newest = seq.max(*newest);
        is_newer
    });
}

/// State of the scheduler's lease for its holder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leadership {
    /// Up to where jobs have been published, inclusive, in milliseconds of Unix time; `None`
    /// if the queue has never had a leader, or has lost its data.
    pub watermark_ms: Option<i64>,
}

/// Bounds of the streams. Beyond them the oldest entries are dropped.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Most entries in a region's `checks`.
    pub checks_len: u64,
    /// Greatest age of an entry in a region's `checks`: beyond the last start deadline (60 s)
    /// and the longest job, no entry is worth running.
    pub checks_age: Duration,
    /// Most entries in a region's `results`: those that wait while the database is unavailable
    /// (ten minutes at 2,500 checks a second).
    pub results_len: u64,
    /// Most entries in a region's `dead`.
    pub dead_len: u64,
}

impl Limits {
    /// Most entries in a stream of this kind.
    pub fn len(&self, kind: StreamKind) -> u64 {
        match kind {
            StreamKind::Checks => self.checks_len,
            StreamKind::Results => self.results_len,
            StreamKind::Dead => self.dead_len,
        }
    }

    /// How long a stream of this kind keeps an entry; `None` means forever.
    pub fn age(&self, kind: StreamKind) -> Option<Duration> {
        (kind == StreamKind::Checks).then_some(self.checks_age)
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            checks_len: 1_000_000,
            checks_age: Duration::from_secs(300),
            results_len: 1_500_000,
            dead_len: 10_000,
        }
    }
}

/// The queue between the parts of Upbeat.
///
/// Every call is at least once: a command whose response was lost may have been executed, and
/// repeating it does not affect the ledger.
#[async_trait]
pub trait Transport: Send + Sync + 'static {
    /// The fleet's time, in milliseconds of Unix time.
    async fn time_ms(&self) -> Result<i64>;

    /// Writes something that is never read, to verify that the queue accepts writes. Only for
    /// the api.
    async fn try_write(&self) -> Result<()>;

    /// Verifies that the queue accepts heartbeats of `region`'s probers, without effects.
    async fn try_beat(&self, region: &RegionName) -> Result<()>;

    /// Adds entries to a stream, in order, and trims it to its [`Limits`]. Dropped entries are
    /// counted ([`Backlog`]).
    async fn publish(&self, stream: &Stream, bodies: Vec<Bytes>) -> Result<()>;

    /// Delivers up to `max` new entries, waiting up to `wait` for the first; empty if none
    /// arrived. Creates the group if missing, from the start of the stream.
    ///
    /// Must not be cancelled: entries read by a dropped call stay pending.
    async fn read(&self, seat: &GroupConsumer, max: usize, wait: Duration) -> Result<Vec<Entry>>;

    /// Acknowledges entries and removes them from the stream.
    async fn ack(&self, stream: &Stream, ids: &[EntryId]) -> Result<()>;

    /// Hands in finished jobs of `region`: each report (or dead letter) is added and its job
    /// acknowledged and removed, in one transaction.
    async fn answer(&self, region: &RegionName, answers: Vec<JobResult>) -> Result<()>;

    /// Up to `max` unacknowledged entries of the stream's group that have been idle for at
    /// least `min_idle`, oldest first; empty if there is no group.
    async fn pending(
        &self,
        stream: &Stream,
        min_idle: Duration,
        max: usize,
    ) -> Result<Vec<Pending>>;

    /// Takes over those of `ids` that are still idle for at least `min_idle`, and returns
    /// them. Two claimers never both get an entry. Entries that were trimmed meanwhile are
    /// acknowledged and omitted.
    async fn claim(
        &self,
        seat: &GroupConsumer,
        min_idle: Duration,
        ids: &[EntryId],
    ) -> Result<Vec<Entry>>;

    /// Resets the idle time of entries that `seat` holds and still processes.
    async fn keep(&self, seat: &GroupConsumer, ids: &[EntryId]) -> Result<()>;

    /// Removes the consumer from its group if nothing is pending for it.
    async fn leave(&self, seat: &GroupConsumer) -> Result<()>;

    /// Removes the consumers of the stream's group that have been idle for at least `idle` and
    /// have no pending entries, and returns their names: killed consumers do not leave by
    /// themselves.
    async fn tidy(&self, stream: &Stream, idle: Duration) -> Result<Vec<String>>;

    /// Backlog of a stream.
    async fn backlog(&self, stream: &Stream) -> Result<Backlog>;

    /// Announces a prober; must be repeated each second.
    async fn beat(
        &self,
        region: &RegionName,
        prober: &ProberName,
        heartbeat: &Heartbeat,
    ) -> Result<()>;

    /// Removes a prober's announcement, at a graceful stop.
    async fn retire(&self, region: &RegionName, prober: &ProberName) -> Result<()>;

    /// All probers of all regions that have announced themselves within the last hour.
    async fn probers(&self) -> Result<Vec<SeenProber>>;

    /// As [`Self::probers`], of one region only, which is all that a prober may read.
    async fn neighbours(&self, region: &RegionName) -> Result<Vec<SeenProber>>;

    /// Takes or renews the scheduler's lease for `holder`, for `ttl`, and moves the watermark
    /// forward to `watermark_ms` if given. `None` if another holder has the lease; then
    /// nothing changes.
    async fn lead(
        &self,
        holder: &str,
        ttl: Duration,
        watermark_ms: Option<i64>,
    ) -> Result<Option<Leadership>>;

    /// Releases the lease if `holder` has it; the watermark stays.
    async fn resign(&self, holder: &str) -> Result<()>;

    /// Stores beside the watermark which rows the leader has left out, as text that only
    /// leaders read; replaces the previous note.
    async fn note_arrears(&self, note: String) -> Result<()>;

    /// The previous leader's note, if there is one.
    async fn arrears(&self) -> Result<Option<String>>;

    /// Announces feed row `seq` to every api replica. The announcement may get lost: the feed
    /// itself is the source of truth.
    async fn announce(&self, seq: i64) -> Result<()>;

    /// The newest announced feed row, 0 before the first.
    fn announcements(&self) -> watch::Receiver<i64>;

    /// Closes all connections; later calls fail with [`crate::Error::Closed`].
    async fn close(&self);
}

#[cfg(test)]
mod tests;
