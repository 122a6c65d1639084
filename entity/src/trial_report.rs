//! Reports of checks of what is not stored.

use crate::RegionKey;
use sea_orm::entity::prelude::*;

/// What a region reports of a trial, until whoever asked has read it.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "trial_report")]
pub struct Model {
    /// The trial.
    #[sea_orm(primary_key, auto_increment = false)]
    pub trial_id: Uuid,
    /// Key of the region.
    #[sea_orm(primary_key, auto_increment = false)]
    pub region_key: RegionKey,
    /// The report, as JSON; `status` knows its shape.
    #[sea_orm(column_type = "Text")]
    pub report: String,
    /// When it was stored, in milliseconds of Unix time.
    pub created_at_ms: i64,
}

impl ActiveModelBehavior for ActiveModel {}
