//! What all subscriptions have in common.

use std::collections::HashSet;

use async_graphql::{Context, ID};
use futures_util::{Stream, StreamExt};

use super::context::ContextExt;
use super::error::{Failure, Result};
use super::id;
use crate::live::handover::ResolverEnd;
use crate::live::{Audience, CursorKey, Event, Subject, Topic, Turns};
use crate::service;
use crate::service::access::Permission;

/// The text of the cursor at which a client connects again, in place of `after`: a browser
/// repeats its request as it was.
pub(crate) struct LastEventId(pub(crate) String);

/// What a subscription asks for.
pub(super) struct Wanted {
    pub(super) subject: Subject,
    pub(super) organization_id: Option<ID>,
    pub(super) website_ids: Option<Vec<ID>>,
    pub(super) with_regions: bool,
    pub(super) after: Option<String>,
}

/// The events that are `wanted`, each made into what the schema shows by `make`, which takes the
/// text of the event's cursor.
pub(super) async fn events<T: 'static>(
    ctx: &Context<'_>,
    wanted: Wanted,
    make: fn(Event, String) -> Option<T>,
) -> Result<impl Stream<Item = Result<T>>> {
    let id = wanted.organization_id.as_ref();
    let scope = ctx.scope(Permission::Read, id)?;
    let organization = scope.organization;
    let app = ctx.app();
    let websites = match wanted.website_ids {
        None => match &scope.only {
            Some(tags) => {
                let keys = service::website::keys_with_tags(&app.db, tags);
                Some(ctx.read(keys).await?.into_iter().collect::<HashSet<_>>())
            }
            None => None,
        },
        Some(ids) => {
            let ids: Vec<_> = ids
                .iter()
                .map(|id| id::parse("websiteIds", id))
                .collect::<Result<_, _>>()?;
            let keys = service::website::keys(&app.db, &scope, &ids);
            let keys = ctx.read(keys).await?;
            Some(keys.into_iter().collect::<HashSet<_>>())
        }
    };
    let cursors = CursorKey::new(app.signing.clone());
    let last = ctx.data_opt::<LastEventId>().map(|last| last.0.as_str());
    let after = last
        .or(wanted.after.as_deref())
        .map(|text| cursors.parse(text))
        .transpose()?;
    let audience = Audience {
        topic: Topic {
            organization,
            subject: wanted.subject,
        },
        websites,
        with_regions: wanted.with_regions,
    };
    // Over a socket, all its subscriptions share the socket's turns.
    let turns = ctx.data_opt::<Turns>().cloned().unwrap_or_default();
    let pace = (turns, app.shares.of(ctx.caller()?.account()));
    let events = app
        .live
        .follow(&app.db, audience, after, pace, ctx.now_ms());
    let events = ctx.read(events).await?;
    let end: &ResolverEnd = ctx.data_unchecked();
    let events = end.hand_over(events.boxed());
    Ok(events.map(move |event| {
        let event = event.map_err(Failure::from)?;
        let cursor = cursors.text(event.cursor);
        make(event, cursor).ok_or_else(|| service::Error::NotFound("event").into())
    }))
}
