//! Authenticator apps as second factors of passwords (RFC 6238). The secret is sealed.

use sea_orm::entity::prelude::*;

/// The authenticator app of an account.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "totp")]
pub struct Model {
    /// Id of the user.
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: Uuid,
    /// The secret that the app has, too, sealed with the installation's key.
    pub secret: Vec<u8>,
    /// The time step of the newest code that was accepted: none up to it is accepted again.
    pub last_step: i64,
    /// When the secret was made.
    pub created_at: DateTimeUtc,
    /// When the app has shown that it has the secret: from then on sign-in asks for codes.
    pub confirmed_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
