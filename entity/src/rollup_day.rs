//! Sketches of a day's response times and phases. Kept forever.

use crate::{RegionKey, WebsiteKey};
use sea_orm::entity::prelude::*;

/// A day of a website as seen from one region: sketches of microseconds, `None` if no check
/// has the phase. Only checks that were up or degraded count.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rollup_day")]
pub struct Model {
    /// Key of the website.
    #[sea_orm(primary_key, auto_increment = false)]
    pub website_key: WebsiteKey,
    /// Key of the region.
    #[sea_orm(primary_key, auto_increment = false)]
    pub region_key: RegionKey,
    /// The day, counted from 1970 in UTC.
    #[sea_orm(primary_key, auto_increment = false)]
    pub day: i32,
    /// Sketch of response times.
    pub response: Option<Vec<u8>>,
    /// Sketch of name resolutions.
    pub dns: Option<Vec<u8>>,
    /// Sketch of TCP connects.
    pub connect: Option<Vec<u8>>,
    /// Sketch of TLS handshakes.
    pub tls: Option<Vec<u8>>,
    /// Sketch of times to the first byte.
    pub ttfb: Option<Vec<u8>>,
    /// Sketch of transfer times.
    pub transfer: Option<Vec<u8>>,
}

impl ActiveModelBehavior for ActiveModel {}
