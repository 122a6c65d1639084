//! Signed-in sessions. The token itself is never stored.

use sea_orm::entity::prelude::*;

/// One signed-in session.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    /// SHA-256 of the token.
    #[sea_orm(primary_key, auto_increment = false)]
    pub token_hash: Vec<u8>,
    /// Whose.
    pub user_id: Uuid,
    /// When it began.
    pub created_at: DateTimeUtc,
    /// When it ends by itself.
    pub expires_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
