//! Growing pauses between attempts that fail, so that nothing spins.

use std::time::Duration;

use rand::Rng;

const FIRST: Duration = Duration::from_millis(100);
const LIMIT: Duration = Duration::from_secs(5);

/// The pauses of one loop.
#[derive(Debug, Default)]
pub(super) struct Backoff {
    failures: u32,
}

impl Backoff {
    /// The last attempt succeeded.
    pub(super) fn reset(&mut self) {
        self.failures = 0;
    }

    /// Another attempt failed; whether it is the first in a row, worth a line.
    pub(super) fn fail(&mut self) -> bool {
        self.failures = self.failures.saturating_add(1);
        self.failures == 1
    }

    /// How long to wait: twice as long with each failure, and never in step with
    /// others.
    pub(super) fn pause(&self) -> Duration {
        let doublings = self.failures.saturating_sub(1).min(16);
        let pause = (FIRST * 2u32.pow(doublings)).min(LIMIT);
        pause.mul_f64(rand::rng().random_range(0.5..1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_up_to_a_limit_and_start_again() {
        let mut backoff = Backoff::default();
        assert!(backoff.fail());
        assert!(backoff.pause() < FIRST);
        for _ in 0..100 {
            assert!(!backoff.fail());
        }
        assert!(backoff.pause() >= LIMIT / 2 && backoff.pause() < LIMIT);
        backoff.reset();
        assert!(backoff.fail());
        assert!(backoff.pause() < FIRST);
    }
}
