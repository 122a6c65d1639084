//! Things that are watched, as they are set now.

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{FromJsonQueryResult, Iterable, QuerySelect};
use serde::{Deserialize, Serialize};

/// Keys of regions, sorted, each once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct RegionKeys(pub Vec<i16>);

/// A website.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "website")]
pub struct Model {
    /// Small integer that ticks refer to; never used again.
    #[sea_orm(primary_key)]
    pub key: i32,
    /// Public id; its low 64 bits set the phase of the slots.
    #[sea_orm(unique)]
    pub id: Uuid,
    /// Whose.
    pub organization_id: Uuid,
    /// Shown name.
    pub name: String,
    /// Normalized URL.
    pub url: String,
    /// Time between slots, milliseconds (10,000 to 86,400,000).
    pub interval_ms: i64,
    /// Time limit of one attempt, milliseconds (500 to 60,000).
    pub timeout_ms: i32,
    /// Further attempts after a failing first one (0 to 3).
    pub retries: i16,
    /// Whether no slots are planned at present.
    pub paused: bool,
    /// How many votes must say down: `any`, `majority`, `all`, or a number.
    pub quorum: String,
    /// Keys of the regions to check from; `None` is every region, later ones too.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub regions: Option<RegionKeys>,
    /// How it is checked, as JSON; `None` is a plain GET.
    #[sea_orm(column_type = "Text", nullable)]
    pub how: Option<String>,
    /// What of it nobody may read, sealed with the installation's key.
    pub secrets: Option<Vec<u8>>,
    /// Counts the changes of the schedule; 1 at creation.
    pub revision: i32,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// When it was changed last.
    pub updated_at: DateTimeUtc,
    /// When it was deleted; a tombstone from then on.
    pub deleted_at: Option<DateTimeUtc>,
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
