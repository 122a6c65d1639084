//! How far expired data has been deleted.

use sea_orm::entity::prelude::*;

/// Data that is deleted by day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "i16", db_type = "SmallInteger")]
pub enum Kind {
    /// Ticks and their evidence.
    #[sea_orm(num_value = 1)]
    Ticks,
    /// Hourly rollups.
    #[sea_orm(num_value = 2)]
    Hours,
    /// Status changes, and the rollups of days made from them.
    #[sea_orm(num_value = 3)]
    History,
}

/// Deletion progress of one kind.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "dropped")]
pub struct Model {
    /// The kind of data.
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: Kind,
    /// All days before this one are deleted, or about to be; counted from 1970 in UTC.
    pub before_day: i32,
}

impl ActiveModelBehavior for ActiveModel {}
