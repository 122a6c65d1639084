//! The hours and the days that a day's ticks make, as the compactor makes them.

use std::sync::Arc;

use anyhow::Context;
use entity::{RegionKey, rollup_day, rollup_hour, uptime_day};
use status::rollup::DAY_MS;
use status::rollup::HOUR_MS;
use status::rollup::summary::{Sample, Summary};

use super::site::Site;
use super::spans::{self, Views};

const HOURS: i32 = 24;

/// A website with its log.
pub(super) struct Known {
    pub(super) site: Site,
    pub(super) views: Views,
}

/// What is to be made.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plan {
    /// The first hour that is kept.
    pub(super) hours_from: i32,
    /// The first hour that is not made yet.
    pub(super) hours_to: i32,
    /// The first day that is not made yet.
    pub(super) days_to: i32,
}

/// What a day leaves.
#[derive(Default)]
pub(super) struct Day {
    /// By hour, then by website and region: the order in which they are made.
    pub(super) hours: Vec<Vec<rollup_hour::Model>>,
    pub(super) days: Vec<rollup_day::Model>,
    pub(super) uptime: Vec<uptime_day::Model>,
}

/// A day of these websites, computed by two threads.
pub(super) async fn make(
    known: Arc<Vec<Known>>,
    regions: Arc<Vec<RegionKey>>,
    day: i32,
    plan: Plan,
) -> anyhow::Result<Day> {
    let middle = known.len() / 2;
    let part = |from: usize, to: usize| {
        let (known, regions) = (Arc::clone(&known), Arc::clone(&regions));
        tokio::task::spawn_blocking(move || of_day(&known[from..to], &regions, day, plan))
    };
    let (one, two) = (part(0, middle), part(middle, known.len()));
    let (mut made, more) = (one.await??, two.await??);
    for (hours, more) in made.hours.iter_mut().zip(more.hours) {
        hours.extend(more);
    }
    made.days.extend(more.days);
    made.uptime.extend(more.uptime);
    Ok(made)
}

fn of_day(known: &[Known], regions: &[RegionKey], day: i32, plan: Plan) -> anyhow::Result<Day> {
    let mut made = Day {
        hours: (0..HOURS).map(|_| Vec::new()).collect(),
        ..Day::default()
    };
    for Known { site, views } in known {
        let mut all = (0, 0);
        for region_key in regions {
            let whole = of_region(site, *region_key, day, plan, &mut made.hours)?;
            if day >= plan.days_to {
                continue;
            }
            let ticks = (whole.recorded, whole.unmeasured);
            all = (all.0 + ticks.0, all.1 + ticks.1);
            made.days.push(whole.day(site.key, *region_key, day));
            let changes = views.get(region_key).map_or(&[][..], Vec::as_slice);
            let uptime = spans::day(site.key, *region_key, changes, day, ticks)?;
            made.uptime.push(uptime);
        }
        if day < plan.days_to {
            let changes = views.get(&RegionKey::ALL).map_or(&[][..], Vec::as_slice);
            let uptime = spans::day(site.key, RegionKey::ALL, changes, day, all)?;
            made.uptime.push(uptime);
        }
    }
    Ok(made)
}

/// Adds the hours of a website in a region; says what the day is in sum.
fn of_region(
    site: &Site,
    region_key: RegionKey,
    day: i32,
    plan: Plan,
    hours: &mut [Vec<rollup_hour::Model>],
) -> anyhow::Result<Summary> {
    let mut whole = Summary::default();
    for (hour, rows) in (day * HOURS..).zip(hours) {
        if hour >= plan.hours_to {
            break;
        }
        let from_ms = i64::from(hour) * HOUR_MS;
        let ticks = site.slots(from_ms, from_ms + HOUR_MS);
        let summary =
            Summary::of(ticks.map(|slot_ms| Sample::from(&site.tick(region_key, slot_ms))));
        if summary.recorded == 0 {
            continue;
        }
        if hour >= plan.hours_from {
            rows.push(summary.hour(site.key, region_key, hour));
        }
        merge(&mut whole, &summary).context("sketches of one kind")?;
    }
    Ok(whole)
}

fn merge(into: &mut Summary, from: &Summary) -> anyhow::Result<()> {
    into.recorded += from.recorded;
    into.unmeasured += from.unmeasured;
    into.response.merge(&from.response)?;
    for (into, from) in into.phases.iter_mut().zip(&from.phases) {
        into.merge(from)?;
    }
    Ok(())
}

/// The day in milliseconds of Unix time.
pub(super) fn starts_ms(day: i32) -> i64 {
    i64::from(day) * DAY_MS
}
