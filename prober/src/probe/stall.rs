//! Whether this process stood still: frozen, starved of CPU, or its machine asleep.
//! What took long then took long for our own reasons.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Between two signs of life.
pub(crate) const BEAT_EVERY: Duration = Duration::from_millis(100);

/// A sign of life that comes so much too late says that we stood still.
pub(crate) const LIMIT: Duration = Duration::from_millis(500);

/// The process' signs of life; without any, nothing is known.
#[derive(Debug, Default)]
pub(crate) struct Stalls(Mutex<Seen>);

#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    last_beat: Option<Instant>,
    /// When the last standstill ended.
    stalled: Option<Instant>,
}

impl Stalls {
    /// Gives a sign of life.
    pub(crate) fn beat(&self) {
        self.beat_at(Instant::now());
    }

    fn beat_at(&self, now: Instant) {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.last_beat.is_some_and(|last| is_late(last, now)) {
            seen.stalled = Some(now);
        }
        seen.last_beat = Some(now);
    }

    /// Whether we stood still at some time since `start`.
    pub(crate) fn since(&self, start: Instant) -> bool {
        self.between(start, Instant::now())
    }

    fn between(&self, start: Instant, now: Instant) -> bool {
        let seen = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // The next sign of life may still wait for its turn.
        seen.stalled.is_some_and(|at| at >= start)
            || seen.last_beat.is_some_and(|last| is_late(last, now))
    }
}

fn is_late(last: Instant, now: Instant) -> bool {
    now.saturating_duration_since(last) > BEAT_EVERY + LIMIT
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_of_life_that_comes_late_tells_of_a_standstill() {
        let begin = Instant::now();
        let ms = |ms| begin + Duration::from_millis(ms);
        let stalls = Stalls::default();
        assert!(!stalls.between(begin, ms(60_000)), "nothing is known yet");
        stalls.beat_at(ms(0));
        stalls.beat_at(ms(500));
        assert!(!stalls.between(ms(0), ms(900)));
        assert!(stalls.between(ms(0), ms(1_101)), "one is overdue");
        stalls.beat_at(ms(5_000));
        assert!(stalls.between(ms(4_000), ms(5_050)));
        assert!(!stalls.between(ms(5_010), ms(5_050)), "it had ended before");
    }
}
