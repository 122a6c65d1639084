//! Organizations: who belongs to them, and what becomes of them.
//!
//! Changes of members lock the organization's row, and look the caller's role up again behind that
//! lock: what the session knows may be a second old. Who locks an account, too, has locked it
//! before.

mod groups;
mod invitation;
mod members;
mod purge;

use entity::audit_entry::AuditAction;
use entity::database::begin_write;
use entity::member::{self, Role};
use entity::{OrganizationId, channel, invitation as invitation_entity, organization};
use notify::deliver;
use sea_orm::sea_query::LockType;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction,
    EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QuerySelect,
};
use serde_json::json;
use uuid::Uuid;

pub use self::groups::{Wanted, follow};
pub use self::invitation::{Invited, accept, invitations, invite, revoke};
pub(super) use self::invitation::{invitation_of, join_by};
pub use self::members::{Member, leave, members, remove, set_role, transfer};
pub use self::purge::{pass as purge, run};
use super::access::{Access, Permission};
use super::audit::{self, Entry, Snapshot};
use super::identity::Identity;
use super::text::line;
use super::website::count_change;
use super::{Error, Handles, Result, account, mail, quota};

/// Longest name, in characters.
const MAX_NAME_CHARS: usize = 100;

/// Most organizations that a person belongs to.
const MOST_ORGANIZATIONS: u64 = 100;

/// The organizations of `access`, in its order.
///
/// # Errors
/// If the database fails.
pub async fn list(
    db: &impl ConnectionTrait,
    access: &Access,
) -> Result<Vec<(organization::Model, Role)>> {
    let found = organization::Entity::find()
        .filter(organization::Column::Id.is_in(access.organizations()))
        .filter(organization::Column::DeletedAt.is_null())
        .all(db)
        .await?;
    let memberships = access.memberships().iter();
    let rows = memberships.filter_map(|membership| {
        let row = found.iter().find(|row| row.id == membership.organization)?;
        Some((row.clone(), membership.role))
    });
    Ok(rows.collect())
}

/// The organization `id` of the caller, and their role in it.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn get(
    db: &impl ConnectionTrait,
    access: &Access,
    id: OrganizationId,
) -> Result<(organization::Model, Role)> {
    let not_found = || Error::NotFound("organization");
    let role = access.role(id).filter(|_| access.unlimited().is_ok());
    let role = role.ok_or_else(not_found)?;
    let found =
        organization::Entity::find_by_id(id).filter(organization::Column::DeletedAt.is_null());
    Ok((found.one(db).await?.ok_or_else(not_found)?, role))
}

/// Creates an organization, which the caller owns.
///
/// # Errors
/// [`Error::Forbidden`] for a key, [`Error::Input`] on `name`, or [`Error::Conflict`] if the caller
/// belongs to too many.
pub async fn create(
    handles: &Handles,
    caller: &Identity,
    name: &str,
) -> Result<(organization::Model, Role)> {
    caller.person()?;
    let name = line("name", name, MAX_NAME_CHARS)?;
    let transaction = begin_write(&handles.db).await?;
    account::lock(&transaction, caller).await?;
    room(&transaction, caller.user.id).await?;
    quota::check_organizations(&transaction, caller.user.id).await?;
    let row = organization::ActiveModel {
        id: Set(OrganizationId(Uuid::now_v7())),
        name: Set(name),
        personal_of: Set(None),
        created_at: Set(super::date(handles.clock.now_ms())),
        changes: Set(0),
        deleted_at: Set(None),
    };
    let row = row.insert(&transaction).await?;
    join(&transaction, row.id, caller.user.id, Role::Owner).await?;
    let created = entry(AuditAction::OrganizationCreated, &row);
    let created = created.with(json!({ "name": row.name }));
    audit::record(&transaction, caller, row.id, [created], row.created_at).await?;
    transaction.commit().await?;
    handles.open_sessions.changed(caller.user.id);
    Ok((row, Role::Owner))
}

/// Renames an organization.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], or [`Error::Input`] on `name`.
pub async fn rename(
    handles: &Handles,
    caller: &Identity,
    id: OrganizationId,
    name: &str,
) -> Result<(organization::Model, Role)> {
    let name = line("name", name, MAX_NAME_CHARS)?;
    let transaction = begin_write(&handles.db).await?;
    let (row, role) = lock(&transaction, caller, id, Permission::Rename).await?;
    let before = Snapshot::from(json!({ "name": row.name }));
    let mut row = row.into_active_model();
    row.name = Set(name);
    let row = row.update(&transaction).await?;
    let renamed = entry(AuditAction::OrganizationUpdated, &row);
    let renamed = renamed.changing(&before, &json!({ "name": row.name }).into());
    let renamed = Some(renamed).filter(Entry::is_change);
    let now_ms = handles.clock.now_ms();
    audit::commit(transaction, caller, id, renamed, now_ms).await?;
    Ok((row, role))
}

/// Deletes an organization with everything in it. Nobody reaches it any more when this returns;
/// its websites go piece by piece after that.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], or [`Error::Conflict`] if it is a personal one.
pub async fn delete(handles: &Handles, caller: &Identity, id: OrganizationId) -> Result<()> {
    caller
        .access
        .role(id)
        .ok_or(Error::NotFound("organization"))?;
    caller.access.require(Permission::Delete, id)?;
    let transaction = begin_write(&handles.db).await?;
    // Before the organization, as whoever changes a channel locks them.
    let channels = channel::lock_all(&transaction, &[id]).await?;
    let (row, _) = lock(&transaction, caller, id, Permission::Delete).await?;
    if row.personal_of.is_some() {
        return Err(Error::Conflict {
            field: Some("id"),
            message: "a personal organization goes with its account".to_owned(),
        });
    }
    let now_ms = handles.clock.now_ms();
    let deleted = entry(AuditAction::OrganizationDeleted, &row);
    let (user, now) = (caller.user.id, super::date(now_ms));
    audit::record_of_account(&transaction, caller, user, deleted, now).await?;
    let users = member_ids(&transaction, id).await?;
    let mut row = row.into_active_model();
    row.deleted_at = Set(Some(super::date(now_ms)));
    row.update(&transaction).await?;
    member::Entity::delete_many()
        .filter(member::Column::OrganizationId.eq(id))
        .exec(&transaction)
        .await?;
    invitation_entity::Entity::delete_many()
        .filter(invitation_entity::Column::OrganizationId.eq(id))
        .exec(&transaction)
        .await?;
    for channel in channels {
        deliver::drop_waiting(&transaction, channel.id, now_ms).await?;
        let mut channel = channel.into_active_model();
        channel.secrets = Set(None);
        channel.is_fallback = Set(false);
        channel.deleted_at_ms = Set(Some(now_ms));
        channel.update(&transaction).await?;
    }
    transaction.commit().await?;
    for user in users {
        handles.open_sessions.changed(user);
    }
    purge::pass(handles).await
}

fn entry(action: AuditAction, row: &organization::Model) -> Entry {
    Entry::of(action, row.id.0, &row.name)
}

/// The organization and the caller's role as they are now, locked until the transaction ends. A
/// key has the rights of nobody who manages an organization.
///
/// # Errors
/// [`Error::NotFound`] if the caller is no member, or [`Error::Forbidden`].
pub(super) async fn lock(
    transaction: &DatabaseTransaction,
    caller: &Identity,
    id: OrganizationId,
    permission: Permission,
) -> Result<(organization::Model, Role)> {
    let not_found = || Error::NotFound("organization");
    // Who is not a member locks nothing.
    caller.access.role(id).ok_or_else(not_found)?;
    let row = lock_row(transaction, id).await?.ok_or_else(not_found)?;
    let member = member::Entity::find_by_id((id, caller.user.id));
    let member = member.one(transaction).await?.ok_or_else(not_found)?;
    if member.role < permission.least() || caller.key.is_some() {
        return Err(Error::Forbidden);
    }
    Ok((row, member.role))
}

/// The organization, locked until the transaction ends, if it is not deleted.
async fn lock_row(
    transaction: &DatabaseTransaction,
    id: OrganizationId,
) -> Result<Option<organization::Model>> {
    let found = organization::Entity::find_by_id(id)
        .filter(organization::Column::DeletedAt.is_null())
        .lock(LockType::NoKeyUpdate);
    Ok(found.one(transaction).await?)
}

/// Refuses if the user, whose account the caller holds, belongs to too many organizations.
async fn room(transaction: &DatabaseTransaction, user: Uuid) -> Result<()> {
    let memberships = member::Entity::find().filter(member::Column::UserId.eq(user));
    if memberships.count(transaction).await? < MOST_ORGANIZATIONS {
        return Ok(());
    }
    Err(Error::Conflict {
        field: None,
        message: format!("a person belongs to at most {MOST_ORGANIZATIONS} organizations"),
    })
}

async fn join(
    transaction: &DatabaseTransaction,
    organization: OrganizationId,
    user: Uuid,
    role: Role,
) -> Result<()> {
    let row = member::ActiveModel {
        organization_id: Set(organization),
        user_id: Set(user),
        role: Set(role),
    };
    member::Entity::insert(row)
        .exec_without_returning(transaction)
        .await?;
    Ok(())
}

async fn member_ids(
    transaction: &DatabaseTransaction,
    organization: OrganizationId,
) -> Result<Vec<Uuid>> {
    let ids = member::Entity::find()
        .select_only()
        .column(member::Column::UserId)
        .filter(member::Column::OrganizationId.eq(organization))
        .into_tuple();
    Ok(ids.all(transaction).await?)
}

/// Link that accepts an invitation by its token in a browser, if the installation knows its own
/// address.
pub fn link(handles: &Handles, token: &str) -> Option<String> {
    mail::link(handles, "invitation", token)
}
