//! Queries for websites.

use std::sync::Arc;

use async_graphql::connection::{Connection, Edge, EmptyFields};
use async_graphql::{Context, ID, Object};

use super::context::ContextExt;
use super::cost;
use super::error::Result;
use super::id;
use super::serial::{Page, Serial};
use super::website::Website;
use super::website_batch::WebsiteBatch;
use super::website_status::WebsiteStatus;
use crate::service::access::Permission;
use crate::service::{self, page};

#[derive(Default, Debug)]
pub(super) struct WebsiteQuery;

#[Object]
impl WebsiteQuery {
    /// The website with this id.
    #[graphql(complexity = "cost::WEBSITES + child_complexity")]
    async fn website(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier of the website.")] id: ID,
    ) -> Result<Website> {
        let access = &ctx.caller()?.access;
        let id = id::parse("id", &id)?;
        let website = service::website::get(&ctx.app().db, access, id);
        Ok(ctx.read(website).await?.into())
    }

    /// An organization's websites in order of creation.
    #[graphql(
        complexity = "cost::websites(search.is_some() || status.is_some()) + page::weight(first) * child_complexity"
    )]
    async fn websites(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Page size, 0 to 100; 50 by default.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the item before the page; the first page by default.")]
        after: Option<String>,
        #[graphql(
            desc = "Text that the name or URL must contain, at most 200 characters. Case and Unicode form do not matter; internationalized hosts match in Unicode and in `xn--` form."
        )]
        search: Option<String>,
        #[graphql(desc = "Only websites with one of these current statuses.")] status: Option<
            Vec<WebsiteStatus>,
        >,
        #[graphql(desc = "Organization; your personal one by default.")] organization_id: Option<
            ID,
        >,
    ) -> Result<Page<Website>> {
        let organization = ctx.organization(Permission::Read, organization_id.as_ref())?;
        let first = page::first(first)?;
        let after = page::after(after.as_deref())?.map(uuid::Uuid::from_bytes);
        let mut statuses = Vec::new();
        for status in status.unwrap_or_default() {
            let status = status.into();
            // Duplicates would only lengthen the statement.
            if !statuses.contains(&status) {
                statuses.push(status);
            }
        }
        let status = statuses;
        let filter = service::website::Filter { search, status };
        let db = &ctx.app().db;
        let page = service::website::list(db, organization, &filter, first, after);
        let page = ctx.read(page).await?;
        let mut connection = Connection::new(after.is_some(), page.has_next);
        let statuses = page.rows.iter().map(|row| (row.website.key, row.status));
        let together = WebsiteBatch::with_statuses(statuses.collect());
        connection.edges.extend(page.rows.into_iter().map(|row| {
            let cursor = page::cursor(row.website.id.as_bytes());
            let website = Website::new(Arc::new(row.website), Arc::clone(&together));
            Edge::<_, _, EmptyFields>::new(cursor, Serial(website))
        }));
        Ok(Page(connection))
    }
}
