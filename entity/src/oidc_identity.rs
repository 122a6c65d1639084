//! Identities at the OpenID Connect provider. The provider's tokens are not stored.

use sea_orm::entity::prelude::*;

/// What an account is called at a provider.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "oidc_identity")]
pub struct Model {
    /// Identifier of the provider.
    #[sea_orm(primary_key, auto_increment = false)]
    pub issuer: String,
    /// Identifier of the person there, which is never given to another one.
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject: String,
    /// Id of the user.
    pub user_id: Uuid,
    /// When the person came for the first time.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
