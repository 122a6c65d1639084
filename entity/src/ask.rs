//! Requests for checks outside the schedule that have no result yet.

use crate::outbox::Outbox;
use crate::{Origin, RegionKey, WebsiteKey};
use sea_orm::entity::prelude::*;

/// A request to one region to check one website now.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ask")]
pub struct Model {
    /// Key of the website.
    #[sea_orm(primary_key, auto_increment = false)]
    pub website_key: WebsiteKey,
    /// Key of the region that is asked.
    #[sea_orm(primary_key, auto_increment = false)]
    pub region_key: RegionKey,
    /// Moment of asking, which is also the slot, in milliseconds of Unix time.
    pub slot_ms: i64,
    /// Revision of the website to check.
    pub revision: i32,
    /// What requested the check.
    pub origin: Origin,
    /// When its job is next published, in milliseconds of Unix time.
    pub publish_at_ms: i64,
}

impl ActiveModelBehavior for ActiveModel {}

impl Outbox for Entity {
    type Key = (WebsiteKey, RegionKey);

    const DUE_AT_MS: Column = Column::PublishAtMs;
    const KEY: &'static [Column] = &[Column::WebsiteKey, Column::RegionKey];
    const AGE: Column = Column::SlotMs;

    fn key(row: &Model) -> (WebsiteKey, RegionKey) {
        (row.website_key, row.region_key)
    }
}

/// Age at which a request is given up, in milliseconds. Source: ARCHITECTURE.md, "Asks".
pub const GIVE_UP_MS: i64 = 30_000;

impl Model {
    /// Whether a result for `revision` is still wanted at `now_ms`.
    pub fn is_open(&self, revision: i32, now_ms: i64) -> bool {
        self.revision == revision && self.slot_ms >= now_ms - GIVE_UP_MS
    }
}
