//! What is not there any more, since it was not to be kept for longer.

use sea_orm::entity::prelude::*;

/// What is dropped by days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "i16", db_type = "SmallInteger")]
pub enum Kind {
    /// Ticks and their evidence.
    #[sea_orm(num_value = 1)]
    Ticks,
    /// Hours.
    #[sea_orm(num_value = 2)]
    Hours,
    /// Status changes, and what was made of days.
    #[sea_orm(num_value = 3)]
    History,
}

/// How far one kind is dropped.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "dropped")]
pub struct Model {
    /// The kind.
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: Kind,
    /// All days before this one are dropped, or about to be; counted from 1970 in UTC.
    pub before_day: i32,
}

impl ActiveModelBehavior for ActiveModel {}
