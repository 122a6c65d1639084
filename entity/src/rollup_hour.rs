//! The ticks of an hour in one row. Kept for 90 days by default.

use crate::{RegionKey, WebsiteKey};
use sea_orm::entity::prelude::*;

/// An hour of a website as seen from one region. Times only include checks that were up or
/// degraded; the duration of a failing check says nothing about the website's speed.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rollup_hour")]
pub struct Model {
    /// Key of the website.
    #[sea_orm(primary_key, auto_increment = false)]
    pub website_key: WebsiteKey,
    /// Key of the region.
    #[sea_orm(primary_key, auto_increment = false)]
    pub region_key: RegionKey,
    /// The hour, counted from 1970 in UTC.
    #[sea_orm(primary_key, auto_increment = false)]
    pub hour: i32,
    /// Scheduled slots of the hour with a tick.
    pub recorded: i32,
    /// Recorded slots that measured nothing.
    pub unmeasured: i32,
    /// Checks with a name resolution.
    pub dns_count: i32,
    /// Sum of name resolutions, in microseconds.
    pub dns_us: i64,
    /// Checks with a TCP connect.
    pub connect_count: i32,
    /// Sum of TCP connects, in microseconds.
    pub connect_us: i64,
    /// Checks with a TLS handshake.
    pub tls_count: i32,
    /// Sum of TLS handshakes, in microseconds.
    pub tls_us: i64,
    /// Checks with a first byte.
    pub ttfb_count: i32,
    /// Sum of times to the first byte, in microseconds.
    pub ttfb_us: i64,
    /// Checks with a body.
    pub transfer_count: i32,
    /// Sum of transfer times, in microseconds.
    pub transfer_us: i64,
    /// Sketch of response times in microseconds; `None` if there are none.
    pub response: Option<Vec<u8>>,
}

impl ActiveModelBehavior for ActiveModel {}
