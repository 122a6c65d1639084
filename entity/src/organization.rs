//! Organizations, the tenants that own websites.

use crate::OrganizationId;
use sea_orm::entity::prelude::*;

/// An organization.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "organization")]
pub struct Model {
    /// Public id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: OrganizationId,
    /// Displayed name.
    pub name: String,
    /// The user whose personal organization this is, if any.
    #[sea_orm(unique)]
    pub personal_of: Option<Uuid>,
    /// When the organization was created.
    pub created_at: DateTimeUtc,
    /// Number of changes that people made to its websites, channels and maintenance.
    pub changes: i64,
    /// When it was deleted; the row remains for its websites until they are purged.
    pub deleted_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
