//! What became of alerts.

use std::collections::HashMap;

use entity::delivery::{self, DeliveryState};
use entity::{OrganizationId, attempt};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::service::page::Page;
use crate::service::{Error, Result};

/// Which deliveries a list has.
#[derive(Clone, Copy, Debug, Default)]
pub struct DeliveryFilter {
    /// Only those in this state.
    pub state: Option<DeliveryState>,
}

/// A page of a channel's deliveries, newest first.
///
/// # Errors
/// If the database fails.
pub async fn deliveries(
    db: &impl ConnectionTrait,
    channel: Uuid,
    filter: DeliveryFilter,
    first: u64,
    before: Option<i64>,
) -> Result<Page<delivery::Model>> {
    let mut query = delivery::Entity::find()
        .filter(delivery::Column::ChannelId.eq(channel))
        .order_by_desc(delivery::Column::Seq)
        .limit(first + 1);
    if let Some(state) = filter.state {
        query = query.filter(delivery::Column::State.eq(state));
    }
    if let Some(before) = before {
        query = query.filter(delivery::Column::Seq.lt(before));
    }
    Ok(Page::of(query.all(db).await?, first))
}

/// A page of an incident's deliveries, oldest first.
///
/// # Errors
/// If the database fails.
pub async fn deliveries_of_incident(
    db: &impl ConnectionTrait,
    incident: Uuid,
    first: u64,
    after: Option<i64>,
) -> Result<Page<delivery::Model>> {
    let mut query = delivery::Entity::find()
        .filter(delivery::Column::IncidentId.eq(incident))
        .order_by_asc(delivery::Column::Seq)
        .limit(first + 1);
    if let Some(after) = after {
        query = query.filter(delivery::Column::Seq.gt(after));
    }
    Ok(Page::of(query.all(db).await?, first))
}

/// The delivery `id`, if `organization` has it.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn delivery(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    id: Uuid,
) -> Result<delivery::Model> {
    delivery::Entity::find()
        .filter(delivery::Column::OrganizationId.eq(organization))
        .filter(delivery::Column::Id.eq(id))
        .one(db)
        .await?
        .ok_or(Error::NotFound("delivery"))
}

/// The attempts of these deliveries, oldest first, by sequence number.
///
/// # Errors
/// If the database fails.
pub async fn attempts_of(
    db: &impl ConnectionTrait,
    deliveries: &[i64],
) -> Result<HashMap<i64, Vec<attempt::Model>>> {
    let rows = attempt::Entity::find()
        .filter(attempt::Column::DeliverySeq.is_in(deliveries.iter().copied()))
        .order_by_asc(attempt::Column::DeliverySeq)
        .order_by_asc(attempt::Column::Number)
        .all(db)
        .await?;
    let mut attempts: HashMap<i64, Vec<attempt::Model>> = HashMap::new();
    for row in rows {
        attempts.entry(row.delivery_seq).or_default().push(row);
    }
    Ok(attempts)
}
