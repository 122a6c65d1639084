//! Websites: reading them.

use std::sync::Arc;

use async_graphql::connection::{Connection, Edge, EmptyFields};
use async_graphql::{ComplexObject, Context, Enum, ID, Object, SimpleObject};
use chrono::{DateTime, Utc};
use entity::member::Role;
use entity::website;
use queue::How;
use status::history;

use super::change::StatusChange;
use super::check::{Check, TlsRules};
use super::check_input::IpVersion;
use super::context::ContextExt;
use super::cost;
use super::error::Result;
use super::id;
use super::latency::{self, Latency, LatencySeries};
use super::region_status::RegionStatus;
use super::report::Report;
use super::scalar::date;
use super::series::{Step, UptimeSeries};
use super::tick::Tick;
use super::tls::RegionTls;
use super::together::{Rules, Together};
use super::uptime::{Question, Uptime, Window};
use crate::app::App;
use crate::service::tick::Position;
use crate::service::website::Lean;
use crate::service::{self, page};

/// The status of a website.
#[derive(Enum, Copy, Clone, Eq, PartialEq)]
#[graphql(remote = "entity::website_status::WebsiteStatus")]
pub(super) enum WebsiteStatus {
    /// Not judged yet.
    Pending,
    /// Up.
    Up,
    /// Degraded, by quorum.
    Degraded,
    /// Some regions say down, fewer than the quorum.
    Partial,
    /// Down, by quorum.
    Down,
    /// No fresh vote, or too few to say.
    Unmeasured,
    /// Not checked at present.
    Paused,
}

/// A thing that is watched.
#[derive(SimpleObject)]
#[graphql(complex)]
pub(super) struct Website {
    #[graphql(skip)]
    row: Arc<Lean>,
    #[graphql(skip)]
    together: Arc<Together>,
    /// What it is asked for by.
    id: ID,
    /// What it is shown as.
    name: String,
    /// What is watched; its scheme selects the kind of check.
    url: String,
    /// Seconds between checks.
    interval_secs: i64,
    /// Time limit of one attempt, milliseconds.
    timeout_ms: i32,
    /// Further attempts after a failing one.
    retries: i32,
    /// How many regions must say down: `any`, `majority`, `all`, or a number.
    quorum: String,
    /// When it was made.
    created_at: DateTime<Utc>,
}

#[ComplexObject]
impl Website {
    /// The status now.
    async fn status(&self, ctx: &Context<'_>) -> Result<WebsiteStatus> {
        let statuses = self.together.statuses(ctx).await?;
        let status = statuses.get(&self.row.key);
        Ok(status.map_or(WebsiteStatus::Pending, |row| row.status.into()))
    }

    /// What each region says of it that has measured it since what is checked was
    /// changed last.
    #[graphql(complexity = "10 * child_complexity + 1")]
    async fn region_statuses(&self, ctx: &Context<'_>) -> Result<Vec<RegionStatus>> {
        let all = self.together.votes(ctx).await?;
        let votes = all.get(&self.row.key).cloned().unwrap_or_default();
        Ok(votes.into_iter().map(RegionStatus::from).collect())
    }

    /// Names of the regions it is checked from; null for all, later ones too.
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

    /// How it is checked. Its secrets are not returned.
    #[graphql(complexity = "cost::LONG_TEXT + child_complexity")]
    async fn check(&self, ctx: &Context<'_>) -> Result<Check> {
        let how = self.together.how(ctx, self.row.key).await?;
        Ok(How::clone(&how).into())
    }

    /// Which addresses of a name are tried.
    async fn ip_version(&self, ctx: &Context<'_>) -> Result<IpVersion> {
        Ok(self.rules(ctx).await?.family.into())
    }

    /// Degraded where the response time is above this, milliseconds; null for
    /// never.
    async fn degraded_above_ms(&self, ctx: &Context<'_>) -> Result<Option<i64>> {
        Ok(self.rules(ctx).await?.degraded_above_ms.map(i64::from))
    }

    /// Down where the response time is above this, milliseconds; null for never.
    async fn down_above_ms(&self, ctx: &Context<'_>) -> Result<Option<i64>> {
        Ok(self.rules(ctx).await?.down_above_ms.map(i64::from))
    }

    /// What is expected of TLS, where it is spoken.
    async fn tls_rules(&self, ctx: &Context<'_>) -> Result<TlsRules> {
        Ok(self.rules(ctx).await?.tls.clone().into())
    }

    /// What TLS shows in each region where it was spoken, as it was seen last.
    #[graphql(complexity = "10 * child_complexity + 1")]
    async fn tls(&self, ctx: &Context<'_>) -> Result<Vec<RegionTls>> {
        let all = self.together.tls(ctx).await?;
        let rows = all.get(&self.row.key).cloned().unwrap_or_default();
        let now_ms = ctx.now_ms();
        let shown = rows.into_iter().map(|row| RegionTls::new(row, now_ms));
        Ok(shown.collect::<service::Result<_>>()?)
    }

    /// The newest tick by slot, of whichever region.
    async fn last_tick(&self, ctx: &Context<'_>) -> Result<Option<Tick>> {
        let ticks = self.together.last_ticks(ctx).await?;
        Ok(ticks.get(&self.row.key).cloned().map(Tick::from))
    }

    /// Its ticks, newest slot first, from one region or all.
    #[graphql(complexity = "cost::TICKS + page::weight(first) * child_complexity")]
    async fn ticks(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many are wanted, 0 to 100; 50 by default.")] first: Option<i32>,
        #[graphql(desc = "The cursor behind which the page begins; the first page without it.")]
        after: Option<String>,
        #[graphql(desc = "Only as this region sees it, by name; all regions without it.")]
        region: Option<String>,
    ) -> Result<Connection<String, Tick>> {
        let first = page::first(first)?;
        let after = Position::parse(after.as_deref())?;
        let regions = self.region_keys(ctx, region).await?;
        let (db, now_ms) = (&ctx.app().db, self.together.now_ms(ctx));
        let page = service::tick::page(db, &self.row, &regions, first, after, now_ms);
        let page = ctx.read(page).await?;
        let mut connection = Connection::new(after.is_some(), page.has_next);
        connection.edges.extend(page.rows.into_iter().map(|row| {
            let cursor = Position::from(&row).cursor();
            Edge::<_, _, EmptyFields>::new(cursor, row.into())
        }));
        Ok(connection)
    }

    /// Uptime and ledger of a rolling window (a day by default) or of any time
    /// `from` … `to`, over all regions or as one sees it.
    #[graphql(complexity = "cost::window(window, from, to) + child_complexity")]
    async fn uptime(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "A window that ends now; a day by default.")] window: Option<Window>,
        #[graphql(desc = "The beginning of another window, instead of `window`.")] from: Option<
            DateTime<Utc>,
        >,
        #[graphql(desc = "The end of that window; now by default.")] to: Option<DateTime<Utc>>,
        #[graphql(desc = "Only as this region sees it, by name; all regions without it.")]
        region: Option<String>,
    ) -> Result<Uptime> {
        let window = self.window(ctx, window, from, to)?;
        let view = self.together.view(ctx, region.as_deref()).await?;
        let tallies = self.together.tallies(ctx, view, window).await?;
        let tally = tallies.get(&self.row.key).copied().unwrap_or_default();
        let asked = Question {
            website_key: self.row.key,
            together: Arc::clone(&self.together),
            view,
            window,
        };
        Ok(Uptime::new(tally, asked))
    }

    /// Uptime in equal steps up to now, in columns: the last 90 days unless told
    /// otherwise, 24 steps where they are hours. At most 744 hours or 732 days.
    #[graphql(complexity = "cost::steps(step, steps, child_complexity)")]
    async fn uptime_series(
        &self,
        ctx: &Context<'_>,
        #[graphql(default_with = "Step::Day", desc = "How long each step is.")] step: Step,
        #[graphql(desc = "How many steps; 90 days or 24 hours by default.")] steps: Option<i32>,
        #[graphql(desc = "Only as this region sees it, by name; all regions without it.")]
        region: Option<String>,
    ) -> Result<UptimeSeries> {
        let step = step.into();
        let steps = service::uptime::steps(step, steps)?;
        let view = self.together.view(ctx, region.as_deref()).await?;
        Ok(UptimeSeries {
            website_key: self.row.key,
            step,
            series: self.together.series(ctx, view, step, steps).await?,
        })
    }

    /// How long its checks took in a rolling window (a day by default) or in any time
    /// `from` … `to`, from all regions or one.
    #[graphql(complexity = "cost::distribution(window, from, to) + child_complexity")]
    async fn latency(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "A window that ends now; a day by default.")] window: Option<Window>,
        #[graphql(desc = "The beginning of another window, instead of `window`.")] from: Option<
            DateTime<Utc>,
        >,
        #[graphql(desc = "The end of that window; now by default.")] to: Option<DateTime<Utc>>,
        #[graphql(desc = "Only as this region sees it, by name; all regions without it.")]
        region: Option<String>,
    ) -> Result<Latency> {
        let window = self.window(ctx, window, from, to)?;
        let asked = latency::Question {
            website_key: self.row.key,
            region_keys: self.region_keys(ctx, region).await?,
            window,
            now_ms: self.together.now_ms(ctx),
        };
        let App { db, keep, .. } = ctx.app();
        let regions = &asked.region_keys;
        let told = history::latency(db, self.row.key, regions, window, keep, asked.now_ms);
        let told = ctx.read(told).await?;
        Ok(Latency::new(&told, asked))
    }

    /// The same in equal steps for a chart, in columns: minutes up to a day, hours up to
    /// two weeks, days beyond.
    #[graphql(complexity = "cost::samples(window, from, to) + child_complexity")]
    async fn latency_series(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "A window that ends now; a day by default.")] window: Option<Window>,
        #[graphql(desc = "The beginning of another window, instead of `window`.")] from: Option<
            DateTime<Utc>,
        >,
        #[graphql(desc = "The end of that window; now by default.")] to: Option<DateTime<Utc>>,
        #[graphql(desc = "Only as this region sees it, by name; all regions without it.")]
        region: Option<String>,
    ) -> Result<LatencySeries> {
        let window = self.window(ctx, window, from, to)?;
        let regions = self.region_keys(ctx, region).await?;
        let App { db, keep, .. } = ctx.app();
        let now_ms = self.together.now_ms(ctx);
        let series = history::latency_series(db, self.row.key, &regions, window, keep, now_ms);
        Ok(LatencySeries(ctx.read(series).await?))
    }

    /// How long it was up in a month of UTC, `2026-11`, when it was down, and how that was
    /// computed; a month that lasts is told up to now.
    #[graphql(complexity = "cost::REPORT + child_complexity")]
    async fn report(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The month, in UTC: `2026-11`.")] month: String,
    ) -> Result<Report> {
        let together = Arc::clone(&self.together);
        Report::new(ctx, self.row.key, together, &month).await
    }

    /// What it was from when to when, newest first, over all regions or as one sees it.
    #[graphql(complexity = "cost::CHANGES + page::weight(first) * child_complexity")]
    async fn changes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many are wanted, 0 to 100; 50 by default.")] first: Option<i32>,
        #[graphql(desc = "The cursor behind which the page begins; the first page without it.")]
        after: Option<String>,
        #[graphql(desc = "Only as this region sees it, by name; all regions without it.")]
        region: Option<String>,
    ) -> Result<Connection<String, StatusChange>> {
        let first = page::first(first)?;
        let after = page::after(after.as_deref())?.map(i64::from_be_bytes);
        let after = after.map(page::instant).transpose()?;
        let view = self.together.view(ctx, region.as_deref()).await?;
        let db = &ctx.app().db;
        let spans = service::changes::page(db, self.row.key, view, first, after);
        let page = ctx.read(spans).await?;
        let mut connection = Connection::new(after.is_some(), page.has_next);
        connection.edges.extend(page.rows.into_iter().map(|span| {
            let cursor = page::cursor(&span.from_ms.to_be_bytes());
            Edge::<_, _, EmptyFields>::new(cursor, span.into())
        }));
        Ok(connection)
    }
}

#[derive(Default, Debug)]
pub(super) struct WebsiteQuery;

#[Object]
impl WebsiteQuery {
    /// One of your websites.
    #[graphql(complexity = "cost::WEBSITES + child_complexity")]
    async fn website(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which website.")] id: ID,
    ) -> Result<Website> {
        let member = ctx.member(Role::Viewer)?;
        let id = id::parse("id", &id)?;
        let website = service::website::get(&ctx.app().db, member.organization, id);
        Ok(Arc::new(ctx.read(website).await?).into())
    }

    /// Your websites in the order in which they were made.
    #[graphql(
        complexity = "cost::websites(search.is_some() || status.is_some()) + page::weight(first) * child_complexity"
    )]
    async fn websites(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many are wanted, 0 to 100; 50 by default.")] first: Option<i32>,
        #[graphql(desc = "The cursor behind which the page begins; the first page without it.")]
        after: Option<String>,
        #[graphql(
            desc = "What must be part of the name or the URL, whatever the case and however letters are spelled, with the host in letters or as `xn--`; at most 200 characters."
        )]
        search: Option<String>,
        #[graphql(desc = "Only websites that have one of these statuses now.")] status: Option<
            Vec<WebsiteStatus>,
        >,
    ) -> Result<Connection<String, Website>> {
        let member = ctx.member(Role::Viewer)?;
        let first = page::first(first)?;
        let after = page::after(after.as_deref())?.map(uuid::Uuid::from_bytes);
        let mut statuses = Vec::new();
        for status in status.unwrap_or_default() {
            let status = status.into();
            // However often each is said, the statement names it once.
            if !statuses.contains(&status) {
                statuses.push(status);
            }
        }
        let status = statuses;
        let filter = service::website::Filter { search, status };
        let db = &ctx.app().db;
        let page = service::website::list(db, member.organization, &filter, first, after);
        let page = ctx.read(page).await?;
        let mut connection = Connection::new(after.is_some(), page.has_next);
        let together = Together::new(page.rows.iter().map(|row| row.key).collect());
        connection.edges.extend(page.rows.into_iter().map(|row| {
            let cursor = page::cursor(row.id.as_bytes());
            let website = Website::new(Arc::new(row), Arc::clone(&together));
            Edge::<_, _, EmptyFields>::new(cursor, website)
        }));
        Ok(connection)
    }
}

impl From<website::Model> for Website {
    fn from(row: website::Model) -> Self {
        let alone = Together::of(&row);
        Self::new(Arc::new(row.into()), alone)
    }
}

impl From<Arc<Lean>> for Website {
    fn from(row: Arc<Lean>) -> Self {
        let alone = Together::new(vec![row.key]);
        Self::new(row, alone)
    }
}

impl Website {
    /// The window that is asked for.
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

    /// What holds for each kind of check.
    async fn rules(&self, ctx: &Context<'_>) -> Result<Arc<Rules>> {
        self.together.rules(ctx, self.row.key).await
    }

    /// The region called `name`, or all.
    async fn region_keys(&self, ctx: &Context<'_>, name: Option<String>) -> Result<Vec<i16>> {
        if let Some(key) = self.together.view(ctx, name.as_deref()).await? {
            return Ok(vec![key]);
        }
        let regions = self.together.regions(ctx).await?;
        Ok(regions.iter().map(|region| region.key).collect())
    }

    fn new(row: Arc<Lean>, together: Arc<Together>) -> Self {
        Self {
            together,
            id: row.id.into(),
            name: row.name.clone(),
            url: row.url.clone(),
            interval_secs: row.interval_ms / 1_000,
            timeout_ms: row.timeout_ms,
            retries: i32::from(row.retries),
            quorum: row.quorum.clone(),
            created_at: row.created_at,
            row,
        }
    }
}
