//! Places to check from. A region's row is created when its first prober appears.

use crate::RegionKey;
use sea_orm::entity::prelude::*;

/// A region.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "region")]
pub struct Model {
    /// Small integer that ticks refer to, counted from 1. Rows are never removed, so keys are
    /// never reused.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: RegionKey,
    /// Unique slug, such as `india`, `usa` or `local`.
    #[sea_orm(unique)]
    pub name: String,
    /// When the region gets its first slots, in milliseconds of Unix time.
    pub valid_from_ms: i64,
}

impl ActiveModelBehavior for ActiveModel {}
