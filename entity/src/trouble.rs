//! Troubles of regions and of this installation that somebody was told of.

use sea_orm::entity::prelude::*;

/// A current trouble.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "trouble")]
pub struct Model {
    /// Its kind, such as `silent_region`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: String,
    /// Name of the region that it is about; empty if it is about none.
    #[sea_orm(primary_key, auto_increment = false)]
    pub region: String,
    /// Whether no websites can be measured there.
    pub stops_region: bool,
    /// What is wrong, in one sentence.
    #[sea_orm(column_type = "Text")]
    pub text: String,
    /// Since when, in milliseconds of Unix time.
    pub since_ms: i64,
}

impl ActiveModelBehavior for ActiveModel {}
