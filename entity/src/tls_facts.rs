//! The latest TLS facts of a website from each region.

use crate::{RegionKey, WebsiteKey};
use sea_orm::entity::prelude::*;

/// TLS facts, written only when they differ from the stored ones.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tls_facts")]
pub struct Model {
    /// Key of the website.
    #[sea_orm(primary_key, auto_increment = false)]
    pub website_key: WebsiteKey,
    /// Key of the region.
    #[sea_orm(primary_key, auto_increment = false)]
    pub region_key: RegionKey,
    /// First 8 bytes of the SHA-256 of `body`.
    pub hash: i64,
    /// End of the check that first observed these facts, in milliseconds of Unix time.
    pub changed_at_ms: i64,
    /// The facts as JSON.
    #[sea_orm(column_type = "Text")]
    pub body: String,
}

impl ActiveModelBehavior for ActiveModel {}
