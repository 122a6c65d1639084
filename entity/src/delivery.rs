//! Deliveries: alerts on their way to channels, and what became of them.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::alert::{Alert, AlertKind};
use crate::{OrganizationId, WebsiteKey};

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
    /// What the receiver calls the message, so that a later one can reply to it.
    #[sea_orm(column_type = "Text", nullable)]
    pub receipt: Option<String>,
    /// Delivery of the summary that it went into.
    pub summary_id: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
