//! How far the rollup has progressed.

use crate::WebsiteKey;
use sea_orm::entity::prelude::*;

/// What ticks and changes are rolled up into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "i16", db_type = "SmallInteger")]
pub enum Unit {
    /// Hours, counted from 1970 in UTC.
    #[sea_orm(num_value = 1)]
    Hour,
    /// Days, counted from 1970 in UTC.
    #[sea_orm(num_value = 2)]
    Day,
}

/// Progress of one unit.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "compaction")]
pub struct Model {
    /// The rolled-up unit.
    #[sea_orm(primary_key, auto_increment = false)]
    pub unit: Unit,
    /// All hours or days before this one are complete; counted from 1970 in UTC.
    pub done_to: i32,
    /// In this hour or day, websites up to this key are complete.
    pub after_key: WebsiteKey,
}

impl ActiveModelBehavior for ActiveModel {}
