//! Invitations to organizations.

use crate::OrganizationId;
use crate::member::Role;
use sea_orm::entity::prelude::*;

/// An invitation that is open: it is deleted when it is accepted or revoked.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "invitation")]
pub struct Model {
    /// Public id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The organization.
    pub organization_id: OrganizationId,
    /// The role that it gives.
    pub role: Role,
    /// Address that it was mailed to; only an account with it may accept.
    pub email: Option<String>,
    /// SHA-256 of the token in its link.
    #[sea_orm(unique)]
    pub token_hash: Vec<u8>,
    /// Who invited.
    pub invited_by: Uuid,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// When it expires.
    pub expires_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
