//! Which websites have which tags.

use crate::{TagKey, WebsiteKey};
use sea_orm::entity::prelude::*;

/// A tag of a website.
#[sea_orm::model]
#[derive(Clone, Copy, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "website_tag")]
pub struct Model {
    /// Key of the website.
    #[sea_orm(primary_key, auto_increment = false)]
    pub website_key: WebsiteKey,
    /// Key of the tag.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tag_key: TagKey,
}

impl ActiveModelBehavior for ActiveModel {}
