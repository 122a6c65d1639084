//! The status of a website, as rows store it.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// The status of a website, as a whole or as seen from one region.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
#[sea_orm(rs_type = "i16", db_type = "SmallInteger")]
pub enum WebsiteStatus {
    /// No result yet.
    #[sea_orm(num_value = 0)]
    Pending,
    /// Neither down, partial nor degraded by the fresh votes.
    #[sea_orm(num_value = 1)]
    Up,
    /// Degraded by quorum.
    #[sea_orm(num_value = 2)]
    Degraded,
    /// Some regions report down, but fewer than the quorum.
    #[sea_orm(num_value = 3)]
    Partial,
    /// Down by quorum.
    #[sea_orm(num_value = 4)]
    Down,
    /// No fresh vote, or too few to decide.
    #[sea_orm(num_value = 5)]
    Unmeasured,
    /// No slots are planned.
    #[sea_orm(num_value = 6)]
    Paused,
}
