//! Queries for incidents.

use async_graphql::{Context, ID, Object};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::context::ContextExt;
use super::cost;
use super::error::Result;
use super::id;
use super::incident::Incident;
use super::serial::Page;
use crate::service::access::Permission;
use crate::service::incident::Filter;
use crate::service::{self, page};

#[derive(Default, Debug)]
pub(super) struct IncidentQuery;

#[Object]
impl IncidentQuery {
    /// The incident with this id.
    #[graphql(complexity = "cost::INCIDENTS + child_complexity")]
    async fn incident(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier of the incident.")] id: ID,
    ) -> Result<Incident> {
        let access = &ctx.caller()?.access;
        let id = id::parse("id", &id)?;
        let incident = service::incident::get(&ctx.app().db, access, id);
        Ok(ctx.read(incident).await?.into())
    }

    /// The incidents of an organization's websites, newest first.
    #[graphql(complexity = "cost::INCIDENTS + page::weight(first) * child_complexity")]
    #[expect(
        clippy::too_many_arguments,
        reason = "each is an argument of the field in the schema"
    )]
    async fn incidents(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Page size, 0 to 100; 50 by default.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the item before the page; the first page by default.")]
        after: Option<String>,
        #[graphql(desc = "Only open incidents (true) or only resolved ones (false).")] open: Option<
            bool,
        >,
        #[graphql(desc = "Only those of this website.")] website_id: Option<ID>,
        #[graphql(desc = "Only those that opened at or after this instant.")] from: Option<
            DateTime<Utc>,
        >,
        #[graphql(desc = "Only those that opened before this instant.")] to: Option<DateTime<Utc>>,
        #[graphql(desc = "Organization; your personal one by default.")] organization_id: Option<
            ID,
        >,
    ) -> Result<Page<Incident>> {
        let scope = ctx.scope(Permission::Read, organization_id.as_ref())?;
        let first = page::first(first)?;
        let after = page::after(after.as_deref())?.map(Uuid::from_bytes);
        let db = &ctx.app().db;
        let website = match website_id {
            None => None,
            Some(website_id) => {
                let id = id::parse("websiteId", &website_id)?;
                let website = service::website::of(db, &scope, id);
                Some(ctx.read(website).await?)
            }
        };
        let filter = Filter {
            open,
            website,
            from,
            to,
        };
        let page = service::incident::list(db, &scope, filter, first, after);
        Ok(Incident::page(ctx.read(page).await?, after.is_some()))
    }
}
