//! What is known of a website now: one row each, written with its ticks.

use sea_orm::entity::prelude::*;

/// The status of a website, and of a website as one region sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "i16", db_type = "SmallInteger")]
pub enum WebsiteStatus {
    /// Not judged yet.
    #[sea_orm(num_value = 0)]
    Pending,
    /// Up.
    #[sea_orm(num_value = 1)]
    Up,
    /// Degraded, by quorum.
    #[sea_orm(num_value = 2)]
    Degraded,
    /// Some regions say down, fewer than the quorum.
    #[sea_orm(num_value = 3)]
    Partial,
    /// Down, by quorum.
    #[sea_orm(num_value = 4)]
    Down,
    /// No fresh vote, or too few to say.
    #[sea_orm(num_value = 5)]
    Unmeasured,
    /// No slots are planned.
    #[sea_orm(num_value = 6)]
    Paused,
}

/// The status of a website.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "website_status")]
pub struct Model {
    /// The website.
    #[sea_orm(primary_key, auto_increment = false)]
    pub website_key: i32,
    /// The status.
    pub status: WebsiteStatus,
    /// Since when, milliseconds of Unix time.
    pub since_ms: i64,
    /// When the next vote runs out and the status must be judged again.
    pub rejudge_at_ms: Option<i64>,
    /// Region of the newest tick by slot.
    pub last_region_key: Option<i16>,
    /// Slot of the newest tick.
    pub last_slot_ms: Option<i64>,
    /// When any view of the website changed last, milliseconds of Unix time.
    pub changed_at_ms: i64,
}

impl ActiveModelBehavior for ActiveModel {}
