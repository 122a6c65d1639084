//! Pauses between failed attempts, randomized so that processes do not retry in lockstep.

use std::time::Duration;

use rand::Rng;

/// How long to wait after `failures` consecutive failures: `first` after the first one,
/// doubled for each further one up to `longest`, times a random factor of 0.5 to 1.0.
pub fn backoff(failures: u32, first: Duration, longest: Duration) -> Duration {
    let doublings = failures.saturating_sub(1).min(16);
    let pause = (first * 2_u32.pow(doublings)).min(longest);
    pause.mul_f64(rand::rng().random_range(0.5..1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_up_to_a_limit() {
        let (first, longest) = (Duration::from_millis(100), Duration::from_secs(5));
        for (failures, whole_ms) in [(0, 100), (1, 100), (2, 200), (5, 1_600), (7, 5_000)] {
            let pause = backoff(failures, first, longest);
            let whole = Duration::from_millis(whole_ms);
            assert!(
                whole / 2 <= pause && pause <= whole,
                "{failures}: {pause:?}"
            );
        }
        assert!(backoff(u32::MAX, first, longest) >= longest / 2);
    }
}
