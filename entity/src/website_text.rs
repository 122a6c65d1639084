//! What a search for websites looks into.

use sea_orm::entity::prelude::*;

/// A website's name and URL, made comparable.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "website_text")]
pub struct Model {
    /// Whose.
    #[sea_orm(primary_key, auto_increment = false)]
    pub organization_id: Uuid,
    /// Public id of the website, by which lists are ordered.
    #[sea_orm(primary_key, auto_increment = false)]
    pub website_id: Uuid,
    /// The website.
    pub website_key: i32,
    /// The text.
    pub text: String,
}

impl ActiveModelBehavior for ActiveModel {}
