//! Live changes of status.

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, ID, SimpleObject, Subscription};
use chrono::{DateTime, Utc};
use entity::RegionKey;
use futures_util::Stream;

use super::context::ContextExt;
use super::cost;
use super::error::Result;
use super::live::{self, Wanted};
use super::scalar::date;
use super::website::Website;
use super::website_status::WebsiteStatus;
use crate::live::{Event, News, Subject};

/// One change of status of a subscription.
#[derive(SimpleObject)]
#[graphql(complex)]
pub(super) struct StatusChangeEvent {
    #[graphql(skip)]
    region_key: RegionKey,
    /// Position of this event in the feed. A subscription with this cursor as `after`
    /// continues without a gap or a repeat.
    cursor: String,
    /// The website.
    website: Website,
    /// When the status changed. It may lie a little back: a tick tells what was so when its
    /// check ended.
    at: DateTime<Utc>,
    /// The status from then on.
    status: WebsiteStatus,
    /// The status that the previous event told, or would have told; null if the website is new.
    previous_status: Option<WebsiteStatus>,
}

#[ComplexObject]
impl StatusChangeEvent {
    /// Name of the region that sees the website so; null if it is the status of the website as
    /// a whole.
    async fn region(&self, ctx: &Context<'_>) -> Result<Option<Arc<str>>> {
        if self.region_key == RegionKey::ALL {
            return Ok(None);
        }
        ctx.region_name(self.region_key).await.map(Some)
    }
}

#[derive(Default, Debug)]
pub(super) struct StatusChangeSubscription;

#[Subscription]
impl StatusChangeSubscription {
    /// The changes of status of the given websites, or of all your websites, including future
    /// ones; whatever the cause: ticks, their absence, or a person.
    ///
    /// With `after`, it continues after that event, which may be up to 24 hours old. Without
    /// it, it starts with the events of the last five seconds.
    #[graphql(complexity = "cost::EVENTS * child_complexity")]
    async fn status_changes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only these websites; all of yours by default, including future ones.")]
        website_ids: Option<Vec<ID>>,
        #[graphql(
            default = false,
            desc = "Whether to tell, too, how the status changes as each region sees it."
        )]
        with_regions: bool,
        #[graphql(desc = "Cursor of the last event received, of any subscription.")] after: Option<
            String,
        >,
        #[graphql(desc = "Organization; your personal one by default.")] organization_id: Option<
            ID,
        >,
    ) -> Result<impl Stream<Item = Result<StatusChangeEvent>>> {
        let wanted = Wanted {
            subject: Subject::StatusChanges,
            organization_id,
            website_ids,
            with_regions,
            after,
        };
        live::events(ctx, wanted, StatusChangeEvent::new).await
    }
}

impl StatusChangeEvent {
    fn new(event: Event, cursor: String) -> Option<Self> {
        let News::StatusChange(change) = event.news else {
            return None;
        };
        Some(Self {
            region_key: change.region_key,
            cursor,
            website: event.website.into(),
            at: date(change.at_ms),
            status: change.status.into(),
            previous_status: change.before.map(Into::into),
        })
    }
}
