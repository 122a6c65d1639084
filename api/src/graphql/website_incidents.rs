//! A website's incidents, why they opened or did not, and maintenance.

use std::sync::Arc;

use async_graphql::{Context, Object};
use uuid::Uuid;

use super::context::ContextExt;
use super::cost;
use super::error::Result;
use super::incident::Incident;
use super::serial::Page;
use super::verdict::Verdict;
use super::website_batch::WebsiteBatch;
use crate::service::access::Scope;
use crate::service::incident::Filter;
use crate::service::website::WebsiteSummary;
use crate::service::{self, page};

pub(super) struct WebsiteIncidents {
    pub(super) row: Arc<WebsiteSummary>,
    pub(super) together: Arc<WebsiteBatch>,
}

#[Object]
impl WebsiteIncidents {
    /// How long the website must be down before an incident opens, in seconds.
    async fn confirmation_secs(&self) -> i64 {
        self.row.confirmation_ms / 1_000
    }

    /// How long the website must be well before its incident resolves, in seconds.
    async fn recovery_secs(&self) -> i64 {
        self.row.recovery_ms / 1_000
    }

    /// Whether a window of maintenance goes on, so that alerts are held.
    async fn in_maintenance(&self, ctx: &Context<'_>) -> Result<bool> {
        let all = self.together.in_maintenance(ctx).await?;
        Ok(all.contains(&self.row.key))
    }

    /// Its incidents, newest first.
    #[graphql(complexity = "cost::INCIDENTS + page::weight(first) * child_complexity")]
    async fn incidents(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Page size, 0 to 100; 50 by default.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the item before the page; the first page by default.")]
        after: Option<String>,
        #[graphql(desc = "Only open incidents (true) or only resolved ones (false).")] open: Option<
            bool,
        >,
    ) -> Result<Page<Incident>> {
        let first = page::first(first)?;
        let after = page::after(after.as_deref())?.map(Uuid::from_bytes);
        let filter = Filter {
            open,
            website: Some(self.row.key),
            ..Filter::default()
        };
        let (db, scope) = (&ctx.app().db, Scope::all(self.row.organization_id));
        let page = service::incident::list(db, &scope, filter, first, after);
        Ok(Incident::page(ctx.read(page).await?, after.is_some()))
    }

    /// Why incidents opened and resolved, and why none did where regions failed, newest first.
    #[graphql(complexity = "cost::VERDICTS + page::weight(first) * child_complexity")]
    async fn verdicts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Page size, 0 to 100; 50 by default.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the item before the page; the first page by default.")]
        after: Option<String>,
    ) -> Result<Page<Verdict>> {
        let first = page::first(first)?;
        let before = Verdict::position(after.as_deref())?;
        let page = service::incident::verdicts(&ctx.app().db, self.row.key, first, before);
        let page = ctx.read(page).await?;
        Verdict::page(ctx, page, before.is_some()).await
    }
}
