//! Reading and changing organizations and their members.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use entity::OrganizationId;

use super::context::ContextExt;
use super::cost;
use super::error::Result;
use super::id;
use super::organization::{Invitation, MemberRole, Organization};
use crate::service::organization as service;

/// A new organization.
#[derive(InputObject)]
pub(super) struct CreateOrganizationInput {
    /// Displayed name, 1 to 100 characters.
    name: String,
}

/// Changes to an organization.
#[derive(InputObject)]
pub(super) struct UpdateOrganizationInput {
    /// Identifier of the organization.
    id: ID,
    /// Displayed name, 1 to 100 characters.
    name: String,
}

/// An invitation to make.
#[derive(InputObject)]
pub(super) struct InviteMemberInput {
    /// The organization.
    organization_id: ID,
    /// Role that it gives, at most your own.
    role: MemberRole,
    /// Address that it is for: only an account with it may accept. It gets a mail with the link, if
    /// this installation has a mail server. Without it, whoever has the link may accept, once.
    email: Option<String>,
}

/// An invitation to accept.
#[derive(InputObject)]
pub(super) struct AcceptInvitationInput {
    /// Token of the invitation.
    #[graphql(secret)]
    token: String,
}

/// A member of an organization.
#[derive(InputObject)]
pub(super) struct MemberInput {
    /// The organization.
    organization_id: ID,
    /// Identifier of the member's account.
    user_id: ID,
}

/// A member's new role.
#[derive(InputObject)]
pub(super) struct SetRoleInput {
    /// The organization.
    organization_id: ID,
    /// Identifier of the member's account.
    user_id: ID,
    /// The role, at most your own.
    role: MemberRole,
}

/// A new invitation, and the secret that accepts it.
#[derive(SimpleObject)]
pub(super) struct InvitationLink {
    /// The invitation.
    invitation: Invitation,
    /// What `acceptInvitation` takes. It is returned only here.
    token: String,
    /// Link to accept it in a browser; null if the installation does not know its own address.
    url: Option<String>,
}

#[derive(Default, Debug)]
pub(super) struct OrganizationQuery;

#[Object]
impl OrganizationQuery {
    /// Your organizations, the personal one first.
    #[graphql(complexity = "cost::MEMBERS + 10 * child_complexity")]
    async fn organizations(&self, ctx: &Context<'_>) -> Result<Vec<Organization>> {
        let access = &ctx.caller()?.access;
        let found = ctx.read(service::list(&ctx.app().db, access)).await?;
        Ok(found.into_iter().map(Into::into).collect())
    }

    /// The organization with this id.
    #[graphql(complexity = "cost::MEMBERS + child_complexity")]
    async fn organization(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier of the organization.")] id: ID,
    ) -> Result<Organization> {
        let access = &ctx.caller()?.access;
        let id = OrganizationId(id::parse("id", &id)?);
        let found = service::get(&ctx.app().db, access, id);
        Ok(ctx.read(found).await?.into())
    }
}

#[derive(Default, Debug)]
pub(super) struct OrganizationMutation;

#[Object]
impl OrganizationMutation {
    /// Creates an organization, which you own.
    #[graphql(complexity = "cost::CHANGE + child_complexity")]
    async fn create_organization(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Settings of the new organization.")] input: CreateOrganizationInput,
    ) -> Result<Organization> {
        let created = service::create(ctx.app(), ctx.caller()?, &input.name);
        Ok(ctx.change(created).await?.into())
    }

    /// Renames an organization.
    #[graphql(complexity = "cost::CHANGE + child_complexity")]
    async fn update_organization(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Organization and new settings.")] input: UpdateOrganizationInput,
    ) -> Result<Organization> {
        let caller = ctx.caller()?;
        let id = OrganizationId(id::parse("id", &input.id)?);
        let renamed = service::rename(ctx.app(), caller, id, &input.name);
        Ok(ctx.change(renamed).await?.into())
    }

    /// Deletes an organization with everything in it, and returns its id.
    #[graphql(complexity = "cost::CHANGE")]
    async fn delete_organization(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier of the organization.")] id: ID,
    ) -> Result<ID> {
        let caller = ctx.caller()?;
        let organization = OrganizationId(id::parse("id", &id)?);
        let deleted = service::delete(ctx.app(), caller, organization);
        ctx.change(deleted).await?;
        Ok(organization.0.into())
    }

    /// Invites somebody to an organization. The invitation lasts seven days.
    #[graphql(complexity = "cost::CHANGE + child_complexity")]
    async fn invite_member(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom to invite, and where to.")] input: InviteMemberInput,
    ) -> Result<InvitationLink> {
        let caller = ctx.caller()?;
        let id = OrganizationId(id::parse("organizationId", &input.organization_id)?);
        let role = input.role.into();
        let invited = service::invite(ctx.app(), caller, id, role, input.email.as_deref());
        let invited = ctx.change(invited).await?;
        Ok(InvitationLink {
            url: service::link(ctx.app(), &invited.token),
            invitation: invited.invitation.into(),
            token: invited.token,
        })
    }

    /// Revokes an open invitation, and returns its id.
    #[graphql(complexity = "cost::CHANGE")]
    async fn revoke_invitation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier of the invitation.")] id: ID,
    ) -> Result<ID> {
        let caller = ctx.caller()?;
        let invitation = id::parse("id", &id)?;
        let revoked = service::revoke(ctx.app(), caller, invitation);
        ctx.change(revoked).await?;
        Ok(invitation.into())
    }

    /// Accepts an invitation. Whoever is a member already keeps the higher role.
    #[graphql(complexity = "cost::CHANGE + child_complexity")]
    async fn accept_invitation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The invitation.")] input: AcceptInvitationInput,
    ) -> Result<Organization> {
        let accepted = service::accept(ctx.app(), ctx.caller()?, &input.token);
        Ok(ctx.change(accepted).await?.into())
    }

    /// Gives a member another role.
    #[graphql(complexity = "cost::CHANGE + child_complexity")]
    async fn set_role(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The member, and the role.")] input: SetRoleInput,
    ) -> Result<Organization> {
        let caller = ctx.caller()?;
        let id = OrganizationId(id::parse("organizationId", &input.organization_id)?);
        let user = id::parse("userId", &input.user_id)?;
        let changed = service::set_role(ctx.app(), caller, id, user, input.role.into());
        Ok(ctx.change(changed).await?.into())
    }

    /// Removes a member from an organization.
    #[graphql(complexity = "cost::CHANGE + child_complexity")]
    async fn remove_member(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The member.")] input: MemberInput,
    ) -> Result<Organization> {
        let caller = ctx.caller()?;
        let id = OrganizationId(id::parse("organizationId", &input.organization_id)?);
        let user = id::parse("userId", &input.user_id)?;
        let removed = service::remove(ctx.app(), caller, id, user);
        Ok(ctx.change(removed).await?.into())
    }

    /// Makes another member the owner of an organization, and you an admin.
    #[graphql(complexity = "cost::CHANGE + child_complexity")]
    async fn transfer_organization(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The organization, and who is to own it.")] input: MemberInput,
    ) -> Result<Organization> {
        let caller = ctx.caller()?;
        let id = OrganizationId(id::parse("organizationId", &input.organization_id)?);
        let user = id::parse("userId", &input.user_id)?;
        let transferred = service::transfer(ctx.app(), caller, id, user);
        Ok(ctx.change(transferred).await?.into())
    }

    /// Leaves an organization, and returns its id.
    #[graphql(complexity = "cost::CHANGE")]
    async fn leave_organization(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier of the organization.")] id: ID,
    ) -> Result<ID> {
        let caller = ctx.caller()?;
        let organization = OrganizationId(id::parse("id", &id)?);
        let left = service::leave(ctx.app(), caller, organization);
        ctx.change(left).await?;
        Ok(organization.0.into())
    }
}
