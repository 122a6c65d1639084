//! API keys: programs act by them in one organization.

use chrono::{DateTime, Utc};
use entity::audit_entry::AuditAction;
use entity::database::begin_write;
use entity::member::Role;
use entity::tag::TagKeys;
use entity::{OrganizationId, api_key};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait,
    QueryFilter, QueryOrder,
};
use serde_json::json;
use uuid::Uuid;

use super::access::Permission;
use super::account;
use super::audit::{self, Entry, Snapshot};
use super::identity::Identity;
use super::text::line;
use super::{Error, Handles, Result, date, organization, tag};

/// Prefix of every key's token, by which leaked ones are recognized.
pub(super) const TOKEN_PREFIX: &str = "upk_";

/// Characters of the token that are shown later.
const SHOWN_CHARS: usize = TOKEN_PREFIX.len() + 6;

/// Longest name, in characters.
const MAX_NAME_CHARS: usize = 100;

/// Most keys of an organization.
const MOST_KEYS: u64 = 100;

/// What a key may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Read everything of the organization.
    Read,
    /// Also what a member may change.
    Write,
}

impl Scope {
    /// The role that a key with this scope has.
    pub fn role(self) -> Role {
        match self {
            Self::Read => Role::Viewer,
            Self::Write => Role::Member,
        }
    }

    /// The scope of a key with this role.
    pub fn of(role: Role) -> Self {
        if role < Role::Member {
            Self::Read
        } else {
            Self::Write
        }
    }
}

/// What is set of a new key.
#[derive(Clone, Copy, Debug)]
pub struct New<'a> {
    /// Displayed name.
    pub name: &'a str,
    /// What it may do.
    pub scope: Scope,
    /// Tags: only websites with one of them exist for it.
    pub tags: Option<&'a [String]>,
    /// When it expires; `None` for never.
    pub expires_at: Option<DateTime<Utc>>,
}

/// A new key, and its token, which is not returned again.
#[derive(Clone)]
pub struct Created {
    /// The key.
    pub key: api_key::Model,
    /// Its bearer token.
    pub token: String,
}

/// The keys of an organization, oldest first, expired ones too.
///
/// # Errors
/// If the database fails.
pub async fn list(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
) -> Result<Vec<api_key::Model>> {
    let rows = api_key::Entity::find()
        .filter(api_key::Column::OrganizationId.eq(organization))
        .order_by_asc(api_key::Column::Id);
    Ok(rows.all(db).await?)
}

/// Makes a key of an organization.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], [`Error::Refused`] if the caller's address is not
/// verified, [`Error::Input`] on `name`, `tags` or `expiresAt`, or [`Error::Conflict`] if there are
/// too many keys.
pub async fn create(
    handles: &Handles,
    caller: &Identity,
    organization: OrganizationId,
    new: New<'_>,
) -> Result<Created> {
    let name = line("name", new.name, MAX_NAME_CHARS)?;
    let now = date(handles.clock.now_ms());
    let expires_at = new.expires_at;
    if expires_at.is_some_and(|at| at <= now) {
        return Err(Error::input("expiresAt", "must be in the future"));
    }
    let transaction = begin_write(&handles.db).await?;
    // The row refers to the account, which is locked before the organization.
    account::lock(&transaction, caller).await?;
    organization::lock(&transaction, caller, organization, Permission::ManageKeys).await?;
    account::check_verified(handles, &caller.user)?;
    let keys = api_key::Entity::find().filter(api_key::Column::OrganizationId.eq(organization));
    if keys.count(&transaction).await? >= MOST_KEYS {
        return Err(Error::Conflict {
            field: None,
            message: format!("an organization has at most {MOST_KEYS} keys; revoke some"),
        });
    }
    let tags = tag::existing(&transaction, organization, new.tags);
    let tags = tags.await?.map(TagKeys);
    let token = account::new_token(TOKEN_PREFIX);
    let row = api_key::ActiveModel {
        id: Set(Uuid::now_v7()),
        organization_id: Set(organization),
        name: Set(name),
        role: Set(new.scope.role()),
        tags: Set(tags),
        prefix: Set(token.chars().take(SHOWN_CHARS).collect()),
        token_hash: Set(account::hash_token(&token)),
        created_by: Set(caller.user.id),
        created_at: Set(now),
        expires_at: Set(expires_at),
        last_used_at: Set(None),
    };
    let key = row.insert(&transaction).await?;
    let created = Entry::of(AuditAction::ApiKeyCreated, key.id, &key.name);
    let created = created.with(snapshot(&transaction, &key).await?);
    let now_ms = now.timestamp_millis();
    audit::commit(transaction, caller, organization, Some(created), now_ms).await?;
    Ok(Created { key, token })
}

/// Revokes a key: its token becomes invalid, and its sockets are closed.
///
/// # Errors
/// [`Error::NotFound`], or [`Error::Forbidden`].
pub async fn revoke(handles: &Handles, caller: &Identity, id: Uuid) -> Result<()> {
    let transaction = begin_write(&handles.db).await?;
    let key = api_key::Entity::find_by_id(id)
        .filter(api_key::Column::OrganizationId.is_in(caller.access.organizations()));
    let key = key.one(&transaction).await?;
    let key = key.ok_or(Error::NotFound("key"))?;
    let organization = key.organization_id;
    organization::lock(&transaction, caller, organization, Permission::ManageKeys).await?;
    api_key::Entity::delete_by_id(id).exec(&transaction).await?;
    let revoked = Entry::of(AuditAction::ApiKeyRevoked, key.id, &key.name);
    let revoked = revoked.without(snapshot(&transaction, &key).await?);
    let now_ms = handles.clock.now_ms();
    audit::commit(transaction, caller, organization, Some(revoked), now_ms).await?;
    handles.open_sessions.end(&key.token_hash);
    Ok(())
}

/// What the audit log says of a key.
async fn snapshot(db: &impl ConnectionTrait, key: &api_key::Model) -> Result<Snapshot> {
    let tags = match &key.tags {
        Some(TagKeys(keys)) => Some(tag::texts(db, keys).await?),
        None => None,
    };
    let settings = json!({
        "name": key.name,
        "scope": match Scope::of(key.role) {
            Scope::Read => "READ",
            Scope::Write => "WRITE",
        },
        "tags": tags,
        "prefix": key.prefix,
        "expires_at": key.expires_at,
    });
    Ok(settings.into())
}
