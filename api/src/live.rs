//! Who is listening, and from where.
//!
//! The feed in the database is the truth: ingest writes one row a batch, numbered
//! in the order of the commits. This process reads each new row once and hands
//! its ticks to every subscriber here. A subscriber that resumes, or that was too
//! slow to keep up, reads the feed itself until it has caught up. So there is no
//! gap and no repeat, whatever is lost on the way: the queue's announcement only
//! says when to look.
//!
//! What subscribers hold is bounded, whether their clients read or not: live events are
//! shared by all who hear them, and hold no more of a website than is shown; those of whoever
//! catches up are few at a time, and few catch up at once.

mod batch;
mod cursor;
mod follow;
mod relay;
mod turns;

use std::collections::HashSet;
use std::sync::Arc;

use entity::tick;
use tokio::sync::broadcast;

use crate::service::OrganizationId;
use crate::service::website::Lean;
use batch::Batch;
pub use cursor::{Cursor, CursorKey};
pub use relay::run;
pub use turns::Turns;

/// Batches that a subscriber may be behind before it has to read the feed itself. One that
/// has stopped keeps so many in memory for all.
const BACKLOG: usize = 64;

/// The subscribers of this process; cheap to clone.
#[derive(Clone, Debug)]
pub struct Live {
    batches: broadcast::Sender<Arc<Batch>>,
}

/// What a subscriber may and wants to hear.
#[derive(Clone, Debug)]
pub struct Audience {
    /// Only this organization's websites.
    pub organization: OrganizationId,
    /// Of these, only those with one of these keys; `None` for all, later ones too.
    pub websites: Option<HashSet<i32>>,
}

/// A tick on its way to a subscriber.
#[derive(Clone, Debug)]
pub struct Event {
    /// Where it stands in the feed.
    pub cursor: Cursor,
    /// The website.
    pub website: Arc<Lean>,
    /// The tick.
    pub tick: Arc<tick::Model>,
}

impl Live {
    /// Nobody listens yet.
    pub fn new() -> Self {
        Self {
            batches: broadcast::Sender::new(BACKLOG),
        }
    }
}

impl Default for Live {
    fn default() -> Self {
        Self::new()
    }
}

impl Audience {
    fn hears(&self, website: &Lean) -> bool {
        website.organization_id == self.organization && self.may_hear(website.key)
    }

    /// Whether it hears of this website, if it is the organization's.
    fn may_hear(&self, website_key: i32) -> bool {
        let named = self.websites.as_ref();
        named.is_none_or(|keys| keys.contains(&website_key))
    }
}
