//! Updates of incidents of status pages. They are never changed: whoever was told something else
//! would not know.

use sea_orm::FromJsonQueryResult;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::page_component::ComponentStatus;

/// An update of an incident of a status page.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "page_update")]
pub struct Model {
    /// Public id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The incident of the page.
    pub page_incident_id: Uuid,
    /// How far the work on it is.
    pub state: UpdateState,
    /// What it says, in Markdown.
    #[sea_orm(column_type = "Text")]
    pub text: String,
    /// Which components the trouble affects from now on, as JSON.
    #[sea_orm(column_type = "JsonBinary")]
    pub affected: Affected,
    /// Who wrote it; `None` if the page did.
    pub written_by: Option<Uuid>,
    /// When it was written, in milliseconds of Unix time.
    pub at_ms: i64,
}

impl ActiveModelBehavior for ActiveModel {}

/// How far the work on a trouble is.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
#[sea_orm(rs_type = "i16", db_type = "SmallInteger")]
pub enum UpdateState {
    /// Somebody looks for the cause.
    #[sea_orm(num_value = 0)]
    Investigating,
    /// The cause is known.
    #[sea_orm(num_value = 1)]
    Identified,
    /// It is mended, and somebody watches whether it stays so.
    #[sea_orm(num_value = 2)]
    Monitoring,
    /// It is over.
    #[sea_orm(num_value = 3)]
    Resolved,
}

/// The components that a trouble affects, and how.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Affected(pub Vec<(Uuid, ComponentStatus)>);
