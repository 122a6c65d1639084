//! Splits a window into rolled-up days, rolled-up hours, and ticks.

use std::ops::Range;

use super::Window;
use crate::Keep;
use crate::rollup::{DAY_MS, HOUR_MS, RollupProgress, day_of, hour_of};

/// Disjoint parts that cover a window.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Parts {
    /// Whole days that are rolled up.
    pub(super) days: Range<i32>,
    /// Whole hours before and after the days that are rolled up.
    pub(super) hours: Vec<Range<i32>>,
    /// The rest, to be read from ticks.
    pub(super) raw: Vec<Window>,
}

impl Parts {
    /// Splits `window` into the largest available units.
    pub(super) fn of(window: Window, made: RollupProgress, keep: &Keep, now_ms: i64) -> Self {
        Self::of_units(window, made, hours_of(made, keep, now_ms))
    }

    /// As [`Self::of`], but uses hours only where ticks were deleted.
    pub(super) fn of_ticks(window: Window, made: RollupProgress, keep: &Keep, now_ms: i64) -> Self {
        let mut hours = hours_of(made, keep, now_ms);
        let first_hour = made.first_day_of_ticks(keep, now_ms).saturating_mul(24);
        hours.end = hours.end.min(first_hour);
        Self::of_units(window, made, hours)
    }

    /// As [`Self::of`], but without days.
    pub(super) fn of_hours(window: Window, made: RollupProgress, keep: &Keep, now_ms: i64) -> Self {
        let mut parts = Self::default();
        let hours = hours_of(made, keep, now_ms);
        parts.add_hours(window.from_ms, window.to_ms, &hours);
        parts
    }

    fn of_units(window: Window, made: RollupProgress, hours: Range<i32>) -> Self {
        let mut parts = Self::default();
        let first = day_of(window.from_ms + DAY_MS - 1);
        let end = day_of(window.to_ms).min(made.days_to);
        if first < end {
            parts.days = first..end;
            let (from_ms, to_ms) = (i64::from(first) * DAY_MS, i64::from(end) * DAY_MS);
            parts.add_hours(window.from_ms, from_ms, &hours);
            parts.add_hours(to_ms, window.to_ms, &hours);
        } else {
            parts.add_hours(window.from_ms, window.to_ms, &hours);
        }
        parts
    }

    fn add_hours(&mut self, from_ms: i64, to_ms: i64, hours: &Range<i32>) {
        let first = hour_of(from_ms + HOUR_MS - 1).max(hours.start);
        let end = hour_of(to_ms).min(hours.end);
        if first < end {
            self.hours.push(first..end);
            self.add_raw(from_ms, i64::from(first) * HOUR_MS);
            self.add_raw(i64::from(end) * HOUR_MS, to_ms);
        } else {
            self.add_raw(from_ms, to_ms);
        }
    }

    fn add_raw(&mut self, from_ms: i64, to_ms: i64) {
        if from_ms < to_ms {
            self.raw.push(Window { from_ms, to_ms });
        }
    }
}

/// The hours that are rolled up and still kept.
fn hours_of(made: RollupProgress, keep: &Keep, now_ms: i64) -> Range<i32> {
    made.first_day_of_hours(keep, now_ms).saturating_mul(24)..made.hours_to
}

/// `window`, widened at either end that lies where ticks are no longer kept: to whole hours,
/// or to whole days where hours are no longer kept either.
pub(super) fn widened(window: Window, made: RollupProgress, keep: &Keep, now_ms: i64) -> Window {
    let unit_ms = |at_ms: i64| {
        let day = day_of(at_ms);
        if day >= made.first_day_of_ticks(keep, now_ms) {
            1
        } else if day >= made.first_day_of_hours(keep, now_ms) {
            HOUR_MS
        } else {
            DAY_MS
        }
    };
    let from_ms = window.from_ms - window.from_ms.rem_euclid(unit_ms(window.from_ms));
    // The end is exclusive: the instant before it decides what is kept.
    let to_ms = window.to_ms + (-window.to_ms).rem_euclid(unit_ms(window.to_ms - 1));
    Window { from_ms, to_ms }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW_MS: i64 = 200 * DAY_MS + 7 * HOUR_MS;
    const KEEP: Keep = Keep {
        ticks_days: 30,
        hours_days: 90,
        history_days: None,
    };

    #[test]
    fn a_month_is_its_days_with_hours_and_ticks_around() {
        let made = RollupProgress {
            hours_to: 200 * 24 + 6,
            days_to: 200,
            ..RollupProgress::NOTHING
        };
        let window = Window {
            from_ms: 179 * DAY_MS + 90 * 60_000,
            to_ms: NOW_MS,
        };
        let parts = Parts::of(window, made, &KEEP, NOW_MS);
        assert_eq!(parts.days, 180..200);
        assert_eq!(
            parts.hours,
            [179 * 24 + 2..180 * 24, 200 * 24..200 * 24 + 6]
        );
        let from_ms = 179 * DAY_MS + 2 * HOUR_MS;
        let raw = [
            (window.from_ms, from_ms),
            (200 * DAY_MS + 6 * HOUR_MS, NOW_MS),
        ];
        assert_eq!(
            parts.raw,
            raw.map(|(from_ms, to_ms)| Window { from_ms, to_ms })
        );
    }

    #[test]
    fn windows_of_the_past_are_widened_to_what_is_kept() {
        let made = RollupProgress::NOTHING;
        let widened = |from_ms, to_ms| {
            let window = widened(Window { from_ms, to_ms }, made, &KEEP, NOW_MS);
            (window.from_ms, window.to_ms)
        };
        let old_ms = 50 * DAY_MS;
        assert_eq!(widened(old_ms + 1, NOW_MS), (old_ms, NOW_MS));
        let hours_ms = 120 * DAY_MS;
        assert_eq!(
            widened(hours_ms + 1, hours_ms + HOUR_MS + 1),
            (hours_ms, hours_ms + 2 * HOUR_MS)
        );
        assert_eq!(widened(old_ms, hours_ms), (old_ms, hours_ms));
        let ticks_ms = 170 * DAY_MS;
        assert_eq!(
            widened(ticks_ms + 1, ticks_ms + 2),
            (ticks_ms + 1, ticks_ms + 2)
        );
    }

    proptest! {
        #[test]
        fn the_parts_cover_the_window_once(
            from_ms in 0..NOW_MS,
            length_ms in 0..150 * DAY_MS,
            hours_to in 0..201 * 24,
        ) {
            let window = Window { from_ms, to_ms: from_ms + length_ms };
            let made = RollupProgress { hours_to, days_to: hours_to / 24, ..RollupProgress::NOTHING };
            let parts = Parts::of(window, made, &KEEP, NOW_MS);
            let mut pieces: Vec<(i64, i64)> = Vec::new();
            pieces.push((i64::from(parts.days.start) * DAY_MS, i64::from(parts.days.end) * DAY_MS));
            pieces.extend(parts.hours.iter().map(|hours| {
                (i64::from(hours.start) * HOUR_MS, i64::from(hours.end) * HOUR_MS)
            }));
            pieces.extend(parts.raw.iter().map(|raw| (raw.from_ms, raw.to_ms)));
            pieces.retain(|(from_ms, to_ms)| from_ms < to_ms);
            pieces.sort_unstable();
            let mut at_ms = window.from_ms;
            for (from_ms, to_ms) in pieces {
                prop_assert_eq!(from_ms, at_ms);
                at_ms = to_ms;
            }
            prop_assert_eq!(at_ms, window.to_ms);
        }
    }
}
