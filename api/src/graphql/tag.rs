//! Tags of websites.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object};
use entity::tag;

use super::context::ContextExt;
use super::cost;
use super::error::Result;
use super::id;
use super::serial::AtHand;
use super::website_input::said;
use crate::service::access::Permission;
use crate::service::tag as service;

/// A tag of an organization, by which websites are found, grouped and chosen.
pub(super) struct Tag(tag::Model);

impl From<tag::Model> for Tag {
    fn from(row: tag::Model) -> Self {
        Self(row)
    }
}

impl AtHand for Tag {
    const READING: &'static [&'static str] = &["websiteCount"];
}

/// A tag of an organization, by which websites are found, grouped and chosen.
#[Object]
impl Tag {
    /// Identifier of the tag.
    async fn id(&self) -> ID {
        self.0.id.into()
    }

    /// The tag as it is written: `name` or `name:value`.
    async fn text(&self) -> &str {
        &self.0.text
    }

    /// Part before the first colon.
    async fn name(&self) -> &str {
        service::parts(&self.0.text).0
    }

    /// Part after the first colon, if there is one.
    async fn value(&self) -> Option<&str> {
        service::parts(&self.0.text).1
    }

    /// Color for display, such as `#1f6feb`; null leaves the choice to the client.
    async fn color(&self) -> Option<&str> {
        self.0.color.as_deref()
    }

    /// Number of websites that have it, of those that exist for the caller.
    #[graphql(complexity = "cost::COUNT")]
    async fn website_count(&self, ctx: &Context<'_>) -> Result<u64> {
        let (_, only) = ctx.caller()?.access.scopes();
        ctx.read(service::website_count(&ctx.app().db, self.0.key, only))
            .await
    }
}

/// A new tag.
#[derive(InputObject)]
pub(super) struct CreateTagInput {
    /// Organization that owns it; your personal one by default.
    organization_id: Option<ID>,
    /// `name` or `name:value`, at most 100 characters, without commas; case does not matter.
    text: String,
    /// Color for display, such as `#1f6feb`.
    color: Option<String>,
}

/// Changes to a tag. Omitted fields keep their values.
#[derive(InputObject)]
pub(super) struct UpdateTagInput {
    /// Identifier of the tag.
    id: ID,
    /// `name` or `name:value`, at most 100 characters, without commas; case does not matter.
    text: Option<String>,
    /// Color for display, such as `#1f6feb`; null removes it.
    color: MaybeUndefined<String>,
}

#[derive(Default, Debug)]
pub(super) struct TagQuery;

#[Object]
impl TagQuery {
    /// An organization's tags, at most 1,000, by name.
    #[graphql(complexity = "cost::MEMBERS + 50 * child_complexity")]
    async fn tags(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Organization; your personal one by default.")] organization_id: Option<
            ID,
        >,
    ) -> Result<Vec<Tag>> {
        let organization = ctx.organization(Permission::Read, organization_id.as_ref())?;
        let tags = ctx.read(service::list(&ctx.app().db, organization)).await?;
        Ok(tags.into_iter().map(Tag).collect())
    }
}

#[derive(Default, Debug)]
pub(super) struct TagMutation;

#[Object]
impl TagMutation {
    /// Creates a tag. Tags that websites are given need not be created before.
    #[graphql(complexity = "cost::CHANGE + child_complexity")]
    async fn create_tag(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The new tag.")] input: CreateTagInput,
    ) -> Result<Tag> {
        let id = input.organization_id.as_ref();
        let organization = ctx.organization(Permission::ChangeWebsites, id)?;
        let color = input.color.as_deref();
        let created = service::create(ctx.app(), ctx.caller()?, organization, &input.text, color);
        Ok(Tag(ctx.change(created).await?))
    }

    /// Changes a tag on all websites that have it.
    #[graphql(complexity = "cost::CHANGE + child_complexity")]
    async fn update_tag(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Tag and new settings.")] input: UpdateTagInput,
    ) -> Result<Tag> {
        let caller = ctx.caller()?;
        let id = id::parse("id", &input.id)?;
        let color = said(input.color);
        let color = color.as_ref().map(Option::as_deref);
        let updated = service::update(ctx.app(), caller, id, input.text.as_deref(), color);
        Ok(Tag(ctx.change(updated).await?))
    }

    /// Removes a tag from all websites, and returns its id.
    #[graphql(complexity = "cost::CHANGE")]
    async fn delete_tag(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier of the tag.")] id: ID,
    ) -> Result<ID> {
        let caller = ctx.caller()?;
        let tag = id::parse("id", &id)?;
        ctx.change(service::delete(ctx.app(), caller, tag)).await?;
        Ok(tag.into())
    }
}
