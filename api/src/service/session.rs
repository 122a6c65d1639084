//! Sessions: which a person has, how they end, and their validity for what outlives a request.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use entity::audit_entry::AuditAction;
use entity::database::begin_write;
use entity::member::{self, Role};
use entity::{OrganizationId, api_key, organization, session, user};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait, JoinType,
    QueryFilter, QueryOrder, QuerySelect, RelationDef,
};

use uuid::{Builder, Uuid};

use super::access::Membership;
use super::account::{self, check_password, prove, token};
use super::audit::{self, Entry};
use super::identity::Identity;
use super::throttle::Origin;
use super::{Error, Handles, Result, date, mail};

/// Hash of a token.
pub type TokenHash = Vec<u8>;

/// A public id of the session: the beginning of its token's hash, from which nobody finds the token.
pub fn id(session: &session::Model) -> Uuid {
    let mut bytes = [0; 16];
    for (byte, of_hash) in bytes.iter_mut().zip(&session.token_hash) {
        *byte = *of_hash;
    }
    Builder::from_random_bytes(bytes).into_uuid()
}

/// The sessions of the caller that have not expired, newest first.
///
/// # Errors
/// If the database fails.
pub async fn list(
    db: &impl ConnectionTrait,
    caller: &Identity,
    now: DateTime<Utc>,
) -> Result<Vec<session::Model>> {
    let rows = session::Entity::find()
        .filter(session::Column::UserId.eq(caller.user.id))
        .filter(session::Column::ExpiresAt.gt(now))
        .order_by_desc(session::Column::CreatedAt);
    Ok(rows.all(db).await?)
}

/// Ends a session of the caller: its token becomes invalid, and its sockets are closed.
///
/// # Errors
/// [`Error::Forbidden`] for a key, or [`Error::NotFound`].
pub async fn revoke(handles: &Handles, caller: &Identity, session_id: Uuid) -> Result<()> {
    caller.person()?;
    let now = date(handles.clock.now_ms());
    let sessions = list(&handles.front, caller, now).await?;
    let found = sessions.iter().find(|session| id(session) == session_id);
    let found = found.ok_or(Error::NotFound("session"))?;
    let device = found.device.as_deref().unwrap_or_default();
    let revoked = Entry::of(AuditAction::SessionRevoked, session_id, device);
    let transaction = begin_write(&handles.front).await?;
    audit::record_of_account(&transaction, caller, caller.user.id, revoked, now).await?;
    let ended = [found.token_hash.clone()];
    end(handles, transaction, &ended).await
}

/// Changes the caller's password, and ends their other sessions.
///
/// # Errors
/// [`Error::Forbidden`] for a key; [`Error::Input`] on `currentPassword` if it is wrong, or on
/// `newPassword`; [`Error::Busy`] after too many attempts.
pub async fn change_password(
    handles: &Handles,
    caller: &Identity,
    origin: Option<Origin>,
    current: String,
    new: String,
) -> Result<()> {
    caller.person()?;
    check_password(&new).map_err(|err| err.on("newPassword"))?;
    let now = date(handles.clock.now_ms());
    let proven = prove(handles, caller, origin, current, now).await?;
    let hash = handles.passwords.hash(new).await?;
    let transaction = begin_write(&handles.front).await?;
    proven.hold(&transaction, caller).await?;
    user::Entity::update_many()
        .col_expr(user::Column::PasswordHash, Expr::value(hash))
        .filter(user::Column::Id.eq(caller.user.id))
        .exec(&transaction)
        .await?;
    token::end(&transaction, caller.user.id).await?;
    let changed = Entry::new(AuditAction::PasswordChanged);
    audit::record_of_account(&transaction, caller, caller.user.id, changed, now).await?;
    let others = list(&transaction, caller, now).await?.into_iter();
    let others = others.map(|session| session.token_hash);
    let others: Vec<TokenHash> = others.filter(|hash| *hash != caller.token_hash).collect();
    end(handles, transaction, &others).await?;
    proven.tried.succeeded(now.timestamp_millis());
    handles.open_sessions.changed(caller.user.id);
    let email = caller.user.email.clone();
    mail::send(handles, email, account::password_changed());
    Ok(())
}

/// Deletes all sessions of `user`: their tokens, whose sockets are still open.
pub(super) async fn delete_all(
    transaction: &DatabaseTransaction,
    user: Uuid,
) -> Result<Vec<TokenHash>> {
    let of_user = session::Column::UserId.eq(user);
    let hashes = session::Entity::find()
        .select_only()
        .column(session::Column::TokenHash)
        .filter(of_user.clone())
        .into_tuple()
        .all(transaction)
        .await?;
    session::Entity::delete_many()
        .filter(of_user)
        .exec(transaction)
        .await?;
    Ok(hashes)
}

/// Commits, and ends these sessions with it.
async fn end(
    handles: &Handles,
    transaction: DatabaseTransaction,
    hashes: &[TokenHash],
) -> Result<()> {
    session::Entity::delete_many()
        .filter(session::Column::TokenHash.is_in(hashes.iter().cloned()))
        .exec(&transaction)
        .await?;
    transaction.commit().await?;
    for hash in hashes {
        handles.open_sessions.end(hash);
    }
    Ok(())
}

/// What each of these tokens gives access to at `now`; those that have ended or expired give none.
///
/// # Errors
/// If the database fails.
pub async fn access_of(
    db: &impl ConnectionTrait,
    hashes: &[TokenHash],
    now: DateTime<Utc>,
) -> Result<HashMap<TokenHash, Vec<Membership>>> {
    let mut rows: Vec<(TokenHash, OrganizationId, Role)> = session::Entity::find()
        .select_only()
        .column(session::Column::TokenHash)
        .column_as(member::Column::OrganizationId, "organization_id")
        .column_as(member::Column::Role, "role")
        .join(JoinType::InnerJoin, members())
        .filter(session::Column::TokenHash.is_in(hashes.iter().cloned()))
        .filter(session::Column::ExpiresAt.gt(now))
        .into_tuple()
        .all(db)
        .await?;
    let found: HashSet<&TokenHash> = rows.iter().map(|(hash, ..)| hash).collect();
    let others = hashes.iter().filter(|hash| !found.contains(hash));
    let others: Vec<TokenHash> = others.cloned().collect();
    if !others.is_empty() {
        let keys: Vec<(TokenHash, OrganizationId, Role)> = api_key::Entity::find()
            .select_only()
            .columns([
                api_key::Column::TokenHash,
                api_key::Column::OrganizationId,
                api_key::Column::Role,
            ])
            .join(JoinType::InnerJoin, organizations())
            .filter(api_key::Column::TokenHash.is_in(others))
            .filter(organization::Column::DeletedAt.is_null())
            .filter(
                Condition::any()
                    .add(api_key::Column::ExpiresAt.is_null())
                    .add(api_key::Column::ExpiresAt.gt(now)),
            )
            .into_tuple()
            .all(db)
            .await?;
        rows.extend(keys);
    }
    let mut access: HashMap<TokenHash, Vec<Membership>> = HashMap::new();
    for (hash, organization, role) in rows {
        let membership = Membership { organization, role };
        access.entry(hash).or_default().push(membership);
    }
    Ok(access)
}

/// Whether the token of `identity` still gives access to what it did, at `now`.
///
/// # Errors
/// If the database fails.
pub async fn lasts(
    db: &impl ConnectionTrait,
    identity: &Identity,
    now: DateTime<Utc>,
) -> Result<bool> {
    let hash = &identity.token_hash;
    let found = access_of(db, std::slice::from_ref(hash), now).await?;
    Ok(found
        .get(hash)
        .is_some_and(|found| identity.access.is_of(found)))
}

/// From a session to its user's memberships.
fn members() -> RelationDef {
    session::Entity::belongs_to(member::Entity)
        .from(session::Column::UserId)
        .to(member::Column::UserId)
        .into()
}

/// From a key to its organization.
fn organizations() -> RelationDef {
    api_key::Entity::belongs_to(organization::Entity)
        .from(api_key::Column::OrganizationId)
        .to(organization::Column::Id)
        .into()
}
