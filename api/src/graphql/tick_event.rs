//! Live ticks.

use async_graphql::{Context, ID, SimpleObject, Subscription};
use entity::tick;
use futures_util::Stream;

use super::cost;
use super::error::Result;
use super::live::{self, Wanted};
use super::tick::Tick;
use super::website::Website;
use crate::live::{Event, News, Subject};

/// One tick of a subscription.
#[derive(SimpleObject)]
pub(super) struct TickEvent {
    /// Position of this event in the feed. A subscription with this cursor as `after`
    /// continues without a gap or a repeat.
    cursor: String,
    /// Website of the tick.
    website: Website,
    /// The tick.
    tick: Tick,
}

#[derive(Default, Debug)]
pub(super) struct TickSubscription;

#[Subscription]
impl TickSubscription {
    /// The ticks of the given websites, or of all your websites, including future ones.
    ///
    /// With `after`, it continues after that event, which may be up to 24 hours old. Without
    /// it, it starts with the events of the last five seconds, so that a client that has just
    /// created a website misses none of its ticks.
    #[graphql(complexity = "cost::EVENTS * child_complexity")]
    async fn ticks(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only these websites; all of yours by default, including future ones.")]
        website_ids: Option<Vec<ID>>,
        #[graphql(desc = "Cursor of the last event received.")] after: Option<String>,
        #[graphql(desc = "Organization; your personal one by default.")] organization_id: Option<
            ID,
        >,
    ) -> Result<impl Stream<Item = Result<TickEvent>>> {
        let wanted = Wanted {
            subject: Subject::Ticks,
            organization_id,
            website_ids,
            with_regions: false,
            after,
        };
        live::events(ctx, wanted, TickEvent::new).await
    }
}

impl TickEvent {
    fn new(event: Event, cursor: String) -> Option<Self> {
        let News::Tick(tick) = event.news else {
            return None;
        };
        Some(Self {
            cursor,
            website: event.website.into(),
            tick: tick::Model::clone(&tick).into(),
        })
    }
}
