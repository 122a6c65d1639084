//! Who belongs to an organization, and as what.

use sea_orm::entity::prelude::*;

/// What a member may do, from least to most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "i16", db_type = "SmallInteger")]
pub enum Role {
    /// Reads.
    #[sea_orm(num_value = 0)]
    Viewer,
    /// Reads and changes websites.
    #[sea_orm(num_value = 1)]
    Member,
    /// Also invites and removes members.
    #[sea_orm(num_value = 2)]
    Admin,
    /// Also deletes the organization.
    #[sea_orm(num_value = 3)]
    Owner,
}

/// A user in an organization.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "member")]
pub struct Model {
    /// The organization.
    #[sea_orm(primary_key, auto_increment = false)]
    pub organization_id: Uuid,
    /// The user.
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: Uuid,
    /// What the user may do there.
    pub role: Role,
    /// The organization itself.
    #[sea_orm(belongs_to, from = "organization_id", to = "id")]
    pub organization: BelongsTo<super::organization::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
