//! Which websites windows of maintenance are for. Rows never change: another choice of websites
//! is another scope, so that windows of the past keep theirs.

use sea_orm::FromJsonQueryResult;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::WebsiteKey;

/// A choice of websites.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "maintenance_scope")]
pub struct Model {
    /// Identifies it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The maintenance that it belongs to.
    pub maintenance_id: Uuid,
    /// Keys of the websites; `None` means every website of the organization, including future
    /// ones.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub websites: Option<WebsiteKeys>,
}

impl ActiveModelBehavior for ActiveModel {}

/// Keys of websites, sorted and unique.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct WebsiteKeys(pub Vec<WebsiteKey>);
