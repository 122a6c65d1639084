//! Hours to recompute, together with their days, because ticks arrived late.

use crate::WebsiteKey;
use sea_orm::entity::prelude::*;

/// An hour of a website to recompute.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rollup_due")]
pub struct Model {
    /// Key of the website.
    #[sea_orm(primary_key, auto_increment = false)]
    pub website_key: WebsiteKey,
    /// The hour, counted from 1970 in UTC.
    #[sea_orm(primary_key, auto_increment = false)]
    pub hour: i32,
}

impl ActiveModelBehavior for ActiveModel {}
