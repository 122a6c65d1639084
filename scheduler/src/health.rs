//! Metrics of the scheduler.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, AtomicUsize, Ordering};

/// Metrics of one instance's scheduler; cheap to clone, and always current. Counts start with
/// the process.
#[derive(Clone, Debug, Default)]
pub struct Health(Arc<Figures>);

#[derive(Debug, Default)]
struct Figures {
    jobs_published: AtomicU64,
    jobs_skipped: AtomicU64,
    jobs_unready: AtomicU64,
    watermarks_discarded: AtomicU64,
    memory_losses: AtomicU64,
    is_leader: AtomicBool,
    plan_len: AtomicUsize,
    last_pass_ms: AtomicI64,
    last_read_ms: AtomicI64,
    /// The second of Unix time that `latest_ms` belongs to.
    second: AtomicI64,
    latest_ms: AtomicI64,
    latest_before_ms: AtomicI64,
}

impl Health {
    /// Number of published jobs, one for each slot and region.
    pub fn jobs_published(&self) -> u64 {
        self.0.jobs_published.load(Ordering::Relaxed)
    }

    /// Number of jobs skipped because their check could no longer start in time, after a
    /// stall. They are missing in the ledger.
    pub fn jobs_skipped(&self) -> u64 {
        self.0.jobs_skipped.load(Ordering::Relaxed)
    }

    /// Number of jobs left out because their check settings cannot be read or their secrets
    /// not opened. They are missing in the ledger.
    pub fn jobs_unready(&self) -> u64 {
        self.0.jobs_unready.load(Ordering::Relaxed)
    }

    /// Number of watermarks discarded because they lay in the future.
    pub fn watermarks_discarded(&self) -> u64 {
        self.0.watermarks_discarded.load(Ordering::Relaxed)
    }

    /// How often the queue lost its data while this instance led.
    pub fn memory_losses(&self) -> u64 {
        self.0.memory_losses.load(Ordering::Relaxed)
    }

    /// Whether this instance leads.
    pub fn is_leader(&self) -> bool {
        self.0.is_leader.load(Ordering::Relaxed)
    }

    /// Number of known schedule rows: one per website, apart from changes in progress.
    pub fn plan_len(&self) -> usize {
        self.0.plan_len.load(Ordering::Relaxed)
    }

    /// When a pass last succeeded, in milliseconds of Unix time; 0 before the first.
    pub fn last_pass_ms(&self) -> i64 {
        self.0.last_pass_ms.load(Ordering::Relaxed)
    }

    /// When changes of the schedule were last read, in milliseconds of Unix time; 0 until
    /// everything has been read once.
    pub fn last_read_ms(&self) -> i64 {
        self.0.last_read_ms.load(Ordering::Relaxed)
    }

    /// How long after its slot the latest job was published, in milliseconds, among those of
    /// the second before `now_ms` and the current one; 0 if there were none.
    pub fn lateness_ms(&self, now_ms: i64) -> i64 {
        let second = self.0.second.load(Ordering::Relaxed);
        let latest_ms = self.0.latest_ms.load(Ordering::Relaxed);
        match second_of(now_ms) - second {
            0 => latest_ms.max(self.0.latest_before_ms.load(Ordering::Relaxed)),
            1 => latest_ms,
            _ => 0,
        }
    }

    pub(crate) fn add_published(&self, jobs: usize) {
        let jobs = u64::try_from(jobs).unwrap_or(u64::MAX);
        self.0.jobs_published.fetch_add(jobs, Ordering::Relaxed);
    }

    pub(crate) fn add_skipped(&self, jobs: u64) {
        self.0.jobs_skipped.fetch_add(jobs, Ordering::Relaxed);
    }

    pub(crate) fn set_unready(&self, jobs: u64) {
        self.0.jobs_unready.store(jobs, Ordering::Relaxed);
    }

    pub(crate) fn add_discarded_watermark(&self) {
        self.0.watermarks_discarded.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn add_memory_loss(&self) {
        self.0.memory_losses.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn set_leader(&self, leads: bool) {
        self.0.is_leader.store(leads, Ordering::Relaxed);
    }

    pub(crate) fn set_read(&self, plan_len: usize, now_ms: i64) {
        self.0.plan_len.store(plan_len, Ordering::Relaxed);
        self.0.last_read_ms.store(now_ms, Ordering::Relaxed);
    }

    pub(crate) fn set_passed(&self, now_ms: i64) {
        self.0.last_pass_ms.store(now_ms, Ordering::Relaxed);
    }

    /// Records that a job was published at `now_ms`, `late_ms` after its slot. Only the
    /// publishing task calls this.
    pub(crate) fn note_lateness(&self, late_ms: i64, now_ms: i64) {
        let figures = &self.0;
        let second = second_of(now_ms);
        let passed = second - figures.second.swap(second, Ordering::Relaxed);
        if passed == 0 {
            figures.latest_ms.fetch_max(late_ms, Ordering::Relaxed);
            return;
        }
        let latest_ms = figures.latest_ms.swap(late_ms, Ordering::Relaxed);
        let before_ms = if passed == 1 { latest_ms } else { 0 };
        figures.latest_before_ms.store(before_ms, Ordering::Relaxed);
    }
}

fn second_of(ms: i64) -> i64 {
    ms.div_euclid(1_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lateness_is_that_of_the_last_second() {
        let health = Health::default();
        assert_eq!(health.lateness_ms(5_000), 0);
        health.note_lateness(40, 5_100);
        health.note_lateness(20, 5_200);
        assert_eq!(health.lateness_ms(5_300), 40);
        assert_eq!(health.lateness_ms(6_300), 40);
        health.note_lateness(10, 6_400);
        assert_eq!(health.lateness_ms(6_500), 40);
        assert_eq!(health.lateness_ms(7_500), 10);
        assert_eq!(health.lateness_ms(8_000), 0);
        health.note_lateness(3, 9_000);
        assert_eq!(health.lateness_ms(9_000), 3);
    }
}
