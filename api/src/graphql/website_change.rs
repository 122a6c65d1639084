//! Creating, changing, pausing and deleting websites.

use async_graphql::{Context, ID, Object};

use super::context::ContextExt;
use super::cost;
use super::error::Result;
use super::id;
use super::trial::RegionTrial;
use super::website::Website;
use super::website_input::{CreateWebsiteInput, UpdateWebsiteInput};
use crate::service;
use crate::service::access::Permission;

#[derive(Default, Debug)]
pub(super) struct WebsiteMutation;

#[Object]
impl WebsiteMutation {
    /// Creates a website and checks it immediately.
    #[graphql(complexity = "cost::CHANGE + child_complexity")]
    async fn create_website(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Settings of the new website.")] input: CreateWebsiteInput,
    ) -> Result<Website> {
        let id = input.organization_id.as_ref();
        let organization = ctx.organization(Permission::ChangeWebsites, id)?;
        let created =
            service::website::create(ctx.app(), ctx.caller()?, organization, input.into());
        Ok(ctx.change(created).await?.into())
    }

    /// Changes a website. If more than its name changes, the website is checked immediately.
    /// Changing the URL, check, timeout, retries or regions voids earlier votes.
    #[graphql(complexity = "cost::CHANGE + child_complexity")]
    async fn update_website(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Website and new settings.")] input: UpdateWebsiteInput,
    ) -> Result<Website> {
        let id = id::parse("id", &input.id)?;
        let updated = service::website::update(ctx.app(), ctx.caller()?, id, input.into());
        Ok(ctx.change(updated).await?.into())
    }

    /// Stops checking a website until it is resumed.
    #[graphql(complexity = "cost::CHANGE + child_complexity")]
    async fn pause_website(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier of the website.")] id: ID,
    ) -> Result<Website> {
        let id = id::parse("id", &id)?;
        let paused = service::website::pause(ctx.app(), ctx.caller()?, id);
        Ok(ctx.change(paused).await?.into())
    }

    /// Resumes a paused website: checks it immediately, then on its schedule.
    #[graphql(complexity = "cost::CHANGE + child_complexity")]
    async fn resume_website(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier of the website.")] id: ID,
    ) -> Result<Website> {
        let id = id::parse("id", &id)?;
        let resumed = service::website::resume(ctx.app(), ctx.caller()?, id);
        Ok(ctx.change(resumed).await?.into())
    }

    /// Deletes a website permanently and returns its id.
    #[graphql(complexity = "cost::CHANGE")]
    async fn delete_website(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier of the website.")] id: ID,
    ) -> Result<ID> {
        let website = id::parse("id", &id)?;
        let deleted = service::website::delete(ctx.app(), ctx.caller()?, website);
        ctx.change(deleted).await?;
        Ok(website.into())
    }

    /// Checks what is not saved once from each region, and stores nothing. Retries and what else
    /// follows from several checks do not apply. At most ten at once, and ten a minute.
    #[graphql(complexity = "cost::TRIAL + 10 * child_complexity")]
    async fn try_check(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Settings, as for `createWebsite`.")] input: CreateWebsiteInput,
    ) -> Result<Vec<RegionTrial>> {
        let id = input.organization_id.as_ref();
        let organization = ctx.organization(Permission::ChangeWebsites, id)?;
        let account = ctx.caller()?.account();
        // Not in the account's share: it mostly waits, and has a limit of its own.
        let tried = service::website::try_check(ctx.app(), organization, account, input.into());
        let tried = Box::pin(tried).await?;
        Ok(tried.into_iter().map(Into::into).collect())
    }

    /// Checks a website with these changes, and with its stored secrets, as `tryCheck` does:
    /// nothing is changed or stored.
    #[graphql(complexity = "cost::TRIAL + 10 * child_complexity")]
    async fn try_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Website and settings to try.")] input: UpdateWebsiteInput,
    ) -> Result<Vec<RegionTrial>> {
        let id = id::parse("id", &input.id)?;
        let tried = service::website::try_update(ctx.app(), ctx.caller()?, id, input.into());
        let tried = Box::pin(tried).await?;
        Ok(tried.into_iter().map(Into::into).collect())
    }

    /// Asks every region of the website to check it immediately. The ticks arrive like those
    /// of scheduled checks.
    #[graphql(complexity = "cost::CHANGE + child_complexity")]
    async fn check_now(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier of the website.")] id: ID,
    ) -> Result<Website> {
        let id = id::parse("id", &id)?;
        let asked = service::website::check_now(ctx.app(), ctx.caller()?, id);
        Ok(ctx.change(asked).await?.into())
    }
}
