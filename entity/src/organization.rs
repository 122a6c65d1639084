//! The tenant: what owns websites.

use sea_orm::entity::prelude::*;

/// An organization.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "organization")]
pub struct Model {
    /// Public id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Shown name.
    pub name: String,
    /// The user whose personal organization it is, if it is one.
    #[sea_orm(unique)]
    pub personal_of: Option<Uuid>,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// Counts the changes of its websites that persons made.
    pub changes: i64,
}

impl ActiveModelBehavior for ActiveModel {}
