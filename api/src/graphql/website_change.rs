//! Websites: changing them.

use async_graphql::{Context, ID, Object};
use entity::member::Role;

use super::context::ContextExt;
use super::cost;
use super::error::Result;
use super::id;
use super::website::Website;
use super::website_input::{CreateWebsiteInput, UpdateWebsiteInput};
use crate::service;

#[derive(Default, Debug)]
pub(super) struct WebsiteMutation;

#[Object]
impl WebsiteMutation {
    /// Starts watching a website; its first checks run at once.
    #[graphql(complexity = "cost::CHANGE + child_complexity")]
    async fn create_website(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is watched, and how.")] input: CreateWebsiteInput,
    ) -> Result<Website> {
        let organization = ctx.member(Role::Member)?.organization;
        let created = service::website::create(ctx.app(), organization, input.into());
        Ok(ctx.change(created).await?.into())
    }

    /// Changes a website, and has it checked at once unless only its name has
    /// changed. Another URL, check, timeout, retries or choice of regions voids what
    /// was seen before.
    #[graphql(complexity = "cost::CHANGE + child_complexity")]
    async fn update_website(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which website, and what changes of it.")] input: UpdateWebsiteInput,
    ) -> Result<Website> {
        let organization = ctx.member(Role::Member)?.organization;
        let id = id::parse("id", &input.id)?;
        let updated = service::website::update(ctx.app(), organization, id, input.into());
        Ok(ctx.change(updated).await?.into())
    }

    /// Stops checking a website until it is resumed.
    #[graphql(complexity = "cost::CHANGE + child_complexity")]
    async fn pause_website(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which website.")] id: ID,
    ) -> Result<Website> {
        let organization = ctx.member(Role::Member)?.organization;
        let id = id::parse("id", &id)?;
        let paused = service::website::pause(ctx.app(), organization, id);
        Ok(ctx.change(paused).await?.into())
    }

    /// Checks a paused website again, at once and then by its rhythm.
    #[graphql(complexity = "cost::CHANGE + child_complexity")]
    async fn resume_website(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which website.")] id: ID,
    ) -> Result<Website> {
        let organization = ctx.member(Role::Member)?.organization;
        let id = id::parse("id", &id)?;
        let resumed = service::website::resume(ctx.app(), organization, id);
        Ok(ctx.change(resumed).await?.into())
    }

    /// Stops watching a website for good; answers its id.
    #[graphql(complexity = "cost::CHANGE")]
    async fn delete_website(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which website.")] id: ID,
    ) -> Result<ID> {
        let organization = ctx.member(Role::Member)?.organization;
        let website = id::parse("id", &id)?;
        let deleted = service::website::delete(ctx.app(), organization, website);
        ctx.change(deleted).await?;
        Ok(website.into())
    }

    /// Asks every region of the website to check it at once; the ticks arrive like
    /// all others.
    #[graphql(complexity = "cost::CHANGE + child_complexity")]
    async fn check_now(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which website.")] id: ID,
    ) -> Result<Website> {
        let organization = ctx.member(Role::Member)?.organization;
        let id = id::parse("id", &id)?;
        let asked = service::website::check_now(ctx.app(), organization, id);
        Ok(ctx.change(asked).await?.into())
    }
}
