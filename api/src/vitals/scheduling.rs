//! What is watched of the scheduler.

/// The scheduler of this process, as it was a moment ago. Totals count from its start.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Scheduling {
    /// Whether it leads.
    pub(super) leads: bool,
    /// When a pass last succeeded, milliseconds of Unix time.
    pub(super) last_pass_ms: i64,
    /// Time from the slot to the queue, the longest of the last second, milliseconds.
    pub(super) lateness_ms: i64,
    /// Jobs that were published.
    pub(super) published: u64,
    /// Jobs that were left out, as they could not be made.
    pub(super) unready: u64,
    /// Jobs that were not published after a stall, as they would have come too late.
    pub(super) skipped: u64,
    /// How often the queue lost its memory while this process led.
    pub(super) memory_losses: u64,
    /// Rows of the schedule that it knows.
    pub(super) plan_len: usize,
    /// Watermarks that were not believed.
    pub(super) watermarks_discarded: u64,
}

impl Scheduling {
    /// What `vitals` say at `now_ms`.
    pub(super) fn of(vitals: &scheduler::Vitals, now_ms: i64) -> Self {
        Self {
            leads: vitals.is_leader(),
            last_pass_ms: vitals.last_pass_ms(),
            lateness_ms: vitals.lateness_ms(now_ms),
            published: vitals.jobs_published(),
            unready: vitals.jobs_unready(),
            skipped: vitals.jobs_skipped(),
            memory_losses: vitals.memory_losses(),
            plan_len: vitals.plan_len(),
            watermarks_discarded: vitals.watermarks_discarded(),
        }
    }
}
