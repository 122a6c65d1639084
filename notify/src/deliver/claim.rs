//! Claims due lanes of a channel, with the oldest delivery of each.

use entity::alert::AlertKind;
use entity::database::begin_write;
use entity::delivery::{self, DeliveryState};
use entity::{WebsiteKey, channel, incident, lane};
use sea_orm::sea_query::{Expr, ExprTrait, LockBehavior, LockType};
use sea_orm::{
    ColumnTrait, Condition, DatabaseConnection, DatabaseTransaction, DbErr, EntityTrait,
    QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::desk::{Desk, Place};
use super::{GIVE_UP_MS, LEASE_MS, channels, finish, pace, quiet};
use crate::channel::{self as kinds, Config};

/// A delivery that this process may send.
#[derive(Debug)]
pub(super) struct Claimed {
    pub(super) channel: channel::Model,
    pub(super) lane: lane::Model,
    pub(super) delivery: delivery::Model,
    /// What the receiver calls the incident's first message.
    pub(super) thread: Option<String>,
    _place: Place,
}

/// What is to be done with a delivery.
enum Next {
    Send,
    /// Not before this instant, in milliseconds of Unix time.
    Wait(i64),
    /// Nothing, for this reason.
    End(DeliveryState),
}

/// Claims at most `room` lanes of the channel that are due at `now_ms`.
pub(super) async fn claim(
    db: &DatabaseConnection,
    desk: &Desk,
    channel_id: Uuid,
    room: usize,
    now_ms: i64,
) -> Result<Vec<Claimed>, DbErr> {
    let transaction = begin_write(db).await?;
    // The lock serializes replicas that claim for the same channel, so that they keep its pace
    // together. The channel is always locked before its lanes.
    let channel = channel::Entity::find_by_id(channel_id)
        .lock_exclusive()
        .one(&transaction)
        .await?;
    let Some(mut channel) = channel.filter(|channel| channel.paced_until_ms <= now_ms) else {
        return Ok(Vec::new());
    };
    if channel.paused || channel.deleted_at_ms.is_some() {
        // Whoever wrote this did not know yet.
        finish::drop_waiting(&transaction, channel_id, now_ms).await?;
        transaction.commit().await?;
        return Ok(Vec::new());
    }
    let mut most = if channels::is_gated(&channel) {
        1
    } else {
        room
    };
    if !Config::is_machine(&kinds::kind(&channel.settings)) {
        most = pace::allow(&transaction, &mut channel, most, now_ms).await?;
    }
    let mut claimed = Vec::new();
    for lane in take(&transaction, channel_id, most, now_ms).await? {
        let Some(delivery) = oldest(&transaction, &lane).await? else {
            finish::release(&transaction, &lane, now_ms).await?;
            continue;
        };
        match next(&transaction, &channel, &delivery, now_ms).await? {
            Next::Send => claimed.push(Claimed {
                thread: thread(&transaction, &delivery).await?,
                lane,
                delivery,
                _place: desk.take(&channel),
                channel: channel.clone(),
            }),
            Next::Wait(due_ms) => finish::postpone(&transaction, &lane, due_ms).await?,
            Next::End(state) => {
                finish::end(&transaction, delivery.seq, state, now_ms).await?;
                finish::release(&transaction, &lane, now_ms).await?;
            }
        }
    }
    transaction.commit().await?;
    Ok(claimed)
}

/// Postpones the lanes that are due longest by the lease. While a summary waits, nothing
/// overtakes it.
async fn take(
    transaction: &DatabaseTransaction,
    channel_id: Uuid,
    most: usize,
    now_ms: i64,
) -> Result<Vec<lane::Model>, DbErr> {
    if most == 0 {
        return Ok(Vec::new());
    }
    let summary = lane::Entity::find_by_id((channel_id, WebsiteKey::SUMMARIES));
    let summary = summary.one(transaction).await?;
    let mut condition = Condition::all()
        .add(lane::Column::ChannelId.eq(channel_id))
        .add(lane::Column::DueMs.lte(now_ms));
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

async fn next(
    transaction: &DatabaseTransaction,
    channel: &channel::Model,
    delivery: &delivery::Model,
    now_ms: i64,
) -> Result<Next, DbErr> {
    if now_ms - delivery.created_at_ms >= GIVE_UP_MS {
        return Ok(Next::End(DeliveryState::Expired));
    }
    let rules = &channel.rules;
    if let Some(end_ms) = quiet::until(rules, delivery.kind, now_ms) {
        return Ok(Next::Wait(end_ms));
    }
    let Some(incident_id) = delivery.incident_id else {
        return Ok(Next::Send);
    };
    if delivery.kind == AlertKind::IncidentOpened {
        // What began and ended while it was quiet disturbs nobody afterwards.
        let was_quiet = quiet::until(rules, delivery.kind, delivery.created_at_ms).is_some();
        if was_quiet && delivery.attempts == 0 {
            let incident = incident::Entity::find_by_id(incident_id).one(transaction);
            let incident = incident.await?;
            if incident.is_none_or(|incident| incident.resolved_at_ms.is_some()) {
                return Ok(Next::End(DeliveryState::Dropped));
            }
        }
        return Ok(Next::Send);
    }
    let opening = opening(transaction, delivery, incident_id).await?;
    Ok(match opening.map(|opening| opening.state) {
        Some(DeliveryState::Refused | DeliveryState::Expired | DeliveryState::Dropped) => {
            Next::End(DeliveryState::Dropped)
        }
        _ => Next::Send,
    })
}

/// The receipt of the incident's first message on this channel.
async fn thread(
    transaction: &DatabaseTransaction,
    delivery: &delivery::Model,
) -> Result<Option<String>, DbErr> {
    let Some(incident_id) = delivery.incident_id else {
        return Ok(None);
    };
    let opening = opening(transaction, delivery, incident_id).await?;
    let opening = opening.filter(|opening| opening.state == DeliveryState::Delivered);
    Ok(opening.and_then(|opening| opening.receipt))
}

/// The delivery that told this channel that the incident opened.
async fn opening(
    transaction: &DatabaseTransaction,
    delivery: &delivery::Model,
    incident_id: Uuid,
) -> Result<Option<delivery::Model>, DbErr> {
    delivery::Entity::find()
        .filter(delivery::Column::IncidentId.eq(incident_id))
        .filter(delivery::Column::ChannelId.eq(delivery.channel_id))
        .filter(delivery::Column::Kind.eq(AlertKind::IncidentOpened))
        .order_by_asc(delivery::Column::Seq)
        .one(transaction)
        .await
}
