//! The newest ticks of many websites, as lists show them.

use std::collections::HashMap;

use entity::website::RegionKeys;
use entity::{RegionKey, WebsiteKey};
use sea_orm::{ConnectionTrait, DbErr, QueryResult};
use status::history::{RecentTick, recent_ticks};
use status::ingest::AHEAD_MS;
use status::sql::Params;

use crate::service::Result;
use crate::service::input::number;

/// Number of ticks of a website.
const LAST: std::ops::RangeInclusive<i32> = 1..=100;

/// Which ticks of each website are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Strip {
    /// How many.
    pub last: u16,
    /// From this region only.
    pub region: Option<RegionKey>,
}

impl Strip {
    /// A valid number of ticks.
    ///
    /// # Errors
    /// [`Error::Input`](crate::service::Error::Input) on `last`.
    pub fn valid_last(last: i32) -> Result<u16> {
        number("last", last, &LAST)
    }

    /// How many slots of a website with `regions` hold so many ticks if hardly any are missing.
    fn slots(self, regions: usize) -> i64 {
        let slots = usize::from(self.last).div_ceil(regions.max(1));
        i64::try_from(slots + slots / 2 + 2).unwrap_or(i64::MAX)
    }
}

/// The newest ticks of each website, oldest first, from all of `region_keys` or from one of them.
///
/// # Errors
/// If the database fails.
pub async fn strip(
    db: &impl ConnectionTrait,
    website_keys: &[WebsiteKey],
    region_keys: &[RegionKey],
    strip: Strip,
    now_ms: i64,
) -> Result<HashMap<WebsiteKey, Vec<RecentTick>>> {
    let shown: Vec<RegionKey> = match strip.region {
        Some(region) => vec![region],
        None => region_keys.to_vec(),
    };
    let mut params = Params::on(db);
    let keys = params.website_keys("k", website_keys);
    let sql = format!(
        "SELECT w.key, w.interval_ms, w.regions FROM {keys} CROSS JOIN website AS w
         WHERE w.key = k.key"
    );
    let rows = params.all(db, sql).await?;
    let begins = rows.iter().map(|row: &QueryResult| {
        let interval_ms: i64 = row.try_get_by_index(1)?;
        let chosen: Option<RegionKeys> = row.try_get_by_index(2)?;
        let is_chosen = |key: &&RegionKey| chosen.as_ref().is_none_or(|all| all.0.contains(key));
        let regions = shown.iter().filter(is_chosen).count();
        let length_ms = interval_ms.saturating_mul(strip.slots(regions));
        Ok::<_, DbErr>((row.try_get_by_index(0)?, now_ms - length_ms))
    });
    let begins: Vec<(WebsiteKey, i64)> = begins.collect::<Result<_, _>>()?;
    let to_ms = now_ms + AHEAD_MS;
    Ok(recent_ticks(db, &begins, &shown, to_ms, usize::from(strip.last)).await?)
}
