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
    /// status) within it, oldest first, without any maintenance. Time after `now_ms` is
    /// unmeasured.
    pub fn of(
        initial: WebsiteStatus,
        changes: &[(i64, WebsiteStatus)],
        from_ms: i64,
        to_ms: i64,
        now_ms: i64,
    ) -> Self {
        Self::with_maintenance(initial, changes, &[], from_ms, to_ms, now_ms)
    }

    /// As [`Self::of`], with periods of maintenance (from, to), oldest first and without overlap.
    /// Time in them is maintenance, whatever the status was; but a website that was not watched
    /// then, because it waited for its first vote or was paused, was unmeasured.
    pub fn with_maintenance(
        initial: WebsiteStatus,
        changes: &[(i64, WebsiteStatus)],
        maintenance: &[(i64, i64)],
        from_ms: i64,
        to_ms: i64,
        now_ms: i64,
    ) -> Self {
        let mut tally = Self::default();
        let known_to_ms = to_ms.min(now_ms).max(from_ms);
        let (mut status, mut since_ms) = (initial, from_ms);
        let end = (known_to_ms, status);
        for &(at_ms, next) in changes.iter().chain([&end]) {
            let at_ms = at_ms.clamp(since_ms, known_to_ms);
            let maintenance_ms = match status {
                WebsiteStatus::Pending | WebsiteStatus::Paused => 0,
                _ => overlap_ms(maintenance, since_ms, at_ms),
            };
            tally.maintenance_ms += maintenance_ms;
            tally.add(status, at_ms - since_ms - maintenance_ms);
            (status, since_ms) = (next, at_ms);
        }
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

/// How much of `from_ms..to_ms` lies in `periods` (from, to), which are in order and do not
/// overlap, in milliseconds.
pub fn overlap_ms(periods: &[(i64, i64)], from_ms: i64, to_ms: i64) -> i64 {
    within(periods, from_ms, to_ms)
        .map(|(from_ms, to_ms)| to_ms - from_ms)
        .sum()
}

/// The parts of `periods` (from, to), which are in order and do not overlap, that lie in
/// `from_ms..to_ms`.
pub fn within(
    periods: &[(i64, i64)],
    from_ms: i64,
    to_ms: i64,
) -> impl Iterator<Item = (i64, i64)> {
    let first = periods.partition_point(|(_, end_ms)| *end_ms <= from_ms);
    let periods = periods[first..].iter();
    periods
        .take_while(move |(start_ms, _)| *start_ms < to_ms)
        .map(move |(start_ms, end_ms)| (*start_ms.max(&from_ms), *end_ms.min(&to_ms)))
}

/// The parts of `from_ms..to_ms` that lie in none of `periods` (from, to), which are in order and
/// do not overlap.
pub fn outside(periods: &[(i64, i64)], from_ms: i64, to_ms: i64) -> Vec<(i64, i64)> {
    let mut parts = Vec::new();
    let mut at_ms = from_ms;
    for (start_ms, end_ms) in within(periods, from_ms, to_ms) {
        if at_ms < start_ms {
            parts.push((at_ms, start_ms));
        }
        at_ms = end_ms;
    }
    if at_ms < to_ms {
        parts.push((at_ms, to_ms));
    }
    parts
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
    fn maintenance_leaves_the_ratio_unless_nobody_watched() {
        use WebsiteStatus::{Down, Paused, Unmeasured, Up};
        let changes = [(10, Up), (30, Down), (60, Unmeasured), (80, Paused)];
        let maintenance = [(0, 15), (40, 70), (75, 90), (98, 500)];
        let tally =
            Tally::with_maintenance(WebsiteStatus::Pending, &changes, &maintenance, 0, 100, 95);
        let expected = Tally {
            up_ms: 15,
            down_ms: 10,
            maintenance_ms: 5 + 20 + 10 + 5,
            unmeasured_ms: 10 + 5 + 15 + 5,
            ..Tally::default()
        };
        assert_eq!(tally, expected);
        assert_eq!((tally.ratio(), tally.coverage()), (Some(0.6), 0.25));
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
            mut ends in proptest::collection::btree_set(0..150_000_i64, 0..8),
        ) {
            changes.sort_unstable();
            if ends.len() % 2 == 1 {
                ends.pop_last();
            }
            let ends: Vec<i64> = ends.into_iter().collect();
            let maintenance: Vec<_> = ends.chunks(2).map(|two| (two[0], two[1])).collect();
            let changes: Vec<_> = changes.iter().map(|(at, i)| (*at, STATUSES[*i])).collect();
            let tally = Tally::with_maintenance(
                WebsiteStatus::Pending, &changes, &maintenance, from, from + length, now);
            let without = Tally::of(WebsiteStatus::Pending, &changes, from, from + length, now);
            prop_assert!(tally.measured_ms() <= without.measured_ms());
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
