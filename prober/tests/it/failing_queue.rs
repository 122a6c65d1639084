//! A queue whose answers fail for a while, or that panics.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use queue::{
    Backlog, Entry, EntryId, Error, GroupConsumer, Heartbeat, JobResult, Leadership,
    MemoryTransport, Pending, ProberName, RegionName, Result, SeenProber, Stream, Transport,
};
use tokio::sync::watch;

/// The queue `inner`, on which the next `failures` answers fail.
pub(crate) struct Flaky {
    pub(crate) inner: MemoryTransport,
    pub(crate) failures: AtomicUsize,
    /// Whether the failing answers are taken all the same, unheard.
    pub(crate) taken: bool,
    /// Whether looking at pending jobs panics.
    pub(crate) panics: bool,
    /// Whether it refuses heartbeats just now.
    pub(crate) refuses: Arc<AtomicBool>,
}

impl Flaky {
    /// One that does not fail.
    pub(crate) fn on(inner: MemoryTransport) -> Self {
        Self {
            inner,
            failures: 0.into(),
            taken: false,
            panics: false,
            refuses: Arc::default(),
        }
    }
}

#[async_trait]
impl Transport for Flaky {
    async fn answer(&self, region: &RegionName, answers: Vec<JobResult>) -> Result<()> {
        let left = self.failures.load(Ordering::SeqCst);
        if left == 0 || self.taken {
            self.inner.answer(region, answers).await?;
        }
        if left == 0 {
            return Ok(());
        }
        self.failures.store(left - 1, Ordering::SeqCst);
        Err(Error::Answer {
            operation: "answer jobs",
            answer: "OOM".to_owned(),
        })
    }

    async fn time_ms(&self) -> Result<i64> {
        self.inner.time_ms().await
    }
    async fn try_write(&self) -> Result<()> {
        self.inner.try_write().await
    }
    async fn try_beat(&self, region: &RegionName) -> Result<()> {
        self.inner.try_beat(region).await
    }
    async fn publish(&self, stream: &Stream, bodies: Vec<Bytes>) -> Result<()> {
        self.inner.publish(stream, bodies).await
    }
    async fn read(&self, seat: &GroupConsumer, max: usize, wait: Duration) -> Result<Vec<Entry>> {
        self.inner.read(seat, max, wait).await
    }
    async fn ack(&self, stream: &Stream, ids: &[EntryId]) -> Result<()> {
        self.inner.ack(stream, ids).await
    }
    async fn pending(&self, of: &Stream, idle: Duration, max: usize) -> Result<Vec<Pending>> {
        assert!(!self.panics, "asked to panic");
        self.inner.pending(of, idle, max).await
    }
    async fn claim(
        &self,
        seat: &GroupConsumer,
        idle: Duration,
        ids: &[EntryId],
    ) -> Result<Vec<Entry>> {
        self.inner.claim(seat, idle, ids).await
    }
    async fn keep(&self, seat: &GroupConsumer, ids: &[EntryId]) -> Result<()> {
        self.inner.keep(seat, ids).await
    }
    async fn leave(&self, seat: &GroupConsumer) -> Result<()> {
        self.inner.leave(seat).await
    }
    async fn tidy(&self, stream: &Stream, idle: Duration) -> Result<Vec<String>> {
        self.inner.tidy(stream, idle).await
    }

    async fn backlog(&self, stream: &Stream) -> Result<Backlog> {
        self.inner.backlog(stream).await
    }
    async fn beat(&self, region: &RegionName, by: &ProberName, beat: &Heartbeat) -> Result<()> {
        if self.refuses.load(Ordering::SeqCst) {
            return Err(Error::Answer {
                operation: "announce a prober",
                answer: "MISCONF".to_owned(),
            });
        }
        self.inner.beat(region, by, beat).await
    }
    async fn retire(&self, region: &RegionName, prober: &ProberName) -> Result<()> {
        self.inner.retire(region, prober).await
    }
    async fn probers(&self) -> Result<Vec<SeenProber>> {
        self.inner.probers().await
    }
    async fn neighbours(&self, region: &RegionName) -> Result<Vec<SeenProber>> {
        self.inner.neighbours(region).await
    }
    async fn lead(&self, by: &str, ttl: Duration, at: Option<i64>) -> Result<Option<Leadership>> {
        self.inner.lead(by, ttl, at).await
    }
    async fn resign(&self, holder: &str) -> Result<()> {
        self.inner.resign(holder).await
    }
    async fn note_arrears(&self, note: String) -> Result<()> {
        self.inner.note_arrears(note).await
    }
    async fn arrears(&self) -> Result<Option<String>> {
        self.inner.arrears().await
    }
    async fn announce(&self, seq: i64) -> Result<()> {
        self.inner.announce(seq).await
    }
    fn announcements(&self) -> watch::Receiver<i64> {
        self.inner.announcements()
    }
    async fn close(&self) {
        self.inner.close().await;
    }
}
