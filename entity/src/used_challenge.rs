//! Challenges of passkeys that have been answered, and are not to be answered again.

use sea_orm::entity::prelude::*;

/// A challenge that has been answered.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "used_challenge")]
pub struct Model {
    /// SHA-256 of its token.
    #[sea_orm(primary_key, auto_increment = false)]
    pub token_hash: Vec<u8>,
    /// When nobody could answer it any more, anyway.
    pub expires_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
