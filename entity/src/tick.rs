//! Recorded outcomes: one row a job, append-only.

use sea_orm::entity::prelude::*;

/// What asked for a check. Only scheduled slots count in the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "i16", db_type = "SmallInteger")]
pub enum Origin {
    /// The website's rhythm.
    #[sea_orm(num_value = 0)]
    Schedule,
    /// A failing vote that is to be confirmed.
    #[sea_orm(num_value = 1)]
    Confirmation,
    /// A person.
    #[sea_orm(num_value = 2)]
    Person,
}

/// What a check found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "i16", db_type = "SmallInteger")]
pub enum Outcome {
    /// As it should be.
    #[sea_orm(num_value = 0)]
    Up,
    /// Worse than it should be.
    #[sea_orm(num_value = 1)]
    Degraded,
    /// Not as it should be.
    #[sea_orm(num_value = 2)]
    Down,
    /// Nothing was learned; no vote.
    #[sea_orm(num_value = 3)]
    Unmeasured,
}

/// Why a tick is not up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "i16", db_type = "SmallInteger")]
pub enum FailureClass {
    /// Name resolution.
    #[sea_orm(num_value = 0)]
    Dns,
    /// TCP connect.
    #[sea_orm(num_value = 1)]
    Connect,
    /// TLS.
    #[sea_orm(num_value = 2)]
    Tls,
    /// Time limit.
    #[sea_orm(num_value = 3)]
    Timeout,
    /// Not the protocol.
    #[sea_orm(num_value = 4)]
    Protocol,
    /// HTTP status.
    #[sea_orm(num_value = 5)]
    Status,
    /// A condition on the answer.
    #[sea_orm(num_value = 6)]
    Assertion,
    /// Redirects.
    #[sea_orm(num_value = 7)]
    Redirect,
    /// The body.
    #[sea_orm(num_value = 8)]
    Body,
    /// Refused by the egress policy.
    #[sea_orm(num_value = 9)]
    Blocked,
    /// A fault of ours.
    #[sea_orm(num_value = 10)]
    Internal,
    /// Came too late to be run.
    #[sea_orm(num_value = 11)]
    Expired,
}

/// The outcome of one check. Unique by (website, region, slot); the first result wins.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tick")]
pub struct Model {
    /// The website.
    #[sea_orm(primary_key, auto_increment = false)]
    pub website_key: i32,
    /// The region it was checked from.
    #[sea_orm(primary_key, auto_increment = false)]
    pub region_key: i16,
    /// The planned instant, milliseconds of Unix time.
    #[sea_orm(primary_key, auto_increment = false)]
    pub slot_ms: i64,
    /// End of the check, milliseconds of Unix time.
    pub checked_at_ms: i64,
    /// Schedule revision that planned it.
    pub revision: i32,
    /// What asked for it.
    pub origin: Origin,
    /// What was found.
    pub outcome: Outcome,
    /// Class of the failure, unless up.
    pub failure: Option<FailureClass>,
    /// Attempts made.
    pub attempts: i16,
    /// Status of the last HTTP answer.
    pub http_status: Option<i16>,
    /// Name resolution, microseconds.
    pub dns_us: Option<i32>,
    /// TCP connect, microseconds.
    pub connect_us: Option<i32>,
    /// TLS handshake, microseconds.
    pub tls_us: Option<i32>,
    /// Request sent to first byte, microseconds.
    pub ttfb_us: Option<i32>,
    /// First byte to end of body, microseconds.
    pub transfer_us: Option<i32>,
    /// Subclass of the failure: `connect.refused`.
    pub detail: Option<String>,
    /// The failure in one sentence.
    pub reason: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
