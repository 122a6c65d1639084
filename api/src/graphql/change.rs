//! Changes of status.

use async_graphql::SimpleObject;
use chrono::{DateTime, Utc};
use status::history::Span;

use super::scalar::date;
use super::website::WebsiteStatus;

/// What a website was, from when to when.
#[derive(SimpleObject)]
pub(super) struct StatusChange {
    /// What it was.
    status: WebsiteStatus,
    /// When that began.
    from: DateTime<Utc>,
    /// When it ended; null for what the website still is.
    to: Option<DateTime<Utc>>,
}

impl From<Span> for StatusChange {
    fn from(span: Span) -> Self {
        Self {
            status: span.status.into(),
            from: date(span.from_ms),
            to: span.to_ms.map(date),
        }
    }
}
