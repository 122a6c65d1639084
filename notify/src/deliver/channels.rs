//! Which channels have something due, and which of them keep failing.

use entity::{channel, lane};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, DatabaseConnection, DbErr, EntityTrait, QueryFilter, QueryOrder};

use super::{hold, quiet};

/// Failures in a row from which on a channel is tried with one message at a time, at its own
/// back-off, whatever waits for it.
pub(super) const GATE_AFTER: i32 = 5;

/// Whether the channel is tried with one message at a time.
pub(super) fn is_gated(channel: &channel::Model) -> bool {
    channel.is_broken || channel.failures >= GATE_AFTER
}

/// Channels with a due lane that may be told now, those that fail last.
pub(super) async fn due(
    db: &DatabaseConnection,
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
    for channel in channels {
        let is_quiet = quiet::ends(&channel.rules, now_ms).is_some();
        let free = lane::Entity::find().filter(hold::free(&channel, now_ms));
        if !is_quiet || free.one(db).await?.is_some() {
            due.push(channel);
        }
    }
    Ok(due)
}
