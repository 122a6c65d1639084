//! Recorded outcomes of checks: one row per job, append-only.

use crate::{FailureClass, Origin, Outcome, RegionKey, WebsiteKey};
use sea_orm::entity::prelude::*;

/// The outcome of one check. Unique by (website, region, slot); the first result wins.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tick")]
pub struct Model {
    /// Key of the website.
    #[sea_orm(primary_key, auto_increment = false)]
    pub website_key: WebsiteKey,
    /// Key of the region that the check ran from.
    #[sea_orm(primary_key, auto_increment = false)]
    pub region_key: RegionKey,
    /// Planned instant, in milliseconds of Unix time.
    #[sea_orm(primary_key, auto_increment = false)]
    pub slot_ms: i64,
    /// End of the check, in milliseconds of Unix time.
    pub checked_at_ms: i64,
    /// Revision of the website that was checked.
    pub revision: i32,
    /// What requested the check.
    pub origin: Origin,
    /// Outcome of the check.
    pub outcome: Outcome,
    /// Class of the failure; `None` if up.
    pub failure: Option<FailureClass>,
    /// Number of attempts.
    pub attempts: i16,
    /// Status of the last HTTP response.
    pub http_status: Option<i16>,
    /// Name resolution, in microseconds.
    pub dns_us: Option<i32>,
    /// TCP connect, in microseconds.
    pub connect_us: Option<i32>,
    /// TLS handshake, in microseconds.
    pub tls_us: Option<i32>,
    /// From the request to the first byte of the response, in microseconds.
    pub ttfb_us: Option<i32>,
    /// From the first byte to the end of the body, in microseconds.
    pub transfer_us: Option<i32>,
    /// Subclass of the failure, such as `connect.refused`.
    pub detail: Option<String>,
    /// Reason of the failure in one sentence.
    pub reason: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
