//! Checks that were asked for out of turn and are not answered yet.

use crate::tick::Origin;
use sea_orm::entity::prelude::*;

/// An open question to one region about one website.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ask")]
pub struct Model {
    /// The website.
    #[sea_orm(primary_key, auto_increment = false)]
    pub website_key: i32,
    /// The region that is asked.
    #[sea_orm(primary_key, auto_increment = false)]
    pub region_key: i16,
    /// The moment of asking, which is the slot; milliseconds of Unix time.
    pub slot_ms: i64,
    /// The revision of the website that is to be checked.
    pub revision: i32,
    /// Who asked.
    pub origin: Origin,
}

impl ActiveModelBehavior for ActiveModel {}
