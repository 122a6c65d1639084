//! Each region'\''s latest say about a website.

use crate::tick::Outcome;
use sea_orm::entity::prelude::*;

/// A region'\''s vote: its newest measured tick of the current revision.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "vote")]
pub struct Model {
    /// The website.
    #[sea_orm(primary_key, auto_increment = false)]
    pub website_key: i32,
    /// The region.
    #[sea_orm(primary_key, auto_increment = false)]
    pub region_key: i16,
    /// Slot of the tick, milliseconds of Unix time.
    pub slot_ms: i64,
    /// End of its check, milliseconds of Unix time; 0 where that is not known any more.
    pub checked_at_ms: i64,
    /// What the region says: for a failure that was seen only once, what it
    /// said before.
    pub say: Option<Outcome>,
    /// Attempts that failed in a row, over ticks, as far as they matter: 0 after a
    /// good one, at most 2.
    pub failures: i16,
    /// Until when the vote counts, milliseconds of Unix time.
    pub fresh_until_ms: i64,
}

impl ActiveModelBehavior for ActiveModel {}
