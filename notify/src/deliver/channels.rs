//! Which channels have something due, and which of them keep failing.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::time::Instant;

use entity::{channel, lane};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, DatabaseConnection, DbErr, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{LOOK_EVERY, hold, quiet};

/// Failures in a row from which on a channel is tried with one message at a time, at its own
/// back-off, whatever waits for it.
pub(super) const GATE_AFTER: i32 = 5;

/// Whether the channel is tried with one message at a time.
pub(super) fn is_gated(channel: &channel::Model) -> bool {
    channel.is_broken || channel.failures >= GATE_AFTER
}

/// Channels with a due lane that may be told now, those that fail last. A channel of which quiet
/// hours hold everything is looked at once in [`LOOK_EVERY`], however often something else wakes
/// the loop.
pub(super) async fn due(
    db: &DatabaseConnection,
    held: &mut HashMap<Uuid, Instant>,
    now_ms: i64,
) -> Result<Vec<channel::Model>, DbErr> {
    let lane = Query::select()
        .expr(Expr::value(1))
        .from(lane::Entity)
        .and_where(
            Expr::col((lane::Entity, lane::Column::ChannelId))
                .equals((channel::Entity, channel::Column::Id)),
        )
        .and_where(lane::Column::DueMs.lte(now_ms))
        .to_owned();
    let channels = channel::Entity::find()
        .filter(channel::Column::PacedUntilMs.lte(now_ms))
        .filter(Expr::exists(lane))
        .order_by_asc(channel::Column::Failures)
        .order_by_asc(channel::Column::Id)
        .all(db)
        .await?;
    let mut due = Vec::with_capacity(channels.len());
    held.retain(|_, seen_at| seen_at.elapsed() < LOOK_EVERY);
    for channel in channels {
        if quiet::ends(&channel.rules, now_ms).is_none() {
            due.push(channel);
            continue;
        }
        let Entry::Vacant(unseen) = held.entry(channel.id) else {
            continue;
        };
        let free = lane::Entity::find().filter(hold::free(&channel, now_ms));
        if free.one(db).await?.is_some() {
            due.push(channel);
        } else {
            unseen.insert(Instant::now());
        }
    }
    Ok(due)
}
