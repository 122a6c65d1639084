//! The plan in memory, written by the reader and read by the issuer.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use entity::region;

use crate::plan::Plan;

/// The schedule and the regions, as far as they have been read.
#[derive(Default)]
pub(crate) struct KnownPlan {
    pub(crate) plan: Plan,
    pub(crate) regions: Vec<region::Model>,
    /// Whether everything has been read once; slots are published only then.
    pub(crate) is_whole: bool,
}

/// The shared plan; its lock is held only briefly.
#[derive(Clone, Default)]
pub(crate) struct SharedPlan(Arc<Mutex<KnownPlan>>);

impl SharedPlan {
    pub(crate) fn lock(&self) -> MutexGuard<'_, KnownPlan> {
        // A poisoned lock is fine: no code panics halfway through a change.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
