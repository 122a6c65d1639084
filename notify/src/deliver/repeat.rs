//! Repeats that incidents are still open, for channels that want to hear so.

use entity::alert::AlertKind;
use entity::database::begin_write;
use entity::delivery::{self, DeliveryState, NewDelivery};
use entity::{WebsiteKey, channel, incident, maintenance_window};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait,
};
use uuid::Uuid;

use super::quiet;

/// Repeats written in one transaction.
const BATCH: usize = 500;

/// Tells again of incidents that are open and not acknowledged, on channels that were told last
/// as long ago as they want. Not of websites in maintenance.
pub(super) async fn pass(db: &DatabaseConnection, now_ms: i64) -> Result<(), DbErr> {
    let channels = channel::Entity::find()
        .filter(channel::Column::RepeatSecs.is_not_null())
        .filter(channel::Column::Paused.eq(false))
        .filter(channel::Column::DeletedAtMs.is_null())
        .all(db)
        .await?;
    for channel in channels {
        if quiet::until(&channel.rules, AlertKind::IncidentOpened, now_ms).is_some() {
            continue;
        }
        // Most of the time there is none: a read, which needs no lock.
        for some in due(db, &channel, now_ms).await?.chunks(BATCH) {
            again(db, channel.id, some, now_ms).await?;
        }
    }
    Ok(())
}

/// Deliveries (`seq`) that the channel is to be told again.
async fn due(
    db: &impl ConnectionTrait,
    channel: &channel::Model,
    now_ms: i64,
) -> Result<Vec<i64>, DbErr> {
    let Some(repeat_secs) = channel.repeat_secs else {
        return Ok(Vec::new());
    };
    let open = incident::Entity::find()
        .select_only()
        .column(incident::Column::Id)
        .filter(incident::Column::OrganizationId.eq(channel.organization_id))
        .filter(incident::Column::ResolvedAtMs.is_null())
        .filter(incident::Column::AcknowledgedAtMs.is_null())
        .into_query();
    let told = [DeliveryState::Delivered, DeliveryState::Summarized];
    let last = Alias::new("last");
    let last = Query::select()
        .expr_as(Expr::col(delivery::Column::Seq).max(), last)
        .from(delivery::Entity)
        .and_where(delivery::Column::ChannelId.eq(channel.id))
        .and_where(delivery::Column::Kind.eq(AlertKind::IncidentOpened))
        .and_where(delivery::Column::State.is_in(told.into_iter().chain([DeliveryState::Waiting])))
        .and_where(delivery::Column::IncidentId.in_subquery(open))
        .group_by_col(delivery::Column::IncidentId)
        .to_owned();
    let before_ms = now_ms - i64::from(repeat_secs) * 1_000;
    let due: Vec<(i64, WebsiteKey)> = delivery::Entity::find()
        .select_only()
        .columns([delivery::Column::Seq, delivery::Column::WebsiteKey])
        .filter(delivery::Column::Seq.in_subquery(last))
        .filter(delivery::Column::State.is_in(told))
        .filter(delivery::Column::EndedAtMs.lte(before_ms))
        .order_by_asc(delivery::Column::Seq)
        .into_tuple()
        .all(db)
        .await?;
    let websites: Vec<WebsiteKey> = due.iter().map(|(_, website)| *website).collect();
    let now = [(now_ms, now_ms + 1)];
    let in_maintenance = maintenance_window::of_websites(db, &websites, &now).await?;
    let due = due.into_iter();
    let due = due.filter(|(_, website)| !in_maintenance.contains_key(website));
    Ok(due.map(|(seq, _)| seq).collect())
}

/// Writes those of `seqs` again that are still due.
async fn again(
    db: &DatabaseConnection,
    channel_id: Uuid,
    seqs: &[i64],
    now_ms: i64,
) -> Result<(), DbErr> {
    let transaction = begin_write(db).await?;
    // Replicas do so one after the other, so that each sees what the other wrote.
    let Some(channel) = channel::lock(&transaction, channel_id).await? else {
        return Ok(());
    };
    let due = due(&transaction, &channel, now_ms).await?;
    let due = due.into_iter().filter(|seq| seqs.contains(seq));
    let rows = delivery::Entity::find()
        .filter(delivery::Column::Seq.is_in(due))
        .order_by_asc(delivery::Column::Seq)
        .all(&transaction)
        .await?;
    let again = rows.into_iter().map(|row| {
        let mut alert = row.body;
        alert.at_ms = now_ms;
        if let Some(incident) = &mut alert.incident {
            incident.is_repeated = true;
        }
        NewDelivery {
            organization_id: row.organization_id,
            channel_id,
            website_key: row.website_key,
            incident_id: row.incident_id,
            alert,
        }
    });
    delivery::enqueue(&transaction, again.collect(), now_ms).await?;
    transaction.commit().await
}
