//! The ticks of an hour in one row. Kept for 90 days unless told otherwise.

use sea_orm::entity::prelude::*;

/// An hour of a website as one region saw it. Times are those of checks that were up or
/// degraded; a failing check's time says nothing of the website's speed.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rollup_hour")]
pub struct Model {
    /// The website.
    #[sea_orm(primary_key, auto_increment = false)]
    pub website_key: i32,
    /// The region.
    #[sea_orm(primary_key, auto_increment = false)]
    pub region_key: i16,
    /// The hour, counted from 1970 in UTC.
    #[sea_orm(primary_key, auto_increment = false)]
    pub hour: i32,
    /// Scheduled slots of the hour that have a tick.
    pub recorded: i32,
    /// Those of them that measured nothing.
    pub unmeasured: i32,
    /// Checks with a name resolution.
    pub dns_count: i32,
    /// Their name resolutions together, microseconds.
    pub dns_us: i64,
    /// Checks with a TCP connect.
    pub connect_count: i32,
    /// Their TCP connects together, microseconds.
    pub connect_us: i64,
    /// Checks with a TLS handshake.
    pub tls_count: i32,
    /// Their TLS handshakes together, microseconds.
    pub tls_us: i64,
    /// Checks with a first byte.
    pub ttfb_count: i32,
    /// Their times to the first byte together, microseconds.
    pub ttfb_us: i64,
    /// Checks with a body.
    pub transfer_count: i32,
    /// Their transfers together, microseconds.
    pub transfer_us: i64,
    /// The sketch of the response times, microseconds; `None` where there is none.
    pub response: Option<Vec<u8>>,
}

impl ActiveModelBehavior for ActiveModel {}
