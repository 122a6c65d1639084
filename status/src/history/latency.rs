//! Response times over any window.

use std::collections::BTreeMap;
use std::ops::Range;

use entity::{RegionKey, WebsiteKey};
use sea_orm::{ConnectionTrait, QueryResult, StreamTrait};

use super::Window;
use super::parts::{Parts, widened};
use crate::rollup::sketch::Sketch;
use crate::rollup::summary::{PHASES, Summary};
use crate::rollup::{self, DAY_MS, HOUR_MS, RollupProgress, day_of, made};
use crate::sql::Params;
use crate::{Keep, Result};

/// Most points of a series.
const POINTS: i64 = 500;

/// Longest window of a series that is read from ticks.
const LONGEST_OF_TICKS_MS: i64 = DAY_MS;

/// Longest window of a series that is read from hours; longer ones are read from days.
const LONGEST_OF_HOURS_MS: i64 = 14 * DAY_MS;

const MINUTE_MS: i64 = 60_000;

/// Step lengths of a series that is read from ticks.
const STEPS_OF_TICKS_MS: [i64; 6] = [
    MINUTE_MS,
    2 * MINUTE_MS,
    5 * MINUTE_MS,
    10 * MINUTE_MS,
    15 * MINUTE_MS,
    30 * MINUTE_MS,
];

/// Step lengths of a series that is read from hours.
const STEPS_OF_HOURS_MS: [i64; 1] = [HOUR_MS];

/// Step lengths of a series that is read from days.
const STEPS_OF_DAYS_MS: [i64; 5] = [DAY_MS, 2 * DAY_MS, 7 * DAY_MS, 14 * DAY_MS, 28 * DAY_MS];

/// Response times of the checks that were up or degraded, whatever requested them.
#[derive(Clone, Debug)]
pub struct Latency {
    /// The answered window: the requested one, widened to whole hours or days if it starts or
    /// ends where nothing finer is kept.
    pub window: Window,
    /// Distribution of response times.
    pub response: Sketch,
}

/// Durations of one phase.
#[derive(Clone, Debug, Default)]
pub struct Phase {
    /// Number of checks that reached the phase.
    pub count: u64,
    /// Sum of their durations, in microseconds.
    pub sum_us: f64,
    /// Distribution of the durations. If the window starts or ends within a day whose ticks
    /// were deleted, that day's hours only keep count and sum, so this holds fewer than
    /// `count`.
    pub sampled: Sketch,
}

/// Response times in equal steps.
#[derive(Clone, Debug)]
pub struct LatencySeries {
    /// The answered window: the requested one, widened to whole steps.
    pub window: Window,
    /// Length of a step, in milliseconds; steps start at multiples of it.
    pub step_ms: i64,
    /// The steps with measurements, oldest first; at most 500.
    pub points: Vec<Point>,
}

/// Response times of one step, in microseconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Start of the step, in milliseconds of Unix time.
    pub from_ms: i64,
    /// Number of checks.
    pub count: u64,
    /// Shortest response time.
    pub min_us: f64,
    /// Median, accurate to 1 %.
    pub p50_us: f64,
    /// 95th percentile, accurate to 1 %.
    pub p95_us: f64,
    /// 99th percentile, accurate to 1 %.
    pub p99_us: f64,
}

/// Response times of a website from these regions.
///
/// Complete days and hours are read from rollups, the rest from ticks: at most six statements.
///
/// # Errors
/// If the database fails.
pub async fn latency(
    db: &(impl ConnectionTrait + StreamTrait),
    website_key: WebsiteKey,
    region_keys: &[RegionKey],
    window: Window,
    keep: &Keep,
    now_ms: i64,
) -> Result<Latency> {
    let made = made(db).await?;
    let window = widened(window, made, keep, now_ms);
    let parts = Parts::of(window, made, keep, now_ms);
    let mut response = Sketch::default();
    let days = (!parts.days.is_empty()).then_some(("rollup_day", "day", &parts.days));
    let hours = parts
        .hours
        .iter()
        .map(|hours| ("rollup_hour", "hour", hours));
    for (name, unit, range) in hours.chain(days) {
        let table = (name, unit, "response".to_owned());
        for row in made_rows(db, website_key, region_keys, table, range).await? {
            merge(&mut response, &row, 1)?;
        }
    }
    for raw in parts.raw {
        rollup::ticks(db, &[website_key], region_keys, raw, |tick| {
            if let Some(us) = tick.seen.response_us() {
                response.add(us);
            }
        })
        .await?;
    }
    Ok(Latency { window, response })
}

/// Durations of the phases of these checks, in order: dns, connect, tls, ttfb, transfer. Reads
/// like [`latency`].
///
/// # Errors
/// If the database fails.
pub async fn phases(
    db: &(impl ConnectionTrait + StreamTrait),
    website_key: WebsiteKey,
    region_keys: &[RegionKey],
    window: Window,
    keep: &Keep,
    now_ms: i64,
) -> Result<[Phase; 5]> {
    let made = made(db).await?;
    let window = widened(window, made, keep, now_ms);
    let parts = Parts::of_ticks(window, made, keep, now_ms);
    let mut phases: [Phase; 5] = Default::default();
    if !parts.days.is_empty() {
        let table = ("rollup_day", "day", PHASES.join(", "));
        for row in made_rows(db, website_key, region_keys, table, &parts.days).await? {
            for (at, phase) in (1..).zip(&mut phases) {
                merge(&mut phase.sampled, &row, at)?;
            }
        }
    }
    for hours in &parts.hours {
        let columns = PHASES.map(|name| format!("{name}_count, {name}_us"));
        let table = ("rollup_hour", "hour", columns.join(", "));
        for row in made_rows(db, website_key, region_keys, table, hours).await? {
            for (at, phase) in (1..).step_by(2).zip(&mut phases) {
                let count: i32 = row.try_get_by_index(at)?;
                let sum_us: i64 = row.try_get_by_index(at + 1)?;
                phase.count += u64::try_from(count).unwrap_or_default();
                phase.sum_us += sum_us as f64;
            }
        }
    }
    let mut summary = Summary::default();
    for raw in parts.raw {
        rollup::ticks(db, &[website_key], region_keys, raw, |tick| {
            summary.add(&tick.seen);
        })
        .await?;
    }
    for (phase, sketch) in phases.iter_mut().zip(&summary.phases) {
        phase.sampled.merge(sketch)?;
        phase.count += phase.sampled.count();
        phase.sum_us += phase.sampled.sum_us();
    }
    Ok(phases)
}

/// Response times of a website from these regions in steps: minutes up to a day, hours up to
/// two weeks, days beyond, as far as the data they are read from is kept.
///
/// # Errors
/// If the database fails.
pub async fn latency_series(
    db: &(impl ConnectionTrait + StreamTrait),
    website_key: WebsiteKey,
    region_keys: &[RegionKey],
    window: Window,
    keep: &Keep,
    now_ms: i64,
) -> Result<LatencySeries> {
    let made = made(db).await?;
    let step_ms = step_ms(window, made, keep, now_ms);
    let window = aligned(window, step_ms);
    let parts = if step_ms % DAY_MS == 0 {
        Parts::of(window, made, keep, now_ms)
    } else if step_ms % HOUR_MS == 0 {
        Parts::of_hours(window, made, keep, now_ms)
    } else {
        Parts {
            raw: vec![window],
            ..Parts::default()
        }
    };
    let mut steps: BTreeMap<i64, Sketch> = BTreeMap::new();
    let units = parts
        .hours
        .iter()
        .map(|hours| ("rollup_hour", "hour", hours, HOUR_MS));
    let days = (!parts.days.is_empty()).then_some(("rollup_day", "day", &parts.days, DAY_MS));
    for (name, unit, range, unit_ms) in units.chain(days) {
        let table = (name, unit, "response".to_owned());
        for row in made_rows(db, website_key, region_keys, table, range).await? {
            let at_ms = i64::from(row.try_get_by_index::<i32>(0)?) * unit_ms;
            merge(steps.entry(at_ms.div_euclid(step_ms)).or_default(), &row, 1)?;
        }
    }
    for raw in parts.raw {
        rollup::ticks(db, &[website_key], region_keys, raw, |tick| {
            if let Some(us) = tick.seen.response_us() {
                let step = steps.entry(tick.slot_ms.div_euclid(step_ms)).or_default();
                step.add(us);
            }
        })
        .await?;
    }
    let points = steps
        .iter()
        .filter_map(|(step, sketch)| Point::of(step * step_ms, sketch))
        .collect();
    Ok(LatencySeries {
        window,
        step_ms,
        points,
    })
}

impl Point {
    fn of(from_ms: i64, sketch: &Sketch) -> Option<Self> {
        Some(Self {
            from_ms,
            count: sketch.count(),
            min_us: sketch.min_us()?,
            p50_us: sketch.quantile_us(0.5)?,
            p95_us: sketch.quantile_us(0.95)?,
            p99_us: sketch.quantile_us(0.99)?,
        })
    }
}

/// The shortest step that has stored data and makes few enough points.
fn step_ms(window: Window, made: RollupProgress, keep: &Keep, now_ms: i64) -> i64 {
    let length_ms = window.to_ms - window.from_ms;
    let first = day_of(window.from_ms);
    let ticks = length_ms <= LONGEST_OF_TICKS_MS && first >= made.first_day_of_ticks(keep, now_ms);
    let hours = length_ms <= LONGEST_OF_HOURS_MS && first >= made.first_day_of_hours(keep, now_ms);
    let steps = STEPS_OF_TICKS_MS.iter().filter(|_| ticks);
    let steps = steps.chain(STEPS_OF_HOURS_MS.iter().filter(|_| hours || ticks));
    let few = |step_ms: &&i64| {
        let window = aligned(window, **step_ms);
        (window.to_ms - window.from_ms) / **step_ms <= POINTS
    };
    steps
        .chain(&STEPS_OF_DAYS_MS)
        .find(few)
        .copied()
        .unwrap_or_else(|| {
            // Windows of some forty years and more.
            (length_ms / (POINTS - 2) / DAY_MS + 1) * DAY_MS
        })
}

/// `window`, widened to whole steps.
fn aligned(window: Window, step_ms: i64) -> Window {
    Window {
        from_ms: window.from_ms - window.from_ms.rem_euclid(step_ms),
        to_ms: window.to_ms + (-window.to_ms).rem_euclid(step_ms),
    }
}

/// Unit and columns of the rollup rows of a website from these regions.
async fn made_rows(
    db: &impl ConnectionTrait,
    website_key: WebsiteKey,
    region_keys: &[RegionKey],
    (table, unit, columns): (&str, &str, String),
    range: &Range<i32>,
) -> Result<Vec<QueryResult>> {
    let mut lists = Params::on(db);
    let regions = lists.region_keys("r", region_keys.iter().copied());
    let website = lists.value(website_key);
    let (first, end) = (lists.value(range.start), lists.value(range.end));
    let sql = format!(
        "SELECT {unit}, {columns} FROM {regions} CROSS JOIN {table} AS m
         WHERE m.website_key = {website} AND m.region_key = r.key
           AND m.{unit} >= {first} AND m.{unit} < {end}"
    );
    lists.all(db, sql).await
}

/// Merges the sketch in column `at` of the row, if there is one.
fn merge(sketch: &mut Sketch, row: &QueryResult, at: usize) -> Result<()> {
    if let Some(bytes) = row.try_get_by_index::<Option<Vec<u8>>>(at)? {
        sketch.merge(&Sketch::from_bytes(&bytes)?)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_never_too_many_points() {
        let keep = Keep::default();
        let now_ms = 30_000 * DAY_MS + 12_345_678;
        for minutes in (1..24 * 60)
            .step_by(7)
            .chain((1..30_000).map(|days| days * 24 * 60))
        {
            let to_ms = now_ms - 1_234;
            let window = Window {
                from_ms: to_ms - minutes * MINUTE_MS,
                to_ms,
            };
            let step_ms = step_ms(window, RollupProgress::NOTHING, &keep, now_ms);
            let window = aligned(window, step_ms);
            let points = (window.to_ms - window.from_ms) / step_ms;
            assert!((1..=POINTS).contains(&points), "{minutes} {step_ms}");
        }
    }

    #[test]
    fn steps_are_as_long_as_what_is_kept() {
        let keep = Keep::default();
        let now_ms = 30_000 * DAY_MS;
        let step = |ago_days: i64, length_ms: i64| {
            let from_ms = now_ms - ago_days * DAY_MS;
            let to_ms = from_ms + length_ms;
            step_ms(
                Window { from_ms, to_ms },
                RollupProgress::NOTHING,
                &keep,
                now_ms,
            )
        };
        assert_eq!(step(1, DAY_MS), 5 * MINUTE_MS);
        assert_eq!(step(1, 6 * HOUR_MS), MINUTE_MS);
        assert_eq!(step(60, 6 * HOUR_MS), HOUR_MS);
        assert_eq!(step(7, 7 * DAY_MS), HOUR_MS);
        assert_eq!(step(90, 90 * DAY_MS), DAY_MS);
        assert_eq!(step(200, 6 * HOUR_MS), DAY_MS);
        assert_eq!(step(2_000, 2_000 * DAY_MS), 7 * DAY_MS);
    }
}
