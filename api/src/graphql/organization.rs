//! Organizations, their members, and invitations.

use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use chrono::{DateTime, Utc};
use entity::member::Role;
use entity::{invitation, organization};

use super::api_key::ApiKey;
use super::context::ContextExt;
use super::cost;
use super::error::Result;
use super::user::User;
use crate::service::access::Permission;
use crate::service::api_key;
use crate::service::organization as service;

/// What a member may do; each role may do what those before it may.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Role", name = "Role")]
pub(super) enum MemberRole {
    /// Reads everything; secrets are never returned.
    Viewer,
    /// Also changes websites, channels and maintenance, and works on incidents.
    Member,
    /// Also renames the organization, and invites, changes and removes members.
    Admin,
    /// Also hands the organization over, and deletes it.
    Owner,
}

/// An organization, which owns websites, channels and maintenance.
pub(super) struct Organization {
    row: organization::Model,
    role: Role,
}

/// An organization, which owns websites, channels and maintenance.
#[Object]
impl Organization {
    /// Identifier of the organization.
    async fn id(&self) -> ID {
        self.row.id.0.into()
    }

    /// Displayed name.
    async fn name(&self) -> &str {
        &self.row.name
    }

    /// Whether it is somebody's personal one, which cannot be left, handed over or deleted.
    async fn personal(&self) -> bool {
        self.row.personal_of.is_some()
    }

    /// When it was created.
    async fn created_at(&self) -> DateTime<Utc> {
        self.row.created_at
    }

    /// Your role in it.
    async fn role(&self) -> MemberRole {
        self.role.into()
    }

    /// Its members, at most 1,000, in the order in which their accounts were created.
    #[graphql(complexity = "cost::MEMBERS + 10 * child_complexity")]
    async fn members(&self, ctx: &Context<'_>) -> Result<Vec<Member>> {
        let members = service::members(&ctx.app().db, self.row.id);
        let members = ctx.read(members).await?.into_iter();
        Ok(members
            .map(|member| Member {
                user: member.user.into(),
                role: member.role.into(),
            })
            .collect())
    }

    /// Its API keys, at most 100, oldest first. Only who may make them sees them; for others it is
    /// null, with an error.
    #[graphql(complexity = "cost::MEMBERS + 10 * child_complexity")]
    async fn api_keys(&self, ctx: &Context<'_>) -> Result<Option<Vec<ApiKey>>> {
        let access = &ctx.caller()?.access;
        access.require(Permission::ManageKeys, self.row.id)?;
        let found = ctx.read(api_key::list(&ctx.app().db, self.row.id)).await?;
        Ok(Some(found.into_iter().map(Into::into).collect()))
    }

    /// Its open invitations, at most 100, oldest first. Only who may invite sees them; for others it
    /// is null, with an error.
    #[graphql(complexity = "cost::MEMBERS + 10 * child_complexity")]
    async fn invitations(&self, ctx: &Context<'_>) -> Result<Option<Vec<Invitation>>> {
        let access = &ctx.caller()?.access;
        access.require(Permission::ManageMembers, self.row.id)?;
        let found = service::invitations(&ctx.app().db, self.row.id, ctx.now_ms());
        let found = ctx.read(found).await?.into_iter();
        Ok(Some(found.map(Into::into).collect()))
    }
}

impl From<(organization::Model, Role)> for Organization {
    fn from((row, role): (organization::Model, Role)) -> Self {
        Self { row, role }
    }
}

/// A person in an organization.
#[derive(SimpleObject)]
pub(super) struct Member {
    /// The person.
    user: User,
    /// Their role.
    role: MemberRole,
}

/// An open invitation to an organization.
#[derive(SimpleObject)]
pub(super) struct Invitation {
    /// Identifier of the invitation.
    id: ID,
    /// Role that it gives.
    role: MemberRole,
    /// Address that it is for; null for whoever has the link.
    email: Option<String>,
    /// When it was made.
    created_at: DateTime<Utc>,
    /// When it expires.
    expires_at: DateTime<Utc>,
}

impl From<invitation::Model> for Invitation {
    fn from(row: invitation::Model) -> Self {
        Self {
            id: row.id.into(),
            role: row.role.into(),
            email: row.email,
            created_at: row.created_at,
            expires_at: row.expires_at,
        }
    }
}
