//! The grid of slots: when a website is checked.
//!
//! `slot_n = phase + n × interval`, with `phase = (low 64 bits of the website's id) mod
//! interval`, all in milliseconds of Unix time. Slots are computed, so load is flat and a
//! restart needs no state. Scheduler and ledger use this arithmetic on the same schedule rows,
//! so the ledger counts exactly what the scheduler plans.

use uuid::Uuid;

/// How far ahead a change of the schedule takes effect, in milliseconds, so that every process
/// knows it by then. Source: ARCHITECTURE.md, "Schedule".
pub const LEAD_MS: i64 = 3_000;

/// The slots of one website at one interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grid {
    phase_ms: i64,
    interval_ms: i64,
}

impl Grid {
    /// The grid of `website`; an `interval_ms` below 1 counts as 1.
    pub fn new(website: Uuid, interval_ms: i64) -> Self {
        let interval_ms = interval_ms.max(1);
        let low_bits = website.as_u64_pair().1;
        let phase = low_bits % interval_ms.unsigned_abs();
        Self {
            phase_ms: i64::try_from(phase).unwrap_or(0),
            interval_ms,
        }
    }

    /// Time between slots, in milliseconds.
    pub fn interval_ms(self) -> i64 {
        self.interval_ms
    }

    /// The first slot at or after `at_ms`.
    pub fn first_from(self, at_ms: i64) -> i64 {
        at_ms + (self.phase_ms - at_ms).rem_euclid(self.interval_ms)
    }

    /// Whether a slot lies at `at_ms`.
    pub fn has(self, at_ms: i64) -> bool {
        self.first_from(at_ms) == at_ms
    }

    /// The first instant at or after `at_ms` that is not a slot, for a check outside the
    /// schedule.
    pub fn first_beside(self, at_ms: i64) -> i64 {
        at_ms + i64::from(self.has(at_ms))
    }

    /// Number of slots in `from_ms..to_ms`; 0 if the range is empty.
    pub fn count(self, from_ms: i64, to_ms: i64) -> i64 {
        if to_ms <= from_ms {
            return 0;
        }
        let before = |at_ms: i64| (at_ms - self.phase_ms - 1).div_euclid(self.interval_ms);
        before(to_ms) - before(from_ms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid(low_bits: u64, interval_ms: i64) -> Grid {
        Grid::new(Uuid::from_u64_pair(7, low_bits), interval_ms)
    }

    #[test]
    fn the_phase_is_the_low_bits_modulo_the_interval() {
        assert_eq!(grid(25_003, 10_000).first_from(0), 5_003);
        assert_eq!(grid(u64::MAX, 10_000).first_from(0), 1_615);
    }

    #[test]
    fn a_slot_is_its_own_first_from() {
        let grid = grid(3, 10);
        assert_eq!([2, 3, 4, 13].map(|at| grid.first_from(at)), [3, 3, 13, 13]);
        assert_eq!(grid.first_from(-8), -7);
        assert!(grid.has(13) && !grid.has(14));
        assert_eq!([12, 13, 14].map(|at| grid.first_beside(at)), [12, 14, 14]);
    }

    #[test]
    fn counting_equals_walking() {
        for low_bits in [0, 1, 7, 9] {
            let grid = grid(low_bits, 10);
            for from in -25..25 {
                for to in -30..40 {
                    let mut walked = 0;
                    let mut slot = grid.first_from(from);
                    while slot < to {
                        walked += 1;
                        slot += 10;
                    }
                    assert_eq!(grid.count(from, to), walked, "{low_bits} {from}..{to}");
                }
            }
        }
    }
}
