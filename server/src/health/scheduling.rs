//! Observed state of the scheduler.

/// A snapshot of this process's scheduler. Totals count from its start.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Scheduling {
    /// Whether this process leads.
    pub(super) leads: bool,
    /// When a pass last succeeded, in milliseconds of Unix time.
    pub(super) last_pass_ms: i64,
    /// Longest time from a slot to its job in the queue in the last second, in milliseconds.
    pub(super) lateness_ms: i64,
    /// Number of published jobs.
    pub(super) published: u64,
    /// Number of jobs left out because they could not be built.
    pub(super) unready: u64,
    /// Number of jobs skipped after a stall because they would have come too late.
    pub(super) skipped: u64,
    /// How often the queue lost its data while this process led.
    pub(super) memory_losses: u64,
    /// Number of schedule rows in the plan.
    pub(super) plan_len: usize,
    /// Number of watermarks discarded because they lay in the future.
    pub(super) watermarks_discarded: u64,
}

impl Scheduling {
    /// A snapshot of `health` at `now_ms`.
    pub(super) fn of(health: &scheduler::Health, now_ms: i64) -> Self {
        Self {
            leads: health.is_leader(),
            last_pass_ms: health.last_pass_ms(),
            lateness_ms: health.lateness_ms(now_ms),
            published: health.jobs_published(),
            unready: health.jobs_unready(),
            skipped: health.jobs_skipped(),
            memory_losses: health.memory_losses(),
            plan_len: health.plan_len(),
            watermarks_discarded: health.watermarks_discarded(),
        }
    }
}
