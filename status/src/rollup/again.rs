//! Hours, and their days, made again since something of them came late.
//!
//! Ticks are read before the transaction. In it the website's status is locked, as
//! whoever stores ticks of the website or changes what it was does: from there on nothing
//! comes in, and only where nothing came in since the reading either the rows are
//! written and the marks go. Else the marks stay, and it is done again later.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use entity::database::begin_write;
use entity::{region, rollup_day, rollup_due, rollup_hour, tick, uptime_day, website_status};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, DatabaseConnection, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
};

use super::progress::{Made, made};
use super::rows::{self, Summaries};
use super::{hour_of, ticks};
use crate::history::Window;
use crate::{Keep, Result};

/// Marks looked at together: some days' worth.
const MARKS: u64 = 500;

/// A mark: the website and the hour.
type Mark = (i32, i32);

/// What was made again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Again {
    /// Marks that are gone for it.
    pub(super) marks: usize,
    /// Days of a website that were read for it.
    pub(super) days: usize,
}

/// A website's marks of one day.
struct Marked {
    website_key: i32,
    day: i32,
    hours: BTreeSet<i32>,
}

/// What was made of a website's ticks.
struct Fresh {
    window: Window,
    ticks: u64,
    hours: BTreeMap<i32, Summaries>,
    day: Summaries,
}

/// Makes all marked hours and their days again, website by website and day by day: each
/// day is read once, however many of its hours are marked. What is marked meanwhile, or
/// could not be made since something came in, is left to the next time.
///
/// # Errors
/// Where the database fails; what was made until then stays.
pub(super) async fn all(db: &DatabaseConnection, keep: &Keep, now_ms: i64) -> Result<Again> {
    let mut all = Again::default();
    let mut after = Some((i32::MIN, i32::MIN));
    while let Some(mark) = after {
        after = some(db, keep, now_ms, mark, &mut all).await?;
    }
    Ok(all)
}

/// Makes the next marked days again; answers the last mark of them, if there were any.
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
    // Read after the marks: whoever begins with an hour or a day later sees what they
    // stand for.
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

/// Leaves the last day to the next marks, among which the rest of it may be.
fn drop_cut_day(marks: &mut Vec<Mark>) {
    let day = |(website_key, hour): &Mark| (*website_key, hour.div_euclid(24));
    let Some(last) = marks.last().map(day) else {
        return;
    };
    let whole = marks.partition_point(|mark| day(mark) < last);
    // A day has no more marks than hours, so there is one before it.
    marks.truncate(whole);
}

/// The marks of made hours, by website and day. What is not made yet waits until it is,
/// and so does what lies in a day that is over and may be in the making.
fn by_day(marks: Vec<(i32, i32)>, made: Made) -> Vec<Marked> {
    let mut by_day: BTreeMap<(i32, i32), BTreeSet<i32>> = BTreeMap::new();
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
    made: Made,
    keep: &Keep,
    now_ms: i64,
) -> Result<bool> {
    let region_keys: Vec<i16> = regions.iter().map(|region| region.key).collect();
    // What is not kept any more may be dropped at any moment, but no day that still was
    // kept when this began.
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
    // What is deleted has no status, and nothing of it is to be made.
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

/// Sums up the whole day where it is made, else the marked hours and those between.
async fn read(
    db: &DatabaseConnection,
    marked: &Marked,
    region_keys: &[i16],
    made: Made,
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
    region_keys: &[i16],
    window: Window,
) -> Result<u64> {
    Ok(tick::Entity::find()
        .filter(tick::Column::WebsiteKey.eq(marked.website_key))
        // Named one by one, so that each is a range of the key.
        .filter(tick::Column::RegionKey.is_in(region_keys.iter().copied()))
        .filter(tick::Column::SlotMs.gte(window.from_ms))
        .filter(tick::Column::SlotMs.lt(window.to_ms))
        .count(transaction)
        .await?)
}

async fn save_hours(
    transaction: &DatabaseTransaction,
    marked: &Marked,
    region_keys: &[i16],
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

/// Writes the day anew; without ticks the times alone, and the counts as they were.
async fn save_day(
    transaction: &DatabaseTransaction,
    marked: &Marked,
    region_keys: &[i16],
    fresh: Option<Fresh>,
) -> Result<()> {
    let (website_key, day) = (marked.website_key, marked.day);
    let views = || {
        region_keys
            .iter()
            .copied()
            .chain([entity::status_change::WHOLE])
    };
    let of_day = || {
        uptime_day::Entity::find()
            .filter(uptime_day::Column::WebsiteKey.eq(website_key))
            .filter(uptime_day::Column::RegionKey.is_in(views()))
            .filter(uptime_day::Column::Day.eq(day))
    };
    let counts: HashMap<(i32, i16), (i32, i32)> = match &fresh {
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
        // Ticks are never taken away while they are kept, so each row stays or is new.
        let days = rows::days(&fresh.day, day);
        rows::save::<rollup_day::Entity>(transaction, days).await?;
    }
    Ok(())
}
