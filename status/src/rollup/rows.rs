//! Computes the rows of hours and days from ticks and changes, and writes them.

use std::collections::HashMap;

use entity::{RegionKey, WebsiteKey, rollup_day, rollup_hour, uptime_day};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, Iterable,
    PrimaryKeyToColumn, StreamTrait,
};

use super::summary::Summary;
use super::{DAY_MS, HOUR_MS};
use crate::Result;
use crate::calendar::Window;
use crate::change_log::logs;
use crate::domain::uptime::Tally;
use crate::sql::ROWS_A_STATEMENT;

/// Summaries by website and region.
pub(super) type Summaries = HashMap<(WebsiteKey, RegionKey), Summary>;

/// The time window of an hour.
pub(super) fn window_of_hour(hour: i32) -> Window {
    let from_ms = i64::from(hour) * HOUR_MS;
    Window {
        from_ms,
        to_ms: from_ms + HOUR_MS,
    }
}

/// The time window of a day.
pub(super) fn window_of_day(day: i32) -> Window {
    let from_ms = i64::from(day) * DAY_MS;
    Window {
        from_ms,
        to_ms: from_ms + DAY_MS,
    }
}

/// The rows of an hour.
pub(super) fn hours(summaries: &Summaries, hour: i32) -> Vec<rollup_hour::Model> {
    let told = summaries.iter().filter(|(_, summary)| {
        // A failed check outside the schedule leaves nothing to store.
        summary.recorded > 0 || summary.response.count() > 0
    });
    told.map(|((website, region), summary)| summary.hour(*website, *region, hour))
        .collect()
}

/// The response times and phases of a day.
pub(super) fn days(summaries: &Summaries, day: i32) -> Vec<rollup_day::Model> {
    let told = summaries
        .iter()
        .filter(|(_, summary)| summary.response.count() > 0);
    told.map(|((website, region), summary)| summary.day(*website, *region, day))
        .collect()
}

/// Daily uptime of these websites, as a whole and as seen from each region, with `counts` of
/// scheduled ticks (all, unmeasured) by website and region.
pub(super) async fn uptimes(
    db: &(impl ConnectionTrait + StreamTrait),
    website_keys: &[WebsiteKey],
    region_keys: &[RegionKey],
    day: i32,
    counts: &HashMap<(WebsiteKey, RegionKey), (i32, i32)>,
) -> Result<Vec<uptime_day::Model>> {
    let Window { from_ms, to_ms } = window_of_day(day);
    let mut counts = counts.clone();
    for website_key in website_keys {
        let of_regions = region_keys
            .iter()
            .filter_map(|region_key| counts.get(&(*website_key, *region_key)));
        let whole = of_regions.fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
        counts.insert((*website_key, RegionKey::ALL), whole);
    }
    let mut rows = Vec::new();
    for view in region_keys.iter().copied().chain([RegionKey::ALL]) {
        let logs = logs(db, website_keys, view, &[(from_ms, to_ms)], usize::MAX).await?;
        for website_key in website_keys {
            let tally = logs
                .get(&(*website_key, from_ms))
                .map(|log| log.tally_all((from_ms, to_ms), to_ms));
            let counts = counts.get(&(*website_key, view)).copied();
            rows.extend(uptime(
                (*website_key, view, day),
                tally.unwrap_or_default(),
                counts.unwrap_or_default(),
            ));
        }
    }
    Ok(rows)
}

/// The row, unless nothing was measured or recorded.
fn uptime(
    (website_key, region_key, day): (WebsiteKey, RegionKey, i32),
    tally: Tally,
    (recorded, unmeasured): (i32, i32),
) -> Option<uptime_day::Model> {
    // A day has 86,400,000 ms, which fit.
    let ms = |ms: i64| i32::try_from(ms).unwrap_or(i32::MAX);
    let row = uptime_day::Model {
        website_key,
        region_key,
        day,
        up_ms: ms(tally.up_ms),
        degraded_ms: ms(tally.degraded_ms),
        partial_ms: ms(tally.partial_ms),
        down_ms: ms(tally.down_ms),
        maintenance_ms: ms(tally.maintenance_ms),
        recorded,
        unmeasured,
    };
    let times = [
        row.up_ms,
        row.degraded_ms,
        row.partial_ms,
        row.down_ms,
        row.maintenance_ms,
    ];
    (recorded > 0 || times.iter().any(|ms| *ms > 0)).then_some(row)
}

/// Number of scheduled ticks of each, all and unmeasured.
pub(super) fn counts(summaries: &Summaries) -> HashMap<(WebsiteKey, RegionKey), (i32, i32)> {
    let count = |summary: &Summary| (summary.recorded, summary.unmeasured);
    summaries
        .iter()
        .map(|(key, summary)| (*key, count(summary)))
        .collect()
}

/// Upserts rows.
pub(super) async fn save<E>(transaction: &DatabaseTransaction, rows: Vec<E::Model>) -> Result<()>
where
    E: EntityTrait,
    E::Model: IntoActiveModel<E::ActiveModel>,
{
    let others = E::Column::iter().filter(|column| E::PrimaryKey::from_column(*column).is_none());
    let over = OnConflict::columns(E::PrimaryKey::iter().map(|key| key.into_column()))
        .update_columns(others)
        .to_owned();
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let some = rows.by_ref().take(ROWS_A_STATEMENT);
        E::insert_many(some.map(|row| row.into_active_model().reset_all()))
            .on_conflict(over.clone())
            .exec_without_returning(transaction)
            .await?;
    }
    Ok(())
}
