//! The last checks of many websites, for lists of them.

use std::cmp::Reverse;
use std::collections::HashMap;

use entity::{Outcome, RegionKey, WebsiteKey};
use sea_orm::{ConnectionTrait, QueryResult};

use super::Window;
use crate::Result;
use crate::rollup::sketch::Sketch;
use crate::rollup::{HOUR_MS, hour_of};
use crate::sql::Params;

/// Websites whose sketches are read at a time.
const WEBSITES_AT_A_TIME: usize = 200;

/// What a list shows of a tick.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecentTick {
    /// Key of the region.
    pub region_key: RegionKey,
    /// Planned instant, in milliseconds of Unix time.
    pub slot_ms: i64,
    /// Outcome of the check.
    pub outcome: Outcome,
    /// Response time, in microseconds, if a phase was reached.
    pub response_us: Option<i64>,
}

/// The newest ticks from these regions of each website, oldest first: at most `most`, of slots
/// from the instant beside the website's key up to `to_ms`, in milliseconds of Unix time.
///
/// # Errors
/// If the database fails.
pub async fn recent_ticks(
    db: &impl ConnectionTrait,
    websites: &[(WebsiteKey, i64)],
    region_keys: &[RegionKey],
    to_ms: i64,
    most: usize,
) -> Result<HashMap<WebsiteKey, Vec<RecentTick>>> {
    let Some(first_ms) = websites.iter().map(|(_, from_ms)| *from_ms).min() else {
        return Ok(HashMap::new());
    };
    let mut lists = Params::on(db);
    let rows: Vec<[i64; 2]> = websites
        .iter()
        .map(|(key, from_ms)| [key.0.into(), *from_ms])
        .collect();
    let table = lists.table("w", [("key", "integer"), ("from_ms", "bigint")], &rows);
    let regions = lists.region_keys("r", region_keys.iter().copied());
    let columns = "n.region_key, n.slot_ms, n.outcome, \
        n.dns_us, n.connect_us, n.tls_us, n.ttfb_us, n.transfer_us";
    let of_both = format!(
        "n.website_key = w.key AND n.region_key = r.key AND n.slot_ms >= w.from_ms \
         AND n.slot_ms >= {} AND n.slot_ms <= {}",
        lists.value(first_ms),
        lists.value(to_ms)
    );
    let sql = if lists.is_postgres() {
        let most = lists.value(i64::try_from(most).unwrap_or(i64::MAX));
        format!(
            "SELECT w.key, t.* FROM {table} CROSS JOIN {regions} CROSS JOIN LATERAL (
                 SELECT {columns} FROM tick AS n WHERE {of_both}
                 ORDER BY n.slot_ms DESC LIMIT {most}) AS t"
        )
    } else {
        format!(
            "SELECT w.key, {columns} FROM {table} CROSS JOIN {regions} CROSS JOIN tick AS n WHERE {of_both}"
        )
    };
    let mut found: HashMap<WebsiteKey, Vec<RecentTick>> = HashMap::new();
    for row in lists.all(db, sql).await? {
        found
            .entry(row.try_get_by_index(0)?)
            .or_default()
            .push(recent(&row)?);
    }
    for ticks in found.values_mut() {
        ticks.sort_unstable_by_key(|tick| (Reverse(tick.slot_ms), tick.region_key));
        ticks.truncate(most);
        ticks.reverse();
    }
    Ok(found)
}

fn recent(row: &QueryResult) -> Result<RecentTick> {
    let mut response_us = None;
    for phase in 4..=8 {
        if let Some(us) = row.try_get_by_index::<Option<i32>>(phase)? {
            *response_us.get_or_insert(0) += i64::from(us);
        }
    }
    Ok(RecentTick {
        region_key: row.try_get_by_index(1)?,
        slot_ms: row.try_get_by_index(2)?,
        outcome: row.try_get_by_index(3)?,
        response_us,
    })
}

/// Response times of many websites from these regions in the whole hours of `window` that are
/// rolled up.
///
/// # Errors
/// If the database fails.
pub async fn response_times(
    db: &impl ConnectionTrait,
    website_keys: &[WebsiteKey],
    region_keys: &[RegionKey],
    window: Window,
) -> Result<HashMap<WebsiteKey, Sketch>> {
    let mut times: HashMap<WebsiteKey, Sketch> = HashMap::new();
    for keys in website_keys.chunks(WEBSITES_AT_A_TIME) {
        let mut lists = Params::on(db);
        let websites = lists.website_keys("w", keys);
        let regions = lists.region_keys("r", region_keys.iter().copied());
        let first = lists.value(hour_of(window.from_ms + HOUR_MS - 1));
        let end = lists.value(hour_of(window.to_ms));
        let of_both = format!(
            "website_key = w.key AND region_key = r.key AND hour >= {first} AND hour < {end}"
        );
        let sql = if lists.is_postgres() {
            format!(
                "SELECT w.key, m.response FROM {websites} CROSS JOIN {regions}
                 CROSS JOIN LATERAL (SELECT response FROM rollup_hour WHERE {of_both} OFFSET 0) AS m"
            )
        } else {
            format!(
                "SELECT w.key, response FROM {websites} CROSS JOIN {regions}
                 CROSS JOIN rollup_hour WHERE {of_both}"
            )
        };
        for row in lists.all(db, sql).await? {
            if let Some(bytes) = row.try_get_by_index::<Option<Vec<u8>>>(1)? {
                let sketch = times.entry(row.try_get_by_index(0)?).or_default();
                sketch.merge(&Sketch::from_bytes(&bytes)?)?;
            }
        }
    }
    Ok(times)
}
