//! Places to check from. A region exists when it is first heard of.

use sea_orm::entity::prelude::*;

/// A region.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "region")]
pub struct Model {
    /// Small integer that ticks refer to, counted from 1 (0 stands for "all
    /// regions together"); rows are never removed, so none is used twice.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: i16,
    /// Slug: `india`, `usa`, `local`.
    #[sea_orm(unique)]
    pub name: String,
    /// From when on it gets slots, milliseconds of Unix time.
    pub valid_from_ms: i64,
}

impl ActiveModelBehavior for ActiveModel {}
