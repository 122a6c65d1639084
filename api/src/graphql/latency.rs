//! How long checks took.

use async_graphql::{ComplexObject, Context, Object, SimpleObject};
use chrono::{DateTime, Utc};
use status::history::{self, Phase, Point, Window};
use status::rollup::sketch::Sketch;

use super::column::{self, Column};
use super::context::ContextExt;
use super::cost;
use super::error::Result;
use super::scalar::date;
use crate::app::App;

/// How long checks took that were up or degraded.
#[derive(SimpleObject)]
#[graphql(complex)]
pub(super) struct Latency {
    #[graphql(skip)]
    asked: Question,
    /// When the window begins: earlier than asked for where no more than whole hours or
    /// days are kept.
    from: DateTime<Utc>,
    /// When it ends: later than asked for in the same case.
    to: DateTime<Utc>,
    /// How many checks.
    count: u64,
    /// The shortest response time, milliseconds; null, like the others, without a check.
    min_ms: Option<f64>,
    /// The mean response time, milliseconds.
    mean_ms: Option<f64>,
    /// The median, milliseconds, within 1 % like all percentiles.
    p50_ms: Option<f64>,
    /// The 95th percentile, milliseconds.
    p95_ms: Option<f64>,
    /// The 99th percentile, milliseconds.
    p99_ms: Option<f64>,
    /// The longest response time, milliseconds.
    max_ms: Option<f64>,
}

/// Whose checks are asked for, and when they were.
#[derive(Clone)]
pub(super) struct Question {
    pub(super) website_key: i32,
    pub(super) region_keys: Vec<i16>,
    pub(super) window: Window,
    pub(super) now_ms: i64,
}

#[ComplexObject]
impl Latency {
    /// The phases of these checks.
    #[graphql(complexity = "cost::PHASES + child_complexity")]
    async fn phases(&self, ctx: &Context<'_>) -> Result<PhaseLatencies> {
        let Question {
            website_key,
            region_keys,
            window,
            now_ms,
        } = &self.asked;
        let App { db, keep, .. } = ctx.app();
        let phases = history::phases(db, *website_key, region_keys, *window, keep, *now_ms);
        let [dns, connect, tls, ttfb, transfer] = ctx.read(phases).await?.map(PhaseLatency::from);
        Ok(PhaseLatencies {
            dns,
            connect,
            tls,
            ttfb,
            transfer,
        })
    }
}

/// The phases of these checks.
#[derive(SimpleObject)]
pub(super) struct PhaseLatencies {
    /// Name resolution.
    dns: PhaseLatency,
    /// TCP connect.
    connect: PhaseLatency,
    /// TLS handshake.
    tls: PhaseLatency,
    /// From the request to the first byte of the answer.
    ttfb: PhaseLatency,
    /// From the first byte to the end of the body.
    transfer: PhaseLatency,
}

/// How long one phase took. Percentiles are null where the window begins or ends within a
/// day of which no ticks are kept any more: of its hours only count and mean are known.
#[derive(SimpleObject)]
pub(super) struct PhaseLatency {
    /// How many checks have it.
    count: u64,
    /// The mean, milliseconds.
    mean_ms: Option<f64>,
    /// The median, milliseconds.
    p50_ms: Option<f64>,
    /// The 95th percentile, milliseconds.
    p95_ms: Option<f64>,
    /// The 99th percentile, milliseconds.
    p99_ms: Option<f64>,
}

pub(super) struct LatencySeries(pub(super) history::LatencySeries);

/// How long checks took in each of equal steps, in columns of one length, oldest first.
/// Steps without a check are left out.
#[Object]
impl LatencySeries {
    /// How long each step is: one that makes at most 500 of them.
    async fn step_secs(&self) -> i64 {
        self.0.step_ms / 1_000
    }

    /// When each step begins.
    async fn at(&self) -> Column<DateTime<Utc>> {
        Column::new(&self.0.points, |json, point| {
            column::name(json, date(point.from_ms).to_rfc3339());
        })
    }

    /// How many checks.
    async fn counts(&self) -> Column<u64> {
        Column::new(&self.0.points, |json, point| {
            column::number(json, Some(point.count));
        })
    }

    /// The shortest response times, milliseconds.
    async fn min_ms(&self) -> Column<f64> {
        self.times(|point| point.min_us)
    }

    /// The medians, milliseconds, within 1 % like all percentiles.
    async fn p50_ms(&self) -> Column<f64> {
        self.times(|point| point.p50_us)
    }

    /// The 95th percentiles, milliseconds.
    async fn p95_ms(&self) -> Column<f64> {
        self.times(|point| point.p95_us)
    }

    /// The 99th percentiles, milliseconds.
    async fn p99_ms(&self) -> Column<f64> {
        self.times(|point| point.p99_us)
    }
}

impl LatencySeries {
    fn times(&self, us: fn(&Point) -> f64) -> Column<f64> {
        Column::new(&self.0.points, |json, point| {
            column::number(json, Some(ms(us(point))));
        })
    }
}

/// Milliseconds, to the microsecond.
fn ms(us: f64) -> f64 {
    us.round() / 1_000.0
}

fn mean_ms(sum_us: f64, count: u64) -> Option<f64> {
    (count > 0).then(|| ms(sum_us / count as f64))
}

fn quantile_ms(sketch: &Sketch, q: f64) -> Option<f64> {
    sketch.quantile_us(q).map(ms)
}

impl Latency {
    /// What was told of what was asked.
    pub(super) fn new(latency: &history::Latency, asked: Question) -> Self {
        let response = &latency.response;
        Self {
            asked,
            from: date(latency.window.from_ms),
            to: date(latency.window.to_ms),
            count: response.count(),
            min_ms: response.min_us().map(ms),
            mean_ms: mean_ms(response.sum_us(), response.count()),
            p50_ms: quantile_ms(response, 0.5),
            p95_ms: quantile_ms(response, 0.95),
            p99_ms: quantile_ms(response, 0.99),
            max_ms: response.max_us().map(ms),
        }
    }
}

impl From<Phase> for PhaseLatency {
    fn from(phase: Phase) -> Self {
        let all = Some(&phase.sampled).filter(|sampled| sampled.count() == phase.count);
        let quantile_ms = |q| quantile_ms(all?, q);
        Self {
            count: phase.count,
            mean_ms: mean_ms(phase.sum_us, phase.count),
            p50_ms: quantile_ms(0.5),
            p95_ms: quantile_ms(0.95),
            p99_ms: quantile_ms(0.99),
        }
    }
}
