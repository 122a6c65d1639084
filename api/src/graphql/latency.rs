//! Response times.

use async_graphql::{ComplexObject, Context, Object, SimpleObject};
use chrono::{DateTime, Utc};
use entity::{RegionKey, WebsiteKey};
use status::history::{self, Phase, Point, Window};
use status::rollup::sketch::Sketch;

use super::column::{self, Column};
use super::context::ContextExt;
use super::cost;
use super::error::Result;
use super::scalar::date;
use crate::service::Handles;

/// Response times of the checks that were up or degraded.
#[derive(SimpleObject)]
#[graphql(complex)]
pub(super) struct Latency {
    #[graphql(skip)]
    asked: LatencyQuery,
    /// Start of the window, earlier than requested if only whole hours or days are still
    /// stored.
    from: DateTime<Utc>,
    /// End of the window, later than requested for the same reason.
    to: DateTime<Utc>,
    /// Number of checks.
    count: u64,
    /// Shortest response time, in milliseconds; null without checks, like the other times.
    min_ms: Option<f64>,
    /// Mean response time, in milliseconds.
    mean_ms: Option<f64>,
    /// Median, in milliseconds, accurate to 1 % like all percentiles.
    p50_ms: Option<f64>,
    /// 95th percentile, in milliseconds.
    p95_ms: Option<f64>,
    /// 99th percentile, in milliseconds.
    p99_ms: Option<f64>,
    /// Longest response time, in milliseconds.
    max_ms: Option<f64>,
}

/// The website, region and window of the requested checks.
#[derive(Clone)]
pub(super) struct LatencyQuery {
    pub(super) website_key: WebsiteKey,
    pub(super) region_keys: Vec<RegionKey>,
    pub(super) window: Window,
    pub(super) now_ms: i64,
}

#[ComplexObject]
impl Latency {
    /// Durations of the phases of these checks.
    #[graphql(complexity = "cost::PHASES + child_complexity")]
    async fn phases(&self, ctx: &Context<'_>) -> Result<PhaseLatencies> {
        let LatencyQuery {
            website_key,
            region_keys,
            window,
            now_ms,
        } = &self.asked;
        let Handles { db, keep, .. } = &ctx.app().handles;
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

/// Durations of the phases of these checks.
#[derive(SimpleObject)]
pub(super) struct PhaseLatencies {
    /// Name resolution.
    dns: PhaseLatency,
    /// TCP connect.
    connect: PhaseLatency,
    /// TLS handshake.
    tls: PhaseLatency,
    /// From the request to the first byte of the response.
    ttfb: PhaseLatency,
    /// From the first byte to the end of the body.
    transfer: PhaseLatency,
}

/// Durations of one phase. Percentiles are null if the window starts or ends within a day
/// whose ticks are no longer stored: its hours only keep count and mean.
#[derive(SimpleObject)]
pub(super) struct PhaseLatency {
    /// Number of checks that reached this phase.
    count: u64,
    /// Mean, in milliseconds.
    mean_ms: Option<f64>,
    /// Median, in milliseconds.
    p50_ms: Option<f64>,
    /// 95th percentile, in milliseconds.
    p95_ms: Option<f64>,
    /// 99th percentile, in milliseconds.
    p99_ms: Option<f64>,
}

pub(super) struct LatencySeries(pub(super) history::LatencySeries);

/// Response times in equal steps, as columns of equal length, oldest first. Steps without
/// checks are omitted.
#[Object]
impl LatencySeries {
    /// Length of a step, in seconds, chosen to give at most 500 steps.
    async fn step_secs(&self) -> i64 {
        self.0.step_ms / 1_000
    }

    /// Start of each step.
    async fn at(&self) -> Column<DateTime<Utc>> {
        Column::new(&self.0.points, |json, point| {
            column::name(json, date(point.from_ms).to_rfc3339());
        })
    }

    /// Number of checks in each step.
    async fn counts(&self) -> Column<u64> {
        Column::new(&self.0.points, |json, point| {
            column::number(json, Some(point.count));
        })
    }

    /// Shortest response time of each step, in milliseconds.
    async fn min_ms(&self) -> Column<f64> {
        self.times(|point| point.min_us)
    }

    /// Median of each step, in milliseconds, accurate to 1 % like all percentiles.
    async fn p50_ms(&self) -> Column<f64> {
        self.times(|point| point.p50_us)
    }

    /// 95th percentile of each step, in milliseconds.
    async fn p95_ms(&self) -> Column<f64> {
        self.times(|point| point.p95_us)
    }

    /// 99th percentile of each step, in milliseconds.
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

/// Microseconds as milliseconds with three decimals.
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
    /// The answer to `asked`.
    pub(super) fn new(latency: &history::Latency, asked: LatencyQuery) -> Self {
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
