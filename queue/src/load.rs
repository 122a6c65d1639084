//! Load of a prober, as reported by itself.

use serde::{Deserialize, Serialize};

/// Load of a prober, reported in its heartbeat. Fields that an older prober does not report
/// are 0. Totals count from the prober's start.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Load {
    /// Number of checks it is running.
    pub running: u64,
    /// Maximum number of checks it runs at once.
    pub capacity: u64,
    /// Number of results that the queue has not accepted yet.
    pub waiting_results: u64,
    /// Size of these results, in bytes. Beyond its limit the prober takes no jobs.
    pub waiting_bytes: u64,
    /// Number of answered jobs.
    pub answered_total: u64,
    /// Number of jobs that arrived too late to run.
    pub expired_total: u64,
    /// Number of jobs taken over from other probers.
    pub taken_over_total: u64,
}
