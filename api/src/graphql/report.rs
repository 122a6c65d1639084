//! The monthly report.

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, SimpleObject};
use chrono::{DateTime, Utc};
use entity::{RegionKey, WebsiteKey, region, schedule};
use status::history;

use super::context::ContextExt;
use super::cost;
use super::error::Result;
use super::scalar::date;
use super::tick::{Failure, FailureClass};
use super::uptime::{Uptime, UptimeQuery};
use super::website_batch::WebsiteBatch;
use crate::service::Handles;
use crate::service::report::{self, Month};

/// Most downtimes that a report returns; `/export/report` returns all.
const MOST_DOWNTIMES: usize = 1_000;

/// Uptime and downtimes of a website in one calendar month (UTC), and how they were computed.
#[derive(SimpleObject)]
#[graphql(complex)]
pub(super) struct Report {
    #[graphql(skip)]
    website_key: WebsiteKey,
    #[graphql(skip)]
    together: Arc<WebsiteBatch>,
    #[graphql(skip)]
    window: history::Window,
    #[graphql(skip)]
    planned: Arc<Vec<schedule::Model>>,
    /// The month, such as `2026-11`.
    month: String,
    /// Start of the month.
    from: DateTime<Utc>,
    /// End of the month, or now if the month has not ended.
    to: DateTime<Utc>,
}

/// Uptime in a month as seen from one region.
#[derive(SimpleObject)]
pub(super) struct RegionReport {
    /// Name of the region.
    region: String,
    /// Uptime and ledger as seen from this region.
    uptime: Uptime,
    /// Uptime in percent with four decimals, truncated rather than rounded; null if nothing
    /// was measured.
    uptime_percent: Option<String>,
}

/// Periods during which a website was down.
#[derive(SimpleObject)]
pub(super) struct Downtimes {
    /// Number of downtimes in the month.
    count: i64,
    /// Whether there are more downtimes than were returned.
    more: bool,
    /// Downtimes, oldest first.
    nodes: Vec<Downtime>,
}

/// A period during which the website as a whole was down.
#[derive(SimpleObject)]
pub(super) struct Downtime {
    /// Start of the downtime within the report.
    from: DateTime<Utc>,
    /// End of the downtime within the report.
    to: DateTime<Utc>,
    /// Time from `from` to `to`, in seconds with three decimals.
    secs: f64,
    /// Start of the downtime, even if it lies before the report.
    began_at: DateTime<Utc>,
    /// Whether the downtime lasted beyond the end of the report.
    ongoing: bool,
    /// Failure of the check that caused it; null if its tick is no longer stored.
    failure: Option<Failure>,
}

#[ComplexObject]
impl Report {
    /// Uptime and ledger of the month over all regions.
    #[graphql(complexity = "cost::VIEW + child_complexity")]
    async fn uptime(&self, ctx: &Context<'_>) -> Result<Uptime> {
        Ok(self.of_view(ctx, None).await?.0)
    }

    /// The same uptime in percent with four decimals, truncated rather than rounded; null if
    /// nothing was measured.
    async fn uptime_percent(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        Ok(self.of_view(ctx, None).await?.1)
    }

    /// Uptime as seen from each region that checked the website in this month, by name.
    #[graphql(complexity = "10 * (cost::VIEW + child_complexity)")]
    async fn regions(&self, ctx: &Context<'_>) -> Result<Vec<RegionReport>> {
        let regions = self.together.regions(ctx).await?;
        let mut reports = Vec::new();
        for region in report::regions_of(&self.planned, &regions, self.window) {
            let (uptime, uptime_percent) = self.of_view(ctx, Some(&region)).await?;
            reports.push(RegionReport {
                region: region.name,
                uptime,
                uptime_percent,
            });
        }
        Ok(reports)
    }

    /// Downtimes of the month.
    #[graphql(complexity = "cost::DOWNTIMES + weight(first) * child_complexity")]
    async fn downtimes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Number of downtimes to return, 0 to 1,000; 1,000 by default.")]
        first: Option<i32>,
    ) -> Result<Downtimes> {
        let first = first_of(first)?;
        let db = &ctx.app().db;
        let counted = report::count(db, self.website_key, self.window);
        let count = ctx.read(counted).await?;
        let mut pages = report::downtimes(self.website_key, self.window);
        let mut told = Vec::new();
        while told.len() < first {
            let Some(mut page) = ctx.read(pages.next(db)).await? else {
                break;
            };
            page.truncate(first - told.len());
            told.append(&mut page);
        }
        if ctx.look_ahead().field("nodes").field("failure").exists() {
            let regions = self.together.regions(ctx).await?;
            let keys: Vec<RegionKey> = regions.iter().map(|region| region.key).collect();
            let explained = report::explain(db, self.website_key, &keys, &mut told);
            ctx.read(explained).await?;
        }
        Ok(Downtimes {
            count,
            more: usize::try_from(count).is_ok_and(|count| count > told.len()),
            nodes: told.into_iter().map(Into::into).collect(),
        })
    }

    /// How the numbers are computed, in sentences, one paragraph per line.
    #[graphql(complexity = "cost::LONG_TEXT")]
    async fn method(&self, ctx: &Context<'_>) -> Result<String> {
        let regions = self.together.regions(ctx).await?;
        let Handles { keep, .. } = &ctx.app().handles;
        let text = report::method(&self.planned, &regions, self.window, keep);
        Ok(text.join("\n"))
    }
}

impl Report {
    /// The report on the website in `month`.
    pub(super) async fn new(
        ctx: &Context<'_>,
        website_key: WebsiteKey,
        together: Arc<WebsiteBatch>,
        month: &str,
    ) -> Result<Self> {
        let now = date(together.now_ms(ctx));
        let Month { name, window } = report::month(month, now)?;
        Ok(Self {
            planned: together.plan(ctx, website_key, window).await?,
            website_key,
            together,
            window,
            month: name,
            from: date(window.from_ms),
            to: date(window.to_ms),
        })
    }

    /// Uptime as seen from one region or from all, and as a percentage.
    async fn of_view(
        &self,
        ctx: &Context<'_>,
        region: Option<&region::Model>,
    ) -> Result<(Uptime, Option<String>)> {
        let (view, window) = (region.map(|region| region.key), self.window);
        let tallies = self.together.tallies(ctx, view, window).await?;
        let tally = tallies.get(&self.website_key).copied().unwrap_or_default();
        let asked = UptimeQuery {
            website_key: self.website_key,
            together: Arc::clone(&self.together),
            view,
            window,
        };
        let percent = report::uptime_percent(&tally);
        Ok((Uptime::new(tally, asked), percent))
    }
}

impl From<report::Downtime> for Downtime {
    fn from(downtime: report::Downtime) -> Self {
        Self {
            from: date(downtime.from_ms),
            to: date(downtime.to_ms),
            secs: downtime.secs(),
            began_at: date(downtime.began_at_ms),
            ongoing: downtime.is_ongoing,
            failure: downtime.cause.map(|cause| Failure {
                class: FailureClass::from(cause.class),
                detail: cause.detail,
                reason: cause.reason,
            }),
        }
    }
}

/// Number of downtimes to return.
fn first_of(first: Option<i32>) -> crate::service::Result<usize> {
    let first = first.map_or(Ok(MOST_DOWNTIMES), usize::try_from);
    let taken = first.ok().filter(|first| *first <= MOST_DOWNTIMES);
    taken.ok_or_else(|| {
        let problem = format!("must be 0 to {MOST_DOWNTIMES}");
        crate::service::Error::input("first", problem)
    })
}

/// Weight of the downtimes in a document's cost: four of them cost as much as a row of another
/// list.
fn weight(first: Option<i32>) -> usize {
    first_of(first).unwrap_or_default().div_ceil(4)
}
