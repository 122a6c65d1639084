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

/// A link that was mailed and has not been used. An account has at most one for each purpose.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mailed_token")]
pub struct Model {
    /// Id of the user.
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: Uuid,
    /// What it is for.
    #[sea_orm(primary_key, auto_increment = false)]
    pub purpose: Purpose,
    /// SHA-256 of the token.
    #[sea_orm(unique)]
    pub token_hash: Vec<u8>,
    /// Address that it was sent to.
    pub email: String,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// When it expires.
    pub expires_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
