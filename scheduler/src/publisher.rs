//! Dependencies of publishing jobs.

use std::sync::Arc;

use queue::{InstanceKeys, SigningKey, Transport};

use crate::pace::Asked;

/// Handles for publishing jobs; cheap to clone.
#[derive(Clone)]
pub struct Publisher {
    /// The queue that jobs are published to.
    pub transport: Arc<dyn Transport>,
    /// Signs jobs.
    pub signing: SigningKey,
    /// Opens the websites' secrets, and seals them for the regions.
    pub keys: InstanceKeys,
    /// Limits the jobs that are published as they are asked for.
    pub asked: Asked,
}

impl std::fmt::Debug for Publisher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Publisher").finish_non_exhaustive()
    }
}
