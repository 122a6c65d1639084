//! Memberships that follow the groups of a sign-in provider.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use entity::OrganizationId;
use entity::audit_entry::AuditAction;
use entity::member::{self, Role};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, DatabaseTransaction, EntityTrait, IntoActiveModel,
};
use tracing::warn;
use uuid::Uuid;

use super::invitation::{room_for_a_member, withdraw};
use super::members::{keep_an_owner, of_member, part};
use super::{count_change, join, lock_row, room};
use crate::service::audit::{self, Actor};
use crate::service::{Error, Result, account, quota};

/// The role in each of these organizations; `None` for no membership.
pub type Wanted = BTreeMap<OrganizationId, Option<Role>>;

/// Gives `user` the roles that are wanted, and takes the others in these organizations; whether
/// that changed anything. What the rules of organizations forbid is left as it is: the last owner
/// stays, nobody joins an organization without room, and the owner of a personal one keeps it.
///
/// # Errors
/// If the database fails.
pub async fn follow(
    transaction: &DatabaseTransaction,
    user: Uuid,
    wanted: &Wanted,
    now: DateTime<Utc>,
) -> Result<bool> {
    let mut has_changed = false;
    // In the order of ids, so that two who sign in at once do not wait for each other.
    for (id, role) in wanted {
        match follow_one(transaction, user, *id, *role, now).await {
            Ok(changed) => has_changed |= changed,
            Err(Error::Conflict { message, .. }) => {
                let organization = id.0;
                warn!(%organization, "A membership does not follow the groups: {message}");
            }
            Err(err) => return Err(err),
        }
    }
    Ok(has_changed)
}

async fn follow_one(
    transaction: &DatabaseTransaction,
    user: Uuid,
    id: OrganizationId,
    wanted: Option<Role>,
    now: DateTime<Utc>,
) -> Result<bool> {
    let member = || member::Entity::find_by_id((id, user)).one(transaction);
    // Most sign-ins change nothing, and lock nothing.
    if member().await?.map(|member| member.role) == wanted {
        return Ok(false);
    }
    account::lock_by_id(transaction, user).await?;
    let Some(row) = lock_row(transaction, id).await? else {
        let organization = id.0;
        warn!(%organization, "Groups have a role in an organization that does not exist");
        return Ok(false);
    };
    let before = member().await?;
    let was = before.as_ref().map(|before| before.role);
    match (before, wanted) {
        (Some(before), Some(role)) if before.role != role => {
            if role < Role::Owner {
                keep_an_owner(transaction, &row, &before).await?;
            } else {
                quota::check_organizations(transaction, user).await?;
            }
            let mut member = before.into_active_model();
            member.role = Set(role);
            member.update(transaction).await?;
            withdraw(transaction, id, user, Some(role)).await?;
        }
        (Some(before), None) => {
            keep_an_owner(transaction, &row, &before).await?;
            part(transaction, &before).await?;
        }
        (None, Some(role)) => {
            room(transaction, user).await?;
            room_for_a_member(transaction, id).await?;
            if role == Role::Owner {
                quota::check_organizations(transaction, user).await?;
            }
            join(transaction, id, user, role).await?;
        }
        _ => return Ok(false),
    }
    let action = match (was, wanted) {
        (_, None) => AuditAction::MemberRemoved,
        (None, _) => AuditAction::MemberJoined,
        _ => AuditAction::MemberUpdated,
    };
    let entry = of_member(transaction, user, was, wanted, action).await?;
    let provider = Actor::program("single sign-on");
    audit::record(transaction, provider, id, entry, now).await?;
    count_change(transaction, id).await?;
    Ok(true)
}
