//! Time in each status and the ledger, by day. Kept forever.

use crate::{RegionKey, WebsiteKey};
use sea_orm::entity::prelude::*;

/// A day of a website, as a whole or as seen from one region. The part of its 86,400,000 ms
/// that the five statuses do not cover is unmeasured; without a row, the whole day is.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "uptime_day")]
pub struct Model {
    /// Key of the website.
    #[sea_orm(primary_key, auto_increment = false)]
    pub website_key: WebsiteKey,
    /// Key of the region, or [`RegionKey::ALL`].
    #[sea_orm(primary_key, auto_increment = false)]
    pub region_key: RegionKey,
    /// The day, counted from 1970 in UTC.
    #[sea_orm(primary_key, auto_increment = false)]
    pub day: i32,
    /// Time up, in milliseconds.
    pub up_ms: i32,
    /// Time degraded, in milliseconds.
    pub degraded_ms: i32,
    /// Time partial, in milliseconds: some regions reported down, but fewer than the quorum.
    pub partial_ms: i32,
    /// Time down, in milliseconds.
    pub down_ms: i32,
    /// Time in maintenance, in milliseconds.
    pub maintenance_ms: i32,
    /// Scheduled slots of the day with a tick; for the website as a whole, the sum over its
    /// regions.
    pub recorded: i32,
    /// Recorded slots that measured nothing.
    pub unmeasured: i32,
}

impl ActiveModelBehavior for ActiveModel {}
