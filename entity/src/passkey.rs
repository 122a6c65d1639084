//! Passkeys: keys by which people sign in without a password. Only the public halves are here.

use sea_orm::entity::prelude::*;

/// A passkey of an account.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "passkey")]
pub struct Model {
    /// Public id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Id of the user.
    pub user_id: Uuid,
    /// Displayed name.
    pub name: String,
    /// What the authenticator calls it.
    #[sea_orm(unique)]
    pub credential_id: Vec<u8>,
    /// The public key, the counter, and what else the library keeps of it, as JSON.
    pub credential: String,
    /// When it was registered.
    pub created_at: DateTimeUtc,
    /// When somebody signed in by it last.
    pub last_used_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
