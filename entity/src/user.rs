//! Accounts of the people who sign in.

use sea_orm::entity::prelude::*;

/// A person's account.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "user")]
pub struct Model {
    /// Public id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Unique email address, trimmed and in lower case.
    #[sea_orm(unique)]
    pub email: String,
    /// Argon2id hash in PHC format, including its parameters; empty for an account that has no
    /// password.
    pub password_hash: String,
    /// When the account was created.
    pub created_at: DateTimeUtc,
    /// Whether it is an operator of the installation: the account that was created first.
    pub is_operator: bool,
    /// When it was proven that mail to `email` reaches the person; `None` if it never was.
    pub email_verified_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
