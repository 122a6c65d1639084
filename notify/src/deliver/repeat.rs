//! Repeats that incidents are still open, for channels that want to hear so.

use std::collections::BTreeMap;

use entity::alert::AlertKind;
use entity::database::begin_write;
use entity::delivery::{self, DeliveryState, NewDelivery};
use entity::{WebsiteKey, channel, incident, maintenance_window};
use sea_orm::{
    ColumnTrait, DatabaseConnection, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
};
use uuid::Uuid;

/// Tells again of incidents that are open and not acknowledged, on channels that were told last
/// as long ago as they want. Not of websites in maintenance.
pub(super) async fn repeat(db: &DatabaseConnection, now_ms: i64) -> Result<(), DbErr> {
    let channels = channel::Entity::find()
        .filter(channel::Column::RepeatSecs.is_not_null())
        .filter(channel::Column::Paused.eq(false))
        .filter(channel::Column::DeletedAtMs.is_null())
        .all(db)
        .await?;
    for channel in channels {
        if let Some(repeat_secs) = channel.repeat_secs {
            let before_ms = now_ms - i64::from(repeat_secs) * 1_000;
            of_channel(db, channel.id, before_ms, now_ms).await?;
        }
    }
    Ok(())
}

async fn of_channel(
    db: &DatabaseConnection,
    channel_id: Uuid,
    before_ms: i64,
    now_ms: i64,
) -> Result<(), DbErr> {
    let transaction = begin_write(db).await?;
    // Replicas do so one after the other, so that each sees what the other wrote.
    channel::Entity::find_by_id(channel_id)
        .lock_exclusive()
        .one(&transaction)
        .await?;
    let open = incident::Entity::find()
        .select_only()
        .column(incident::Column::Id)
        .filter(incident::Column::ResolvedAtMs.is_null())
        .filter(incident::Column::AcknowledgedAtMs.is_null())
        .into_query();
    let told = delivery::Entity::find()
        .filter(delivery::Column::ChannelId.eq(channel_id))
        .filter(delivery::Column::Kind.eq(AlertKind::IncidentOpened))
        .filter(delivery::Column::IncidentId.in_subquery(open))
        .order_by_asc(delivery::Column::Seq)
        .all(&transaction)
        .await?;
    let last: BTreeMap<Option<Uuid>, delivery::Model> =
        told.into_iter().map(|row| (row.incident_id, row)).collect();
    let websites: Vec<WebsiteKey> = last.values().map(|row| row.website_key).collect();
    let now = [(now_ms, now_ms + 1)];
    let in_maintenance = maintenance_window::of_websites(&transaction, &websites, &now).await?;
    let due = last.into_values().filter(|row| {
        let was_told = matches!(
            row.state,
            DeliveryState::Delivered | DeliveryState::Summarized
        );
        let is_held = in_maintenance.contains_key(&row.website_key);
        was_told && !is_held && row.ended_at_ms.is_some_and(|at_ms| at_ms <= before_ms)
    });
    let again = due.map(|row| {
        let mut alert = row.body;
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
