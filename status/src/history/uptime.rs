//! Time spent in each status, from rolled-up days and from status changes elsewhere.

use std::collections::HashMap;
use std::ops::{AddAssign, Range};

use entity::{RegionKey, WebsiteKey};
use sea_orm::{ConnectionTrait, StreamTrait};

use super::Window;
use crate::Result;
use crate::change_log::{Log, MOST, logs};
use crate::domain::uptime::Tally;
use crate::rollup::{DAY_MS, RollupProgress, day_of, made};
use crate::sql::Params;

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.up_ms += other.up_ms;
        self.degraded_ms += other.degraded_ms;
        self.partial_ms += other.partial_ms;
        self.down_ms += other.down_ms;
        self.maintenance_ms += other.maintenance_ms;
        self.unmeasured_ms += other.unmeasured_ms;
    }
}

/// Time that a website spent in each status, as a whole or as seen by `view`.
///
/// # Errors
/// [`crate::Error::TooManyChanges`], or if the database fails.
pub async fn tally(
    db: &(impl ConnectionTrait + StreamTrait),
    website_key: WebsiteKey,
    view: Option<RegionKey>,
    window: Window,
    now_ms: i64,
) -> Result<Tally> {
    let made = made(db).await?;
    let mut tallies = tallies(db, &[website_key], view, window, made, now_ms).await?;
    Ok(tallies.remove(&website_key).unwrap_or_default())
}

/// Time that each website spent in each status, as a whole or as seen by `view`.
///
/// The database adds up whole days that are `made`; the edges come from status changes: at
/// most three statements, whatever the number of websites. A late change counts once its day is
/// recomputed, within minutes.
///
/// # Errors
/// [`crate::Error::TooManyChanges`], or if the database fails.
pub async fn tallies(
    db: &(impl ConnectionTrait + StreamTrait),
    website_keys: &[WebsiteKey],
    view: Option<RegionKey>,
    window: Window,
    made: RollupProgress,
    now_ms: i64,
) -> Result<HashMap<WebsiteKey, Tally>> {
    let view = view.unwrap_or(RegionKey::ALL);
    let first_day = day_of(window.from_ms + DAY_MS - 1);
    let end_day = day_of(window.to_ms.min(now_ms)).min(made.days_to);
    let mut tallies: HashMap<WebsiteKey, Tally> = website_keys
        .iter()
        .map(|key| (*key, Tally::default()))
        .collect();
    let mut edges = vec![(window.from_ms, window.to_ms)];
    if first_day < end_day {
        let (from_ms, to_ms) = (i64::from(first_day) * DAY_MS, i64::from(end_day) * DAY_MS);
        edges = vec![(window.from_ms, from_ms), (to_ms, window.to_ms)];
        edges.retain(|(from_ms, to_ms)| from_ms < to_ms);
        let mut days = days(db, website_keys, view, first_day, end_day).await?;
        for (key, tally) in &mut tallies {
            let mut made = days.remove(key).unwrap_or_default();
            let measured_ms = made.up_ms + made.degraded_ms + made.partial_ms + made.down_ms;
            made.unmeasured_ms = to_ms - from_ms - measured_ms - made.maintenance_ms;
            *tally += made;
        }
    }
    if edges.is_empty() {
        return Ok(tallies);
    }
    let logs = logs(db, website_keys, view, &edges, MOST).await?;
    let unknown = Log::default();
    for (key, tally) in &mut tallies {
        for (from_ms, to_ms) in &edges {
            let log = logs.get(&(*key, *from_ms)).unwrap_or(&unknown);
            *tally += log.tally_all((*from_ms, *to_ms), now_ms);
        }
    }
    Ok(tallies)
}

/// Sums of the rolled-up days `first..end` of each website, without unmeasured time.
async fn days(
    db: &impl ConnectionTrait,
    website_keys: &[WebsiteKey],
    view: RegionKey,
    first: i32,
    end: i32,
) -> Result<HashMap<WebsiteKey, Tally>> {
    const SUMS: &str = "SUM(d.up_ms), SUM(d.degraded_ms), SUM(d.partial_ms), SUM(d.down_ms), \
                        SUM(d.maintenance_ms)";
    let mut lists = Params::on(db);
    let sql = of_days(
        &mut lists,
        website_keys,
        view,
        first..end,
        SUMS,
        "GROUP BY w.key",
    );
    let mut sums = HashMap::new();
    for row in lists.all(db, sql).await? {
        // PostgreSQL also returns a row for a website without days.
        let sum = |at| Ok::<_, crate::Error>(row.try_get_by_index::<Option<i64>>(at)?.unwrap_or(0));
        let tally = Tally {
            up_ms: sum(1)?,
            degraded_ms: sum(2)?,
            partial_ms: sum(3)?,
            down_ms: sum(4)?,
            maintenance_ms: sum(5)?,
            unmeasured_ms: 0,
        };
        sums.insert(row.try_get_by_index(0)?, tally);
    }
    Ok(sums)
}

/// The statement that selects `columns` of the rolled-up days `d` of websites, each preceded
/// by the website's key.
///
/// On PostgreSQL they are aggregates over each website's days, which are read as one range of
/// the key and never sorted; SQLite groups by `group`.
pub(super) fn of_days(
    lists: &mut Params,
    website_keys: &[WebsiteKey],
    view: RegionKey,
    days: Range<i32>,
    columns: &str,
    group: &str,
) -> String {
    let websites = lists.website_keys("w", website_keys);
    let (view, first, end) = (
        lists.value(view),
        lists.value(days.start),
        lists.value(days.end),
    );
    let from = format!(
        "uptime_day AS d
         WHERE d.website_key = w.key AND d.region_key = {view}
           AND d.day >= {first} AND d.day < {end}"
    );
    if lists.is_postgres() {
        format!(
            "SELECT w.key, s.* FROM {websites} CROSS JOIN LATERAL (SELECT {columns} FROM {from}) AS s"
        )
    } else {
        format!("SELECT w.key, {columns} FROM {websites} CROSS JOIN {from} {group}")
    }
}
