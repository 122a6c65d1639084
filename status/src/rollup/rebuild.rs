//! Recomputes hours and their days with late data.
//!
//! Ticks are read before the transaction. The transaction locks the website's status, as do
//! all writers of the website's ticks and status changes, so nothing changes from there on.
//! The rows are written and the marks deleted only if nothing has changed since the read.
//! Otherwise the marks stay for a later pass.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use entity::database::begin_write;
use entity::{
    RegionKey, WebsiteKey, region, rollup_day, rollup_due, rollup_hour, tick, uptime_day,
    website_status,
};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, DatabaseConnection, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
};

use super::progress::{RollupProgress, made};
use super::rows::{self, Summaries};
use super::{hour_of, ticks};
use crate::calendar::Window;
use crate::{Keep, Result};

/// Marks read together: a few days' worth.
const MARKS: u64 = 500;

/// A mark: website and hour.
type Mark = (WebsiteKey, i32);

/// Result of recomputing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Again {
    /// Number of marks that were cleared.
    pub(super) marks: usize,
    /// Number of days of websites that were read.
    pub(super) days: usize,
}

/// Marks of one website on one day.
struct Marked {
    website_key: WebsiteKey,
    day: i32,
    hours: BTreeSet<i32>,
}

/// Rollups recomputed from a website's ticks.
struct Fresh {
    window: Window,
    ticks: u64,
    hours: BTreeMap<i32, Summaries>,
    day: Summaries,
}

/// Recomputes all marked hours and their days, website by website and day by day: each day is
/// read once, however many of its hours are marked. Hours that are marked meanwhile, or whose
/// data changed during the pass, are left to the next one.
///
/// # Errors
/// If the database fails; completed days stay.
pub(super) async fn all(db: &DatabaseConnection, keep: &Keep, now_ms: i64) -> Result<Again> {
    let mut all = Again::default();
    let mut after = Some((WebsiteKey::BEFORE_ALL, 0));
    while let Some(mark) = after {
        after = some(db, keep, now_ms, mark, &mut all).await?;
    }
    Ok(all)
}

/// Recomputes the next marked days and returns the last of their marks, if there were any.
async fn some(
    db: &DatabaseConnection,
    keep: &Keep,
    now_ms: i64,
    after: Mark,
    all: &mut Again,
) -> Result<Option<Mark>> {
    let place = Expr::tuple([
        Expr::col(rollup_due::Column::WebsiteKey),
        Expr::col(rollup_due::Column::Hour),
    ]);
    let after = Expr::tuple([Expr::val(after.0), Expr::val(after.1)]);
    let mut marks: Vec<Mark> = rollup_due::Entity::find()
        .select_only()
        .columns([rollup_due::Column::WebsiteKey, rollup_due::Column::Hour])
        .filter(place.gt(after))
        .order_by_asc(rollup_due::Column::WebsiteKey)
        .order_by_asc(rollup_due::Column::Hour)
        .limit(MARKS)
        .into_tuple()
        .all(db)
        .await?;
    if u64::try_from(marks.len()).is_ok_and(|count| count >= MARKS) {
        drop_cut_day(&mut marks);
    }
    let Some(last) = marks.last().copied() else {
        return Ok(None);
    };
    // Read after the marks: an hour or day that starts to be rolled up later includes what
    // they stand for.
    let made = made(db).await?;
    let regions = crate::region::all(db).await?;
    for marked in by_day(marks, made) {
        let count = marked.hours.len();
        all.days += 1;
        if again(db, &regions, marked, made, keep, now_ms).await? {
            all.marks += count;
        }
    }
    Ok(Some(last))
}

/// Leaves the last day to the next page of marks, which may have more of its hours.
fn drop_cut_day(marks: &mut Vec<Mark>) {
    let day = |(website_key, hour): &Mark| (*website_key, hour.div_euclid(24));
    let Some(last) = marks.last().map(day) else {
        return;
    };
    let whole = marks.partition_point(|mark| day(mark) < last);
    // A day has fewer marks than a page, so at least one complete day remains.
    marks.truncate(whole);
}

/// The marks of rolled-up hours by website and day. Hours that are not rolled up yet wait
/// until they are, and so do those of a past day that may be rolled up right now.
fn by_day(marks: Vec<Mark>, made: RollupProgress) -> Vec<Marked> {
    let mut by_day: BTreeMap<(i32, WebsiteKey), BTreeSet<i32>> = BTreeMap::new();
    for (website_key, hour) in marks {
        let day = hour.div_euclid(24);
        let in_the_making = day == made.days_to && (day + 1) * 24 <= made.hours_to;
        if hour < made.hours_to && !in_the_making {
            by_day.entry((day, website_key)).or_default().insert(hour);
        }
    }
    let marked = by_day.into_iter();
    marked
        .map(|((day, website_key), hours)| Marked {
            website_key,
            day,
            hours,
        })
        .collect()
}

async fn again(
    db: &DatabaseConnection,
    regions: &[region::Model],
    marked: Marked,
    made: RollupProgress,
    keep: &Keep,
    now_ms: i64,
) -> Result<bool> {
    let region_keys: Vec<RegionKey> = regions.iter().map(|region| region.key).collect();
    // Days that are no longer kept may be dropped at any moment, but not those that were still
    // kept when this pass started.
    let has_ticks = marked.day >= made.first_day_of_ticks(keep, now_ms);
    let has_hours = marked.day >= made.first_day_of_hours(keep, now_ms);
    let fresh = if has_ticks {
        Some(read(db, &marked, &region_keys, made).await?)
    } else {
        None
    };

    let transaction = begin_write(db).await?;
    let status = website_status::Entity::find_by_id(marked.website_key)
        .lock_exclusive()
        .one(&transaction)
        .await?;
    // A deleted website has no status, and nothing of it is recomputed.
    if status.is_some() {
        if let Some(fresh) = &fresh
            && count(&transaction, &marked, &region_keys, fresh.window).await? != fresh.ticks
        {
            transaction.rollback().await?;
            return Ok(false);
        }
        if let Some(fresh) = &fresh
            && has_hours
        {
            save_hours(&transaction, &marked, &region_keys, fresh).await?;
        }
        if marked.day < made.days_to {
            save_day(&transaction, &marked, &region_keys, fresh).await?;
        }
    }
    rollup_due::Entity::delete_many()
        .filter(rollup_due::Column::WebsiteKey.eq(marked.website_key))
        .filter(rollup_due::Column::Hour.is_in(marked.hours))
        .exec(&transaction)
        .await?;
    transaction.commit().await?;
    Ok(true)
}

/// Sums up the whole day if it is rolled up, otherwise the marked hours and those between
/// them.
async fn read(
    db: &DatabaseConnection,
    marked: &Marked,
    region_keys: &[RegionKey],
    made: RollupProgress,
) -> Result<Fresh> {
    let mut window = rows::window_of_day(marked.day);
    if marked.day >= made.days_to
        && let (Some(first), Some(last)) = (marked.hours.first(), marked.hours.last())
    {
        window.from_ms = rows::window_of_hour(*first).from_ms;
        window.to_ms = rows::window_of_hour(*last).to_ms;
    }
    let mut fresh = Fresh {
        window,
        ticks: 0,
        hours: marked
            .hours
            .iter()
            .map(|hour| (*hour, Summaries::new()))
            .collect(),
        day: Summaries::new(),
    };
    ticks(db, &[marked.website_key], region_keys, window, |tick| {
        fresh.ticks += 1;
        let key = (tick.website_key, tick.region_key);
        fresh.day.entry(key).or_default().add(&tick.seen);
        if let Some(hour) = fresh.hours.get_mut(&hour_of(tick.slot_ms)) {
            hour.entry(key).or_default().add(&tick.seen);
        }
    })
    .await?;
    Ok(fresh)
}

async fn count(
    transaction: &DatabaseTransaction,
    marked: &Marked,
    region_keys: &[RegionKey],
    window: Window,
) -> Result<u64> {
    Ok(tick::Entity::find()
        .filter(tick::Column::WebsiteKey.eq(marked.website_key))
        // Listed individually, so that each is a range of the key.
        .filter(tick::Column::RegionKey.is_in(region_keys.iter().copied()))
        .filter(tick::Column::SlotMs.gte(window.from_ms))
        .filter(tick::Column::SlotMs.lt(window.to_ms))
        .count(transaction)
        .await?)
}

async fn save_hours(
    transaction: &DatabaseTransaction,
    marked: &Marked,
    region_keys: &[RegionKey],
    fresh: &Fresh,
) -> Result<()> {
    rollup_hour::Entity::delete_many()
        .filter(rollup_hour::Column::WebsiteKey.eq(marked.website_key))
        .filter(rollup_hour::Column::RegionKey.is_in(region_keys.iter().copied()))
        .filter(rollup_hour::Column::Hour.is_in(marked.hours.iter().copied()))
        .exec(transaction)
        .await?;
    let hours = fresh.hours.iter();
    let hours = hours.flat_map(|(hour, summaries)| rows::hours(summaries, *hour));
    rows::save::<rollup_hour::Entity>(transaction, hours.collect()).await
}

/// Rewrites the day; without stored ticks only the times, keeping the counts.
async fn save_day(
    transaction: &DatabaseTransaction,
    marked: &Marked,
    region_keys: &[RegionKey],
    fresh: Option<Fresh>,
) -> Result<()> {
    let (website_key, day) = (marked.website_key, marked.day);
    let views = || region_keys.iter().copied().chain([RegionKey::ALL]);
    let of_day = || {
        uptime_day::Entity::find()
            .filter(uptime_day::Column::WebsiteKey.eq(website_key))
            .filter(uptime_day::Column::RegionKey.is_in(views()))
            .filter(uptime_day::Column::Day.eq(day))
    };
    let counts: HashMap<(WebsiteKey, RegionKey), (i32, i32)> = match &fresh {
        Some(fresh) => rows::counts(&fresh.day),
        None => of_day()
            .all(transaction)
            .await?
            .into_iter()
            .map(|row| {
                let counts = (row.recorded, row.unmeasured);
                ((row.website_key, row.region_key), counts)
            })
            .collect(),
    };
    let uptimes = rows::uptimes(transaction, &[website_key], region_keys, day, &counts).await?;
    uptime_day::Entity::delete_many()
        .filter(uptime_day::Column::WebsiteKey.eq(website_key))
        .filter(uptime_day::Column::RegionKey.is_in(views()))
        .filter(uptime_day::Column::Day.eq(day))
        .exec(transaction)
        .await?;
    rows::save::<uptime_day::Entity>(transaction, uptimes).await?;
    if let Some(fresh) = fresh {
        // Ticks are not deleted while they are kept, so each row stays or is new.
        let days = rows::days(&fresh.day, day);
        rows::save::<rollup_day::Entity>(transaction, days).await?;
    }
    Ok(())
}
