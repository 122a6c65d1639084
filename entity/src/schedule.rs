//! The planned checks, shared by scheduler and ledger.

use crate::lean::find_lean;
use crate::slots::Grid;
use crate::website::RegionKeys;
use crate::{OrganizationId, RegionKey, WebsiteKey};
use sea_orm::entity::prelude::*;

/// A period during which a website was checked with the same settings.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "schedule")]
pub struct Model {
    /// Key of the website.
    #[sea_orm(primary_key, auto_increment = false)]
    pub website_key: WebsiteKey,
    /// Revision of the website that opened this row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub revision: i32,
    /// Public id of the website, which determines the phase of its slots.
    pub website_id: Uuid,
    /// Time between slots, in milliseconds.
    pub interval_ms: i64,
    /// Time limit of one attempt, in milliseconds.
    pub timeout_ms: i32,
    /// Number of further attempts after a failed one.
    pub retries: i16,
    /// Target of the checks.
    pub url: String,
    /// How many votes must say down: `any`, `majority`, `all`, or a number.
    pub quorum: String,
    /// Keys of the regions to check from; `None` means every region.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub regions: Option<RegionKeys>,
    /// How the website is checked, as JSON; `None` means a plain GET.
    #[sea_orm(column_type = "Text", nullable)]
    pub how: Option<String>,
    /// Secrets of the check, sealed with the installation's key.
    pub secrets: Option<Vec<u8>>,
    /// Organization that owns the website; the secrets are bound to it.
    pub organization_id: Option<OrganizationId>,
    /// Start of the period, in milliseconds of Unix time.
    pub valid_from_ms: i64,
    /// End of the period, exclusive; `None` while open.
    pub valid_to_ms: Option<i64>,
    /// When this row was last written, by the fleet's clock, in milliseconds of Unix time.
    /// Other processes find changes by it.
    pub updated_at_ms: i64,
}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// Rows without `how` and `secrets`, which may be large, for readers that judge results.
    pub fn find_lean() -> Select<Self> {
        find_lean()
    }
}

impl Model {
    /// The grid of this row's slots.
    pub fn grid(&self) -> Grid {
        Grid::new(self.website_id, self.interval_ms)
    }

    /// Whether this row plans a slot at `slot_ms`.
    pub fn plans(&self, slot_ms: i64) -> bool {
        slot_ms >= self.valid_from_ms
            && self.valid_to_ms.is_none_or(|to_ms| slot_ms < to_ms)
            && self.grid().has(slot_ms)
    }

    /// Number of slots that this row plans in `from_ms..to_ms`.
    pub fn count(&self, from_ms: i64, to_ms: i64) -> i64 {
        let to_ms = self.valid_to_ms.map_or(to_ms, |end_ms| end_ms.min(to_ms));
        self.grid().count(from_ms.max(self.valid_from_ms), to_ms)
    }

    /// Whether this row's website is checked from the region.
    pub fn covers(&self, region_key: RegionKey) -> bool {
        self.regions
            .as_ref()
            .is_none_or(|keys| keys.0.contains(&region_key))
    }

    /// When the job of `slot_ms` expires unless its check has started: after one interval, at
    /// most 60 s. Source: ARCHITECTURE.md, "Probing".
    pub fn start_before_ms(&self, slot_ms: i64) -> i64 {
        slot_ms + self.interval_ms.min(60_000)
    }

    /// Time after its slot by which a job has been recorded or never will be: its latest
    /// start, every attempt with its pause, and a margin for queues.
    pub fn settled_after_ms(&self) -> i64 {
        let attempts = i64::from(self.retries) + 1;
        self.interval_ms.min(60_000) + attempts * (i64::from(self.timeout_ms) + 1_000) + 5_000
    }
}
