//! Incidents: periods in which a website was down.

use sea_orm::FromJsonQueryResult;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{OrganizationId, RegionKey, WebsiteKey};

/// An incident. At most one of a website is open, by a unique index.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "incident")]
pub struct Model {
    /// Public id, a UUIDv7 of the instant at which it opened.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Key of the website.
    pub website_key: WebsiteKey,
    /// Organization of the website.
    pub organization_id: OrganizationId,
    /// When it opened, in milliseconds of Unix time.
    pub opened_at_ms: i64,
    /// When somebody acknowledged it, in milliseconds of Unix time.
    pub acknowledged_at_ms: Option<i64>,
    /// Who did.
    pub acknowledged_by: Option<Uuid>,
    /// When it resolved, in milliseconds of Unix time.
    pub resolved_at_ms: Option<i64>,
    /// Who resolved it; `None` if the website was well again.
    pub resolved_by: Option<Uuid>,
    /// Whether the website opened one incident after the other.
    pub is_flapping: bool,
    /// Why it opened, in one sentence.
    #[sea_orm(column_type = "Text")]
    pub cause: String,
    /// The checks that show it best, as JSON.
    #[sea_orm(column_type = "JsonBinary")]
    pub shown: Shown,
}

impl ActiveModelBehavior for ActiveModel {}

/// The checks that show an incident best: those of one region that failed and of one that did
/// not.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult,
)]
pub struct Shown {
    /// Region and slot of a check that failed.
    pub failing: Option<(RegionKey, i64)>,
    /// Region and slot of a check that did not.
    pub healthy: Option<(RegionKey, i64)>,
}
