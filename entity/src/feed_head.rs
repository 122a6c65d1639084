//! The newest position of the feed. Its row lock orders the batches of all ingesters.

use sea_orm::entity::prelude::*;

/// The only row; it counts the batches.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "feed_head")]
pub struct Model {
    /// Always 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i16,
    /// `seq` of the newest feed row.
    pub seq: i64,
}

impl ActiveModelBehavior for ActiveModel {}
