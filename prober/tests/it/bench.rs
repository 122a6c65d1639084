//! A worker on an in-process queue, and what it hands in.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use prober::{Probes, Result, WorkerOptions, worker};
use queue::{
    Clock, GroupConsumer, Heartbeat, Job, JobKey, Limits, MemoryTransport, Origin, RegionName,
    Report, Stream, Transport, codec,
};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{check, probes};

/// A worker of region `india` and the queue it works on.
pub(crate) struct Bench {
    pub(crate) queue: Arc<dyn Transport>,
    pub(crate) region: RegionName,
    pub(crate) clock: Clock,
    pub(crate) shutdown: CancellationToken,
}

impl Bench {
    pub(crate) async fn new(queue: impl Transport) -> Self {
        let queue: Arc<dyn Transport> = Arc::new(queue);
        let clock = Clock::synced(&*queue).await.unwrap();
        let region = "india".parse().unwrap();
        Self {
            queue,
            region,
            clock,
            shutdown: CancellationToken::new(),
        }
    }

    pub(crate) async fn in_memory() -> Self {
        Self::new(MemoryTransport::new(Limits::default())).await
    }

    pub(crate) fn options(&self) -> WorkerOptions {
        WorkerOptions::new(self.region.clone(), "india-1".parse().unwrap())
    }

    /// Starts the worker `india-1`.
    pub(crate) fn start(&self) -> JoinHandle<Result<()>> {
        self.start_with(self.options())
    }

    pub(crate) fn start_with(&self, options: WorkerOptions) -> JoinHandle<Result<()>> {
        self.start_probing(probes(), options)
    }

    pub(crate) fn start_probing(
        &self,
        probes: Probes,
        options: WorkerOptions,
    ) -> JoinHandle<Result<()>> {
        let (queue, clock) = (Arc::clone(&self.queue), self.clock.clone());
        let shutdown = self.shutdown.clone();
        tokio::spawn(worker::run(
            queue,
            clock,
            Arc::new(probes),
            options,
            shutdown,
        ))
    }

    pub(crate) async fn publish(&self, bodies: Vec<Bytes>) {
        self.queue
            .publish(&Stream::checks(&self.region), bodies)
            .await
            .unwrap();
    }

    /// Publishes a job for `url`; its key.
    pub(crate) async fn ask(&self, url: &str) -> JobKey {
        let job = self.job(url);
        self.publish(vec![codec::encode(&job).unwrap()]).await;
        job.key
    }

    pub(crate) fn job(&self, url: &str) -> Job {
        let key = JobKey {
            website: Uuid::now_v7(),
            website_key: 7,
            revision: 1,
            slot_ms: self.clock.now_ms(),
            origin: Origin::Schedule,
        };
        let start_before_ms = self.clock.now_ms() + 3_600_000;
        Job {
            key,
            mac: [7; 32],
            start_before_ms,
            check: check(url),
            tenant: None,
        }
    }

    /// The next report; none if there is none within `wait`.
    pub(crate) async fn report(&self, wait: Duration) -> Option<Report> {
        let seat = GroupConsumer {
            stream: Stream::results(&self.region),
            consumer: "test".to_owned(),
        };
        let entry = self.queue.read(&seat, 1, wait).await.unwrap().pop()?;
        Some(codec::decode(&entry.body).unwrap())
    }

    pub(crate) async fn next_report(&self) -> Report {
        self.report(Duration::from_secs(600))
            .await
            .expect("no report within ten minutes")
    }

    /// Waits for a heartbeat that `fits`; the impairment that it tells.
    pub(crate) async fn heartbeat_where(
        &self,
        fits: impl Fn(&Heartbeat) -> bool,
    ) -> Option<String> {
        loop {
            let probers = self.queue.probers().await.unwrap();
            let beats = probers.into_iter().map(|seen| seen.heartbeat);
            if let Some(beat) = beats.into_iter().find(&fits) {
                return beat.impairment;
            }
            tokio::task::yield_now().await;
        }
    }

    pub(crate) async fn next_dead_letter(&self) -> Bytes {
        let seat = GroupConsumer {
            stream: Stream::dead(&self.region),
            consumer: "test".to_owned(),
        };
        let wait = Duration::from_secs(600);
        let mut dead = self.queue.read(&seat, 1, wait).await.unwrap();
        dead.pop().expect("no dead letter within ten minutes").body
    }

    /// Takes all jobs as `consumer`, who never answers.
    pub(crate) async fn take_as(&self, consumer: &str) {
        let taken = self
            .queue
            .read(&self.seat(consumer), 100, Duration::ZERO)
            .await
            .unwrap();
        assert!(!taken.is_empty());
    }

    pub(crate) fn seat(&self, consumer: &str) -> GroupConsumer {
        GroupConsumer {
            stream: Stream::checks(&self.region),
            consumer: consumer.to_owned(),
        }
    }

    /// How many jobs are in the stream, and how many of them in work.
    pub(crate) async fn backlog(&self) -> (u64, u64) {
        let backlog = self
            .queue
            .backlog(&Stream::checks(&self.region))
            .await
            .unwrap();
        (backlog.len, backlog.pending)
    }

    pub(crate) async fn stop(&self, worker: JoinHandle<Result<()>>) {
        self.shutdown.cancel();
        worker.await.unwrap().unwrap();
    }
}
