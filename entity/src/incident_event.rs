//! The timeline of incidents.

use crate::{RegionKey, WebsiteStatus};
use sea_orm::entity::prelude::*;

/// What an entry of the timeline tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "i16", db_type = "SmallInteger")]
pub enum IncidentEventKind {
    /// The incident opened.
    #[sea_orm(num_value = 0)]
    Opened,
    /// A region's view of the website changed.
    #[sea_orm(num_value = 1)]
    Region,
    /// Somebody acknowledged the incident.
    #[sea_orm(num_value = 2)]
    Acknowledged,
    /// Somebody wrote a note.
    #[sea_orm(num_value = 3)]
    Note,
    /// The incident resolved.
    #[sea_orm(num_value = 4)]
    Resolved,
    /// Somebody changed what is checked; the incident goes on.
    #[sea_orm(num_value = 5)]
    Edited,
}

/// An entry of an incident's timeline. Deliveries are entries, too, but are not stored twice.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "incident_event")]
pub struct Model {
    /// Order in which entries were written.
    #[sea_orm(primary_key)]
    pub seq: i64,
    /// The incident.
    pub incident_id: Uuid,
    /// When it happened, in milliseconds of Unix time.
    pub at_ms: i64,
    /// What happened.
    pub kind: IncidentEventKind,
    /// The region whose view changed.
    pub region_key: Option<RegionKey>,
    /// Its new view.
    pub status: Option<WebsiteStatus>,
    /// Who did it.
    pub user_id: Option<Uuid>,
    /// The note, or why.
    #[sea_orm(column_type = "Text", nullable)]
    pub text: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
