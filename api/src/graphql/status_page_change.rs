//! Reading, making, changing and publishing status pages, and writing on them.

use async_graphql::{Context, ID, Object};

use super::context::ContextExt;
use super::cost;
use super::error::Result;
use super::id;
use super::status_page::StatusPage;
use super::status_page_incident::StatusPageIncident;
use super::status_page_input::{
    CreateStatusPageIncidentInput, CreateStatusPageInput, PostStatusUpdateInput,
    UpdateStatusPageIncidentInput, UpdateStatusPageInput,
};
use crate::service::access::Permission;
use crate::service::status_page as service;

#[derive(Default, Debug)]
pub(super) struct StatusPageQuery;

#[Object]
impl StatusPageQuery {
    /// An organization's status pages, at most 100, in order of creation.
    #[graphql(complexity = "cost::STATUS_PAGES + 10 * child_complexity")]
    async fn status_pages(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Organization; your personal one by default.")] organization_id: Option<
            ID,
        >,
    ) -> Result<Vec<StatusPage>> {
        let organization = ctx.organization(Permission::Read, organization_id.as_ref())?;
        let pages = ctx.read(service::list(&ctx.app().db, organization)).await?;
        Ok(pages.into_iter().map(Into::into).collect())
    }

    /// The status page with this id.
    #[graphql(complexity = "cost::STATUS_PAGES + child_complexity")]
    async fn status_page(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier of the status page.")] id: ID,
    ) -> Result<StatusPage> {
        let access = &ctx.caller()?.access;
        let id = id::parse("id", &id)?;
        let page = service::get(&ctx.app().db, access, id);
        Ok(ctx.read(page).await?.into())
    }

    /// The incident of a status page with this id.
    #[graphql(complexity = "cost::STATUS_PAGES + child_complexity")]
    async fn status_page_incident(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier of the incident of the page.")] id: ID,
    ) -> Result<StatusPageIncident> {
        let access = &ctx.caller()?.access;
        let id = id::parse("id", &id)?;
        let (row, _) = ctx
            .read(service::incident(&ctx.app().db, access, id))
            .await?;
        Ok(StatusPageIncident::one(row))
    }
}

#[derive(Default, Debug)]
pub(super) struct StatusPageMutation;

#[Object]
impl StatusPageMutation {
    /// Creates a status page. It shows nothing that is not named in it.
    #[graphql(complexity = "cost::CHANGE + child_complexity")]
    async fn create_status_page(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it shows, and how.")] input: CreateStatusPageInput,
    ) -> Result<StatusPage> {
        let id = input.organization_id.as_ref();
        let organization = ctx.organization(Permission::ChangeStatusPages, id)?;
        let is_published = input.published;
        let change = input.into_change()?;
        let caller = ctx.caller()?;
        let created = service::create(ctx.app(), caller, organization, change, is_published);
        Ok(ctx.change(created).await?.into())
    }

    /// The HTML that a new status page would have. Nothing is stored.
    #[graphql(complexity = "cost::CHANGE + child_complexity")]
    async fn preview_status_page(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it shows, and how.")] input: CreateStatusPageInput,
    ) -> Result<String> {
        let id = input.organization_id.as_ref();
        let organization = ctx.organization(Permission::ChangeStatusPages, id)?;
        let html = service::preview(ctx.app(), organization, input.into_change()?);
        ctx.change(html).await
    }

    /// The HTML that a status page would have after a change. Nothing is stored.
    #[graphql(complexity = "cost::CHANGE + child_complexity")]
    async fn preview_status_page_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Status page and new settings.")] input: UpdateStatusPageInput,
    ) -> Result<String> {
        let caller = ctx.caller()?;
        let id = id::parse("id", &input.id)?;
        let html = service::preview_update(ctx.app(), caller, id, input.into_change()?);
        ctx.change(html).await
    }

    /// Changes a status page; within a second or two, everybody sees it.
    #[graphql(complexity = "cost::CHANGE + child_complexity")]
    async fn update_status_page(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Status page and new settings.")] input: UpdateStatusPageInput,
    ) -> Result<StatusPage> {
        let caller = ctx.caller()?;
        let id = id::parse("id", &input.id)?;
        let updated = service::update(ctx.app(), caller, id, input.into_change()?);
        Ok(ctx.change(updated).await?.into())
    }

    /// Publishes a status page that is a draft.
    #[graphql(complexity = "cost::CHANGE + child_complexity")]
    async fn publish_status_page(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier of the status page.")] id: ID,
    ) -> Result<StatusPage> {
        let caller = ctx.caller()?;
        let id = id::parse("id", &id)?;
        let published = service::publish(ctx.app(), caller, id);
        Ok(ctx.change(published).await?.into())
    }

    /// Makes a status page a draft again, which only members see.
    #[graphql(complexity = "cost::CHANGE + child_complexity")]
    async fn unpublish_status_page(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier of the status page.")] id: ID,
    ) -> Result<StatusPage> {
        let caller = ctx.caller()?;
        let id = id::parse("id", &id)?;
        let unpublished = service::unpublish(ctx.app(), caller, id);
        Ok(ctx.change(unpublished).await?.into())
    }

    /// Deletes a status page with everything that was written on it, and returns its id.
    #[graphql(complexity = "cost::CHANGE")]
    async fn delete_status_page(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier of the status page.")] id: ID,
    ) -> Result<ID> {
        let caller = ctx.caller()?;
        let page = id::parse("id", &id)?;
        ctx.change(service::delete(ctx.app(), caller, page)).await?;
        Ok(id)
    }

    /// Writes an incident on a status page, as a draft unless it is to be published.
    #[graphql(complexity = "cost::CHANGE + child_complexity")]
    async fn create_status_page_incident(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is told of it.")] input: CreateStatusPageIncidentInput,
    ) -> Result<StatusPageIncident> {
        let created = service::create_incident(ctx.app(), ctx.caller()?, input.into_new()?);
        Ok(StatusPageIncident::one(ctx.change(created).await?))
    }

    /// Drafts an incident on each status page that shows the website of an incident, in the words
    /// of the page, and returns the drafts; those that exist already stay as they are.
    #[graphql(complexity = "cost::CHANGE + 10 * child_complexity")]
    async fn draft_status_page_incidents(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier of the incident of a website.")] id: ID,
    ) -> Result<Vec<StatusPageIncident>> {
        let id = id::parse("id", &id)?;
        let drafted = service::draft_incidents(ctx.app(), ctx.caller()?, id);
        Ok(StatusPageIncident::all(ctx.change(drafted).await?))
    }

    /// Changes title or beginning of an incident of a status page.
    #[graphql(complexity = "cost::CHANGE + child_complexity")]
    async fn update_status_page_incident(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Incident of the page and new values.")]
        input: UpdateStatusPageIncidentInput,
    ) -> Result<StatusPageIncident> {
        let caller = ctx.caller()?;
        let id = id::parse("id", &input.id)?;
        let updated = service::update_incident(ctx.app(), caller, id, input.into_change());
        Ok(StatusPageIncident::one(ctx.change(updated).await?))
    }

    /// Publishes an incident of a status page that is a draft.
    #[graphql(complexity = "cost::CHANGE + child_complexity")]
    async fn publish_status_page_incident(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier of the incident of the page.")] id: ID,
    ) -> Result<StatusPageIncident> {
        let id = id::parse("id", &id)?;
        let published = service::publish_incident(ctx.app(), ctx.caller()?, id);
        Ok(StatusPageIncident::one(ctx.change(published).await?))
    }

    /// Posts an update to an incident of a status page; RESOLVED ends it, anything else opens it
    /// again.
    #[graphql(complexity = "cost::CHANGE + child_complexity")]
    async fn post_status_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is new.")] input: PostStatusUpdateInput,
    ) -> Result<StatusPageIncident> {
        let caller = ctx.caller()?;
        let id = id::parse("statusPageIncidentId", &input.status_page_incident_id)?;
        let posted = service::post_update(ctx.app(), caller, id, input.into_update()?);
        Ok(StatusPageIncident::one(ctx.change(posted).await?))
    }

    /// Removes an incident with its updates from its status page, and returns its id.
    #[graphql(complexity = "cost::CHANGE")]
    async fn delete_status_page_incident(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier of the incident of the page.")] id: ID,
    ) -> Result<ID> {
        let caller = ctx.caller()?;
        let incident = id::parse("id", &id)?;
        let deleted = service::delete_incident(ctx.app(), caller, incident);
        ctx.change(deleted).await?;
        Ok(id)
    }
}
