//! Which websites are meant, in which order, and how many are in each status.

use async_graphql::{Context, Enum, InputObject, SimpleObject};
use entity::WebsiteStatus as Status;

use super::check::CheckKind;
use super::context::ContextExt;
use super::error::Result;
use super::website_status::WebsiteStatus;
use crate::service;
use crate::service::Handles;
use crate::service::website::{Filter, Sort};

/// Which websites are meant; each part restricts further.
#[derive(InputObject, Default)]
pub(super) struct WebsiteFilterInput {
    /// Text that the name or URL must contain, at most 200 characters. Case and Unicode form do
    /// not matter; internationalized hosts match in Unicode and in `xn--` form.
    pub(super) search: Option<String>,
    /// Only websites with one of these current statuses.
    pub(super) status: Option<Vec<WebsiteStatus>>,
    /// Only websites with these tags, at most 50. Of tags with the same name one is enough; a name
    /// without a value stands for any value.
    pub(super) tags: Option<Vec<String>>,
    /// Only websites with one of these kinds of checks.
    pub(super) kinds: Option<Vec<CheckKind>>,
    /// Only websites that are checked from the region with this name.
    pub(super) region: Option<String>,
}

impl WebsiteFilterInput {
    /// The filter, with the key of its region.
    pub(super) async fn read(self, ctx: &Context<'_>) -> Result<Filter> {
        let mut status: Vec<Status> = Vec::new();
        for one in self.status.unwrap_or_default() {
            let one = one.into();
            // Duplicates would only lengthen the statement.
            if !status.contains(&one) {
                status.push(one);
            }
        }
        let mut kinds: Vec<CheckKind> = Vec::new();
        for kind in self.kinds.unwrap_or_default() {
            if !kinds.contains(&kind) {
                kinds.push(kind);
            }
        }
        let region = match self.region {
            Some(name) => {
                let Handles {
                    region_cache,
                    front,
                    ..
                } = &ctx.app().handles;
                let regions = ctx.read(region_cache.all(front)).await?;
                Some(service::region::named(&name, &regions)?.key)
            }
            None => None,
        };
        Ok(Filter {
            search: self.search,
            status,
            tags: self.tags.unwrap_or_default(),
            kinds: kinds.into_iter().map(CheckKind::field).collect(),
            region,
        })
    }
}

/// What websites are ordered by; equal ones by creation.
#[derive(Enum, Copy, Clone, Eq, PartialEq)]
#[graphql(remote = "Sort")]
pub(super) enum WebsiteSort {
    /// Creation, oldest first.
    Created,
    /// Severity of the status: down, partial, degraded, unmeasured, pending, up, paused.
    Severity,
    /// Name, ignoring case.
    Name,
    /// Uptime of the last 24 hours, lowest first, unmeasured ones last; for at most 2,000
    /// websites.
    Uptime,
    /// 95th percentile of the response time in the whole hours of the last 24 hours, slowest
    /// first, unmeasured ones last; for at most 2,000 websites.
    P95,
    /// When the status began, newest first.
    LastChange,
}

/// Number of websites in each status.
#[derive(SimpleObject, Default)]
pub(super) struct WebsiteCounts {
    /// All of them.
    total: i64,
    /// No result yet.
    pending: i64,
    /// Neither down, partial nor degraded by the fresh votes.
    up: i64,
    /// Degraded by quorum.
    degraded: i64,
    /// Some regions report down, but fewer than the quorum.
    partial: i64,
    /// Down by quorum.
    down: i64,
    /// No fresh vote, or too few to decide.
    unmeasured: i64,
    /// Checks are paused.
    paused: i64,
}

impl From<Vec<(Status, i64)>> for WebsiteCounts {
    fn from(counts: Vec<(Status, i64)>) -> Self {
        let mut all = Self::default();
        for (status, count) in counts {
            all.total += count;
            *match status {
                Status::Pending => &mut all.pending,
                Status::Up => &mut all.up,
                Status::Degraded => &mut all.degraded,
                Status::Partial => &mut all.partial,
                Status::Down => &mut all.down,
                Status::Unmeasured => &mut all.unmeasured,
                Status::Paused => &mut all.paused,
            } += count;
        }
        all
    }
}
