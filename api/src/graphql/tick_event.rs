//! Live ticks.

use std::collections::HashSet;

use async_graphql::{Context, ID, SimpleObject, Subscription};
use entity::member::Role;
use entity::tick;
use futures_util::{Stream, StreamExt};

use super::context::ContextExt;
use super::cost;
use super::error::{Failure, Result};
use super::id;
use super::tick::Tick;
use super::website::Website;
use crate::live::handover::ResolverEnd;
use crate::live::{Audience, CursorKey, Event, Turns};
use crate::service;

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
pub struct TickSubscription;

/// Live events.
#[Subscription(name = "Subscription")]
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
    ) -> Result<impl Stream<Item = Result<TickEvent>>> {
        let organization = ctx.member(Role::Viewer)?.organization;
        let app = ctx.app();
        let websites = match website_ids {
            None => None,
            Some(ids) => {
                let ids: Vec<_> = ids
                    .iter()
                    .map(|id| id::parse("websiteIds", id))
                    .collect::<Result<_, _>>()?;
                let keys = service::website::keys(&app.db, organization, &ids);
                let keys = ctx.read(keys).await?;
                Some(keys.into_iter().collect::<HashSet<_>>())
            }
        };
        let cursors = CursorKey::new(app.signing.clone());
        let after = after.map(|text| cursors.parse(&text)).transpose()?;
        let audience = Audience {
            organization,
            websites,
        };
        // Over a socket, all its subscriptions share the socket's turns.
        let turns = ctx.data_opt::<Turns>().cloned().unwrap_or_default();
        let pace = (turns, app.shares.of(organization));
        let events = app
            .live
            .follow(&app.db, audience, after, pace, ctx.now_ms());
        let events = ctx.read(events).await?;
        let end: &ResolverEnd = ctx.data_unchecked();
        let events = end.hand_over(events.boxed());
        Ok(events.map(move |event| {
            let event = event.map(|event| TickEvent::new(event, &cursors));
            event.map_err(Failure::from)
        }))
    }
}

impl TickEvent {
    fn new(event: Event, cursors: &CursorKey) -> Self {
        Self {
            cursor: cursors.text(event.cursor),
            website: event.website.into(),
            tick: tick::Model::clone(&event.tick).into(),
        }
    }
}
