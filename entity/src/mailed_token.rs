//! Secrets in links that are mailed to people.

use sea_orm::entity::prelude::*;

/// What a mailed link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "i16", db_type = "SmallInteger")]
pub enum Purpose {
    /// Proves that the account's address is its owner's.
    #[sea_orm(num_value = 0)]
    VerifyEmail,
    /// Sets a new password.
    #[sea_orm(num_value = 1)]
    ResetPassword,
    /// Makes the address that it was sent to the account's.
    #[sea_orm(num_value = 2)]
    ChangeEmail,
}

/// A link that was mailed and has not been used. An account has one of each purpose, and several by
/// which its password is reset.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mailed_token")]
pub struct Model {
    /// SHA-256 of the token.
    #[sea_orm(primary_key, auto_increment = false)]
    pub token_hash: Vec<u8>,
    /// Id of the user.
    pub user_id: Uuid,
    /// What it is for.
    pub purpose: Purpose,
    /// Address that it was sent to.
    pub email: String,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// When it expires.
    pub expires_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
