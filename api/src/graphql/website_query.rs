//! Queries for websites.

use std::sync::Arc;

use async_graphql::connection::{Connection, Edge, EmptyFields};
use async_graphql::{Context, ID, Object};

use super::check::CheckKind;
use super::context::ContextExt;
use super::cost;
use super::error::Result;
use super::id;
use super::serial::{Page, Serial};
use super::website::Website;
use super::website_batch::WebsiteBatch;
use super::website_filter::{WebsiteCounts, WebsiteFilterInput, WebsiteSort};
use super::website_status::WebsiteStatus;
use crate::service::access::Permission;
use crate::service::website::{MAX_FIRST, Order};
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

    /// An organization's websites.
    #[graphql(
        complexity = "cost::websites(search.is_some() || status.is_some() || tags.is_some() || kinds.is_some() || region.is_some(), sort) + page::weight_of(first, MAX_FIRST) * child_complexity"
    )]
    #[expect(
        clippy::too_many_arguments,
        reason = "each is an argument of the field in the schema"
    )]
    async fn websites(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Page size, 0 to 1,000; 50 by default. The fields of each website count towards the document's complexity, so large pages are for fields that cost little."
        )]
        first: Option<i32>,
        #[graphql(desc = "Cursor of the item before the page; the first page by default.")]
        after: Option<String>,
        #[graphql(
            desc = "Text that the name or URL must contain, at most 200 characters. Case and Unicode form do not matter; internationalized hosts match in Unicode and in `xn--` form."
        )]
        search: Option<String>,
        #[graphql(desc = "Only websites with one of these current statuses.")] status: Option<
            Vec<WebsiteStatus>,
        >,
        #[graphql(
            desc = "Only websites with these tags, at most 50. Of tags with the same name one is enough; a name without a value stands for any value."
        )]
        tags: Option<Vec<String>>,
        #[graphql(desc = "Only websites with one of these kinds of checks.")] kinds: Option<
            Vec<CheckKind>,
        >,
        #[graphql(desc = "Only websites that are checked from the region with this name.")]
        region: Option<String>,
        #[graphql(desc = "What they are ordered by; creation by default.")] sort: Option<
            WebsiteSort,
        >,
        #[graphql(desc = "Whether the order is reversed; not by default.")] reverse: Option<bool>,
        #[graphql(desc = "Organization; your personal one by default.")] organization_id: Option<
            ID,
        >,
    ) -> Result<Page<Website>> {
        let scope = ctx.scope(Permission::Read, organization_id.as_ref())?;
        let first = page::first_of(first, MAX_FIRST)?;
        let filter = WebsiteFilterInput {
            search,
            status,
            tags,
            kinds,
            region,
        };
        let filter = filter.read(ctx).await?;
        let order = Order {
            sort: sort.map(Into::into).unwrap_or_default(),
            reverse: reverse.unwrap_or_default(),
        };
        let handles = &ctx.app().handles;
        let after = after.as_deref();
        let page = service::website::list(handles, &scope, &filter, order, first, after);
        let page = ctx.read(page).await?;
        let mut connection = Connection::new(after.is_some(), page.has_next);
        let rows = page.rows.iter();
        let statuses = rows.map(|(row, _)| (row.website.key, row.status));
        let together = WebsiteBatch::with_statuses(statuses.collect());
        let edges = page.rows.into_iter().map(|(row, cursor)| {
            let website = Website::new(Arc::new(row.website), Arc::clone(&together));
            Edge::<_, _, EmptyFields>::new(cursor, Serial(website))
        });
        connection.edges.extend(edges);
        Ok(Page(connection))
    }

    /// How many of an organization's websites are in each status.
    #[graphql(complexity = "cost::LOOK + child_complexity")]
    async fn website_counts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which websites are counted; all by default.")] filter: Option<
            WebsiteFilterInput,
        >,
        #[graphql(desc = "Organization; your personal one by default.")] organization_id: Option<
            ID,
        >,
    ) -> Result<WebsiteCounts> {
        let scope = ctx.scope(Permission::Read, organization_id.as_ref())?;
        let filter = filter.unwrap_or_default().read(ctx).await?;
        let counts = service::website::counts(&ctx.app().db, &scope, &filter);
        Ok(ctx.read(counts).await?.into())
    }
}
