//! The log of status changes, from which uptime is computed.

use crate::{RegionKey, WebsiteKey, WebsiteStatus};
use sea_orm::entity::prelude::*;

/// A status change of a website, as a whole or as seen from one region.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "status_change")]
pub struct Model {
    /// Key of the website.
    #[sea_orm(primary_key, auto_increment = false)]
    pub website_key: WebsiteKey,
    /// Key of the region, or [`RegionKey::ALL`].
    #[sea_orm(primary_key, auto_increment = false)]
    pub region_key: RegionKey,
    /// When the status begins, in milliseconds of Unix time.
    #[sea_orm(primary_key, auto_increment = false)]
    pub at_ms: i64,
    /// The new status.
    pub status: WebsiteStatus,
}

impl ActiveModelBehavior for ActiveModel {}
