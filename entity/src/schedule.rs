//! What was planned when: the truth that scheduler and ledger share.

use crate::slots::Grid;
use crate::website::RegionKeys;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{Iterable, QuerySelect};

/// A period in which a website was checked in one way.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "schedule")]
pub struct Model {
    /// The website.
    #[sea_orm(primary_key, auto_increment = false)]
    pub website_key: i32,
    /// Which change of the website opened this row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub revision: i32,
    /// Public id of the website, which sets the phase.
    pub website_id: Uuid,
    /// Time between slots, milliseconds.
    pub interval_ms: i64,
    /// Time limit of one attempt, milliseconds.
    pub timeout_ms: i32,
    /// Further attempts after a failing first one.
    pub retries: i16,
    /// What is checked.
    pub url: String,
    /// How many votes must say down.
    pub quorum: String,
    /// Keys of the regions to check from; `None` is every region.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub regions: Option<RegionKeys>,
    /// How it is checked, as JSON; `None` is a plain GET.
    #[sea_orm(column_type = "Text", nullable)]
    pub how: Option<String>,
    /// What of it nobody may read, sealed with the installation's key.
    pub secrets: Option<Vec<u8>>,
    /// Whose website it is, to which its secrets are bound.
    pub organization_id: Option<Uuid>,
    /// First instant at which a slot may lie, milliseconds of Unix time.
    pub valid_from_ms: i64,
    /// First instant at which no slot lies any more; `None` while open.
    pub valid_to_ms: Option<i64>,
    /// When this row was written last, by the clock of the fleet: how other
    /// processes find changes.
    pub updated_at_ms: i64,
}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// Without `how` and `secrets`, which may be large: for who judges results.
    pub fn find_lean() -> Select<Self> {
        let kept = Column::iter().filter(|column| !matches!(column, Column::How | Column::Secrets));
        Self::find()
            .select_only()
            .columns(kept)
            .expr_as(Expr::value(None::<String>), "how")
            .expr_as(Expr::value(None::<Vec<u8>>), "secrets")
    }
}

impl Model {
    /// The grid on which this row's slots lie.
    pub fn grid(&self) -> Grid {
        Grid::new(self.website_id, self.interval_ms)
    }

    /// Whether a slot of this row lies at `slot_ms`.
    pub fn plans(&self, slot_ms: i64) -> bool {
        slot_ms >= self.valid_from_ms
            && self.valid_to_ms.is_none_or(|to_ms| slot_ms < to_ms)
            && self.grid().has(slot_ms)
    }

    /// How many slots this row plans in `from_ms..to_ms`.
    pub fn count(&self, from_ms: i64, to_ms: i64) -> i64 {
        let to_ms = self.valid_to_ms.map_or(to_ms, |end_ms| end_ms.min(to_ms));
        self.grid().count(from_ms.max(self.valid_from_ms), to_ms)
    }

    /// Whether this row has `region` checked.
    pub fn covers(&self, region_key: i16) -> bool {
        self.regions
            .as_ref()
            .is_none_or(|keys| keys.0.contains(&region_key))
    }

    /// Until when the vote of a tick at `slot_ms` counts: two intervals and a time
    /// limit on, or two intervals after the end of its check where that took longer
    /// (retries of a website that hangs). Source: ARCHITECTURE.md, "From ticks to
    /// status".
    pub fn fresh_until_ms(&self, slot_ms: i64, checked_at_ms: i64) -> i64 {
        Ord::max(slot_ms + i64::from(self.timeout_ms), checked_at_ms) + 2 * self.interval_ms
    }

    /// Before when the check of `slot_ms` must start, else its job has expired:
    /// an interval, at most 60 s. Source: ARCHITECTURE.md, "Probing".
    pub fn start_before_ms(&self, slot_ms: i64) -> i64 {
        slot_ms + self.interval_ms.min(60_000)
    }

    /// Time after its slot by which a job has been recorded, or never will be:
    /// its latest start, every attempt with its pause, and a margin for queues.
    pub fn settled_after_ms(&self) -> i64 {
        let attempts = i64::from(self.retries) + 1;
        self.interval_ms.min(60_000) + attempts * (i64::from(self.timeout_ms) + 1_000) + 5_000
    }
}

/// How far ahead a change of what is planned takes effect, milliseconds, so that
/// every process has heard of it by then. Source: ARCHITECTURE.md, "Schedule".
pub const LEAD_MS: i64 = 3_000;
