//! Websites and their current settings.

use crate::lean::find_lean;
use crate::{OrganizationId, RegionKey, WebsiteKey};
use sea_orm::FromJsonQueryResult;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Keys of regions, sorted and unique.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct RegionKeys(pub Vec<RegionKey>);

/// A website.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "website")]
pub struct Model {
    /// Small integer that ticks refer to; never reused.
    #[sea_orm(primary_key)]
    pub key: WebsiteKey,
    /// Public id; its low 64 bits determine the phase of the slots.
    #[sea_orm(unique)]
    pub id: Uuid,
    /// Organization that owns the website.
    pub organization_id: OrganizationId,
    /// Displayed name.
    pub name: String,
    /// Normalized URL of the target.
    pub url: String,
    /// Time between slots, in milliseconds (10,000 to 86,400,000).
    pub interval_ms: i64,
    /// Time limit of one attempt, in milliseconds (500 to 60,000).
    pub timeout_ms: i32,
    /// Number of further attempts after a failed one (0 to 3).
    pub retries: i16,
    /// Whether the website is paused, so that no slots are planned.
    pub paused: bool,
    /// How many votes must say down: `any`, `majority`, `all`, or a number.
    pub quorum: String,
    /// Keys of the regions to check from; `None` means every region, including future ones.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub regions: Option<RegionKeys>,
    /// How the website is checked, as JSON; `None` means a plain GET.
    #[sea_orm(column_type = "Text", nullable)]
    pub how: Option<String>,
    /// Secrets of the check, sealed with the installation's key.
    pub secrets: Option<Vec<u8>>,
    /// How long it must be down before an incident opens, in milliseconds.
    pub confirmation_ms: i64,
    /// How long it must be well before its incident resolves, in milliseconds.
    pub recovery_ms: i64,
    /// Number of changes of the schedule; 1 at creation.
    pub revision: i32,
    /// When the website was created.
    pub created_at: DateTimeUtc,
    /// When the website was last changed.
    pub updated_at: DateTimeUtc,
    /// When the website was deleted; the row then remains as a tombstone.
    pub deleted_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// Rows without `how` and `secrets`, which may be large, for readers that judge results.
    pub fn find_lean() -> Select<Self> {
        find_lean()
    }
}
