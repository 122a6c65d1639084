//! The status of a website.

use async_graphql::Enum;

/// The status of a website.
#[derive(Enum, Copy, Clone, Eq, PartialEq)]
#[graphql(remote = "entity::WebsiteStatus")]
pub(super) enum WebsiteStatus {
    /// No result yet.
    Pending,
    /// Neither down, partial nor degraded by the fresh votes.
    Up,
    /// Degraded by quorum.
    Degraded,
    /// Some regions report down, but fewer than the quorum.
    Partial,
    /// Down by quorum.
    Down,
    /// No fresh vote, or too few to decide.
    Unmeasured,
    /// Checks are paused.
    Paused,
}
