//! Deliveries: alerts on their way to channels, and what became of them.

use std::collections::BTreeSet;

use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::DatabaseTransaction;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use serde::{Deserialize, Serialize};

use crate::alert::{Alert, AlertKind};
use crate::{OrganizationId, WebsiteKey, lane};

/// Most rows inserted by one statement.
const ROWS_A_STATEMENT: usize = 500;

/// What has become of a delivery.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize,
)]
#[sea_orm(rs_type = "i16", db_type = "SmallInteger")]
pub enum DeliveryState {
    /// It waits to be sent, for the first time or again.
    #[sea_orm(num_value = 0)]
    Waiting,
    /// The receiver took it.
    #[sea_orm(num_value = 1)]
    Delivered,
    /// It went into a summary, whose delivery says what became of it.
    #[sea_orm(num_value = 2)]
    Summarized,
    /// The receiver will never take it.
    #[sea_orm(num_value = 3)]
    Refused,
    /// It could not be delivered in time.
    #[sea_orm(num_value = 4)]
    Expired,
    /// It was no longer wanted: its channel was paused or deleted, or what it tells was over
    /// before anybody was told that it had begun.
    #[sea_orm(num_value = 5)]
    Dropped,
}

/// One alert for one channel.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "delivery")]
pub struct Model {
    /// Order in which deliveries were written; within a lane they are sent in this order.
    #[sea_orm(primary_key)]
    pub seq: i64,
    /// Public id, and the id of the message at each attempt.
    #[sea_orm(unique)]
    pub id: Uuid,
    /// Organization of the channel.
    pub organization_id: OrganizationId,
    /// Channel that it is for.
    pub channel_id: Uuid,
    /// Key of the website that it is about; 0 if it is about none.
    pub website_key: WebsiteKey,
    /// Incident that it is about.
    pub incident_id: Option<Uuid>,
    /// What kind of alert it is.
    pub kind: AlertKind,
    /// The facts that it tells, as JSON.
    #[sea_orm(column_type = "JsonBinary")]
    pub body: Alert,
    /// When it was written, in milliseconds of Unix time.
    pub created_at_ms: i64,
    /// What has become of it.
    pub state: DeliveryState,
    /// When it was delivered or given up, in milliseconds of Unix time.
    pub ended_at_ms: Option<i64>,
    /// Number of attempts so far.
    pub attempts: i32,
    /// What the receiver calls the message, so that a later one can reply to it; until it is
    /// delivered, which of several recipients have it.
    #[sea_orm(column_type = "Text", nullable)]
    pub receipt: Option<String>,
    /// Delivery of the summary that it went into.
    pub summary_id: Option<Uuid>,
    /// Whether it went to the fallback channel, too.
    pub is_forwarded: bool,
}

impl ActiveModelBehavior for ActiveModel {}

/// A delivery to write.
#[derive(Clone, Debug)]
pub struct NewDelivery {
    /// Organization of the channel.
    pub organization_id: OrganizationId,
    /// Channel that it is for.
    pub channel_id: Uuid,
    /// Key of the website that it is about.
    pub website_key: WebsiteKey,
    /// Incident that it is about.
    pub incident_id: Option<Uuid>,
    /// The facts that it tells.
    pub alert: Alert,
}

/// Writes deliveries in their order, and makes their lanes due.
///
/// # Errors
/// If the database fails.
pub async fn enqueue(
    transaction: &DatabaseTransaction,
    deliveries: Vec<NewDelivery>,
    now_ms: i64,
) -> Result<(), DbErr> {
    let deliveries = deliveries.into_iter().map(|it| (Uuid::now_v7(), it));
    enqueue_as(transaction, deliveries.collect(), now_ms).await
}

/// As [`enqueue`], each with its id.
///
/// # Errors
/// If the database fails.
pub async fn enqueue_as(
    transaction: &DatabaseTransaction,
    deliveries: Vec<(Uuid, NewDelivery)>,
    now_ms: i64,
) -> Result<(), DbErr> {
    let lanes: BTreeSet<(Uuid, WebsiteKey)> = deliveries
        .iter()
        .map(|(_, delivery)| (delivery.channel_id, delivery.website_key))
        .collect();
    for some in deliveries.chunks(ROWS_A_STATEMENT) {
        let rows = some.iter().cloned().map(|(id, it)| ActiveModel {
            seq: NotSet,
            id: Set(id),
            organization_id: Set(it.organization_id),
            channel_id: Set(it.channel_id),
            website_key: Set(it.website_key),
            incident_id: Set(it.incident_id),
            kind: Set(it.alert.kind),
            body: Set(it.alert),
            created_at_ms: Set(now_ms),
            state: Set(DeliveryState::Waiting),
            ended_at_ms: Set(None),
            attempts: Set(0),
            receipt: Set(None),
            summary_id: Set(None),
            is_forwarded: Set(false),
        });
        Entity::insert_many(rows)
            .exec_without_returning(transaction)
            .await?;
    }
    let lanes: Vec<(Uuid, WebsiteKey)> = lanes.into_iter().collect();
    for some in lanes.chunks(ROWS_A_STATEMENT) {
        let rows = some
            .iter()
            .map(|(channel_id, website_key)| lane::ActiveModel {
                channel_id: Set(*channel_id),
                website_key: Set(*website_key),
                due_ms: Set(now_ms),
                is_leased: Set(false),
                token: Set(0),
                failures: Set(0),
            });
        // An update that changes nothing locks the row, so that whoever finishes the lane's
        // last delivery cannot delete the lane without seeing this one.
        lane::Entity::insert_many(rows)
            .on_conflict(
                OnConflict::columns([lane::Column::ChannelId, lane::Column::WebsiteKey])
                    .update_column(lane::Column::ChannelId)
                    .to_owned(),
            )
            .exec_without_returning(transaction)
            .await?;
    }
    Ok(())
}
