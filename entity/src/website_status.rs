//! The current status of each website, written together with its ticks.

use crate::{RegionKey, WebsiteKey, WebsiteStatus};
use sea_orm::entity::prelude::*;

/// The current status of a website.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "website_status")]
pub struct Model {
    /// Key of the website.
    #[sea_orm(primary_key, auto_increment = false)]
    pub website_key: WebsiteKey,
    /// Current status.
    pub status: WebsiteStatus,
    /// When this status began, in milliseconds of Unix time.
    pub since_ms: i64,
    /// When the next vote expires and the status must be recomputed, in milliseconds of Unix
    /// time.
    pub rejudge_at_ms: Option<i64>,
    /// Region of the tick with the newest slot.
    pub last_region_key: Option<RegionKey>,
    /// Slot of that tick, in milliseconds of Unix time.
    pub last_slot_ms: Option<i64>,
    /// When the website's status last changed, as a whole or in any region, in milliseconds of
    /// Unix time.
    pub changed_at_ms: i64,
    /// What its incidents depend on, as JSON; `status` knows its shape. `None` while the website
    /// is calm.
    #[sea_orm(column_type = "Text", nullable)]
    pub watch: Option<String>,
    /// When an incident opens or resolves unless the votes change before, in milliseconds of
    /// Unix time.
    pub incident_due_ms: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
