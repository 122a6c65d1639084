//! Changes of status.

use async_graphql::SimpleObject;
use chrono::{DateTime, Utc};
use status::history::Span;

use super::scalar::date;
use super::serial::AtHand;
use super::website_status::WebsiteStatus;

/// A period during which a website's status did not change.
#[derive(SimpleObject)]
pub(super) struct StatusChange {
    /// The status during this period.
    status: WebsiteStatus,
    /// Start of the period.
    from: DateTime<Utc>,
    /// End of the period; null if the website still has this status.
    to: Option<DateTime<Utc>>,
    /// How much of the period so far was in maintenance, in seconds.
    maintenance_secs: i64,
}

impl AtHand for StatusChange {}

impl From<(Span, i64)> for StatusChange {
    fn from((span, maintenance_ms): (Span, i64)) -> Self {
        Self {
            status: span.status.into(),
            from: date(span.from_ms),
            to: span.to_ms.map(date),
            maintenance_secs: maintenance_ms / 1_000,
        }
    }
}
