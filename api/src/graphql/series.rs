//! Uptime in steps, as columns.

use std::sync::Arc;

use async_graphql::{Enum, Object};
use chrono::{DateTime, Utc};
use entity::WebsiteKey;
use status::history::{Bar, Series};

use super::column::{self, Column};
use super::names;
use super::scalar::date;
use super::serial::AtHand;
use super::website_status::WebsiteStatus;

/// Length of a step of a series.
#[derive(Enum, Copy, Clone, Eq, PartialEq)]
#[graphql(remote = "status::history::Step")]
pub(super) enum Step {
    /// An hour.
    Hour,
    /// A calendar day in UTC.
    Day,
}

pub(super) struct UptimeSeries {
    pub(super) website_key: WebsiteKey,
    pub(super) step: status::history::Step,
    pub(super) series: Arc<Series>,
}

/// Uptime in equal steps, as columns of equal length, oldest first. The last step is the
/// current one.
#[Object]
impl UptimeSeries {
    /// Start of the first step.
    async fn from(&self) -> DateTime<Utc> {
        date(self.series.from_ms)
    }

    /// Length of a step, in seconds.
    async fn step_secs(&self) -> i64 {
        self.step.length_ms() / 1_000
    }

    /// Fraction of measured time that was not down, 0.0 to 1.0; null if nothing was measured.
    async fn ratios(&self) -> Column<Option<f64>> {
        Column::new(self.bars(), |json, bar| column::number(json, bar.ratio))
    }

    /// Worst measured status: DOWN, PARTIAL, DEGRADED or UP; UNMEASURED if nothing was
    /// measured.
    async fn worst(&self) -> Column<WebsiteStatus> {
        Column::new(self.bars(), |json, bar| {
            column::name(json, names::status(bar.worst))
        })
    }

    /// Time down, in seconds.
    async fn down_secs(&self) -> Column<i64> {
        let secs = |bar: &Bar| (bar.down_ms + 500) / 1_000;
        Column::new(self.bars(), |json, bar| {
            column::number(json, Some(secs(bar)))
        })
    }
}

impl AtHand for UptimeSeries {}

impl UptimeSeries {
    fn bars(&self) -> &[Bar] {
        let bars = self.series.bars.get(&self.website_key);
        bars.map_or(&[], Vec::as_slice)
    }
}
