//! How the time of an attempt is divided between a lookup and the check of the resolver.

use std::time::{Duration, Instant};

use crate::Progress;

/// The most of the time limit that is kept for asking whether the resolver is alive.
const LIFE_SIGN_LIMIT: Duration = Duration::from_secs(1);

/// How long a lookup may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LookupTime {
    /// How long an answer may take.
    pub answer: Duration,
    /// How long the check may then take whether the resolver is alive.
    pub life_sign: Duration,
}

impl LookupTime {
    /// Divides the time that is left. Once the resolver has answered a question of this
    /// attempt, it has shown that it is alive: then the attempt's own deadline ends the lookup.
    pub fn left(progress: &dyn Progress) -> Self {
        let left = progress
            .deadline()
            .saturating_duration_since(Instant::now());
        if progress.has_resolved() {
            return Self {
                answer: left + LIFE_SIGN_LIMIT,
                life_sign: Duration::ZERO,
            };
        }
        let reserve = LIFE_SIGN_LIMIT.min(left / 4);
        Self {
            answer: left - reserve,
            // A tenth of the reserve stays unused, so that we end before the deadline.
            life_sign: reserve * 9 / 10,
        }
    }
}
