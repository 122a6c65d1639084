//! Members of an organization: their roles, and how they leave.

use entity::audit_entry::AuditAction;
use entity::database::begin_write;
use entity::member::{self, Role};
use entity::{OrganizationId, organization, user};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction,
    EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder,
};
use serde_json::json;
use uuid::Uuid;

use super::invitation::withdraw;
use super::{Permission, lock};
use crate::service::audit::{self, Entry, Snapshot};
use crate::service::identity::Identity;
use crate::service::{Error, Handles, Result, account, quota};

/// A person in an organization.
#[derive(Clone, Debug)]
pub struct Member {
    /// The person.
    pub user: user::Model,
    /// Their role.
    pub role: Role,
}

/// The members of an organization, in the order in which their accounts were created. The caller
/// has been found to be one.
///
/// # Errors
/// If the database fails.
pub async fn members(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
) -> Result<Vec<Member>> {
    let rows = member::Entity::find()
        .filter(member::Column::OrganizationId.eq(organization))
        .order_by_asc(member::Column::UserId)
        .all(db)
        .await?;
    let ids = rows.iter().map(|row| row.user_id);
    let users = user::Entity::find().filter(user::Column::Id.is_in(ids));
    let users = users.all(db).await?;
    let members = rows.into_iter().filter_map(|row| {
        let user = users.iter().find(|user| user.id == row.user_id)?;
        Some(Member {
            user: user.clone(),
            role: row.role,
        })
    });
    Ok(members.collect())
}

/// Gives a member another role; returns the organization, and the caller's role.
///
/// # Errors
/// [`Error::NotFound`] for the organization or the member; [`Error::Forbidden`] if the caller may
/// not, or the old or the new role is above theirs; [`Error::Conflict`] if no owner would be left,
/// the organization is that person's own, or the new owner's address is not verified.
pub async fn set_role(
    handles: &Handles,
    caller: &Identity,
    id: OrganizationId,
    user: Uuid,
    role: Role,
) -> Result<(organization::Model, Role)> {
    let transaction = begin_write(&handles.db).await?;
    let permission = Permission::ManageMembers;
    if role == Role::Owner {
        lock_heir(handles, &transaction, caller, id, permission, user).await?;
    }
    let (row, own) = lock(&transaction, caller, id, permission).await?;
    let member = find(&transaction, id, user).await?;
    let was = member.role;
    if Ord::max(was, role) > own {
        return Err(Error::Forbidden);
    }
    if role < Role::Owner {
        keep_an_owner(&transaction, &row, &member).await?;
    } else if was < Role::Owner {
        quota::check_organizations(&transaction, user).await?;
    }
    let mut member = member.into_active_model();
    member.role = Set(role);
    member.update(&transaction).await?;
    withdraw(&transaction, id, user, Some(role)).await?;
    let entry = of_member(
        &transaction,
        user,
        Some(was),
        Some(role),
        AuditAction::MemberUpdated,
    );
    let entry = entry.await?.filter(Entry::is_change);
    changed(handles, transaction, caller, id, entry, &[user]).await?;
    Ok((row, own))
}

/// Removes a member.
///
/// # Errors
/// As for [`set_role`].
pub async fn remove(
    handles: &Handles,
    caller: &Identity,
    id: OrganizationId,
    user: Uuid,
) -> Result<(organization::Model, Role)> {
    let transaction = begin_write(&handles.db).await?;
    let (row, own) = lock(&transaction, caller, id, Permission::ManageMembers).await?;
    let member = find(&transaction, id, user).await?;
    if member.role > own {
        return Err(Error::Forbidden);
    }
    keep_an_owner(&transaction, &row, &member).await?;
    part(&transaction, &member).await?;
    let entry = of_member(
        &transaction,
        user,
        Some(member.role),
        None,
        AuditAction::MemberRemoved,
    );
    let entry = entry.await?;
    changed(handles, transaction, caller, id, entry, &[user]).await?;
    Ok((row, own))
}

/// Takes the caller out of an organization.
///
/// # Errors
/// [`Error::NotFound`], or [`Error::Conflict`] if no owner would be left, or it is their own.
pub async fn leave(handles: &Handles, caller: &Identity, id: OrganizationId) -> Result<()> {
    let transaction = begin_write(&handles.db).await?;
    let (row, _) = lock(&transaction, caller, id, Permission::Read).await?;
    let member = find(&transaction, id, caller.user.id).await?;
    keep_an_owner(&transaction, &row, &member).await?;
    part(&transaction, &member).await?;
    let entry = role_entry(
        AuditAction::MemberLeft,
        &caller.user,
        Some(member.role),
        None,
    );
    changed(
        handles,
        transaction,
        caller,
        id,
        Some(entry),
        &[caller.user.id],
    )
    .await
}

/// Makes another member the owner, and the caller an admin.
///
/// # Errors
/// [`Error::NotFound`] for the organization or the member, [`Error::Forbidden`], or
/// [`Error::Conflict`] if it is the caller's personal organization, or the new owner's address is
/// not verified.
pub async fn transfer(
    handles: &Handles,
    caller: &Identity,
    id: OrganizationId,
    user: Uuid,
) -> Result<(organization::Model, Role)> {
    let transaction = begin_write(&handles.db).await?;
    lock_heir(
        handles,
        &transaction,
        caller,
        id,
        Permission::Transfer,
        user,
    )
    .await?;
    let (row, _) = lock(&transaction, caller, id, Permission::Transfer).await?;
    if row.personal_of.is_some() {
        return Err(of_a_person());
    }
    let heir = find(&transaction, id, user).await?;
    let is_other = heir.user_id != caller.user.id;
    let mut entry = Vec::new();
    if is_other {
        let was = Some(heir.role);
        let action = AuditAction::OrganizationTransferred;
        entry.extend(of_member(&transaction, user, was, Some(Role::Owner), action).await?);
        let (was, is, action) = (
            Some(Role::Owner),
            Some(Role::Admin),
            AuditAction::MemberUpdated,
        );
        entry.push(role_entry(action, &caller.user, was, is));
        quota::check_organizations(&transaction, user).await?;
        let own = find(&transaction, id, caller.user.id).await?;
        for (member, role) in [(heir, Role::Owner), (own, Role::Admin)] {
            let mut member = member.into_active_model();
            member.role = Set(role);
            member.update(&transaction).await?;
        }
        withdraw(&transaction, id, caller.user.id, Some(Role::Admin)).await?;
    }
    changed(
        handles,
        transaction,
        caller,
        id,
        entry,
        &[user, caller.user.id],
    )
    .await?;
    let role = if is_other { Role::Admin } else { Role::Owner };
    Ok((row, role))
}

/// What the audit log says of the role of the member `user`.
///
/// # Errors
/// If the database fails.
pub(super) async fn of_member(
    transaction: &DatabaseTransaction,
    user: Uuid,
    was: Option<Role>,
    is: Option<Role>,
    action: AuditAction,
) -> Result<Option<Entry>> {
    let user = user::Entity::find_by_id(user).one(transaction).await?;
    Ok(user.map(|user| role_entry(action, &user, was, is)))
}

/// What the audit log says of the role of `user`.
pub(super) fn role_entry(
    action: AuditAction,
    user: &user::Model,
    was: Option<Role>,
    is: Option<Role>,
) -> Entry {
    let snapshot = |role: Option<Role>| Snapshot::from(json!({ "role": role.map(name_of) }));
    Entry::of(action, user.id, &user.email).changing(&snapshot(was), &snapshot(is))
}

/// The role's name in the schema.
pub(super) fn name_of(role: Role) -> &'static str {
    match role {
        Role::Viewer => "VIEWER",
        Role::Member => "MEMBER",
        Role::Admin => "ADMIN",
        Role::Owner => "OWNER",
    }
}

/// Locks the account of the member whom the caller makes an owner, before [`lock`].
///
/// # Errors
/// [`Error::Conflict`] on `userId` while nobody has shown that the account's address is theirs,
/// where there is mail: it would pass to whoever owns the address.
async fn lock_heir(
    handles: &Handles,
    transaction: &DatabaseTransaction,
    caller: &Identity,
    id: OrganizationId,
    permission: Permission,
    heir: Uuid,
) -> Result<()> {
    // Who may not, or names no member, locks nothing.
    let role = caller.access.role(id);
    role.ok_or(Error::NotFound("organization"))?;
    caller.access.require(permission, id)?;
    find(transaction, id, heir).await?;
    let heir = account::lock_by_id(transaction, heir).await?;
    account::check_verified(handles, &heir).map_err(|_| Error::Conflict {
        field: Some("userId"),
        message: "an owner's email address must be verified: ask them to open the link in the \
                  mail that they got"
            .to_owned(),
    })
}

async fn find(
    transaction: &DatabaseTransaction,
    organization: OrganizationId,
    user: Uuid,
) -> Result<member::Model> {
    let member = member::Entity::find_by_id((organization, user));
    let member = member.one(transaction).await?;
    member.ok_or(Error::NotFound("member"))
}

pub(super) async fn part(transaction: &DatabaseTransaction, member: &member::Model) -> Result<()> {
    let (organization, user) = (member.organization_id, member.user_id);
    member::Entity::delete_by_id((organization, user))
        .exec(transaction)
        .await?;
    withdraw(transaction, organization, user, None).await
}

/// Refuses to take the role from the last owner, and from whose personal organization it is.
pub(super) async fn keep_an_owner(
    transaction: &DatabaseTransaction,
    organization: &organization::Model,
    member: &member::Model,
) -> Result<()> {
    if organization.personal_of == Some(member.user_id) {
        return Err(of_a_person());
    }
    if member.role < Role::Owner {
        return Ok(());
    }
    let owners = member::Entity::find()
        .filter(member::Column::OrganizationId.eq(organization.id))
        .filter(member::Column::Role.eq(Role::Owner));
    if owners.count(transaction).await? > 1 {
        return Ok(());
    }
    Err(Error::Conflict {
        field: None,
        message: "an organization needs an owner: make another member the owner first".to_owned(),
    })
}

fn of_a_person() -> Error {
    Error::Conflict {
        field: None,
        message: "a personal organization stays with its account".to_owned(),
    }
}

/// Commits a change of members: their sessions are looked up again.
async fn changed(
    handles: &Handles,
    transaction: DatabaseTransaction,
    caller: &Identity,
    id: OrganizationId,
    entries: impl IntoIterator<Item = Entry>,
    users: &[Uuid],
) -> Result<()> {
    let now_ms = handles.clock.now_ms();
    audit::commit(transaction, caller, id, entries, now_ms).await?;
    for user in users {
        handles.open_sessions.changed(*user);
    }
    Ok(())
}
