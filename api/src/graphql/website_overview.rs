//! What a list of websites shows beside each.

use std::sync::Arc;

use async_graphql::{Context, Object};
use chrono::{DateTime, Utc};
use entity::region;
use status::history::RecentTick;

use super::column::{self, Column};
use super::cost;
use super::error::Result;
use super::names;
use super::scalar::date;
use super::serial::{AtHand, Serial};
use super::tag::Tag;
use super::tick::Outcome;
use super::website_batch::WebsiteBatch;
use crate::service::tick::Strip;
use crate::service::website::WebsiteSummary;

pub(super) struct WebsiteOverview {
    pub(super) row: Arc<WebsiteSummary>,
    pub(super) together: Arc<WebsiteBatch>,
}

#[Object]
impl WebsiteOverview {
    /// Its tags, at most 20, by name.
    #[graphql(complexity = "3 * child_complexity + 1")]
    async fn tags(&self, ctx: &Context<'_>) -> Result<Vec<Serial<Tag>>> {
        let all = self.together.tags(ctx).await?;
        let tags = all.get(&self.row.key).cloned().unwrap_or_default();
        Ok(tags.into_iter().map(|tag| Serial(tag.into())).collect())
    }

    /// The newest checks from one region or all, whatever asked for them, oldest first: `last` of
    /// them, or fewer where many are missing.
    #[graphql(complexity = "cost::strip(last) + child_complexity")]
    async fn recent_checks(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 30, desc = "Number of checks, 1 to 100.")] last: i32,
        #[graphql(desc = "Name of the region to restrict the answer to; all regions by default.")]
        region: Option<String>,
    ) -> Result<Serial<RecentChecks>> {
        let strip = Strip {
            last: Strip::valid_last(last)?,
            region: self.together.view(ctx, region.as_deref()).await?,
        };
        let all = self.together.recent(ctx, strip).await?;
        let ticks = all.get(&self.row.key).cloned().unwrap_or_default();
        Ok(Serial(RecentChecks {
            ticks,
            regions: self.together.regions(ctx).await?,
        }))
    }
}

/// Checks of a website as columns of equal length, oldest first.
pub(super) struct RecentChecks {
    ticks: Vec<RecentTick>,
    regions: Arc<Vec<region::Model>>,
}

/// Checks of a website as columns of equal length, oldest first.
#[Object]
impl RecentChecks {
    /// Planned instants.
    async fn slots(&self) -> Column<DateTime<Utc>> {
        Column::new(&self.ticks, |json, tick| {
            column::name(json, date(tick.slot_ms).to_rfc3339());
        })
    }

    /// Names of the regions.
    async fn regions(&self) -> Column<String> {
        Column::new(&self.ticks, |json, tick| {
            let region = self.regions.iter().find(|it| it.key == tick.region_key);
            column::name(json, region.map_or("", |region| &region.name));
        })
    }

    /// Outcomes.
    async fn outcomes(&self) -> Column<Outcome> {
        Column::new(&self.ticks, |json, tick| {
            column::name(json, names::outcome(tick.outcome));
        })
    }

    /// Response times, in milliseconds; null if the target was not reached.
    async fn response_times_ms(&self) -> Column<Option<f64>> {
        Column::new(&self.ticks, |json, tick| {
            column::number(json, tick.response_us.map(|us| us as f64 / 1_000.0));
        })
    }
}

impl AtHand for RecentChecks {}
