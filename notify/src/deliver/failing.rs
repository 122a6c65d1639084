//! What an organization's other channels are told of one that fails: that it is broken, and, by
//! the fallback, what it cannot deliver.

use std::collections::HashSet;

use entity::alert::{Alert, AlertKind};
use entity::database::begin_write;
use entity::delivery::{self, DeliveryState, NewDelivery};
use entity::{WebsiteKey, channel};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, Condition, DatabaseConnection, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, Select,
};
use uuid::Uuid;

/// How long a channel fails before its alerts go to the fallback, in milliseconds.
const AFTER_MS: i64 = 300_000;

/// Deliveries forwarded in one transaction.
const BATCH: u64 = 500;

/// Tells of channels that are broken, and copies what waits for failing ones to the fallback of
/// their organization, each once.
pub(super) async fn pass(db: &DatabaseConnection, now_ms: i64) -> Result<(), DbErr> {
    let failing = channel::Entity::find()
        .filter(
            Condition::any()
                .add(channel::Column::IsBroken.eq(true))
                .add(channel::Column::FailingSinceMs.lte(now_ms - AFTER_MS)),
        )
        .filter(channel::Column::DeletedAtMs.is_null())
        .all(db)
        .await?;
    for channel in failing {
        if channel.is_broken && !channel.is_reported {
            report(db, channel.id, now_ms).await?;
        }
        if waiting(&channel).one(db).await?.is_none() {
            continue;
        }
        let fallback = channel::Entity::find()
            .filter(channel::Column::OrganizationId.eq(channel.organization_id))
            .filter(channel::Column::IsFallback.eq(true))
            .filter(channel::Column::Id.ne(channel.id))
            .filter(channel::Column::DeletedAtMs.is_null())
            .filter(channel::Column::Paused.eq(false))
            .one(db)
            .await?;
        if let Some(fallback) = fallback {
            while forward_some(db, &channel, &fallback, now_ms).await? {}
        }
    }
    Ok(())
}

/// Tells all other channels of the organization that this one is broken.
async fn report(db: &DatabaseConnection, channel_id: Uuid, now_ms: i64) -> Result<(), DbErr> {
    let transaction = begin_write(db).await?;
    let channel = channel::lock(&transaction, channel_id).await?;
    let Some(channel) = channel.filter(|channel| channel.is_broken && !channel.is_reported) else {
        return Ok(());
    };
    let why = channel.problem.unwrap_or_default();
    let alert = Alert {
        kind: AlertKind::ChannelTrouble,
        at_ms: channel.failing_since_ms.unwrap_or(now_ms),
        website: None,
        incident: None,
        regions: Vec::new(),
        summary: Some(format!(
            "the channel {} cannot deliver alerts: {why}",
            channel.name
        )),
        listed: None,
        trouble: None,
    };
    let others = channel::Entity::find()
        .filter(channel::Column::OrganizationId.eq(channel.organization_id))
        .filter(channel::Column::Id.ne(channel_id))
        .filter(channel::Column::DeletedAtMs.is_null())
        .filter(channel::Column::Paused.eq(false))
        .all(&transaction)
        .await?;
    let told = others.into_iter().map(|other| NewDelivery {
        organization_id: other.organization_id,
        channel_id: other.id,
        website_key: WebsiteKey::NONE,
        incident_id: None,
        alert: alert.clone(),
    });
    delivery::enqueue(&transaction, told.collect(), now_ms).await?;
    channel::Entity::update_many()
        .col_expr(channel::Column::IsReported, Expr::value(true))
        .filter(channel::Column::Id.eq(channel_id))
        .exec(&transaction)
        .await?;
    transaction.commit().await
}

/// What waits for the channel and did not go to the fallback.
fn waiting(channel: &channel::Model) -> Select<delivery::Entity> {
    delivery::Entity::find()
        .filter(delivery::Column::ChannelId.eq(channel.id))
        .filter(delivery::Column::State.eq(DeliveryState::Waiting))
        .filter(delivery::Column::IsForwarded.eq(false))
        .filter(delivery::Column::Kind.is_not_in([AlertKind::ChannelTrouble, AlertKind::Test]))
}

/// Forwards a batch; returns whether there may be more.
async fn forward_some(
    db: &DatabaseConnection,
    channel: &channel::Model,
    fallback: &channel::Model,
    now_ms: i64,
) -> Result<bool, DbErr> {
    let transaction = begin_write(db).await?;
    // Replicas do so one after the other. The deliveries themselves are locked last: whoever
    // stores what became of one has its lane, and waits for nothing then.
    channel::lock(&transaction, channel.id).await?;
    let waiting = waiting(channel)
        .order_by_asc(delivery::Column::Seq)
        .limit(BATCH)
        .all(&transaction)
        .await?;
    if waiting.is_empty() {
        return Ok(false);
    }
    let known: Vec<(Option<Uuid>, AlertKind)> = delivery::Entity::find()
        .select_only()
        .columns([delivery::Column::IncidentId, delivery::Column::Kind])
        .filter(delivery::Column::ChannelId.eq(fallback.id))
        .filter(
            delivery::Column::IncidentId.is_in(waiting.iter().filter_map(|row| row.incident_id)),
        )
        .into_tuple()
        .all(&transaction)
        .await?;
    let known: HashSet<(Option<Uuid>, AlertKind)> = known.into_iter().collect();
    let seqs: Vec<i64> = waiting.iter().map(|row| row.seq).collect();
    let unknown = waiting
        .into_iter()
        .filter(|row| row.incident_id.is_none() || !known.contains(&(row.incident_id, row.kind)));
    let copies = unknown.map(|row| NewDelivery {
        organization_id: row.organization_id,
        channel_id: fallback.id,
        website_key: row.website_key,
        incident_id: row.incident_id,
        alert: row.body,
    });
    delivery::enqueue(&transaction, copies.collect(), now_ms).await?;
    delivery::Entity::update_many()
        .col_expr(delivery::Column::IsForwarded, Expr::value(true))
        .filter(delivery::Column::Seq.is_in(seqs))
        .exec(&transaction)
        .await?;
    transaction.commit().await?;
    Ok(true)
}
