//! Identities at a provider of single sign-on: which a person has, and how one is unlinked.

use entity::audit_entry::AuditAction;
use entity::database::begin_write;
use entity::oidc_identity;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, ModelTrait, QueryFilter, QueryOrder};
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::{Builder, Uuid};

use super::audit::{self, Entry};
use super::identity::Identity;
use super::{Error, Handles, Result, account, date};

/// A public id of the identity, made of issuer and subject.
pub fn id(row: &oidc_identity::Model) -> Uuid {
    // No URL contains a space, so the two do not run into each other.
    let hash = Sha256::digest(format!("{} {}", row.issuer, row.subject));
    let bytes = hash.first_chunk().copied().unwrap_or_default();
    Builder::from_random_bytes(bytes).into_uuid()
}

/// The identities of the caller, oldest first.
///
/// # Errors
/// [`Error::Forbidden`] for a key, or if the database fails.
pub async fn list(
    db: &impl ConnectionTrait,
    caller: &Identity,
) -> Result<Vec<oidc_identity::Model>> {
    caller.person()?;
    let rows = oidc_identity::Entity::find()
        .filter(oidc_identity::Column::UserId.eq(caller.user.id))
        .order_by_asc(oidc_identity::Column::CreatedAt)
        .order_by_asc(oidc_identity::Column::Subject);
    Ok(rows.all(db).await?)
}

/// Unlinks an identity from the caller's account: nobody signs in to it by that one any more.
/// Sessions stay.
///
/// # Errors
/// [`Error::Forbidden`] for a key; [`Error::NotFound`]; [`Error::Conflict`] if it is the only way
/// to sign in.
pub async fn unlink(handles: &Handles, caller: &Identity, identity: Uuid) -> Result<()> {
    let transaction = begin_write(&handles.front).await?;
    let user = account::lock(&transaction, caller).await?;
    let known = list(&transaction, caller).await?;
    let found = known.into_iter().find(|row| id(row) == identity);
    let found = found.ok_or(Error::NotFound("identity"))?;
    let issuer = found.issuer.clone();
    found.delete(&transaction).await?;
    account::check_way_in(handles, &transaction, &user).await?;
    let unlinked = Entry::new(AuditAction::IdentityUnlinked);
    let unlinked = unlinked.without(json!({ "issuer": issuer }));
    let now = date(handles.clock.now_ms());
    audit::record_of_account(&transaction, caller, user.id, unlinked, now).await?;
    transaction.commit().await?;
    Ok(())
}
