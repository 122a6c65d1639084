//! Uptime: the time that a website spent in each status, over a window.
//!
//! Uptime is the share of *measured* time that was not down; coverage is the share of the
//! window that was measured. Unmeasured time is neither up nor down. Definitions:
//! ARCHITECTURE.md, "Uptime".

use entity::WebsiteStatus;

/// Milliseconds of a window by status; they sum to the window exactly.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Time up.
    pub up_ms: i64,
    /// Time degraded.
    pub degraded_ms: i64,
    /// Time during which some regions reported down, but fewer than the quorum.
    pub partial_ms: i64,
    /// Time down.
    pub down_ms: i64,
    /// Time in maintenance.
    pub maintenance_ms: i64,
    /// Time without a known status: no fresh vote, pending, paused, before creation, or in the
    /// future.
    pub unmeasured_ms: i64,
}

/// A tally in whole seconds; they sum to the window's seconds exactly.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seconds {
    /// Seconds up.
    pub up: i64,
    /// Seconds degraded.
    pub degraded: i64,
    /// Seconds partial.
    pub partial: i64,
    /// Seconds down.
    pub down: i64,
    /// Seconds in maintenance.
    pub maintenance: i64,
    /// Seconds unmeasured.
    pub unmeasured: i64,
}

impl Seconds {
    /// Length of the window in seconds.
    pub fn total(&self) -> i64 {
        self.up + self.degraded + self.partial + self.down + self.maintenance + self.unmeasured
    }
}

impl Tally {
    /// Tallies the window `from_ms..to_ms` from the status at its start and the changes (time,
    /// status) within it, oldest first. Time after `now_ms` is unmeasured.
    pub fn of(
        initial: WebsiteStatus,
        changes: &[(i64, WebsiteStatus)],
        from_ms: i64,
        to_ms: i64,
        now_ms: i64,
    ) -> Self {
        let mut tally = Self::default();
        let known_to_ms = to_ms.min(now_ms).max(from_ms);
        let (mut status, mut since_ms) = (initial, from_ms);
        for &(at_ms, next) in changes {
            let at_ms = at_ms.clamp(since_ms, known_to_ms);
            tally.add(status, at_ms - since_ms);
            (status, since_ms) = (next, at_ms);
        }
        tally.add(status, known_to_ms - since_ms);
        tally.unmeasured_ms += (to_ms - known_to_ms).max(0);
        tally
    }

    /// Share of measured time that was not down, 0.0 to 1.0; `None` if nothing was measured.
    /// Source: ARCHITECTURE.md, "Uptime".
    pub fn ratio(&self) -> Option<f64> {
        let measured_ms = self.measured_ms();
        (measured_ms > 0).then(|| (measured_ms - self.down_ms) as f64 / measured_ms as f64)
    }

    /// Share of the window that was measured, 0.0 to 1.0; 0 for an empty window.
    pub fn coverage(&self) -> f64 {
        let window_ms = self.measured_ms() + self.maintenance_ms + self.unmeasured_ms;
        if window_ms == 0 {
            0.0
        } else {
            self.measured_ms() as f64 / window_ms as f64
        }
    }

    /// Rounds to whole seconds by largest remainders.
    pub fn seconds(&self) -> Seconds {
        let parts_ms = [
            self.up_ms,
            self.degraded_ms,
            self.partial_ms,
            self.down_ms,
            self.maintenance_ms,
            self.unmeasured_ms,
        ];
        let total = parts_ms.iter().sum::<i64>() / 1_000;
        let mut seconds = parts_ms.map(|ms| ms / 1_000);
        let mut left = total - seconds.iter().sum::<i64>();
        let mut by_remainder = [0, 1, 2, 3, 4, 5];
        by_remainder.sort_by_key(|i: &usize| -(parts_ms[*i] % 1_000));
        for i in by_remainder {
            if left > 0 {
                seconds[i] += 1;
                left -= 1;
            }
        }
        let [up, degraded, partial, down, maintenance, unmeasured] = seconds;
        Seconds {
            up,
            degraded,
            partial,
            down,
            maintenance,
            unmeasured,
        }
    }

    fn measured_ms(&self) -> i64 {
        self.up_ms + self.degraded_ms + self.partial_ms + self.down_ms
    }

    fn add(&mut self, status: WebsiteStatus, ms: i64) {
        let part = match status {
            WebsiteStatus::Up => &mut self.up_ms,
            WebsiteStatus::Degraded => &mut self.degraded_ms,
            WebsiteStatus::Partial => &mut self.partial_ms,
            WebsiteStatus::Down => &mut self.down_ms,
            WebsiteStatus::Pending | WebsiteStatus::Unmeasured | WebsiteStatus::Paused => {
                &mut self.unmeasured_ms
            }
        };
        *part += ms;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const STATUSES: [WebsiteStatus; 7] = [
        WebsiteStatus::Pending,
        WebsiteStatus::Up,
        WebsiteStatus::Degraded,
        WebsiteStatus::Partial,
        WebsiteStatus::Down,
        WebsiteStatus::Unmeasured,
        WebsiteStatus::Paused,
    ];

    #[test]
    fn an_hour_with_ten_minutes_down() {
        let minute = 60_000;
        let changes = [
            (0, WebsiteStatus::Up),
            (20 * minute, WebsiteStatus::Down),
            (30 * minute, WebsiteStatus::Up),
            (50 * minute, WebsiteStatus::Unmeasured),
        ];
        let tally = Tally::of(
            WebsiteStatus::Pending,
            &changes,
            0,
            60 * minute,
            60 * minute,
        );
        assert_eq!(tally.up_ms, 40 * minute);
        assert_eq!(tally.down_ms, 10 * minute);
        assert_eq!(tally.unmeasured_ms, 10 * minute);
        assert_eq!(tally.ratio(), Some(0.8));
        assert!((tally.coverage() - 5.0 / 6.0).abs() < 1e-12);
    }

    #[test]
    fn nothing_measured_has_no_ratio() {
        let tally = Tally::of(WebsiteStatus::Pending, &[], 0, 5_000, 5_000);
        assert_eq!(
            (tally.ratio(), tally.coverage(), tally.unmeasured_ms),
            (None, 0.0, 5_000)
        );
    }

    #[test]
    fn the_future_is_unmeasured() {
        let tally = Tally::of(WebsiteStatus::Up, &[], 0, 5_000, 2_000);
        assert_eq!((tally.up_ms, tally.unmeasured_ms), (2_000, 3_000));
    }

    proptest! {
        #[test]
        fn the_parts_sum_to_the_window(
            mut changes in proptest::collection::vec((0..100_000_i64, 0..7_usize), 0..30),
            from in 0..50_000_i64,
            length in 0..100_000_i64,
            now in 0..200_000_i64,
        ) {
            changes.sort_unstable();
            let changes: Vec<_> = changes.iter().map(|(at, i)| (*at, STATUSES[*i])).collect();
            let tally = Tally::of(WebsiteStatus::Pending, &changes, from, from + length, now);
            let Tally { up_ms, degraded_ms, partial_ms, down_ms, maintenance_ms, unmeasured_ms } = tally;
            let sum = up_ms + degraded_ms + partial_ms + down_ms + maintenance_ms + unmeasured_ms;
            prop_assert_eq!(sum, length);
            prop_assert_eq!(tally.seconds().total(), length / 1_000);
            if let Some(ratio) = tally.ratio() {
                prop_assert!((0.0..=1.0).contains(&ratio));
            }
        }
    }
}
