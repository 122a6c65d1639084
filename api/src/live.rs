//! Live ticks for subscribers.
//!
//! The feed in the database is the source of truth: ingest writes one row per batch, numbered
//! in the order of commits. This process reads each new row once and passes its ticks to all
//! its subscribers, organization by organization. A subscriber that resumes, or that was too slow to keep up, reads the feed
//! itself until it has caught up. So there is no gap and no repeat, whatever is lost on the
//! way: the queue's announcement only says when to read.
//!
//! The memory of subscribers is bounded, whether their clients read or not: live events are
//! shared by all subscribers, and contain only the fields of a website that are shown; events
//! of subscribers that catch up are few at a time, and few subscribers catch up at once.

mod batch;
mod channels;
mod cursor;
mod follow;
pub mod handover;
mod relay;
mod rendered;
mod turns;

use std::collections::HashSet;
use std::sync::Arc;

use bytes::Bytes;
use entity::{OrganizationId, WebsiteKey, tick};

use crate::service::website::WebsiteSummary;
use channels::Channels;
pub use cursor::{Cursor, CursorKey};
pub use relay::run;
use rendered::Rendered;
pub use rendered::SelectionKey;
pub use turns::Turns;

/// Subscribers of this process; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Live {
    channels: Arc<Channels>,
}

/// Websites that a subscriber may and wants to follow.
#[derive(Clone, Debug)]
pub struct Audience {
    /// Only websites of this organization.
    pub organization: OrganizationId,
    /// Only websites with these keys; `None` for all, including future ones.
    pub websites: Option<HashSet<WebsiteKey>>,
}

/// A tick for a subscriber.
#[derive(Clone, Debug)]
pub struct Event {
    /// Position in the feed.
    pub cursor: Cursor,
    /// Website of the tick.
    pub website: Arc<WebsiteSummary>,
    /// The tick itself.
    pub tick: Arc<tick::Model>,
    rendered: Arc<Rendered>,
}

impl Event {
    /// The bytes of what `key` selects of this event, made by `make` unless another subscriber
    /// of the same organization has made them.
    pub async fn rendered(&self, key: SelectionKey, make: impl Future<Output = Bytes>) -> Bytes {
        self.rendered.get_or_make(key, make).await
    }
}

impl Audience {
    fn hears(&self, website: &WebsiteSummary) -> bool {
        website.organization_id == self.organization && self.may_hear(website.key)
    }

    /// Whether the audience includes this website of its organization.
    fn may_hear(&self, website_key: WebsiteKey) -> bool {
        let named = self.websites.as_ref();
        named.is_none_or(|keys| keys.contains(&website_key))
    }
}
