//! Evidence of checks that were not up, stored like their ticks.

use crate::{RegionKey, WebsiteKey};
use sea_orm::entity::prelude::*;

/// What one check recorded.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "evidence")]
pub struct Model {
    /// Key of the website.
    #[sea_orm(primary_key, auto_increment = false)]
    pub website_key: WebsiteKey,
    /// Key of the region that the check ran from.
    #[sea_orm(primary_key, auto_increment = false)]
    pub region_key: RegionKey,
    /// Slot of the tick, in milliseconds of Unix time.
    #[sea_orm(primary_key, auto_increment = false)]
    pub slot_ms: i64,
    /// The evidence as JSON.
    #[sea_orm(column_type = "Text")]
    pub body: String,
}

impl ActiveModelBehavior for ActiveModel {}
