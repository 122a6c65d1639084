//! How long a website was what, and its ledger, day by day. Kept for ever.

use sea_orm::entity::prelude::*;

/// A day of a website, or of a website as one region sees it. What the five kinds leave
/// of the day's 86,400,000 ms is unmeasured; a day without a row is all unmeasured.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "uptime_day")]
pub struct Model {
    /// The website.
    #[sea_orm(primary_key, auto_increment = false)]
    pub website_key: i32,
    /// The region, or 0 for the website as a whole.
    #[sea_orm(primary_key, auto_increment = false)]
    pub region_key: i16,
    /// The day, counted from 1970 in UTC.
    #[sea_orm(primary_key, auto_increment = false)]
    pub day: i32,
    /// Up, milliseconds.
    pub up_ms: i32,
    /// Degraded, milliseconds.
    pub degraded_ms: i32,
    /// Some regions said down, fewer than the quorum, milliseconds.
    pub partial_ms: i32,
    /// Down, milliseconds.
    pub down_ms: i32,
    /// Maintenance, milliseconds.
    pub maintenance_ms: i32,
    /// Scheduled slots of the day that have a tick; of the whole website those of all
    /// its regions together.
    pub recorded: i32,
    /// Those of them that measured nothing.
    pub unmeasured: i32,
}

impl ActiveModelBehavior for ActiveModel {}
