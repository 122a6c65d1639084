//! What hours of quiet hold, and what of it is over when they end.

use entity::alert::AlertKind;
use entity::delivery::{self, DeliveryState};
use entity::{WebsiteKey, WebsiteStatus, channel, incident, lane, website_status};
use sea_orm::sea_query::{
    Alias, CaseStatement, Expr, ExprTrait, LockBehavior, LockType, Query, SelectStatement,
};
use sea_orm::{
    ColumnTrait, Condition, DatabaseTransaction, DbErr, EntityTrait, FromQueryResult, QueryFilter,
    QueryOrder, QuerySelect,
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
        .and_where(Expr::exists(told(&opening)).not())
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

/// Selects what told the channel of `delivery` before that its incident opened: a waiting repeat of
/// that is no opening of which nobody heard.
fn told(delivery: &Alias) -> SelectStatement {
    let told = Alias::new("told");
    let of_told = |column: delivery::Column| Expr::col((told.clone(), column));
    let of_delivery = |column: delivery::Column| (delivery.clone(), column);
    Query::select()
        .expr(Expr::value(1))
        .from_as(delivery::Entity, told.clone())
        .and_where(
            of_told(delivery::Column::ChannelId).equals(of_delivery(delivery::Column::ChannelId)),
        )
        .and_where(
            of_told(delivery::Column::IncidentId).equals(of_delivery(delivery::Column::IncidentId)),
        )
        .and_where(of_told(delivery::Column::Kind).eq(AlertKind::IncidentOpened))
        .and_where(
            of_told(delivery::Column::State)
                .is_in([DeliveryState::Delivered, DeliveryState::Summarized]),
        )
        .to_owned()
}

/// A delivery that waits, of something that may be over.
#[derive(FromQueryResult)]
struct Held {
    seq: i64,
    website_key: WebsiteKey,
    incident_id: Option<Uuid>,
    kind: AlertKind,
    created_at_ms: i64,
    is_told: bool,
}

/// Drops what waits in `lanes` of what began while it was quiet and is over: it disturbs nobody
/// afterwards. Nothing of these lanes is under way, since they are due.
pub(super) async fn drop_over(
    transaction: &DatabaseTransaction,
    channel: &channel::Model,
    lanes: Condition,
    now_ms: i64,
) -> Result<(), DbErr> {
    if channel.rules.quiet.is_none() {
        return Ok(());
    }
    let mut over = over(transaction, channel.id).await?;
    over.retain(|held| quiet::until(&channel.rules, held.kind, held.created_at_ms).is_some());
    if over.is_empty() {
        return Ok(());
    }
    let lanes: Vec<WebsiteKey> = lane::Entity::find()
        .select_only()
        .column(lane::Column::WebsiteKey)
        .filter(lanes)
        .filter(lane::Column::WebsiteKey.is_in(over.iter().map(|held| held.website_key)))
        .order_by_asc(lane::Column::WebsiteKey)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .into_tuple()
        .all(transaction)
        .await?;
    over.retain(|held| lanes.contains(&held.website_key));
    // Who heard of the beginning hears of the end, without a repeat of the beginning.
    let untold = over.iter().filter(|held| !held.is_told);
    let untold: Vec<Uuid> = untold.filter_map(|held| held.incident_id).collect();
    let dropped = Condition::any()
        .add(delivery::Column::Seq.is_in(over.iter().map(|held| held.seq)))
        .add(delivery::Column::IncidentId.is_in(untold));
    delivery::Entity::update_many()
        .col_expr(delivery::Column::State, Expr::value(DeliveryState::Dropped))
        .col_expr(delivery::Column::EndedAtMs, Expr::value(Some(now_ms)))
        .filter(delivery::Column::ChannelId.eq(channel.id))
        .filter(delivery::Column::State.eq(DeliveryState::Waiting))
        .filter(dropped)
        .exec(transaction)
        .await?;
    let left: Vec<WebsiteKey> = delivery::Entity::find()
        .select_only()
        .column(delivery::Column::WebsiteKey)
        .filter(delivery::Column::ChannelId.eq(channel.id))
        .filter(delivery::Column::State.eq(DeliveryState::Waiting))
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

/// What waits for the channel, untried, of incidents that have resolved, and of websites that are
/// not as it says any more.
async fn over(transaction: &DatabaseTransaction, channel_id: Uuid) -> Result<Vec<Held>, DbErr> {
    let of_delivery = |column: delivery::Column| (delivery::Entity, column);
    let resolved = Query::select()
        .expr(Expr::value(1))
        .from(incident::Entity)
        .and_where(
            Expr::col((incident::Entity, incident::Column::Id))
                .equals(of_delivery(delivery::Column::IncidentId)),
        )
        .and_where(incident::Column::ResolvedAtMs.is_not_null())
        .to_owned();
    let still = |status: WebsiteStatus| {
        let still = Query::select()
            .expr(Expr::value(1))
            .from(website_status::Entity)
            .and_where(
                Expr::col((website_status::Entity, website_status::Column::WebsiteKey))
                    .equals(of_delivery(delivery::Column::WebsiteKey)),
            )
            .and_where(website_status::Column::Status.eq(status))
            .to_owned();
        Expr::exists(still)
    };
    let of_kind = |kind: AlertKind| Condition::all().add(delivery::Column::Kind.eq(kind));
    let is_over = Condition::any()
        .add(of_kind(AlertKind::IncidentOpened).add(Expr::exists(resolved)))
        .add(of_kind(AlertKind::Partial).add(still(WebsiteStatus::Partial).not()))
        .add(of_kind(AlertKind::Degraded).add(still(WebsiteStatus::Degraded).not()));
    let told = told(&Alias::new("delivery"));
    let is_told = CaseStatement::new().case(Expr::exists(told), Expr::value(true));
    delivery::Entity::find()
        .select_only()
        .columns([
            delivery::Column::Seq,
            delivery::Column::WebsiteKey,
            delivery::Column::IncidentId,
            delivery::Column::Kind,
            delivery::Column::CreatedAtMs,
        ])
        .expr_as(is_told.finally(Expr::value(false)), "is_told")
        .filter(delivery::Column::ChannelId.eq(channel_id))
        .filter(delivery::Column::State.eq(DeliveryState::Waiting))
        .filter(delivery::Column::Attempts.eq(0))
        .filter(is_over)
        .into_model()
        .all(transaction)
        .await
}
