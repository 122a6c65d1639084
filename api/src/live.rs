//! Live ticks, changes of status and incidents for subscribers.
//!
//! The feed in the database is the source of truth: each transaction that has something to tell
//! writes one row, numbered in the order of commits. This process reads each new row once and
//! passes what happened to all its subscribers, topic by topic. A subscriber that resumes, or
//! that was too slow to keep up, reads the feed itself until it has caught up. So there is no
//! gap and no repeat, whatever is lost on the way: the queue's announcement only says when to
//! read.
//!
//! The memory of subscribers is bounded, whether their clients read or not: live events are
//! shared by all subscribers, and contain only the fields of a website that are shown; events
//! of subscribers that catch up are few at a time, and few subscribers catch up at once.

mod batch;
mod channels;
mod cursor;
mod follow;
pub mod handover;
mod item;
mod relay;
mod rendered;
mod turns;

use std::collections::HashSet;
use std::sync::Arc;

use bytes::Bytes;
use entity::feed::{IncidentStep, StatusChange};
use entity::{OrganizationId, RegionKey, WebsiteKey, incident, tick};

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

/// What events are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// Ticks.
    Ticks,
    /// Changes of status.
    StatusChanges,
    /// What happens to incidents.
    Incidents,
}

/// What subscribers share: the events of one organization about one subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Topic {
    /// Only websites of this organization.
    pub organization: OrganizationId,
    /// Only events about this.
    pub subject: Subject,
}

/// What a subscriber may and wants to follow.
#[derive(Clone, Debug)]
pub struct Audience {
    /// Only events of this topic.
    pub topic: Topic,
    /// Only websites with these keys; `None` for all, including future ones.
    pub websites: Option<HashSet<WebsiteKey>>,
    /// Whether changes of status as single regions see it are wanted too.
    pub with_regions: bool,
}

/// Something that happened, for a subscriber.
#[derive(Clone, Debug)]
pub struct Event {
    /// Position in the feed.
    pub cursor: Cursor,
    /// The website to which it happened.
    pub website: Arc<WebsiteSummary>,
    /// What happened.
    pub news: News,
    rendered: Arc<Rendered>,
}

/// What happened.
#[derive(Clone, Debug)]
pub enum News {
    /// A tick was recorded.
    Tick(Arc<tick::Model>),
    /// The status changed.
    StatusChange(StatusChange),
    /// Something happened to an incident, which is as it was when the event was read.
    Incident(IncidentStep, Arc<incident::Model>),
}

impl Event {
    /// The bytes of what `key` selects of this event, made by `make` unless another subscriber
    /// of the same organization has made them.
    pub async fn rendered(&self, key: SelectionKey, make: impl Future<Output = Bytes>) -> Bytes {
        self.rendered.get_or_make(key, make).await
    }

    fn topic(&self) -> Topic {
        Topic {
            organization: self.website.organization_id,
            subject: match self.news {
                News::Tick(_) => Subject::Ticks,
                News::StatusChange(_) => Subject::StatusChanges,
                News::Incident(..) => Subject::Incidents,
            },
        }
    }
}

impl Audience {
    fn hears(&self, event: &Event) -> bool {
        let change = match &event.news {
            News::StatusChange(change) => Some(change),
            News::Tick(_) | News::Incident(..) => None,
        };
        self.may_hear(event.website.key, change)
    }

    /// Whether the audience includes this website of its organization, and this change.
    fn may_hear(&self, website_key: WebsiteKey, change: Option<&StatusChange>) -> bool {
        let named = self.websites.as_ref();
        let of_region = change.is_some_and(|change| change.region_key != RegionKey::ALL);
        named.is_none_or(|keys| keys.contains(&website_key)) && (self.with_regions || !of_region)
    }
}
