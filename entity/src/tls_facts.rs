//! What TLS showed of a website in each region, as it was seen last.

use sea_orm::entity::prelude::*;

/// What TLS showed; written only where it is not what was seen before.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tls_facts")]
pub struct Model {
    /// The website.
    #[sea_orm(primary_key, auto_increment = false)]
    pub website_key: i32,
    /// The region.
    #[sea_orm(primary_key, auto_increment = false)]
    pub region_key: i16,
    /// The first 8 bytes of `body`'s SHA-256.
    pub hash: i64,
    /// End of the check that first saw it so, milliseconds of Unix time.
    pub changed_at_ms: i64,
    /// The facts, as JSON.
    #[sea_orm(column_type = "Text")]
    pub body: String,
}

impl ActiveModelBehavior for ActiveModel {}
