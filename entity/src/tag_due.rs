//! Organizations in which websites got or lost tags, until what chooses by tags has followed.

use crate::OrganizationId;
use sea_orm::entity::prelude::*;

/// An organization whose tags changed.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tag_due")]
pub struct Model {
    /// The organization.
    #[sea_orm(primary_key, auto_increment = false)]
    pub organization_id: OrganizationId,
    /// Another one with each change, so that the row is removed only if nothing changed meanwhile.
    pub mark: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}
