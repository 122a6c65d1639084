//! How often a website may be changed, or checked out of turn.

use sea_orm::entity::prelude::*;

/// When a website's allowance is whole again.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "website_pace")]
pub struct Model {
    /// The website.
    #[sea_orm(primary_key, auto_increment = false)]
    pub website_key: i32,
    /// When all that was done to it is paid off, milliseconds of Unix time.
    pub free_at_ms: i64,
}

impl ActiveModelBehavior for ActiveModel {}
