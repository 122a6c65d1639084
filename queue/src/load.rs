//! How busy a prober is, by its own account.

use serde::{Deserialize, Serialize};

/// What a prober does, told with its heartbeat. What an older prober does not tell is 0.
/// Totals count from the prober's start.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Load {
    /// Checks that run now.
    pub running: u64,
    /// Most checks that it runs at once.
    pub capacity: u64,
    /// Results that the queue has not taken yet.
    pub waiting_results: u64,
    /// Their bytes. Beyond its bound the prober takes no jobs.
    pub waiting_bytes: u64,
    /// Jobs that were answered.
    pub answered_total: u64,
    /// Jobs that came too late to be run.
    pub expired_total: u64,
    /// Jobs that were taken over from others.
    pub taken_over_total: u64,
}
