//! Members of organizations and their roles.

use crate::OrganizationId;
use sea_orm::entity::prelude::*;

/// A member's permissions, in ascending order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "i16", db_type = "SmallInteger")]
pub enum Role {
    /// Reads.
    #[sea_orm(num_value = 0)]
    Viewer,
    /// Also changes websites, channels and maintenance, and works on incidents.
    #[sea_orm(num_value = 1)]
    Member,
    /// Also renames the organization, and invites and removes members.
    #[sea_orm(num_value = 2)]
    Admin,
    /// Also hands over and deletes the organization.
    #[sea_orm(num_value = 3)]
    Owner,
}

/// Membership of a user in an organization.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "member")]
pub struct Model {
    /// Id of the organization.
    #[sea_orm(primary_key, auto_increment = false)]
    pub organization_id: OrganizationId,
    /// Id of the user.
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: Uuid,
    /// The user's role in the organization.
    pub role: Role,
    /// The organization's row.
    #[sea_orm(belongs_to, from = "organization_id", to = "id")]
    pub organization: BelongsTo<super::organization::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
