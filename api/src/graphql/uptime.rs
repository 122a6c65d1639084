//! Uptime and the ledger.

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, Enum, SimpleObject};
use chrono::{DateTime, Utc};
use status::domain::uptime::Tally;
use status::history;

use super::error::Result;
use super::scalar::date;
use super::together::Together;

/// A window that ends now.
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

/// How long a website was what, over a window. The six kinds of seconds sum to
/// the window.
#[derive(SimpleObject)]
#[graphql(complex)]
pub(super) struct Uptime {
    /// Share of measured time that was not down, 0.0 to 1.0; null where nothing
    /// was measured.
    ratio: Option<f64>,
    /// Share of the window that was measured, 0.0 to 1.0.
    coverage: f64,
    /// The length of the window, seconds.
    window_secs: i64,
    /// How long it was up, seconds.
    up_secs: i64,
    /// How long it was degraded, seconds.
    degraded_secs: i64,
    /// How long some regions said down, fewer than the quorum, seconds.
    partial_secs: i64,
    /// How long it was down, seconds.
    down_secs: i64,
    /// How long it was in maintenance, seconds.
    maintenance_secs: i64,
    /// How long nobody could say, seconds: no fresh vote, pending, paused, or before creation.
    unmeasured_secs: i64,
    #[graphql(skip)]
    asked: Question,
}

/// Of which website which window was asked for, and how.
pub(super) struct Question {
    pub(super) website_key: i32,
    pub(super) together: Arc<Together>,
    pub(super) view: Option<i16>,
    pub(super) window: history::Window,
}

#[ComplexObject]
impl Uptime {
    /// The ledger of the window.
    #[graphql(complexity = "super::cost::LEDGER + child_complexity")]
    async fn slots(&self, ctx: &Context<'_>) -> Result<Slots> {
        let Question {
            together,
            view,
            window,
            website_key,
        } = &self.asked;
        let ledgers = together.ledgers(ctx, *view, *window).await?;
        Ok(ledgers.get(website_key).copied().unwrap_or_default().into())
    }
}

/// The ledger: what was planned, and what became of it. `planned = recorded +
/// missing`; a slot of which the check may still be under way is not counted yet.
#[derive(SimpleObject)]
pub(super) struct Slots {
    /// From when on slots are counted: earlier than asked for where no more than whole hours
    /// or days are kept, later where nothing is kept.
    from: DateTime<Utc>,
    /// Until when: later than asked for where no more than whole hours or days are kept,
    /// now at the latest.
    to: DateTime<Utc>,
    /// Checks that the schedule planned.
    planned: i64,
    /// Planned checks of which there is a tick.
    recorded: i64,
    /// Recorded ones that measured nothing.
    unmeasured: i64,
    /// Planned checks of which there is no tick, and none can come any more.
    missing: i64,
}

impl Uptime {
    /// What was found.
    pub(super) fn new(tally: Tally, asked: Question) -> Self {
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
