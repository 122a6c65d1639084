//! Invitations: by a link, which is mailed if an address is given.

use chrono::{DateTime, TimeDelta, Utc};
use entity::audit_entry::AuditAction;
use entity::database::begin_write;
use entity::member::{self, Role};
use entity::{OrganizationId, invitation, organization, user};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction,
    EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder,
};
use serde_json::json;
use uuid::Uuid;

use super::members::{name_of, role_entry};
use super::{Permission, count_change, join, link, lock, lock_row, room};
use crate::service::account;
use crate::service::audit::{self, Actor, Entry};
use crate::service::identity::Identity;
use crate::service::mail::{self, Mail};
use crate::service::throttle::{Asker, Origin};
use crate::service::{Error, Handles, Result, date, quota};

/// How long an invitation lasts.
const LASTS: TimeDelta = TimeDelta::days(7);

/// Most open invitations of an organization.
const MOST_INVITATIONS: u64 = 100;

/// Most members of an organization.
const MOST_MEMBERS: u64 = 1_000;

/// A new invitation, and the token of its link, which is not returned again.
#[derive(Clone)]
pub struct Invited {
    /// The invitation.
    pub invitation: invitation::Model,
    /// What whoever accepts it shows.
    pub token: String,
}

/// The open invitations of an organization, oldest first.
///
/// # Errors
/// If the database fails.
pub async fn invitations(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    now_ms: i64,
) -> Result<Vec<invitation::Model>> {
    let rows = invitation::Entity::find()
        .filter(invitation::Column::OrganizationId.eq(organization))
        .filter(invitation::Column::ExpiresAt.gt(date(now_ms)))
        .order_by_asc(invitation::Column::Id);
    Ok(rows.all(db).await?)
}

/// Invites somebody to an organization.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Forbidden`] if the caller may not, or the role is above theirs;
/// [`Error::Refused`] if their address is not verified; [`Error::Input`] on `email`; or [`Error::Conflict`] if there are too many invitations.
pub async fn invite(
    handles: &Handles,
    caller: &Identity,
    id: OrganizationId,
    role: Role,
    email: Option<&str>,
) -> Result<Invited> {
    let email = email.map(account::valid_email).transpose()?;
    if let Some(email) = email.as_deref().filter(|_| mail::is_possible(handles)) {
        let asker = Asker {
            account: Some(caller.user.id),
            origin: caller.origin,
        };
        handles
            .throttle
            .mail(email, asker, handles.clock.now_ms())?;
    }
    let transaction = begin_write(&handles.db).await?;
    let (organization, own) = lock(&transaction, caller, id, Permission::ManageMembers).await?;
    if role > own {
        return Err(Error::Forbidden);
    }
    account::check_verified(handles, &caller.user)?;
    let now = date(handles.clock.now_ms());
    let of_organization =
        || invitation::Entity::find().filter(invitation::Column::OrganizationId.eq(id));
    invitation::Entity::delete_many()
        .filter(invitation::Column::OrganizationId.eq(id))
        .filter(invitation::Column::ExpiresAt.lte(now))
        .exec(&transaction)
        .await?;
    if of_organization().count(&transaction).await? >= MOST_INVITATIONS {
        return Err(Error::Conflict {
            field: None,
            message: format!(
                "an organization has at most {MOST_INVITATIONS} open invitations; revoke some"
            ),
        });
    }
    let token = account::new_token("upi_");
    let row = invitation::ActiveModel {
        id: Set(Uuid::now_v7()),
        organization_id: Set(id),
        role: Set(role),
        email: Set(email),
        token_hash: Set(account::hash_token(&token)),
        invited_by: Set(caller.user.id),
        created_at: Set(now),
        expires_at: Set(now + LASTS),
    };
    let invitation = row.insert(&transaction).await?;
    let entry = entry(AuditAction::InvitationCreated, &invitation);
    let entry = entry.with(json!({ "role": name_of(invitation.role) }));
    audit::commit(transaction, caller, id, Some(entry), now.timestamp_millis()).await?;
    if let Some(email) = &invitation.email {
        let inviter = &caller.user.email;
        let name = mail::harmless(&organization.name).unwrap_or("an organization");
        let link = link(handles, &token);
        let lead = match &link {
            Some(_) => format!("{inviter} invites you to {name} on Upbeat, for seven days."),
            None => format!("{inviter} invites you to {name} on Upbeat: accept by {token}"),
        };
        let title = format!("Invitation to {name}");
        mail::send(handles, email.clone(), Mail { title, lead, link });
    }
    Ok(Invited { invitation, token })
}

/// Revokes an open invitation.
///
/// # Errors
/// [`Error::NotFound`], or [`Error::Forbidden`].
pub async fn revoke(handles: &Handles, caller: &Identity, id: Uuid) -> Result<()> {
    let transaction = begin_write(&handles.db).await?;
    let found = invitation::Entity::find_by_id(id)
        .filter(invitation::Column::OrganizationId.is_in(caller.access.organizations()));
    let found = found.one(&transaction).await?;
    let found = found.ok_or(Error::NotFound("invitation"))?;
    let organization = found.organization_id;
    lock(
        &transaction,
        caller,
        organization,
        Permission::ManageMembers,
    )
    .await?;
    invitation::Entity::delete_by_id(id)
        .exec(&transaction)
        .await?;
    let entry = entry(AuditAction::InvitationRevoked, &found);
    let entry = entry.without(json!({ "role": name_of(found.role) }));
    let now_ms = handles.clock.now_ms();
    audit::commit(transaction, caller, organization, Some(entry), now_ms).await
}

/// Under the address that was invited, if it is known.
fn entry(action: AuditAction, row: &invitation::Model) -> Entry {
    Entry::of(action, row.id, row.email.as_deref().unwrap_or_default())
}

/// Withdraws what a member who has another role now, or none, may not give any more.
///
/// # Errors
/// If the database fails.
pub(super) async fn withdraw(
    transaction: &DatabaseTransaction,
    organization: OrganizationId,
    user: Uuid,
    role: Option<Role>,
) -> Result<()> {
    let mut withdrawn = invitation::Entity::delete_many()
        .filter(invitation::Column::OrganizationId.eq(organization))
        .filter(invitation::Column::InvitedBy.eq(user));
    if let Some(role) = role.filter(|role| *role >= Permission::ManageMembers.least()) {
        withdrawn = withdrawn.filter(invitation::Column::Role.gt(role));
    }
    withdrawn.exec(transaction).await?;
    Ok(())
}

/// Accepts an invitation for the caller. Whoever is a member already keeps the higher role.
///
/// # Errors
/// [`Error::Forbidden`] for a key; [`Error::NotFound`] if the token is unknown, expired, or for
/// another address;
/// [`Error::Conflict`] if the organization, or the caller, has no room.
pub async fn accept(
    handles: &Handles,
    caller: &Identity,
    token: &str,
) -> Result<(organization::Model, Role)> {
    caller.person()?;
    let transaction = begin_write(&handles.db).await?;
    let now = date(handles.clock.now_ms());
    let joined = join_by(&transaction, &caller.user, caller.origin, token, now).await?;
    transaction.commit().await?;
    handles.open_sessions.changed(caller.user.id);
    Ok(joined)
}

/// Accepts an invitation for `user`, whose sessions do not know it yet.
///
/// # Errors
/// As [`accept`].
pub(in crate::service) async fn join_by(
    transaction: &DatabaseTransaction,
    user: &user::Model,
    origin: Option<Origin>,
    token: &str,
    now: DateTime<Utc>,
) -> Result<(organization::Model, Role)> {
    let not_found = || Error::NotFound("invitation");
    let open = || invitation_of(transaction, token, now);
    let id = open().await?.ok_or_else(not_found)?.organization_id;
    account::lock_by_id(transaction, user.id).await?;
    let row = lock_row(transaction, id).await?.ok_or_else(not_found)?;
    // Behind the lock nobody revokes it, or accepts it twice.
    let found = open().await?;
    let is_for = |row: &invitation::Model| {
        let email = row.email.as_ref();
        email.is_none_or(|email| *email == user.email)
    };
    let found = found.filter(is_for).ok_or_else(not_found)?;
    let before = member::Entity::find_by_id((id, user.id));
    let before = before.one(transaction).await?;
    let was = before.as_ref().map(|before| before.role);
    if was.max(Some(found.role)) == Some(Role::Owner) && was != Some(Role::Owner) {
        quota::check_organizations(transaction, user.id).await?;
    }
    let role = match before {
        Some(before) => {
            let role = Ord::max(before.role, found.role);
            let mut before = before.into_active_model();
            before.role = Set(role);
            before.update(transaction).await?;
            role
        }
        None => {
            room(transaction, user.id).await?;
            room_for_a_member(transaction, id).await?;
            join(transaction, id, user.id, found.role).await?;
            found.role
        }
    };
    invitation::Entity::delete_by_id(found.id)
        .exec(transaction)
        .await?;
    let action = match was {
        Some(_) => AuditAction::MemberUpdated,
        None => AuditAction::MemberJoined,
    };
    let entry = Some(role_entry(action, user, was, Some(role))).filter(Entry::is_change);
    let actor = Actor::person(user, origin);
    audit::record(transaction, actor, id, entry, now).await?;
    count_change(transaction, id).await?;
    Ok((row, role))
}

/// The open invitation of `token`.
///
/// # Errors
/// If the database fails.
pub(in crate::service) async fn invitation_of(
    db: &impl ConnectionTrait,
    token: &str,
    now: DateTime<Utc>,
) -> Result<Option<invitation::Model>> {
    let found = invitation::Entity::find()
        .filter(invitation::Column::TokenHash.eq(account::hash_token(token)))
        .filter(invitation::Column::ExpiresAt.gt(now));
    Ok(found.one(db).await?)
}

/// Refuses if an organization has too many members.
pub(super) async fn room_for_a_member(
    transaction: &DatabaseTransaction,
    id: OrganizationId,
) -> Result<()> {
    let members = member::Entity::find().filter(member::Column::OrganizationId.eq(id));
    if members.count(transaction).await? < MOST_MEMBERS {
        return Ok(());
    }
    Err(Error::Conflict {
        field: None,
        message: format!("an organization has at most {MOST_MEMBERS} members"),
    })
}
