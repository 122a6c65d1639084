//! One step of the rollup: an hour or day of the next websites.
//!
//! Ticks are read and summed up before the transaction, which writes the rows and advances the
//! progress; if another process has advanced it meanwhile, the result is discarded. The rows
//! cannot lack anything: ticks committed after the read came late, so their hour is marked
//! (see [`super::due`]) and recomputed.

use std::time::Instant;

use entity::compaction::{self, Unit};
use entity::database::begin_write;
use entity::{RegionKey, WebsiteKey, rollup_day, rollup_hour, uptime_day, website};
use metrics::histogram;
use sea_orm::prelude::DateTimeUtc;
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::due::GRACE_MS;
use super::progress::{advance, progress};
use super::rows::{self, Summaries};
use super::{hour_of, ticks};
use crate::calendar::Window;
use crate::{Keep, Result, partitions, region};

/// Websites in one step of an hour: some ten thousand ticks at an interval of a minute.
const WEBSITES_OF_AN_HOUR: u64 = 250;

/// Websites in one step of a day.
const WEBSITES_OF_A_DAY: u64 = 50;

/// Result of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CompactionStep {
    /// What was rolled up.
    pub unit: Unit,
    /// Whether the hour or day is now complete for all websites.
    pub is_whole: bool,
}

/// Rolls up the hour or day that is due at `now_ms` for the next websites; `None` if nothing
/// is due.
///
/// # Errors
/// If the database fails.
pub async fn step(
    db: &DatabaseConnection,
    keep: &Keep,
    now_ms: i64,
) -> Result<Option<CompactionStep>> {
    let Some(progress) = progress(db, keep, now_ms).await? else {
        return Ok(None);
    };
    let (hours, days) = (progress.hours, progress.days);
    let began = Instant::now();
    let due_to = hour_of(now_ms - GRACE_MS);
    let (unit, is_whole) = if hours.done_to < due_to {
        (Unit::Hour, step_of(db, &hours, keep, now_ms).await?)
    } else if (days.done_to + 1) * 24 <= hours.done_to.min(due_to) {
        (Unit::Day, step_of(db, &days, keep, now_ms).await?)
    } else {
        return Ok(None);
    };
    histogram!("upbeat_compaction_step_seconds", "unit" => word(unit))
        .record(began.elapsed().as_secs_f64());
    Ok(Some(CompactionStep { unit, is_whole }))
}

/// Name of the unit in metrics.
pub(super) fn word(unit: Unit) -> &'static str {
    match unit {
        Unit::Hour => "hour",
        Unit::Day => "day",
    }
}

async fn step_of(
    db: &DatabaseConnection,
    at: &compaction::Model,
    keep: &Keep,
    now_ms: i64,
) -> Result<bool> {
    let first_hour = keep.first_day_of_hours(now_ms) * 24;
    if at.unit == Unit::Hour && at.done_to < first_hour {
        // The rollup stood still for so long that the hour is no longer kept.
        let transaction = begin_write(db).await?;
        advance(&transaction, at, first_hour, WebsiteKey::BEFORE_ALL).await?;
        transaction.commit().await?;
        return Ok(false);
    }
    let limit = match at.unit {
        Unit::Hour => WEBSITES_OF_AN_HOUR,
        Unit::Day => WEBSITES_OF_A_DAY,
    };
    let websites: Vec<(WebsiteKey, Option<DateTimeUtc>)> = website::Entity::find()
        .select_only()
        .column(website::Column::Key)
        .column(website::Column::DeletedAt)
        .filter(website::Column::Key.gt(at.after_key))
        .order_by_asc(website::Column::Key)
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?;
    let last_key = websites.last().map(|(key, _)| *key);
    let is_last = u64::try_from(websites.len()).is_ok_and(|count| count < limit);
    let alive: Vec<WebsiteKey> = websites
        .into_iter()
        .filter(|(_, deleted_at)| deleted_at.is_none())
        .map(|(key, _)| key)
        .collect();
    let made = Made::of(db, at, &alive, keep, now_ms).await?;

    let (done_to, after_key) = match last_key {
        Some(key) if !is_last => (at.done_to, key),
        _ => (at.done_to + 1, WebsiteKey::BEFORE_ALL),
    };
    let transaction = begin_write(db).await?;
    if !advance(&transaction, at, done_to, after_key).await? {
        transaction.rollback().await?;
        return Ok(false);
    }
    rows::save::<rollup_hour::Entity>(&transaction, made.hours).await?;
    rows::save::<rollup_day::Entity>(&transaction, made.days).await?;
    rows::save::<uptime_day::Entity>(&transaction, made.uptimes).await?;
    transaction.commit().await?;
    Ok(is_last)
}

/// Rows to write.
#[derive(Default)]
struct Made {
    hours: Vec<rollup_hour::Model>,
    days: Vec<rollup_day::Model>,
    uptimes: Vec<uptime_day::Model>,
}

impl Made {
    async fn of(
        db: &DatabaseConnection,
        at: &compaction::Model,
        website_keys: &[WebsiteKey],
        keep: &Keep,
        now_ms: i64,
    ) -> Result<Self> {
        let mut made = Self::default();
        let regions = region::all(db).await?;
        let region_keys: Vec<RegionKey> = regions.iter().map(|region| region.key).collect();
        match at.unit {
            Unit::Hour => {
                let window = rows::window_of_hour(at.done_to);
                // An hour of the distant past, as after an upgrade, may have no partition yet.
                partitions::make_days_of(db, keep, [window.from_ms].into_iter(), now_ms).await?;
                let summaries = summaries(db, website_keys, &region_keys, window).await?;
                made.hours = rows::hours(&summaries, at.done_to);
            }
            Unit::Day => {
                let day = at.done_to;
                let window = rows::window_of_day(day);
                let summaries = summaries(db, website_keys, &region_keys, window).await?;
                made.days = rows::days(&summaries, day);
                let counts = rows::counts(&summaries);
                made.uptimes = rows::uptimes(db, website_keys, &region_keys, day, &counts).await?;
            }
        }
        Ok(made)
    }
}

async fn summaries(
    db: &DatabaseConnection,
    website_keys: &[WebsiteKey],
    region_keys: &[RegionKey],
    window: Window,
) -> Result<Summaries> {
    let mut summaries = Summaries::new();
    if website_keys.is_empty() {
        return Ok(summaries);
    }
    ticks(db, website_keys, region_keys, window, |tick| {
        let key = (tick.website_key, tick.region_key);
        summaries.entry(key).or_default().add(&tick.seen);
    })
    .await?;
    Ok(summaries)
}
