//! Who signs in.

use sea_orm::entity::prelude::*;

/// A person's account.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "user")]
pub struct Model {
    /// Public id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Trimmed, lower case; unique.
    #[sea_orm(unique)]
    pub email: String,
    /// Argon2id, in PHC form with its parameters.
    pub password_hash: String,
    /// When the account was made.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
