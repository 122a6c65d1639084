//! How a website is checked, and what that found.

use std::sync::Arc;

use async_graphql::connection::{Connection, Edge, EmptyFields};
use async_graphql::{Context, ID, Object};
use chrono::{DateTime, Utc};
use entity::RegionKey;
use queue::How;
use status::history;

use super::check::{Check, IpVersion, TlsRules};
use super::context::ContextExt;
use super::cost;
use super::error::Result;
use super::latency::{self, Latency, LatencySeries};
use super::region_status::RegionStatus;
use super::report::Report;
use super::scalar::date;
use super::serial::{Page, Serial};
use super::series::{Step, UptimeSeries};
use super::status_change::StatusChange;
use super::tick::Tick;
use super::tls::RegionTls;
use super::uptime::{Uptime, UptimeQuery, Window};
use super::website_batch::{Rules, WebsiteBatch};
use super::website_status::WebsiteStatus;
use crate::service::Handles;
use crate::service::tick::Position;
use crate::service::website::{CurrentStatus, WebsiteSummary};
use crate::service::{self, page};

/// How it is checked, and what that found.
pub(super) struct WebsiteChecks {
    pub(super) row: Arc<WebsiteSummary>,
    pub(super) together: Arc<WebsiteBatch>,
}

#[Object]
impl WebsiteChecks {
    /// Identifier of the website.
    async fn id(&self) -> ID {
        self.row.id.into()
    }

    /// Displayed name.
    async fn name(&self) -> &str {
        &self.row.name
    }

    /// Target of the checks; its scheme selects the kind of check.
    async fn url(&self) -> &str {
        &self.row.url
    }

    /// Interval between checks, in seconds.
    async fn interval_secs(&self) -> i64 {
        self.row.interval_ms / 1_000
    }

    /// Time limit of one attempt, in milliseconds.
    async fn timeout_ms(&self) -> i32 {
        self.row.timeout_ms
    }

    /// Number of further attempts after a failed one.
    async fn retries(&self) -> i32 {
        self.row.retries.into()
    }

    /// How many regions must report down: `any`, `majority`, `all`, or a number.
    async fn quorum(&self) -> &str {
        &self.row.quorum
    }

    /// When the website was created.
    async fn created_at(&self) -> DateTime<Utc> {
        self.row.created_at
    }

    /// Current status.
    async fn status(&self, ctx: &Context<'_>) -> Result<WebsiteStatus> {
        let statuses = self.together.statuses(ctx).await?;
        let status = statuses.get(&self.row.key);
        let status = status.unwrap_or(&CurrentStatus::PENDING);
        Ok(status.status.into())
    }

    /// Current status as seen from each region that has measured the website since its checks
    /// last changed.
    #[graphql(complexity = "10 * child_complexity + 1")]
    async fn region_statuses(&self, ctx: &Context<'_>) -> Result<Vec<Serial<RegionStatus>>> {
        let all = self.together.votes(ctx).await?;
        let votes = all.get(&self.row.key).cloned().unwrap_or_default();
        Ok(votes.into_iter().map(|vote| Serial(vote.into())).collect())
    }

    /// Names of the regions it is checked from; null for all regions, including future ones.
    async fn regions(&self, ctx: &Context<'_>) -> Result<Option<Vec<String>>> {
        let Some(keys) = &self.row.regions else {
            return Ok(None);
        };
        let regions = self.together.regions(ctx).await?;
        let mut names: Vec<String> = regions
            .iter()
            .filter(|region| keys.0.contains(&region.key))
            .map(|region| region.name.clone())
            .collect();
        names.sort();
        Ok(Some(names))
    }

    /// How the website is checked. Secrets are not returned.
    #[graphql(complexity = "cost::LONG_TEXT + child_complexity")]
    async fn check(&self, ctx: &Context<'_>) -> Result<Check> {
        let how = self.together.how(ctx, self.row.key).await?;
        Ok(How::clone(&how).into())
    }

    /// Which IP versions a check uses.
    async fn ip_version(&self, ctx: &Context<'_>) -> Result<IpVersion> {
        Ok(self.rules(ctx).await?.family.into())
    }

    /// A check is degraded if its response time exceeds this, in milliseconds; null for never.
    async fn degraded_above_ms(&self, ctx: &Context<'_>) -> Result<Option<i64>> {
        Ok(self.rules(ctx).await?.degraded_above_ms.map(i64::from))
    }

    /// A check is down if its response time exceeds this, in milliseconds; null for never.
    async fn down_above_ms(&self, ctx: &Context<'_>) -> Result<Option<i64>> {
        Ok(self.rules(ctx).await?.down_above_ms.map(i64::from))
    }

    /// Requirements on TLS, for checks that use it.
    async fn tls_rules(&self, ctx: &Context<'_>) -> Result<TlsRules> {
        Ok(self.rules(ctx).await?.tls.clone().into())
    }

    /// The latest TLS handshake from each region that made one.
    #[graphql(complexity = "10 * child_complexity + 1")]
    async fn tls(&self, ctx: &Context<'_>) -> Result<Vec<RegionTls>> {
        let all = self.together.tls(ctx).await?;
        let rows = all.get(&self.row.key).cloned().unwrap_or_default();
        let now_ms = ctx.now_ms();
        let shown = rows.into_iter().map(|row| RegionTls::new(row, now_ms));
        Ok(shown.collect::<service::Result<_>>()?)
    }

    /// Tick with the newest slot, from any region.
    async fn last_tick(&self, ctx: &Context<'_>) -> Result<Option<Serial<Tick>>> {
        let ticks = self.together.last_ticks(ctx).await?;
        let tick = ticks.get(&self.row.key).cloned();
        Ok(tick.map(|row| Serial(row.into())))
    }

    /// Ticks from one region or all, newest slot first.
    #[graphql(complexity = "cost::TICKS + page::weight(first) * child_complexity")]
    async fn ticks(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Page size, 0 to 100; 50 by default.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the item before the page; the first page by default.")]
        after: Option<String>,
        #[graphql(desc = "Name of the region to restrict the answer to; all regions by default.")]
        region: Option<String>,
    ) -> Result<Page<Tick>> {
        let first = page::first(first)?;
        let after = Position::parse(after.as_deref())?;
        let regions = self.region_keys(ctx, region).await?;
        let (db, now_ms) = (&ctx.app().db, self.together.now_ms(ctx));
        let page = service::tick::page(db, &self.row, &regions, first, after, now_ms);
        let page = ctx.read(page).await?;
        let mut connection = Connection::new(after.is_some(), page.has_next);
        connection.edges.extend(page.rows.into_iter().map(|row| {
            let cursor = Position::from(&row).cursor();
            Edge::<_, _, EmptyFields>::new(cursor, Serial(row.into()))
        }));
        Ok(Page(connection))
    }

    /// Uptime and ledger of a rolling window (a day by default) or of the time between `from`
    /// and `to`, over all regions or as seen from one.
    #[graphql(complexity = "cost::window(window, from, to) + child_complexity")]
    async fn uptime(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "A rolling window that ends now; a day by default.")] window: Option<
            Window,
        >,
        #[graphql(desc = "Start of a custom window, instead of `window`.")] from: Option<
            DateTime<Utc>,
        >,
        #[graphql(desc = "End of the custom window; now by default.")] to: Option<DateTime<Utc>>,
        #[graphql(desc = "Name of the region to restrict the answer to; all regions by default.")]
        region: Option<String>,
    ) -> Result<Serial<Uptime>> {
        let window = self.window(ctx, window, from, to)?;
        let view = self.together.view(ctx, region.as_deref()).await?;
        let tallies = self.together.tallies(ctx, view, window).await?;
        let tally = tallies.get(&self.row.key).copied().unwrap_or_default();
        let asked = UptimeQuery {
            website_key: self.row.key,
            together: Arc::clone(&self.together),
            view,
            window,
        };
        Ok(Serial(Uptime::new(tally, asked)))
    }

    /// Uptime in equal steps up to now, as columns: by default the last 90 days, or 24 hours
    /// if steps are hours. At most 744 hours or 732 days.
    #[graphql(complexity = "cost::steps(step, steps, child_complexity)")]
    async fn uptime_series(
        &self,
        ctx: &Context<'_>,
        #[graphql(default_with = "Step::Day", desc = "Length of a step.")] step: Step,
        #[graphql(desc = "Number of steps; 90 days or 24 hours by default.")] steps: Option<i32>,
        #[graphql(desc = "Name of the region to restrict the answer to; all regions by default.")]
        region: Option<String>,
    ) -> Result<Serial<UptimeSeries>> {
        let step = step.into();
        let steps = service::uptime::steps(step, steps)?;
        let view = self.together.view(ctx, region.as_deref()).await?;
        Ok(Serial(UptimeSeries {
            website_key: self.row.key,
            step,
            series: self.together.series(ctx, view, step, steps).await?,
        }))
    }

    /// Response times in a rolling window (a day by default) or between `from` and `to`, from
    /// all regions or one.
    #[graphql(complexity = "cost::distribution(window, from, to) + child_complexity")]
    async fn latency(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "A rolling window that ends now; a day by default.")] window: Option<
            Window,
        >,
        #[graphql(desc = "Start of a custom window, instead of `window`.")] from: Option<
            DateTime<Utc>,
        >,
        #[graphql(desc = "End of the custom window; now by default.")] to: Option<DateTime<Utc>>,
        #[graphql(desc = "Name of the region to restrict the answer to; all regions by default.")]
        region: Option<String>,
    ) -> Result<Latency> {
        let window = self.window(ctx, window, from, to)?;
        let asked = latency::LatencyQuery {
            website_key: self.row.key,
            region_keys: self.region_keys(ctx, region).await?,
            window,
            now_ms: self.together.now_ms(ctx),
        };
        let Handles { db, keep, .. } = &ctx.app().handles;
        let regions = &asked.region_keys;
        let told = history::latency(db, self.row.key, regions, window, keep, asked.now_ms);
        let told = ctx.read(told).await?;
        Ok(Latency::new(&told, asked))
    }

    /// Response times in equal steps for a chart, as columns: from ticks for windows up to a
    /// day, hours up to two weeks, days beyond.
    #[graphql(complexity = "cost::samples(window, from, to) + child_complexity")]
    async fn latency_series(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "A rolling window that ends now; a day by default.")] window: Option<
            Window,
        >,
        #[graphql(desc = "Start of a custom window, instead of `window`.")] from: Option<
            DateTime<Utc>,
        >,
        #[graphql(desc = "End of the custom window; now by default.")] to: Option<DateTime<Utc>>,
        #[graphql(desc = "Name of the region to restrict the answer to; all regions by default.")]
        region: Option<String>,
    ) -> Result<LatencySeries> {
        let window = self.window(ctx, window, from, to)?;
        let regions = self.region_keys(ctx, region).await?;
        let Handles { db, keep, .. } = &ctx.app().handles;
        let now_ms = self.together.now_ms(ctx);
        let series = history::latency_series(db, self.row.key, &regions, window, keep, now_ms);
        Ok(LatencySeries(ctx.read(series).await?))
    }

    /// Uptime and downtimes in one calendar month (UTC), and how they were computed. The
    /// current month is reported up to now.
    #[graphql(complexity = "cost::REPORT + child_complexity")]
    async fn report(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Month in UTC, such as `2026-11`.")] month: String,
    ) -> Result<Report> {
        let together = Arc::clone(&self.together);
        Report::new(ctx, self.row.key, together, &month).await
    }

    /// Status changes, newest first, over all regions or as seen from one.
    #[graphql(complexity = "cost::CHANGES + page::weight(first) * child_complexity")]
    async fn changes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Page size, 0 to 100; 50 by default.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the item before the page; the first page by default.")]
        after: Option<String>,
        #[graphql(desc = "Name of the region to restrict the answer to; all regions by default.")]
        region: Option<String>,
    ) -> Result<Page<StatusChange>> {
        let first = page::first(first)?;
        let after = page::after(after.as_deref())?.map(i64::from_be_bytes);
        let after = after.map(page::instant).transpose()?;
        let view = self.together.view(ctx, region.as_deref()).await?;
        let (db, now_ms) = (&ctx.app().db, self.together.now_ms(ctx));
        let spans = service::changes::page(db, self.row.key, view, first, after, now_ms);
        let page = ctx.read(spans).await?;
        let mut connection = Connection::new(after.is_some(), page.has_next);
        connection.edges.extend(page.rows.into_iter().map(|span| {
            let cursor = page::cursor(&span.0.from_ms.to_be_bytes());
            Edge::<_, _, EmptyFields>::new(cursor, Serial(span.into()))
        }));
        Ok(Page(connection))
    }
}

impl WebsiteChecks {
    /// The requested window.
    fn window(
        &self,
        ctx: &Context<'_>,
        window: Option<Window>,
        from: Option<DateTime<Utc>>,
        to: Option<DateTime<Utc>>,
    ) -> Result<history::Window> {
        let now = date(self.together.now_ms(ctx));
        let days = window.map(Window::days);
        Ok(service::uptime::window(days, from, to, now)?)
    }

    /// Settings that every kind of check has.
    async fn rules(&self, ctx: &Context<'_>) -> Result<Arc<Rules>> {
        self.together.rules(ctx, self.row.key).await
    }

    /// Key of the region called `name`, or the keys of all regions.
    async fn region_keys(&self, ctx: &Context<'_>, name: Option<String>) -> Result<Vec<RegionKey>> {
        if let Some(key) = self.together.view(ctx, name.as_deref()).await? {
            return Ok(vec![key]);
        }
        let regions = self.together.regions(ctx).await?;
        Ok(regions.iter().map(|region| region.key).collect())
    }
}
