//! Counts scheduled slots with a tick.

use std::collections::HashMap;

use entity::{Origin, Outcome, RegionKey, WebsiteKey};
use sea_orm::{ActiveEnum, ConnectionTrait};

use super::Window;
use super::parts::Parts;
use crate::rollup::made;
use crate::sql::Params;
use crate::{Keep, Result};

/// Scheduled slots of a window that have a tick.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Number of slots with a tick.
    pub recorded: i64,
    /// Number of those that measured nothing.
    pub unmeasured: i64,
}

/// Counts of each website in one region, or in all regions together. Websites without ticks
/// are omitted.
///
/// Complete days and hours are read from rollups; at most six statements, whatever the number
/// of websites. A window that starts or ends where ticks are no longer kept must be widened
/// first, as the ledger does. A late tick counts once its hour is recomputed, within a minute.
///
/// # Errors
/// If the database fails.
pub async fn counts(
    db: &impl ConnectionTrait,
    website_keys: &[WebsiteKey],
    region_key: Option<RegionKey>,
    window: Window,
    keep: &Keep,
    now_ms: i64,
) -> Result<HashMap<WebsiteKey, Counts>> {
    let mut sums = HashMap::new();
    if website_keys.is_empty() {
        return Ok(sums);
    }
    let parts = Parts::of(window, made(db).await?, keep, now_ms);
    if !parts.days.is_empty() {
        let mut lists = Params::on(db);
        let websites = lists.website_keys("w", website_keys);
        let view = lists.value(region_key.unwrap_or(RegionKey::ALL));
        let (first, end) = (lists.value(parts.days.start), lists.value(parts.days.end));
        let sql = format!(
            "SELECT w.key, SUM(d.recorded), SUM(d.unmeasured)
             FROM {websites} CROSS JOIN uptime_day AS d
             WHERE d.website_key = w.key AND d.region_key = {view}
               AND d.day >= {first} AND d.day < {end}
             GROUP BY w.key"
        );
        add(db, lists, sql, &mut sums).await?;
    }
    for hours in parts.hours {
        let mut lists = Params::on(db);
        let (websites, regions) = places(&mut lists, website_keys, region_key);
        let (first, end) = (lists.value(hours.start), lists.value(hours.end));
        let sql = format!(
            "SELECT w.key, SUM(h.recorded), SUM(h.unmeasured)
             FROM {websites} CROSS JOIN {regions} CROSS JOIN rollup_hour AS h
             WHERE h.website_key = w.key AND h.region_key = r.key
               AND h.hour >= {first} AND h.hour < {end}
             GROUP BY w.key"
        );
        add(db, lists, sql, &mut sums).await?;
    }
    for raw in parts.raw {
        let mut lists = Params::on(db);
        let (websites, regions) = places(&mut lists, website_keys, region_key);
        let (from_ms, to_ms) = (lists.value(raw.from_ms), lists.value(raw.to_ms));
        let schedule = lists.value(Origin::Schedule.to_value());
        let nothing = lists.value(Outcome::Unmeasured.to_value());
        let sql = format!(
            "SELECT w.key, COUNT(*), COUNT(CASE WHEN t.outcome = {nothing} THEN 1 END)
             FROM {websites} CROSS JOIN {regions} CROSS JOIN tick AS t
             WHERE t.website_key = w.key AND t.region_key = r.key
               AND t.slot_ms >= {from_ms} AND t.slot_ms < {to_ms} AND t.origin = {schedule}
             GROUP BY w.key"
        );
        add(db, lists, sql, &mut sums).await?;
    }
    Ok(sums)
}

/// The websites as `w`, and the region or all regions as `r`.
fn places(
    lists: &mut Params,
    website_keys: &[WebsiteKey],
    region_key: Option<RegionKey>,
) -> (String, String) {
    let websites = lists.website_keys("w", website_keys);
    let regions = match region_key {
        None => "region AS r".to_owned(),
        Some(key) => lists.region_keys("r", [key]),
    };
    (websites, regions)
}

async fn add(
    db: &impl ConnectionTrait,
    lists: Params,
    sql: String,
    sums: &mut HashMap<WebsiteKey, Counts>,
) -> Result<()> {
    for row in lists.all(db, sql).await? {
        let sum: &mut Counts = sums.entry(row.try_get_by_index(0)?).or_default();
        sum.recorded += row.try_get_by_index::<i64>(1)?;
        sum.unmeasured += row.try_get_by_index::<i64>(2)?;
    }
    Ok(())
}
