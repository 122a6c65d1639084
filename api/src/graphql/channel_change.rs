//! Creating, changing, testing and deleting channels.

use async_graphql::{Context, ID, InputObject, Object};

use super::channel::{AlertKind, Channel};
use super::channel_input::{CreateChannelInput, UpdateChannelInput};
use super::context::ContextExt;
use super::cost;
use super::delivery::Delivery;
use super::error::Result;
use super::id;
use crate::service::access::Permission;
use crate::service::channel as service;

/// A template to try out.
#[derive(InputObject)]
pub(super) struct PreviewTemplateInput {
    /// The template of a webhook's body.
    template: String,
    /// Kind of the alert that it is rendered for, with sample facts.
    kind: AlertKind,
}

#[derive(Default, Debug)]
pub(super) struct ChannelQuery;

#[Object]
impl ChannelQuery {
    /// An organization's channels, at most 100, in order of creation.
    #[graphql(complexity = "cost::DELIVERIES + 10 * child_complexity")]
    async fn channels(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Organization; your personal one by default.")] organization_id: Option<
            ID,
        >,
    ) -> Result<Vec<Channel>> {
        let organization = ctx.organization(Permission::Read, organization_id.as_ref())?;
        let channels = ctx.read(service::list(&ctx.app().db, organization)).await?;
        Ok(channels.into_iter().map(Into::into).collect())
    }

    /// The channel with this id.
    #[graphql(complexity = "cost::DELIVERIES + child_complexity")]
    async fn channel(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier of the channel.")] id: ID,
    ) -> Result<Channel> {
        let access = &ctx.caller()?.access;
        let id = id::parse("id", &id)?;
        let channel = service::get(&ctx.app().db, access, id);
        Ok(ctx.read(channel).await?.into())
    }

    /// What a webhook with this template would receive.
    #[graphql(complexity = "cost::LONG_TEXT")]
    async fn preview_template(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The template, and what it is rendered for.")] input: PreviewTemplateInput,
    ) -> Result<String> {
        ctx.caller()?;
        let kind = input.kind.into();
        Ok(service::preview(&input.template, kind, ctx.now_ms())?)
    }
}

#[derive(Default, Debug)]
pub(super) struct ChannelMutation;

#[Object]
impl ChannelMutation {
    /// Creates a channel. It is told at once of the incidents that are open.
    #[graphql(complexity = "cost::CHANGE + child_complexity")]
    async fn create_channel(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Settings of the new channel.")] input: CreateChannelInput,
    ) -> Result<Channel> {
        let id = input.organization_id.as_ref();
        let organization = ctx.organization(Permission::ChangeChannels, id)?;
        let created = service::create(ctx.app(), ctx.caller()?, organization, input.into_new()?);
        Ok(ctx.change(created).await?.into())
    }

    /// Changes a channel. Settings of its kind are replaced as a whole, secrets included.
    #[graphql(complexity = "cost::CHANGE + child_complexity")]
    async fn update_channel(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Channel and new settings.")] input: UpdateChannelInput,
    ) -> Result<Channel> {
        let caller = ctx.caller()?;
        let id = id::parse("id", &input.id)?;
        let updated = service::update(ctx.app(), caller, id, input.into_change()?);
        Ok(ctx.change(updated).await?.into())
    }

    /// Pauses a channel: it hears nothing until it is resumed, and what waits for it is dropped.
    #[graphql(complexity = "cost::CHANGE + child_complexity")]
    async fn pause_channel(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier of the channel.")] id: ID,
    ) -> Result<Channel> {
        let caller = ctx.caller()?;
        let id = id::parse("id", &id)?;
        let paused = service::pause(ctx.app(), caller, id);
        Ok(ctx.change(paused).await?.into())
    }

    /// Resumes a paused channel. It is told at once of the incidents that are open.
    #[graphql(complexity = "cost::CHANGE + child_complexity")]
    async fn resume_channel(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier of the channel.")] id: ID,
    ) -> Result<Channel> {
        let caller = ctx.caller()?;
        let id = id::parse("id", &id)?;
        let resumed = service::resume(ctx.app(), caller, id);
        Ok(ctx.change(resumed).await?.into())
    }

    /// Deletes a channel permanently and returns its id.
    #[graphql(complexity = "cost::CHANGE")]
    async fn delete_channel(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier of the channel.")] id: ID,
    ) -> Result<ID> {
        let caller = ctx.caller()?;
        let channel = id::parse("id", &id)?;
        ctx.change(service::delete(ctx.app(), caller, channel))
            .await?;
        Ok(channel.into())
    }

    /// Sends a test at once, and waits up to 15 s for the reply. It is not tried again.
    #[graphql(complexity = "cost::CHANGE + child_complexity")]
    async fn test_channel(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier of the channel.")] id: ID,
    ) -> Result<Delivery> {
        let caller = ctx.caller()?;
        let id = id::parse("id", &id)?;
        let tested = service::test(ctx.app(), caller, id);
        Ok(ctx.change(tested).await?.into())
    }
}
