//! Claims due lanes of a channel, with the oldest delivery of each.

use entity::alert::AlertKind;
use entity::database::begin_write;
use entity::delivery::{self, DeliveryState};
use entity::{WebsiteKey, channel, lane};
use sea_orm::sea_query::{Expr, ExprTrait, LockBehavior, LockType};
use sea_orm::{
    ColumnTrait, Condition, DatabaseConnection, DatabaseTransaction, DbErr, EntityTrait,
    QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::places::{Place, Places};
use super::{GIVE_UP_MS, LEASE_MS, channels, finish, hold, pace, quiet};
use crate::channel::{self as kinds, Config};

/// A delivery that this process may send.
#[derive(Debug)]
pub(super) struct Claimed {
    pub(super) channel: channel::Model,
    pub(super) lane: lane::Model,
    pub(super) delivery: delivery::Model,
    /// What the receiver calls the incident's first message.
    pub(super) thread: Option<String>,
    /// When it is given up, in milliseconds of Unix time.
    pub(super) until_ms: i64,
    _place: Place,
}

/// Claims at most `room` lanes of the channel that are due at `now_ms`.
pub(super) async fn claim(
    db: &DatabaseConnection,
    places: &Places,
    channel_id: Uuid,
    room: usize,
    now_ms: i64,
) -> Result<Vec<Claimed>, DbErr> {
    let transaction = begin_write(db).await?;
    // The lock serializes replicas that claim for the same channel, so that they keep its pace
    // together.
    let channel = channel::lock(&transaction, channel_id).await?;
    let Some(mut channel) = channel.filter(|channel| channel.paced_until_ms <= now_ms) else {
        return Ok(Vec::new());
    };
    if channel.paused || channel.deleted_at_ms.is_some() {
        // Whoever wrote this did not know yet.
        finish::drop_waiting(&transaction, channel_id, now_ms).await?;
        transaction.commit().await?;
        return Ok(Vec::new());
    }
    let free = hold::free(&channel, now_ms);
    hold::drop_over(&transaction, &channel, free.clone(), now_ms).await?;
    let mut most = if channels::is_gated(&channel) {
        1
    } else {
        room
    };
    if !Config::is_machine(&kinds::kind(&channel.settings)) {
        most = pace::allow(&transaction, &mut channel, &free, most, now_ms).await?;
    }
    let mut claimed = Vec::new();
    for lane in take(&transaction, channel_id, free, most, now_ms).await? {
        let Some(delivery) = oldest(&transaction, &lane).await? else {
            finish::release(&transaction, &lane, now_ms).await?;
            continue;
        };
        let free_from_ms = quiet::free_from(&channel.rules, delivery.kind, delivery.created_at_ms);
        let until_ms = free_from_ms + GIVE_UP_MS;
        let opening = opening(&transaction, &delivery).await?;
        if let Some(state) = ended(&delivery, opening.as_ref(), until_ms, now_ms) {
            finish::end(&transaction, &delivery, state, now_ms).await?;
            finish::release(&transaction, &lane, now_ms).await?;
            continue;
        }
        claimed.push(Claimed {
            thread: opening.and_then(|opening| opening.receipt),
            until_ms,
            lane,
            delivery,
            _place: places.take(&channel),
            channel: channel.clone(),
        });
    }
    transaction.commit().await?;
    Ok(claimed)
}

/// Postpones the lanes that are due longest by the lease. While a summary waits, nothing
/// overtakes it.
async fn take(
    transaction: &DatabaseTransaction,
    channel_id: Uuid,
    free: Condition,
    most: usize,
    now_ms: i64,
) -> Result<Vec<lane::Model>, DbErr> {
    if most == 0 {
        return Ok(Vec::new());
    }
    let summary = lane::Entity::find_by_id((channel_id, WebsiteKey::SUMMARIES));
    let summary = summary.one(transaction).await?;
    let mut condition = free;
    if summary.is_some() {
        condition = condition.add(lane::Column::WebsiteKey.eq(WebsiteKey::SUMMARIES));
    }
    let mut lanes = lane::Entity::find()
        .filter(condition)
        .order_by_asc(lane::Column::DueMs)
        .order_by_asc(lane::Column::WebsiteKey)
        .limit(u64::try_from(most).unwrap_or(u64::MAX))
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .all(transaction)
        .await?;
    let keys: Vec<WebsiteKey> = lanes.iter().map(|lane| lane.website_key).collect();
    if keys.is_empty() {
        return Ok(lanes);
    }
    lane::Entity::update_many()
        .col_expr(lane::Column::DueMs, Expr::value(now_ms + LEASE_MS))
        .col_expr(lane::Column::IsLeased, Expr::value(true))
        .col_expr(
            lane::Column::Token,
            Expr::col(lane::Column::Token).add(1_i64),
        )
        .filter(lane::Column::ChannelId.eq(channel_id))
        .filter(lane::Column::WebsiteKey.is_in(keys))
        .exec(transaction)
        .await?;
    for lane in &mut lanes {
        lane.token += 1;
    }
    Ok(lanes)
}

/// The oldest delivery of the lane that waits.
async fn oldest(
    transaction: &DatabaseTransaction,
    lane: &lane::Model,
) -> Result<Option<delivery::Model>, DbErr> {
    delivery::Entity::find()
        .filter(delivery::Column::ChannelId.eq(lane.channel_id))
        .filter(delivery::Column::WebsiteKey.eq(lane.website_key))
        .filter(delivery::Column::State.eq(DeliveryState::Waiting))
        .order_by_asc(delivery::Column::Seq)
        .one(transaction)
        .await
}

/// Why the delivery is not sent: nobody could be reached in time, or it is about an incident of
/// whose beginning the channel was not told.
fn ended(
    delivery: &delivery::Model,
    opening: Option<&delivery::Model>,
    until_ms: i64,
    now_ms: i64,
) -> Option<DeliveryState> {
    if now_ms >= until_ms {
        return Some(DeliveryState::Expired);
    }
    let follows = matches!(
        delivery.kind,
        AlertKind::IncidentAcknowledged | AlertKind::IncidentResolved
    );
    (follows && opening.is_none()).then_some(DeliveryState::Dropped)
}

/// The delivery that told this channel that the incident opened, or is about to.
async fn opening(
    transaction: &DatabaseTransaction,
    delivery: &delivery::Model,
) -> Result<Option<delivery::Model>, DbErr> {
    let Some(incident_id) = delivery.incident_id else {
        return Ok(None);
    };
    let told = [
        DeliveryState::Delivered,
        DeliveryState::Summarized,
        DeliveryState::Waiting,
    ];
    let opening = delivery::Entity::find()
        .filter(delivery::Column::IncidentId.eq(incident_id))
        .filter(delivery::Column::ChannelId.eq(delivery.channel_id))
        .filter(delivery::Column::Kind.eq(AlertKind::IncidentOpened))
        .filter(delivery::Column::State.is_in(told))
        .filter(delivery::Column::Seq.lt(delivery.seq))
        .order_by_asc(delivery::Column::Seq);
    opening.one(transaction).await
}
