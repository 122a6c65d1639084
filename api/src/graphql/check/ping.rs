//! Ping checks.

use async_graphql::{InputObject, SimpleObject};

use crate::service::check;

/// ICMP echo requests.
#[derive(SimpleObject)]
pub(in crate::graphql) struct PingCheck {
    /// Number of echo requests to send.
    count: i32,
    /// The check is down if more than this percentage of requests is lost.
    max_loss_percent: i32,
    /// The check is degraded if the mean difference between consecutive round trips is greater
    /// than this, in milliseconds.
    degraded_above_jitter_ms: Option<i64>,
}

/// ICMP echo requests.
#[derive(InputObject)]
pub(in crate::graphql) struct PingCheckInput {
    /// Number of echo requests to send, 1 to 10.
    #[graphql(default = 3)]
    count: i32,
    /// The check is down if more than this percentage of requests is lost, 0 to 99.
    #[graphql(default = 0)]
    max_loss_percent: i32,
    /// The check is degraded if the mean difference between consecutive round trips is greater
    /// than this, in milliseconds; never by default.
    degraded_above_jitter_ms: Option<i32>,
}

impl From<queue::PingCheck> for PingCheck {
    fn from(ping: queue::PingCheck) -> Self {
        Self {
            count: i32::from(ping.count),
            max_loss_percent: i32::from(ping.max_loss_percent),
            degraded_above_jitter_ms: ping.degraded_above_jitter_ms.map(i64::from),
        }
    }
}

impl From<PingCheckInput> for check::Ping {
    fn from(input: PingCheckInput) -> Self {
        Self {
            count: Some(input.count),
            max_loss_percent: Some(input.max_loss_percent),
            degraded_above_jitter_ms: input.degraded_above_jitter_ms,
        }
    }
}
