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
    /// When its job is published, for the first time or again; milliseconds of
    /// Unix time.
    pub publish_at_ms: i64,
}

impl ActiveModelBehavior for ActiveModel {}

/// A question that is older than this is given up, milliseconds. Source:
/// ARCHITECTURE.md, "Asks".
pub const GIVE_UP_MS: i64 = 30_000;

impl Model {
    /// Whether somebody still waits at `now_ms` for an answer about `revision`.
    pub fn is_open(&self, revision: i32, now_ms: i64) -> bool {
        self.revision == revision && self.slot_ms >= now_ms - GIVE_UP_MS
    }
}
