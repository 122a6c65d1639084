//! Uptime and the ledger.

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, Enum, SimpleObject};
use chrono::{DateTime, Utc};
use entity::{RegionKey, WebsiteKey};
use status::domain::uptime::Tally;
use status::history;

use super::error::Result;
use super::scalar::date;
use super::serial::AtHand;
use super::website_batch::WebsiteBatch;

/// A rolling window that ends now.
#[derive(Enum, Copy, Clone, Eq, PartialEq)]
pub(super) enum Window {
    /// 1 day.
    Day,
    /// 7 days.
    Week,
    /// 30 days.
    Month,
    /// 90 days.
    Quarter,
    /// 365 days.
    Year,
}

impl Window {
    pub(super) fn days(self) -> i64 {
        match self {
            Self::Day => 1,
            Self::Week => 7,
            Self::Month => 30,
            Self::Quarter => 90,
            Self::Year => 365,
        }
    }
}

/// Uptime of a website over a window. The six periods (up, degraded, partial, down,
/// maintenance, unmeasured) add up to the window.
#[derive(SimpleObject)]
#[graphql(complex)]
pub(super) struct Uptime {
    /// Fraction of measured time that was not down, 0.0 to 1.0; null if nothing was measured.
    ratio: Option<f64>,
    /// Fraction of the window that was measured, 0.0 to 1.0.
    coverage: f64,
    /// Length of the window, in seconds.
    window_secs: i64,
    /// Time up, in seconds.
    up_secs: i64,
    /// Time degraded, in seconds.
    degraded_secs: i64,
    /// Time during which some regions reported down, but fewer than the quorum, in seconds.
    partial_secs: i64,
    /// Time down, in seconds.
    down_secs: i64,
    /// Time in maintenance, in seconds.
    maintenance_secs: i64,
    /// Time during which the status was not known, in seconds: no fresh vote, pending, paused,
    /// or before the website was created.
    unmeasured_secs: i64,
    #[graphql(skip)]
    asked: UptimeQuery,
}

/// The website and window that were requested, and from which view.
pub(super) struct UptimeQuery {
    pub(super) website_key: WebsiteKey,
    pub(super) together: Arc<WebsiteBatch>,
    pub(super) view: Option<RegionKey>,
    pub(super) window: history::Window,
}

#[ComplexObject]
impl Uptime {
    /// Ledger of the window.
    #[graphql(complexity = "super::cost::LEDGER + child_complexity")]
    async fn slots(&self, ctx: &Context<'_>) -> Result<Slots> {
        let UptimeQuery {
            together,
            view,
            window,
            website_key,
        } = &self.asked;
        let ledgers = together.ledgers(ctx, *view, *window).await?;
        Ok(ledgers.get(website_key).copied().unwrap_or_default().into())
    }
}

/// The ledger: planned checks and whether they were recorded. `planned = recorded + missing`;
/// a slot whose check may still be running is not counted yet.
#[derive(SimpleObject)]
pub(super) struct Slots {
    /// Start of the counted slots: earlier than requested if only whole hours or days are
    /// still stored, later if nothing is stored any more.
    from: DateTime<Utc>,
    /// End of the counted slots: later than requested if only whole hours or days are still
    /// stored, but never later than now.
    to: DateTime<Utc>,
    /// Number of checks planned by the schedule.
    planned: i64,
    /// Number of planned checks with a tick.
    recorded: i64,
    /// Number of recorded checks that measured nothing.
    unmeasured: i64,
    /// Number of planned checks that have no tick and will not get one.
    missing: i64,
}

impl AtHand for Uptime {}

impl Uptime {
    /// The uptime in `tally`.
    pub(super) fn new(tally: Tally, asked: UptimeQuery) -> Self {
        let seconds = tally.seconds();
        Self {
            ratio: tally.ratio(),
            coverage: tally.coverage(),
            window_secs: seconds.total(),
            up_secs: seconds.up,
            degraded_secs: seconds.degraded,
            partial_secs: seconds.partial,
            down_secs: seconds.down,
            maintenance_secs: seconds.maintenance,
            unmeasured_secs: seconds.unmeasured,
            asked,
        }
    }
}

impl From<history::Slots> for Slots {
    fn from(slots: history::Slots) -> Self {
        Self {
            from: date(slots.window.from_ms),
            to: date(slots.window.to_ms),
            planned: slots.planned,
            recorded: slots.recorded,
            unmeasured: slots.unmeasured,
            missing: slots.missing,
        }
    }
}
