//! What was seen in checks that were not up, stored as their ticks are.

use sea_orm::entity::prelude::*;

/// What one check saw.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "evidence")]
pub struct Model {
    /// The website.
    #[sea_orm(primary_key, auto_increment = false)]
    pub website_key: i32,
    /// The region it was checked from.
    #[sea_orm(primary_key, auto_increment = false)]
    pub region_key: i16,
    /// Slot of the tick, milliseconds of Unix time.
    #[sea_orm(primary_key, auto_increment = false)]
    pub slot_ms: i64,
    /// The facts, as JSON.
    #[sea_orm(column_type = "Text")]
    pub body: String,
}

impl ActiveModelBehavior for ActiveModel {}
