//! Response times and phases of a day as sketches. Kept for ever.

use sea_orm::entity::prelude::*;

/// A day of a website as one region saw it: sketches of microseconds, `None` where no
/// check has the phase. Times are those of checks that were up or degraded.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rollup_day")]
pub struct Model {
    /// The website.
    #[sea_orm(primary_key, auto_increment = false)]
    pub website_key: i32,
    /// The region.
    #[sea_orm(primary_key, auto_increment = false)]
    pub region_key: i16,
    /// The day, counted from 1970 in UTC.
    #[sea_orm(primary_key, auto_increment = false)]
    pub day: i32,
    /// Response times.
    pub response: Option<Vec<u8>>,
    /// Name resolutions.
    pub dns: Option<Vec<u8>>,
    /// TCP connects.
    pub connect: Option<Vec<u8>>,
    /// TLS handshakes.
    pub tls: Option<Vec<u8>>,
    /// Times to the first byte.
    pub ttfb: Option<Vec<u8>>,
    /// Transfers.
    pub transfer: Option<Vec<u8>>,
}

impl ActiveModelBehavior for ActiveModel {}
