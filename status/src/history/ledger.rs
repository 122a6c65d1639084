//! The ledger: planned slots, and whether they were recorded.

use std::collections::HashMap;

use entity::Origin;
use entity::database::begin_read;
use entity::{RegionKey, WebsiteKey, region, schedule};
use sea_orm::{ActiveEnum, ConnectionTrait, DatabaseConnection};

use super::parts::widened;
use super::{Window, counts};
use crate::rollup::{DAY_MS, made};
use crate::sql::Params;
use crate::{Keep, Result, planned};

/// The ledger of a window: `planned = recorded + missing`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Slots {
    /// Number of planned slots, without those still under way.
    pub planned: i64,
    /// Number of planned slots with a tick.
    pub recorded: i64,
    /// Number of recorded slots that measured nothing.
    pub unmeasured: i64,
    /// Number of planned slots without a tick.
    pub missing: i64,
    /// The answered window: the requested one, widened to whole hours or days where ticks are
    /// no longer kept, and without times of which nothing is kept.
    pub window: Window,
}

/// The ledger of a website in one region or in all of them; see [`ledgers`].
///
/// # Errors
/// If the database fails.
pub async fn slots(
    db: &DatabaseConnection,
    website_key: WebsiteKey,
    view: Option<RegionKey>,
    window: Window,
    keep: &Keep,
    now_ms: i64,
) -> Result<Slots> {
    let mut ledgers = ledgers(db, &[website_key], view, window, keep, now_ms).await?;
    Ok(ledgers.remove(&website_key).unwrap_or_default())
}

/// The ledger of each website in one region, or in all regions together.
///
/// A slot whose job may still be under way counts once its tick is stored, or as missing once
/// no tick can arrive any more. Where ticks are no longer kept, the window is widened to whole
/// hours or days. All reads see the same snapshot, so a tick stored meanwhile is neither
/// missing nor surplus.
///
/// # Errors
/// If the database fails.
pub async fn ledgers(
    db: &DatabaseConnection,
    website_keys: &[WebsiteKey],
    view: Option<RegionKey>,
    window: Window,
    keep: &Keep,
    now_ms: i64,
) -> Result<HashMap<WebsiteKey, Slots>> {
    let snapshot = begin_read(db).await?;
    let ledgers = read(&snapshot, website_keys, view, window, keep, now_ms).await?;
    snapshot.commit().await?;
    Ok(ledgers)
}

async fn read(
    db: &impl ConnectionTrait,
    website_keys: &[WebsiteKey],
    view: Option<RegionKey>,
    window: Window,
    keep: &Keep,
    now_ms: i64,
) -> Result<HashMap<WebsiteKey, Slots>> {
    let made = made(db).await?;
    let mut window = widened(window, made, keep, now_ms);
    window.from_ms = window.from_ms.max(i64::from(made.days_from) * DAY_MS);
    window.to_ms = window.to_ms.min(now_ms).max(window.from_ms);
    let mut regions = crate::region::all(db).await?;
    regions.retain(|region| view.is_none_or(|view| region.key == view));
    let mut planned: HashMap<WebsiteKey, Vec<schedule::Model>> = HashMap::new();
    for row in rows(db, website_keys, window).await? {
        planned.entry(row.website_key).or_default().push(row);
    }
    let counted = counts(db, website_keys, view, window, keep, now_ms).await?;
    let young: Vec<Range> = planned
        .iter()
        .map(|(key, rows)| Range(*key, settled_ms(rows, window, now_ms), window.to_ms))
        .filter(|Range(_, settled_ms, to_ms)| settled_ms < to_ms)
        .collect();
    let counted_young = recorded(db, &regions, &young).await?;

    let ledger = |key: WebsiteKey| {
        let counted = counted.get(&key).copied().unwrap_or_default();
        let young = counted_young.get(&key).copied().unwrap_or_default();
        let rows = planned.get(&key).map_or(&[][..], Vec::as_slice);
        let settled_ms = settled_ms(rows, window, now_ms);
        let planned = young + count(rows, &regions, window.from_ms, settled_ms);
        Slots {
            planned,
            recorded: counted.recorded,
            unmeasured: counted.unmeasured,
            missing: planned - counted.recorded,
            window,
        }
    };
    Ok(website_keys
        .iter()
        .map(|key| (*key, ledger(*key)))
        .collect())
}

/// Schedule rows that hold within a window.
async fn rows(
    db: &impl ConnectionTrait,
    website_keys: &[WebsiteKey],
    window: Window,
) -> Result<Vec<schedule::Model>> {
    let spans: Vec<[i64; 3]> = website_keys
        .iter()
        .map(|key| [i64::from(key.0), window.from_ms, window.to_ms])
        .collect();
    let mut rows = planned::within(db, &spans).await?;
    let is_over = |row: &schedule::Model| row.valid_to_ms.is_some_and(|to| to <= window.from_ms);
    rows.retain(|row| row.valid_from_ms < window.to_ms && !is_over(row));
    Ok(rows)
}

/// A website and a range of time (from, to).
#[derive(Clone, Copy)]
struct Range(WebsiteKey, i64, i64);

/// End of the slots of `rows` that can no longer be under way.
fn settled_ms(rows: &[schedule::Model], window: Window, now_ms: i64) -> i64 {
    let settled = rows.iter().map(|row| now_ms - row.settled_after_ms()).min();
    settled
        .unwrap_or(window.to_ms)
        .clamp(window.from_ms.min(window.to_ms), window.to_ms)
}

/// Number of slots that `rows` plan for `regions` in a window; a region has none before it was
/// first seen.
fn count(rows: &[schedule::Model], regions: &[region::Model], from_ms: i64, to_ms: i64) -> i64 {
    let mut planned = 0;
    for row in rows {
        for region in regions.iter().filter(|region| row.covers(region.key)) {
            planned += row.count(from_ms.max(region.valid_from_ms), to_ms);
        }
    }
    planned
}

/// Number of scheduled ticks in each website's range.
async fn recorded(
    db: &impl ConnectionTrait,
    regions: &[region::Model],
    ranges: &[Range],
) -> Result<HashMap<WebsiteKey, i64>> {
    let (Some(least_ms), Some(most_ms)) = (
        ranges.iter().map(|range| range.1).min(),
        ranges.iter().map(|range| range.2).max(),
    ) else {
        return Ok(HashMap::new());
    };
    let mut lists = Params::on(db);
    let rows: Vec<[i64; 3]> = ranges
        .iter()
        .map(|Range(key, from_ms, to_ms)| [i64::from(key.0), *from_ms, *to_ms])
        .collect();
    let columns = [
        ("key", "integer"),
        ("from_ms", "bigint"),
        ("to_ms", "bigint"),
    ];
    let websites = lists.table("w", columns, &rows);
    let regions = lists.region_keys("r", regions.iter().map(|row| row.key));
    let schedule = lists.value(Origin::Schedule.to_value());
    // The overall bounds let the planner skip all other days.
    let (least_ms, most_ms) = (lists.value(least_ms), lists.value(most_ms));
    let sql = format!(
        "SELECT w.key, COUNT(*)
         FROM {websites} CROSS JOIN {regions} CROSS JOIN tick AS t
         WHERE t.website_key = w.key AND t.region_key = r.key
           AND t.slot_ms >= w.from_ms AND t.slot_ms < w.to_ms AND t.origin = {schedule}
           AND t.slot_ms >= {least_ms} AND t.slot_ms < {most_ms}
         GROUP BY w.key"
    );
    let rows = lists.all(db, sql).await?;
    rows.iter()
        .map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?)))
        .collect()
}
