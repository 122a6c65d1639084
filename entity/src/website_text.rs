//! Text that the search for websites looks through.

use crate::{OrganizationId, WebsiteKey};
use sea_orm::entity::prelude::*;

/// A website's name and URL, normalized for comparison.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "website_text")]
pub struct Model {
    /// Organization that owns the website.
    #[sea_orm(primary_key, auto_increment = false)]
    pub organization_id: OrganizationId,
    /// Public id of the website, by which lists are ordered.
    #[sea_orm(primary_key, auto_increment = false)]
    pub website_id: Uuid,
    /// Key of the website.
    pub website_key: WebsiteKey,
    /// Normalized text.
    pub text: String,
}

impl ActiveModelBehavior for ActiveModel {}
