//! Votes of regions about websites.

use crate::{Outcome, RegionKey, WebsiteKey};
use sea_orm::entity::prelude::*;

/// A region's vote: its newest measured tick of the current revision.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "vote")]
pub struct Model {
    /// Key of the website.
    #[sea_orm(primary_key, auto_increment = false)]
    pub website_key: WebsiteKey,
    /// Key of the region.
    #[sea_orm(primary_key, auto_increment = false)]
    pub region_key: RegionKey,
    /// Slot of the tick, in milliseconds of Unix time.
    pub slot_ms: i64,
    /// End of the check, in milliseconds of Unix time; 0 if no longer known.
    pub checked_at_ms: i64,
    /// What the region votes: after a first, unconfirmed failure, its previous vote.
    pub say: Option<Outcome>,
    /// Number of consecutive failed attempts, across ticks: 0 after a success, at most 2.
    pub failures: i16,
    /// When the vote expires, in milliseconds of Unix time.
    pub fresh_until_ms: i64,
}

impl ActiveModelBehavior for ActiveModel {}
