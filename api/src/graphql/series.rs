//! Uptime step by step, in columns.

use std::sync::Arc;

use async_graphql::{Enum, Object};
use chrono::{DateTime, Utc};
use status::history::{Bar, Series};

use super::column::{self, Column};
use super::names;
use super::scalar::date;
use super::website::WebsiteStatus;

/// How long one step of a series is.
#[derive(Enum, Copy, Clone, Eq, PartialEq)]
#[graphql(remote = "status::history::Step")]
pub(super) enum Step {
    /// An hour.
    Hour,
    /// A day, in UTC.
    Day,
}

pub(super) struct UptimeSeries {
    pub(super) website_key: i32,
    pub(super) step: status::history::Step,
    pub(super) series: Arc<Series>,
}

/// What a website was in each of equal steps, in columns of one length, oldest first.
/// The last step is the one that has begun.
#[Object]
impl UptimeSeries {
    /// When the first step begins.
    async fn from(&self) -> DateTime<Utc> {
        date(self.series.from_ms)
    }

    /// How long each is.
    async fn step_secs(&self) -> i64 {
        self.step.length_ms() / 1_000
    }

    /// Share of measured time that was not down, 0.0 to 1.0; null where nothing was
    /// measured.
    async fn ratios(&self) -> Column<Option<f64>> {
        Column::new(self.bars(), |json, bar| column::number(json, bar.ratio))
    }

    /// The gravest status that was measured: DOWN, PARTIAL, DEGRADED or UP; UNMEASURED
    /// where none was.
    async fn worst(&self) -> Column<WebsiteStatus> {
        Column::new(self.bars(), |json, bar| {
            column::name(json, names::status(bar.worst))
        })
    }

    /// How long it was down.
    async fn down_secs(&self) -> Column<i64> {
        let secs = |bar: &Bar| (bar.down_ms + 500) / 1_000;
        Column::new(self.bars(), |json, bar| {
            column::number(json, Some(secs(bar)))
        })
    }
}

impl UptimeSeries {
    fn bars(&self) -> &[Bar] {
        let bars = self.series.bars.get(&self.website_key);
        bars.map_or(&[], Vec::as_slice)
    }
}
