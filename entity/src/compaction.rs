//! How far hours and days are made.

use sea_orm::entity::prelude::*;

/// What is made of ticks and changes.
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

/// How far one unit is made.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "compaction")]
pub struct Model {
    /// The unit.
    #[sea_orm(primary_key, auto_increment = false)]
    pub unit: Unit,
    /// All hours or days before this one are made.
    pub done_to: i32,
    /// Of this one, those of websites up to this key.
    pub after_key: i32,
}

impl ActiveModelBehavior for ActiveModel {}
