//! Incidents of status pages: what people tell the public of a trouble. They may come of an
//! incident of a website ([`crate::incident`]), which the public does not see.

use sea_orm::entity::prelude::*;

/// An incident of a status page.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "page_incident")]
pub struct Model {
    /// Public id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The page.
    pub page_id: Uuid,
    /// The incident of a website that it comes of; at most one of a page does.
    pub incident_id: Option<Uuid>,
    /// Displayed title.
    pub title: String,
    /// When the trouble began, in milliseconds of Unix time.
    pub began_at_ms: i64,
    /// When it was resolved, in milliseconds of Unix time.
    pub resolved_at_ms: Option<i64>,
    /// When it was published, in milliseconds of Unix time; `None` while it is a draft.
    pub published_at_ms: Option<i64>,
    /// When it was written, in milliseconds of Unix time.
    pub created_at_ms: i64,
}

impl ActiveModelBehavior for ActiveModel {}
