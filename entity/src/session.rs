//! Sessions of signed-in users. The token itself is never stored.

use sea_orm::entity::prelude::*;

/// A session of a signed-in user.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    /// SHA-256 of the bearer token.
    #[sea_orm(primary_key, auto_increment = false)]
    pub token_hash: Vec<u8>,
    /// Id of the user.
    pub user_id: Uuid,
    /// When the session was opened.
    pub created_at: DateTimeUtc,
    /// When the session expires.
    pub expires_at: DateTimeUtc,
    /// The program that opened it, as it names itself.
    pub device: Option<String>,
    /// The address from which it was opened.
    pub address: Option<String>,
    /// When it was used last, to the minute.
    pub last_seen_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
