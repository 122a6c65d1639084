//! Ping checks.

use serde::{Deserialize, Serialize};

/// ICMP echo requests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PingCheck {
    /// Number of echo requests to send (1 to 10).
    pub count: u8,
    /// The check is down if more than this percentage of requests is lost (0 to 99).
    pub max_loss_percent: u8,
    /// The check is degraded if the mean difference between consecutive round trips is greater
    /// than this, in milliseconds.
    pub degraded_above_jitter_ms: Option<u32>,
}

impl Default for PingCheck {
    fn default() -> Self {
        Self {
            count: 3,
            max_loss_percent: 0,
            degraded_above_jitter_ms: None,
        }
    }
}
