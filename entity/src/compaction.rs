//! How far hours and days are made, and what is dropped.

use sea_orm::entity::prelude::*;

/// What is made of ticks and changes, or dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "i16", db_type = "SmallInteger")]
pub enum Unit {
    /// Hours, counted from 1970 in UTC.
    #[sea_orm(num_value = 1)]
    Hour,
    /// Days, counted from 1970 in UTC.
    #[sea_orm(num_value = 2)]
    Day,
    /// Days of ticks that are dropped.
    #[sea_orm(num_value = 3)]
    DroppedTicks,
    /// Days of hours that are dropped.
    #[sea_orm(num_value = 4)]
    DroppedHours,
    /// Days of which nothing is told any more: neither changes nor counts of slots.
    #[sea_orm(num_value = 5)]
    DroppedDays,
}

/// How far one unit is made or dropped.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "compaction")]
pub struct Model {
    /// The unit.
    #[sea_orm(primary_key, auto_increment = false)]
    pub unit: Unit,
    /// All hours or days before this one are made, or dropped.
    pub done_to: i32,
    /// Of this one, those of websites up to this key.
    pub after_key: i32,
}

impl ActiveModelBehavior for ActiveModel {}
