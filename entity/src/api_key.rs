//! API keys of organizations.

use crate::OrganizationId;
use crate::member::Role;
use crate::tag::TagKeys;
use sea_orm::entity::prelude::*;

/// A key by which a program acts in an organization.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "api_key")]
pub struct Model {
    /// Public id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The organization.
    pub organization_id: OrganizationId,
    /// Displayed name.
    pub name: String,
    /// What it may do there: as much as a viewer, or as a member.
    pub role: Role,
    /// Only websites with one of these tags exist for it; `None` for no such limit.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub tags: Option<TagKeys>,
    /// The beginning of its token, by which people tell keys apart.
    pub prefix: String,
    /// SHA-256 of its token.
    #[sea_orm(unique)]
    pub token_hash: Vec<u8>,
    /// Who made it.
    pub created_by: Uuid,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// When it expires; `None` for never.
    pub expires_at: Option<DateTimeUtc>,
    /// When it was used last, to the minute.
    pub last_used_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
