//! What this process last observed of the installation it belongs to.

use std::sync::{Arc, Mutex, PoisonError};

use status::trouble::Trouble;

/// The last observation, shared with the loop that makes it; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Observed(Arc<Mutex<Option<Observation>>>);

/// How the installation was doing.
#[derive(Clone, Debug)]
pub struct Observation {
    /// When, in milliseconds of Unix time.
    pub at_ms: i64,
    /// What was wrong.
    pub troubles: Vec<Trouble>,
    /// Longest time from a slot to its job in the queue in the last second, in milliseconds;
    /// `None` if another replica schedules.
    pub scheduler_lateness_ms: Option<i64>,
}

impl Observed {
    /// Replaces the last observation.
    pub fn set(&self, observation: Observation) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(observation);
    }

    /// The last observation; `None` before the first one.
    pub fn last(&self) -> Option<Observation> {
        let last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        last.clone()
    }
}
