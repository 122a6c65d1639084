//! Who is listening, and from where.
//!
//! The feed in the database is the truth: ingest writes one row a batch, numbered
//! in the order of the commits. This process reads each new row once and hands
//! its ticks to every subscriber here. A subscriber that resumes, or that was too
//! slow to keep up, reads the feed itself until it has caught up. So there is no
//! gap and no repeat, whatever is lost on the way: the queue's announcement only
//! says when to look.

mod batch;
mod cursor;
mod follow;
mod relay;

use std::collections::HashSet;
use std::sync::Arc;

use entity::{tick, website};
use tokio::sync::broadcast;

use crate::service::OrganizationId;
use batch::Batch;
pub use cursor::Cursor;
pub use relay::run;

/// Batches that a subscriber may be behind before it has to read the feed itself.
const BACKLOG: usize = 256;

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
    pub website: website::Model,
    /// The tick.
    pub tick: tick::Model,
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
    fn hears(&self, event: &Event) -> bool {
        event.website.organization_id == self.organization
            && self
                .websites
                .as_ref()
                .is_none_or(|keys| keys.contains(&event.website.key))
    }
}
