//! Ways into an account: by password, by passkey, by the provider of single sign-on.

use entity::{oidc_identity, passkey, session, user};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter};

use super::address;
use crate::service::identity::Identity;
use crate::service::{Error, Handles, Result};

/// The account of the caller, locked until the transaction ends, if their session goes on: a reset
/// may have ended it meanwhile.
///
/// # Errors
/// [`Error::Forbidden`] for a key, or [`Error::Unauthenticated`].
pub(in crate::service) async fn lock(
    transaction: &DatabaseTransaction,
    caller: &Identity,
) -> Result<user::Model> {
    caller.person()?;
    let user = address::lock_by_id(transaction, caller.user.id).await?;
    let own = session::Entity::find_by_id(caller.token_hash.clone());
    own.one(transaction).await?.ok_or(Error::Unauthenticated)?;
    Ok(user)
}

/// Refuses if there is no way into the account of `user`, which [`lock`] has found.
///
/// # Errors
/// [`Error::Conflict`].
pub(in crate::service) async fn check_way_in(
    handles: &Handles,
    transaction: &DatabaseTransaction,
    user: &user::Model,
) -> Result<()> {
    if handles.passwords.allowed().is_ok() && !user.password_hash.is_empty() {
        return Ok(());
    }
    if handles.passkeys.are_possible() {
        let passkeys = passkey::Entity::find().filter(passkey::Column::UserId.eq(user.id));
        if passkeys.count(transaction).await? > 0 {
            return Ok(());
        }
    }
    if let Some(provider) = &handles.oidc {
        let identities = oidc_identity::Entity::find()
            .filter(oidc_identity::Column::UserId.eq(user.id))
            .filter(oidc_identity::Column::Issuer.eq(provider.issuer()));
        if identities.count(transaction).await? > 0 {
            return Ok(());
        }
    }
    Err(Error::Conflict {
        field: None,
        message: "nobody could sign in to the account any more: add another way first".to_owned(),
    })
}
