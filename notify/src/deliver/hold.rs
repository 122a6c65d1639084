//! What hours of quiet hold, and what of it is over when they end.

use entity::alert::AlertKind;
use entity::delivery::{self, DeliveryState};
use entity::{WebsiteKey, channel, incident, lane};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, LockBehavior, LockType, Query};
use sea_orm::{
    ColumnTrait, Condition, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

use super::quiet;

/// Lanes of the channel that are due and may be told at `now_ms`.
///
/// Quiet holds a lane as a whole, so that order is kept: one in which something may break the
/// quiet is told from its oldest message on. The end of an incident breaks it only for those
/// who heard of the beginning.
pub(super) fn free(channel: &channel::Model, now_ms: i64) -> Condition {
    let due = Condition::all()
        .add(lane::Column::ChannelId.eq(channel.id))
        .add(lane::Column::DueMs.lte(now_ms));
    if quiet::ends(&channel.rules, now_ms).is_none() {
        return due;
    }
    let opening = Alias::new("opening");
    let of_opening = |column: delivery::Column| Expr::col((opening.clone(), column));
    let untold = Query::select()
        .expr(Expr::value(1))
        .from_as(delivery::Entity, opening.clone())
        .and_where(
            of_opening(delivery::Column::ChannelId)
                .equals((delivery::Entity, delivery::Column::ChannelId)),
        )
        .and_where(
            of_opening(delivery::Column::IncidentId)
                .equals((delivery::Entity, delivery::Column::IncidentId)),
        )
        .and_where(of_opening(delivery::Column::Kind).eq(AlertKind::IncidentOpened))
        .and_where(of_opening(delivery::Column::State).eq(DeliveryState::Waiting))
        .to_owned();
    let follows = [AlertKind::IncidentAcknowledged, AlertKind::IncidentResolved];
    let breaks = Query::select()
        .expr(Expr::value(1))
        .from(delivery::Entity)
        .and_where(
            Expr::col((delivery::Entity, delivery::Column::ChannelId))
                .equals((lane::Entity, lane::Column::ChannelId)),
        )
        .and_where(
            Expr::col((delivery::Entity, delivery::Column::WebsiteKey))
                .equals((lane::Entity, lane::Column::WebsiteKey)),
        )
        .and_where(delivery::Column::State.eq(DeliveryState::Waiting))
        .and_where(delivery::Column::Kind.is_in(quiet::except(&channel.rules)))
        .cond_where(
            Condition::any()
                .add(delivery::Column::Kind.is_not_in(follows))
                .add(Expr::exists(untold).not()),
        )
        .to_owned();
    due.add(Expr::exists(breaks))
}

/// Drops what waits in `lanes` of an incident that began while it was quiet and is over: it
/// disturbs nobody afterwards. Nothing of these lanes is under way, since they are due.
pub(super) async fn drop_over(
    transaction: &DatabaseTransaction,
    channel: &channel::Model,
    lanes: Condition,
    now_ms: i64,
) -> Result<(), DbErr> {
    if channel.rules.quiet.is_none() {
        return Ok(());
    }
    let waiting = || {
        delivery::Entity::find()
            .filter(delivery::Column::ChannelId.eq(channel.id))
            .filter(delivery::Column::State.eq(DeliveryState::Waiting))
    };
    let resolved = Query::select()
        .column(incident::Column::Id)
        .from(incident::Entity)
        .and_where(
            Expr::col((incident::Entity, incident::Column::Id))
                .equals((delivery::Entity, delivery::Column::IncidentId)),
        )
        .and_where(incident::Column::ResolvedAtMs.is_not_null())
        .to_owned();
    let over: Vec<(WebsiteKey, Option<Uuid>, i64)> = waiting()
        .select_only()
        .columns([
            delivery::Column::WebsiteKey,
            delivery::Column::IncidentId,
            delivery::Column::CreatedAtMs,
        ])
        .filter(delivery::Column::Kind.eq(AlertKind::IncidentOpened))
        .filter(delivery::Column::Attempts.eq(0))
        .filter(Expr::exists(resolved))
        .into_tuple()
        .all(transaction)
        .await?;
    let over: Vec<(WebsiteKey, Option<Uuid>)> = (over.into_iter())
        .filter(|(_, _, created_at_ms)| {
            let kind = AlertKind::IncidentOpened;
            quiet::until(&channel.rules, kind, *created_at_ms).is_some()
        })
        .map(|(website_key, incident_id, _)| (website_key, incident_id))
        .collect();
    if over.is_empty() {
        return Ok(());
    }
    let lanes: Vec<WebsiteKey> = lane::Entity::find()
        .select_only()
        .column(lane::Column::WebsiteKey)
        .filter(lanes)
        .filter(lane::Column::WebsiteKey.is_in(over.iter().map(|(key, _)| *key)))
        .order_by_asc(lane::Column::WebsiteKey)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .into_tuple()
        .all(transaction)
        .await?;
    let incidents = over.into_iter().filter(|(key, _)| lanes.contains(key));
    let incidents: Vec<Uuid> = incidents.filter_map(|(_, incident)| incident).collect();
    delivery::Entity::update_many()
        .col_expr(delivery::Column::State, Expr::value(DeliveryState::Dropped))
        .col_expr(delivery::Column::EndedAtMs, Expr::value(Some(now_ms)))
        .filter(delivery::Column::ChannelId.eq(channel.id))
        .filter(delivery::Column::IncidentId.is_in(incidents))
        .filter(delivery::Column::State.eq(DeliveryState::Waiting))
        .exec(transaction)
        .await?;
    let left: Vec<WebsiteKey> = waiting()
        .select_only()
        .column(delivery::Column::WebsiteKey)
        .filter(delivery::Column::WebsiteKey.is_in(lanes.iter().copied()))
        .into_tuple()
        .all(transaction)
        .await?;
    let empty = lanes.into_iter().filter(|key| !left.contains(key));
    lane::Entity::delete_many()
        .filter(lane::Column::ChannelId.eq(channel.id))
        .filter(lane::Column::WebsiteKey.is_in(empty))
        .exec(transaction)
        .await?;
    Ok(())
}
