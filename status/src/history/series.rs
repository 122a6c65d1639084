//! Uptime in equal steps, as shown by the bars of a list.

use std::collections::HashMap;

use entity::{RegionKey, WebsiteKey, WebsiteStatus};
use sea_orm::{ConnectionTrait, QueryResult, StreamTrait};

use super::uptime::of_days;
use crate::Result;
use crate::change_log::{Log, MOST, logs};
use crate::domain::uptime::Tally;
use crate::rollup::{DAY_MS, HOUR_MS, RollupProgress, day_of};
use crate::sql::Params;

/// Length of a step of a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// An hour.
    Hour,
    /// A calendar day in UTC.
    Day,
}

impl Step {
    /// Length of the step, in milliseconds.
    pub fn length_ms(self) -> i64 {
        match self {
            Self::Hour => HOUR_MS,
            Self::Day => DAY_MS,
        }
    }
}

/// Uptime in one step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bar {
    /// Share of measured time that was not down; `None` if nothing was measured.
    pub ratio: Option<f64>,
    /// Worst measured status; unmeasured if nothing was measured.
    pub worst: WebsiteStatus,
    /// Time down, in milliseconds.
    pub down_ms: i64,
}

impl Bar {
    const NOTHING: Self = Self {
        ratio: None,
        worst: WebsiteStatus::Unmeasured,
        down_ms: 0,
    };
}

impl From<Tally> for Bar {
    fn from(tally: Tally) -> Self {
        let worst = [
            (tally.down_ms, WebsiteStatus::Down),
            (tally.partial_ms, WebsiteStatus::Partial),
            (tally.degraded_ms, WebsiteStatus::Degraded),
            (tally.up_ms, WebsiteStatus::Up),
        ];
        let worst = worst.into_iter().find(|(ms, _)| *ms > 0);
        Self {
            ratio: tally.ratio(),
            worst: worst.map_or(WebsiteStatus::Unmeasured, |(_, status)| status),
            down_ms: tally.down_ms,
        }
    }
}

/// Equal steps of several websites, oldest first.
#[derive(Clone, Debug)]
pub struct Series {
    /// Start of the first step, in milliseconds of Unix time.
    pub from_ms: i64,
    /// Steps of each website.
    pub bars: HashMap<WebsiteKey, Vec<Bar>>,
}

/// The last `count` steps of each website, as a whole or as seen by `view`. The last step
/// contains `now_ms` and ends there.
///
/// Days that are `made` are read from rollups; other days and all hours are computed from
/// status changes: at most three statements, whatever the number of websites.
///
/// # Errors
/// [`crate::Error::TooManyChanges`], or if the database fails.
pub async fn series(
    db: &(impl ConnectionTrait + StreamTrait),
    website_keys: &[WebsiteKey],
    view: Option<RegionKey>,
    step: Step,
    count: u16,
    made: RollupProgress,
    now_ms: i64,
) -> Result<Series> {
    let view = view.unwrap_or(RegionKey::ALL);
    let step_ms = step.length_ms();
    let end_ms = (now_ms.div_euclid(step_ms) + 1) * step_ms;
    let from_ms = end_ms - i64::from(count) * step_ms;
    let mut raw_from_ms = from_ms;
    let nothing = vec![Bar::NOTHING; usize::from(count)];
    let mut bars: HashMap<WebsiteKey, Vec<Bar>> = website_keys
        .iter()
        .map(|key| (*key, nothing.clone()))
        .collect();

    let (first, end) = (day_of(from_ms), made.days_to.min(day_of(now_ms)));
    if step == Step::Day && first < end {
        days(db, website_keys, view, first..end, &mut bars).await?;
        raw_from_ms = i64::from(end) * DAY_MS;
    }

    let logs = logs(db, website_keys, view, &[(raw_from_ms, now_ms)], MOST).await?;
    let raw = usize::try_from((end_ms - raw_from_ms) / step_ms).unwrap_or_default();
    for ((key, _), log) in logs {
        let Some(bars) = bars.get_mut(&key) else {
            continue;
        };
        let raw = bars.len().saturating_sub(raw);
        fill(&mut bars[raw..], &log, raw_from_ms, step_ms, now_ms);
    }
    Ok(Series { from_ms, bars })
}

/// Fills in the steps from `from_ms` on, from a log that starts there.
fn fill(bars: &mut [Bar], log: &Log, from_ms: i64, step_ms: i64, now_ms: i64) {
    let (mut initial, mut rest) = (log.initial, log.changes.as_slice());
    let mut from_ms = from_ms;
    for bar in bars {
        let to_ms = from_ms + step_ms;
        let (within, later) = rest.split_at(rest.partition_point(|(at_ms, _)| *at_ms < to_ms));
        *bar = log.tally(initial, within, (from_ms, to_ms), now_ms).into();
        initial = within.last().map_or(initial, |(_, status)| *status);
        (from_ms, rest) = (to_ms, later);
    }
}

/// Fills in the rolled-up days `days`; the first of them is the first bar.
async fn days(
    db: &impl ConnectionTrait,
    website_keys: &[WebsiteKey],
    view: RegionKey,
    days: std::ops::Range<i32>,
    bars: &mut HashMap<WebsiteKey, Vec<Bar>>,
) -> Result<()> {
    let first = days.start;
    let mut lists = Params::on(db);
    // One row of arrays per website is cheaper than one row per day, and for most days it is
    // enough to know that the website was up.
    let is_packed = lists.is_postgres();
    let mut columns = ["day", "up_ms", "degraded_ms", "partial_ms", "down_ms"]
        .map(|column| format!("d.{column}"))
        .to_vec();
    if is_packed {
        for column in &mut columns {
            *column = format!("ARRAY_AGG({column}) FILTER (WHERE d.up_ms < {DAY_MS})");
        }
        columns.push(format!(
            "ARRAY_AGG(d.day) FILTER (WHERE d.up_ms = {DAY_MS})"
        ));
    }
    let columns = columns.join(", ");
    let sql = of_days(&mut lists, website_keys, view, days, &columns, "");
    for row in lists.all(db, sql).await? {
        let Some(bars) = bars.get_mut(&row.try_get_by_index(0)?) else {
            continue;
        };
        let mut put = |[day, up, degraded, partial, down]: [i32; 5]| {
            let tally = Tally {
                up_ms: up.into(),
                degraded_ms: degraded.into(),
                partial_ms: partial.into(),
                down_ms: down.into(),
                ..Tally::default()
            };
            let at = usize::try_from(day - first).ok();
            if let Some(bar) = at.and_then(|at| bars.get_mut(at)) {
                *bar = tally.into();
            }
        };
        if is_packed {
            for day in unpacked(&row)? {
                put(day);
            }
        } else {
            let column = |at| row.try_get_by_index::<i32>(at);
            put([column(1)?, column(2)?, column(3)?, column(4)?, column(5)?]);
        }
    }
    Ok(())
}

/// The days in a row of arrays; empty arrays are null.
fn unpacked(row: &QueryResult) -> Result<impl Iterator<Item = [i32; 5]>> {
    const ALL_UP: i32 = 86_400_000;
    let column = |at| {
        let column = row.try_get_by_index::<Option<Vec<i32>>>(at);
        column.map(Option::unwrap_or_default)
    };
    let others = [column(2)?, column(3)?, column(4)?, column(5)?];
    let all_up = column(6)?.into_iter().map(|day| [day, ALL_UP, 0, 0, 0]);
    let told = column(1)?.into_iter().enumerate().map(move |(at, day)| {
        let [up, degraded, partial, down] = others
            .each_ref()
            .map(|column| column.get(at).copied().unwrap_or_default());
        [day, up, degraded, partial, down]
    });
    Ok(told.chain(all_up))
}
