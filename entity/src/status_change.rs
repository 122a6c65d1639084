//! The log that uptime is computed from.

use crate::website_status::WebsiteStatus;
use sea_orm::entity::prelude::*;

/// A change of status, of a website or of a website as one region sees it.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "status_change")]
pub struct Model {
    /// The website.
    #[sea_orm(primary_key, auto_increment = false)]
    pub website_key: i32,
    /// The region, or 0 for the website as a whole.
    #[sea_orm(primary_key, auto_increment = false)]
    pub region_key: i16,
    /// From when on it holds, milliseconds of Unix time.
    #[sea_orm(primary_key, auto_increment = false)]
    pub at_ms: i64,
    /// The status from then on.
    pub status: WebsiteStatus,
}

impl ActiveModelBehavior for ActiveModel {}

/// The `region_key` that stands for the website as a whole.
pub const WHOLE: i16 = 0;
