//! What a transport must do. Two do it: [`crate::RedisTransport`] and
//! [`crate::MemoryTransport`], held to one suite ([`crate::testing`]).

use std::fmt;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use crate::{Load, ProberName, RegionName, Result};

/// Which of a region's streams.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum StreamKind {
    /// Jobs to run.
    Checks,
    /// Reports to ingest.
    Results,
    /// What could not be handled; nobody reads it but a person.
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
    /// Whose.
    pub region: RegionName,
    /// Which.
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

    /// The consumer group that reads this stream: the region's name for
    /// `checks`, `ingest` for `results`. (`dead` has none, it is read by range.)
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

/// A consumer's place in a stream's group.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Seat {
    /// The stream.
    pub stream: Stream,
    /// The consumer's name, unique within the group.
    pub consumer: String,
}

/// An entry's id: `milliseconds-sequence`, the milliseconds being the
/// transport's time of day when the entry was added.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct EntryId(pub String);

impl EntryId {
    /// When the entry was added, milliseconds of Unix time.
    pub fn added_ms(&self) -> Option<i64> {
        self.0.split('-').next()?.parse().ok()
    }
}

/// An entry as delivered to a consumer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its id within the stream.
    pub id: EntryId,
    /// The encoded message.
    pub body: Bytes,
}

/// A delivered entry that was not acknowledged yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending {
    /// The entry.
    pub id: EntryId,
    /// Who has it.
    pub consumer: String,
    /// Time since it was last delivered or claimed.
    pub idle: Duration,
    /// How often it was delivered, the first time included.
    pub deliveries: u32,
}

/// One finished job: what to add where, and which entry it acknowledges.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The entry of the region's `checks` that is done.
    pub job: EntryId,
    /// The report for the region's `results`.
    pub report: Option<Bytes>,
    /// What goes to the region's `dead`, if the job could not be handled.
    pub dead: Option<Bytes>,
}

/// How full a stream is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Backlog {
    /// Entries in the stream, delivered ones included until acknowledged.
    pub len: u64,
    /// Of these, delivered and not yet acknowledged.
    pub pending: u64,
    /// When the oldest entry was added, milliseconds of Unix time.
    pub oldest_ms: Option<i64>,
    /// Entries that the stream has room for, by its [`Limits`]. Redis drops
    /// whole nodes of 100 entries, so that a stream may hold a few more.
    pub limit: u64,
    /// Entries dropped because they were too old, since the queue began.
    pub trimmed_age: u64,
    /// Entries dropped because there were too many, since the queue began.
    pub trimmed_len: u64,
}

/// What a prober says of itself while it lives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heartbeat {
    /// When it was written, milliseconds of the fleet's time of day.
    pub at_ms: i64,
    /// The prober's version.
    pub version: String,
    /// Networks its egress policy opens on top of the public ones.
    pub egress_allow: Vec<String>,
    /// What this prober lacks to tell anything of websites, as one sentence:
    /// its ticks are unmeasured until it has it again.
    #[serde(default)]
    pub impairment: Option<String>,
    /// Which run of the prober this is: something random, drawn at its start.
    #[serde(default)]
    pub instance: String,
    /// How busy it is.
    #[serde(default)]
    pub load: Load,
}

impl Heartbeat {
    /// A prober whose last heartbeat is older than this is taken for dead.
    /// Probers write one each second. Source: ARCHITECTURE.md, "Probing".
    pub const LIFETIME: Duration = Duration::from_secs(5);

    /// Most by which a heartbeat may be ahead of the reader's clock, milliseconds.
    pub(crate) const AHEAD_MS: i64 = 10_000;

    /// Whether the prober that wrote this still counts as alive at `now_ms`.
    pub fn is_alive(&self, now_ms: i64) -> bool {
        // No clock of the fleet wrote what is far ahead.
        self.at_ms <= now_ms.saturating_add(Self::AHEAD_MS)
            && is_within(Self::LIFETIME, self.at_ms, now_ms)
    }
}

/// A prober that announced itself, alive or not (see [`Heartbeat::is_alive`]).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenProber {
    /// Its region.
    pub region: RegionName,
    /// Its name.
    pub name: ProberName,
    /// Its last heartbeat.
    pub heartbeat: Heartbeat,
}

/// How long a prober is remembered after its last heartbeat.
pub(crate) const REMEMBERED: Duration = Duration::from_secs(3600);

/// Whether the prober that wrote `heartbeat` is still to be listed at `now_ms`.
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

/// What the holder of the scheduler's lease learns with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leadership {
    /// Up to where jobs are published (exclusive of nothing: every slot at or
    /// before it is out), milliseconds of Unix time; `None` on a queue that has
    /// never had a leader, or lost its memory.
    pub watermark_ms: Option<i64>,
}

/// Bounds of the streams. What lies beyond is dropped, oldest first.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Most entries in a region's `checks`.
    pub checks_len: u64,
    /// Oldest entry kept in a region's `checks`: past the last start deadline
    /// (60 s) and the longest job, nothing in it is worth running.
    pub checks_age: Duration,
    /// Most entries in a region's `results`: what waits while the database is
    /// away (ten minutes at 2,500 checks a second).
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

    /// How long a stream of this kind keeps an entry; `None` is for ever.
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
/// Every call is at least once: a command whose answer was lost may have been
/// carried out, and repeating it does no harm to the ledger.
#[async_trait]
pub trait Transport: Send + Sync + 'static {
    /// The time of day that the whole fleet goes by, milliseconds of Unix time.
    async fn time_ms(&self) -> Result<i64>;

    /// Writes something that nobody reads: proof that the queue takes what the fleet
    /// gives it. The api may ask this.
    async fn try_write(&self) -> Result<()>;

    /// Proof that the queue takes heartbeats of `region`'s probers; changes nothing.
    async fn try_beat(&self, region: &RegionName) -> Result<()>;

    /// Adds entries to a stream, in order, and trims it to its [`Limits`]. What
    /// is dropped is counted ([`Backlog`]).
    async fn publish(&self, stream: &Stream, bodies: Vec<Bytes>) -> Result<()>;

    /// Up to `max` entries that no consumer of the group has had, waiting up to
    /// `wait` for the first; empty when none came. Makes the group where it is
    /// missing, from the stream's beginning.
    ///
    /// Not to be cancelled: entries read by a dropped call stay pending.
    async fn read(&self, seat: &Seat, max: usize, wait: Duration) -> Result<Vec<Entry>>;

    /// Acknowledges entries and removes them from the stream.
    async fn ack(&self, stream: &Stream, ids: &[EntryId]) -> Result<()>;

    /// Hands in finished jobs of `region`: each report (or dead letter) is
    /// added and its job acknowledged and removed, in one transaction.
    async fn answer(&self, region: &RegionName, answers: Vec<Answer>) -> Result<()>;

    /// Up to `max` unacknowledged entries of the stream's group that have been
    /// idle for at least `min_idle`, oldest first; empty where there is no group.
    async fn pending(
        &self,
        stream: &Stream,
        min_idle: Duration,
        max: usize,
    ) -> Result<Vec<Pending>>;

    /// Takes over those of `ids` that have still been idle for `min_idle`, and
    /// returns them. Two claimers never both get an entry. Entries that were
    /// trimmed meanwhile are acknowledged and left out.
    async fn claim(&self, seat: &Seat, min_idle: Duration, ids: &[EntryId]) -> Result<Vec<Entry>>;

    /// Resets the idle time of entries that `seat` holds and is still working on.
    async fn keep(&self, seat: &Seat, ids: &[EntryId]) -> Result<()>;

    /// Removes the consumer from its group if nothing is pending for it.
    async fn leave(&self, seat: &Seat) -> Result<()>;

    /// Removes the consumers of the stream's group that have asked for nothing
    /// for at least `idle` and hold nothing, and gives their names: who was
    /// killed took no leave.
    async fn tidy(&self, stream: &Stream, idle: Duration) -> Result<Vec<String>>;

    /// How full a stream is.
    async fn backlog(&self, stream: &Stream) -> Result<Backlog>;

    /// Announces a prober; to be repeated each second.
    async fn beat(
        &self,
        region: &RegionName,
        prober: &ProberName,
        heartbeat: &Heartbeat,
    ) -> Result<()>;

    /// Takes a prober's announcement back, at a graceful stop.
    async fn retire(&self, region: &RegionName, prober: &ProberName) -> Result<()>;

    /// Every prober of every region that announced itself and was not forgotten
    /// (an hour after its last heartbeat).
    async fn probers(&self) -> Result<Vec<SeenProber>>;

    /// The same, of one region only: all that a prober may read.
    async fn neighbours(&self, region: &RegionName) -> Result<Vec<SeenProber>>;

    /// Takes or renews the scheduler's lease for `holder`, for `ttl`, and moves
    /// the watermark forward to `watermark_ms` if given. `None` while another
    /// holds the lease; then nothing is changed.
    async fn lead(
        &self,
        holder: &str,
        ttl: Duration,
        watermark_ms: Option<i64>,
    ) -> Result<Option<Leadership>>;

    /// Gives the lease up if `holder` has it; the watermark stays.
    async fn resign(&self, holder: &str) -> Result<()>;

    /// Notes beside the watermark what the leader has left out on its way there, as
    /// text that only leaders read; it takes the place of the note before.
    async fn note_arrears(&self, note: String) -> Result<()>;

    /// The note of the leader before, if it left one.
    async fn arrears(&self) -> Result<Option<String>>;

    /// Tells every api replica that feed row `seq` is there. May get lost: the
    /// feed itself is the truth.
    async fn announce(&self, seq: i64) -> Result<()>;

    /// The newest announced feed row, 0 before the first.
    fn announcements(&self) -> watch::Receiver<i64>;

    /// Ends all connections; later calls fail with [`crate::Error::Closed`].
    async fn close(&self);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn announcements_only_move_forward_and_old_ones_wake_nobody() {
        let announced = watch::Sender::new(0);
        let mut receiver = announced.subscribe();
        for (seq, newest, is_news) in [(5, 5, true), (4, 5, false), (5, 5, false), (6, 6, true)] {
            advance(&announced, seq);
            assert_eq!(receiver.has_changed().unwrap(), is_news, "{seq}");
            assert_eq!(*receiver.borrow_and_update(), newest, "{seq}");
        }
    }

    #[test]
    fn a_prober_lives_for_five_seconds_and_is_remembered_for_an_hour() {
        for (age_ms, lives, remembered) in [
            (-10_001, false, true),
            (-10_000, true, true),
            (-1, true, true),
            (5_000, true, true),
            (5_001, false, true),
            (3_600_000, false, true),
            (3_600_001, false, false),
            (i64::MAX, false, false),
        ] {
            let (at_ms, now_ms) = (0, age_ms);
            let heartbeat = Heartbeat {
                at_ms,
                version: String::new(),
                egress_allow: vec![],
                impairment: None,
                instance: String::new(),
                load: Load::default(),
            };
            assert_eq!(heartbeat.is_alive(now_ms), lives, "{age_ms}");
            assert_eq!(is_remembered(&heartbeat, now_ms), remembered, "{age_ms}");
        }
        let absurd = Heartbeat {
            at_ms: i64::MIN,
            version: String::new(),
            egress_allow: vec![],
            impairment: None,
            instance: String::new(),
            load: Load::default(),
        };
        assert!(!absurd.is_alive(i64::MAX));
    }
}
