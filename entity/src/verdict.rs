//! Verdicts: why an incident opened or resolved, and why none did.

use sea_orm::FromJsonQueryResult;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{Outcome, RegionKey, WebsiteKey};

/// What a verdict says.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize,
)]
#[sea_orm(rs_type = "i16", db_type = "SmallInteger")]
pub enum VerdictKind {
    /// An incident opened.
    #[sea_orm(num_value = 0)]
    Opened,
    /// An incident resolved.
    #[sea_orm(num_value = 1)]
    Resolved,
    /// Regions failed, but fewer than the quorum.
    #[sea_orm(num_value = 2)]
    BelowQuorum,
    /// The website was down, but for less time than its confirmation takes.
    #[sea_orm(num_value = 3)]
    Unconfirmed,
    /// The website was down while in maintenance.
    #[sea_orm(num_value = 4)]
    Maintenance,
    /// The website was down after a person had resolved its incident.
    #[sea_orm(num_value = 5)]
    ResolvedByHand,
}

/// One judgement, or a run of the same ones.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "verdict")]
pub struct Model {
    /// Key of the website.
    #[sea_orm(primary_key, auto_increment = false)]
    pub website_key: WebsiteKey,
    /// Instant of the first judgement, in milliseconds of Unix time.
    #[sea_orm(primary_key, auto_increment = false)]
    pub first_ms: i64,
    /// What it says.
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: VerdictKind,
    /// Instant of the last judgement, in milliseconds of Unix time.
    pub last_ms: i64,
    /// Number of judgements.
    pub count: i32,
    /// Number of down votes needed.
    pub needed: i16,
    /// Number of regions that counted.
    pub regions: i16,
    /// The votes that the last judgement saw, as JSON.
    #[sea_orm(column_type = "JsonBinary")]
    pub votes: VotesSeen,
    /// The incident that opened, resolved or was open.
    pub incident_id: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}

/// The votes that a judgement saw.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct VotesSeen(pub Vec<VoteSeen>);

/// One vote that a judgement saw.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoteSeen {
    /// Key of the region.
    pub region_key: RegionKey,
    /// Slot of the tick, in milliseconds of Unix time; `None` without a vote.
    pub slot_ms: Option<i64>,
    /// What the vote says; `None` if it has expired or is a single failure.
    pub say: Option<Outcome>,
    /// Number of consecutive failed attempts, at most 2.
    pub failures: i16,
}
