//! The queue of a single process: without Redis, and without persistence.
//!
//! It keeps the promises of the Redis transport while the process lives. Its content dies with
//! it: the scheduler publishes those slots again from its watermark, or the ledger counts them
//! as missing.

mod stream;

use std::collections::{BTreeMap, HashMap};
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use async_trait::async_trait;
use bytes::Bytes;
use tokio::sync::{Notify, watch};
use tokio::time::{Instant, timeout_at};
use tokio_util::sync::CancellationToken;

use self::stream::Log;
use crate::transport::{advance, is_remembered};
use crate::{
    Backlog, Entry, EntryId, Error, GroupConsumer, Heartbeat, JobResult, Leadership, Limits,
    Pending, ProberName, RegionName, Result, SeenProber, Stream, Transport,
};

/// A handle of an in-process queue.
#[derive(Debug)]
pub struct MemoryTransport {
    shared: Arc<Shared>,
    closed: CancellationToken,
}

#[derive(Debug)]
struct Shared {
    limits: Limits,
    state: Mutex<State>,
    /// The newest announced feed row.
    announced: watch::Sender<i64>,
}

#[derive(Debug, Default)]
struct State {
    streams: HashMap<Stream, Slot>,
    probers: BTreeMap<(RegionName, ProberName), Heartbeat>,
    lease: Lease,
}

/// A stream, and the notification that its readers wait for.
#[derive(Debug, Default)]
struct Slot {
    log: Log,
    added: Arc<Notify>,
}

#[derive(Debug, Default)]
struct Lease {
    /// The leader, and when its lease expires.
    holder: Option<(String, Instant)>,
    watermark_ms: Option<i64>,
    arrears: Option<String>,
}

impl MemoryTransport {
    /// A new, empty queue.
    pub fn new(limits: Limits) -> Self {
        let shared = Shared {
            limits,
            state: Mutex::default(),
            announced: watch::Sender::new(0),
        };
        Self {
            shared: Arc::new(shared),
            closed: CancellationToken::new(),
        }
    }

    /// Another handle of the same queue, like that of another process on Redis: closing one
    /// leaves the other open.
    pub fn handle(&self) -> Self {
        Self {
            shared: Arc::clone(&self.shared),
            closed: CancellationToken::new(),
        }
    }

    /// The state, unless this handle is closed.
    fn state(&self) -> Result<MutexGuard<'_, State>> {
        if self.closed.is_cancelled() {
            return Err(Error::Closed);
        }
        // A poisoned lock is fine: no code panics halfway through a change.
        Ok(self
            .shared
            .state
            .lock()
            .unwrap_or_else(PoisonError::into_inner))
    }

    /// Runs `act` on a stream's entries.
    fn with_log<T>(&self, stream: &Stream, act: impl FnOnce(&mut Log) -> T) -> Result<T> {
        Ok(act(&mut self.state()?.stream(stream).log))
    }
}

impl State {
    fn stream(&mut self, stream: &Stream) -> &mut Slot {
        if !self.streams.contains_key(stream) {
            self.streams.insert(stream.clone(), Slot::default());
        }
        self.streams.entry(stream.clone()).or_default()
    }

    /// Adds entries, trims the stream and notifies its readers.
    fn add(&mut self, limits: &Limits, stream: &Stream, bodies: impl IntoIterator<Item = Bytes>) {
        let now_ms = wall_clock_ms();
        let slot = self.stream(stream);
        for body in bodies {
            slot.log.add(now_ms, body);
        }
        if let Some(age) = limits.age(stream.kind) {
            let age_ms = i64::try_from(age.as_millis()).unwrap_or(i64::MAX);
            slot.log.trim_before(now_ms.saturating_sub(age_ms));
        }
        slot.log.trim_to(limits.len(stream.kind));
        slot.added.notify_waiters();
    }

    fn seen(&self) -> impl Iterator<Item = SeenProber> {
        let now_ms = wall_clock_ms();
        self.probers
            .iter()
            .filter(move |(_, heartbeat)| is_remembered(heartbeat, now_ms))
            .map(|((region, name), heartbeat)| SeenProber {
                region: region.clone(),
                name: name.clone(),
                heartbeat: heartbeat.clone(),
            })
    }
}

#[async_trait]
impl Transport for MemoryTransport {
    async fn time_ms(&self) -> Result<i64> {
        self.state().map(|_| wall_clock_ms())
    }

    async fn try_write(&self) -> Result<()> {
        self.state().map(drop)
    }

    async fn try_beat(&self, _region: &RegionName) -> Result<()> {
        self.state().map(drop)
    }

    async fn publish(&self, stream: &Stream, bodies: Vec<Bytes>) -> Result<()> {
        self.state()?.add(&self.shared.limits, stream, bodies);
        Ok(())
    }

    async fn read(&self, seat: &GroupConsumer, max: usize, wait: Duration) -> Result<Vec<Entry>> {
        let deadline = Instant::now() + wait;
        let added = Arc::clone(&self.state()?.stream(&seat.stream).added);
        loop {
            // Listens before looking, so that no notification is missed.
            let mut rung = pin!(added.notified());
            rung.as_mut().enable();
            let entries = self.with_log(&seat.stream, |log| {
                log.deliver(&seat.consumer, max, Instant::now())
            })?;
            if !entries.is_empty() || max == 0 {
                return Ok(entries);
            }
            tokio::select! {
                () = self.closed.cancelled() => return Err(Error::Closed),
                rung = timeout_at(deadline, rung) => if rung.is_err() { return Ok(Vec::new()) },
            }
        }
    }

    async fn ack(&self, stream: &Stream, ids: &[EntryId]) -> Result<()> {
        self.with_log(stream, |log| log.remove(ids))
    }

    async fn answer(&self, region: &RegionName, answers: Vec<JobResult>) -> Result<()> {
        let mut state = self.state()?;
        let limits = &self.shared.limits;
        let mut jobs = Vec::with_capacity(answers.len());
        for answer in answers {
            state.add(limits, &Stream::results(region), answer.report);
            state.add(limits, &Stream::dead(region), answer.dead);
            jobs.push(answer.job);
        }
        state.stream(&Stream::checks(region)).log.remove(&jobs);
        Ok(())
    }

    async fn pending(
        &self,
        stream: &Stream,
        min_idle: Duration,
        max: usize,
    ) -> Result<Vec<Pending>> {
        self.with_log(stream, |log| log.pending(min_idle, max, Instant::now()))
    }

    async fn claim(
        &self,
        seat: &GroupConsumer,
        min_idle: Duration,
        ids: &[EntryId],
    ) -> Result<Vec<Entry>> {
        self.with_log(&seat.stream, |log| {
            log.claim(&seat.consumer, min_idle, ids, Instant::now())
        })
    }

    async fn keep(&self, seat: &GroupConsumer, ids: &[EntryId]) -> Result<()> {
        self.with_log(&seat.stream, |log| {
            log.keep(&seat.consumer, ids, Instant::now())
        })
    }

    async fn leave(&self, _seat: &GroupConsumer) -> Result<()> {
        // Here, a consumer is only a name on its pending entries.
        self.state().map(drop)
    }

    async fn tidy(&self, _stream: &Stream, _idle: Duration) -> Result<Vec<String>> {
        // Here, consumers without pending entries do not exist.
        self.state().map(|_| Vec::new())
    }

    async fn backlog(&self, stream: &Stream) -> Result<Backlog> {
        let backlog = self.with_log(stream, |log| log.backlog())?;
        Ok(Backlog {
            limit: self.shared.limits.len(stream.kind),
            ..backlog
        })
    }

    async fn beat(
        &self,
        region: &RegionName,
        prober: &ProberName,
        heartbeat: &Heartbeat,
    ) -> Result<()> {
        let mut state = self.state()?;
        state
            .probers
            .retain(|_, other| is_remembered(other, heartbeat.at_ms));
        state
            .probers
            .insert((region.clone(), prober.clone()), heartbeat.clone());
        Ok(())
    }

    async fn retire(&self, region: &RegionName, prober: &ProberName) -> Result<()> {
        self.state()?
            .probers
            .remove(&(region.clone(), prober.clone()));
        Ok(())
    }

    async fn probers(&self) -> Result<Vec<SeenProber>> {
        Ok(self.state()?.seen().collect())
    }

    async fn neighbours(&self, region: &RegionName) -> Result<Vec<SeenProber>> {
        Ok(self
            .state()?
            .seen()
            .filter(|seen| seen.region == *region)
            .collect())
    }

    async fn lead(
        &self,
        holder: &str,
        ttl: Duration,
        watermark_ms: Option<i64>,
    ) -> Result<Option<Leadership>> {
        let now = Instant::now();
        let lease = &mut self.state()?.lease;
        if lease
            .holder
            .as_ref()
            .is_some_and(|(other, until)| other != holder && *until > now)
        {
            return Ok(None);
        }
        lease.holder = Some((holder.to_owned(), now + ttl));
        lease.watermark_ms = lease.watermark_ms.max(watermark_ms);
        Ok(Some(Leadership {
            watermark_ms: lease.watermark_ms,
        }))
    }

    async fn resign(&self, holder: &str) -> Result<()> {
        self.state()?
            .lease
            .holder
            .take_if(|(current, _)| current == holder);
        Ok(())
    }

    async fn note_arrears(&self, note: String) -> Result<()> {
        self.state()?.lease.arrears = Some(note);
        Ok(())
    }

    async fn arrears(&self) -> Result<Option<String>> {
        Ok(self.state()?.lease.arrears.clone())
    }

    async fn announce(&self, seq: i64) -> Result<()> {
        self.state().map(|_| advance(&self.shared.announced, seq))
    }

    fn announcements(&self) -> watch::Receiver<i64> {
        self.shared.announced.subscribe()
    }

    async fn close(&self) {
        self.closed.cancel();
    }
}

fn wall_clock_ms() -> i64 {
    let since_epoch = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX)
}
