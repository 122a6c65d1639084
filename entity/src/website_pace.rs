//! Rate limit of a website's changes and checks outside the schedule.

use crate::WebsiteKey;
use sea_orm::entity::prelude::*;

/// When a website's allowance is full again.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "website_pace")]
pub struct Model {
    /// Key of the website.
    #[sea_orm(primary_key, auto_increment = false)]
    pub website_key: WebsiteKey,
    /// When its past changes no longer count against the allowance, in milliseconds of Unix
    /// time.
    pub free_at_ms: i64,
}

impl ActiveModelBehavior for ActiveModel {}
