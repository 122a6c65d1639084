//! Downtimes of a website, and their causes.

use std::collections::HashMap;
use std::sync::Arc;

use entity::WebsiteStatus;
use entity::maintenance_window::{self, Periods};
use entity::status_change;
use entity::{FailureClass, Outcome, RegionKey, WebsiteKey};
use sea_orm::{
    ActiveEnum, ColumnTrait, DatabaseConnection, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder,
};
use status::domain::uptime;
use status::history::Window;
use status::sql::Params;

use crate::service::Result;
use crate::service::export::{self, Spans};

/// How far before a downtime the slot of the check that caused it may lie, in milliseconds:
/// the check starts within 60 s, and its attempts take at most 4 × 61 s.
const LOOK_BACK_MS: i64 = 600_000;

/// Downtimes looked up in one statement.
const TOGETHER: usize = 100;

/// A period within a window during which the website as a whole was down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Downtime {
    /// Start of the downtime or of the window, in milliseconds of Unix time.
    pub from_ms: i64,
    /// End of the downtime or of the window, in milliseconds of Unix time.
    pub to_ms: i64,
    /// Start of the downtime, even if before the window.
    pub began_at_ms: i64,
    /// Whether it lasted beyond the end of the window.
    pub is_ongoing: bool,
    /// The cause, if [`explain`] found it.
    pub cause: Option<Cause>,
}

impl Downtime {
    /// Duration in seconds, with three decimals.
    pub fn secs(&self) -> f64 {
        (self.to_ms - self.from_ms) as f64 / 1_000.0
    }
}

/// The failure of the check that made the website down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// Class of the failure.
    pub class: FailureClass,
    /// Subclass of the failure, such as `connect.refused`.
    pub detail: Option<String>,
    /// Reason of the failure in one sentence.
    pub reason: String,
}

/// The downtimes of a window, oldest first, page by page.
#[derive(Debug)]
pub struct Downtimes {
    spans: Spans,
    website_key: WebsiteKey,
    window: Window,
    /// Maintenance in the window, once it is read.
    maintenance: Option<Periods>,
}

/// The downtimes of a website in `window`, without maintenance: one that goes on after it is
/// another one.
pub fn downtimes(website_key: WebsiteKey, window: Window) -> Downtimes {
    Downtimes {
        spans: export::spans(website_key, &[RegionKey::ALL], window),
        website_key,
        window,
        maintenance: None,
    }
}

impl Downtimes {
    /// The next downtimes without their causes, possibly none; `None` at the end.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn next(&mut self, db: &DatabaseConnection) -> Result<Option<Vec<Downtime>>> {
        let Some(page) = self.spans.next(db).await? else {
            return Ok(None);
        };
        let maintenance = match &self.maintenance {
            Some(maintenance) => Arc::clone(maintenance),
            None => maintenance(db, self.website_key, self.window).await?,
        };
        self.maintenance = Some(Arc::clone(&maintenance));
        let Window { from_ms, to_ms } = self.window;
        let down = page
            .into_iter()
            .map(|row| row.span)
            .filter(|span| span.status == WebsiteStatus::Down);
        let mut downtimes = Vec::new();
        for span in down {
            let end_ms = span.to_ms.map_or(to_ms, |end_ms| end_ms.min(to_ms));
            for (part_from_ms, part_to_ms) in
                uptime::outside(&maintenance, span.from_ms.max(from_ms), end_ms)
            {
                let goes_on = span.to_ms.is_none_or(|end_ms| end_ms > to_ms);
                downtimes.push(Downtime {
                    from_ms: part_from_ms,
                    to_ms: part_to_ms,
                    began_at_ms: span.from_ms,
                    is_ongoing: goes_on && part_to_ms == to_ms,
                    cause: None,
                });
            }
        }
        Ok(Some(downtimes))
    }
}

/// When the website was in maintenance in `window`.
async fn maintenance(
    db: &DatabaseConnection,
    website_key: WebsiteKey,
    window: Window,
) -> Result<Periods> {
    let range = [(window.from_ms, window.to_ms)];
    let mut found = maintenance_window::of_websites(db, &[website_key], &range).await?;
    Ok(found.remove(&website_key).unwrap_or_default())
}

/// Number of downtimes, from a count of rows.
///
/// # Errors
/// If the database fails.
pub async fn count(
    db: &DatabaseConnection,
    website_key: WebsiteKey,
    window: Window,
) -> Result<i64> {
    let of_whole = || {
        status_change::Entity::find()
            .filter(status_change::Column::WebsiteKey.eq(website_key))
            .filter(status_change::Column::RegionKey.eq(RegionKey::ALL))
    };
    let begun = of_whole()
        .filter(status_change::Column::AtMs.gt(window.from_ms))
        .filter(status_change::Column::AtMs.lt(window.to_ms))
        .filter(status_change::Column::Status.eq(WebsiteStatus::Down))
        .count(db)
        .await?;
    let before = of_whole()
        .filter(status_change::Column::AtMs.lte(window.from_ms))
        .order_by_desc(status_change::Column::AtMs)
        .one(db)
        .await?;
    let was_down = before.is_some_and(|change| change.status == WebsiteStatus::Down);
    let mut count = i64::try_from(begun)
        .unwrap_or(i64::MAX)
        .saturating_add(was_down.into());
    // Those that begin in maintenance are none, and those that go on after it are.
    let maintenance = maintenance(db, website_key, window).await?;
    if !maintenance.is_empty() {
        let is_in = |(from_ms, to_ms): &(i64, i64)| (*from_ms..*to_ms).contains(&window.from_ms);
        let began_in = was_down && maintenance.iter().any(is_in);
        count -= i64::from(began_in);
        count -= begun_in(db, website_key, window, &maintenance).await?;
        count += gone_on(db, website_key, window, &maintenance).await?;
    }
    Ok(count)
}

/// Number of changes to down in `maintenance`, after the start of the window.
async fn begun_in(
    db: &DatabaseConnection,
    website_key: WebsiteKey,
    window: Window,
    maintenance: &[(i64, i64)],
) -> Result<i64> {
    let mut lists = Params::on(db);
    let rows: Vec<[i64; 2]> = maintenance.iter().map(|(from, to)| [*from, *to]).collect();
    let periods = lists.table("p", [("from_ms", "bigint"), ("to_ms", "bigint")], &rows);
    let (website, down) = (lists.value(website_key), lists.value(WebsiteStatus::Down));
    let (from_ms, to_ms) = (lists.value(window.from_ms), lists.value(window.to_ms));
    let sql = format!(
        "SELECT COUNT(*) FROM {periods} CROSS JOIN status_change AS c
         WHERE c.website_key = {website} AND c.region_key = 0 AND c.status = {down}
           AND c.at_ms > {from_ms} AND c.at_ms < {to_ms}
           AND c.at_ms >= p.from_ms AND c.at_ms < p.to_ms"
    );
    number(db, lists, sql).await
}

/// Number of ends of `maintenance` within the window over which the website was down.
async fn gone_on(
    db: &DatabaseConnection,
    website_key: WebsiteKey,
    window: Window,
    maintenance: &[(i64, i64)],
) -> Result<i64> {
    let ends = maintenance.iter().map(|(_, to_ms)| [*to_ms]);
    let ends: Vec<[i64; 1]> = ends
        .filter(|[end_ms]| *end_ms > window.from_ms && *end_ms < window.to_ms)
        .collect();
    let mut lists = Params::on(db);
    let ends = lists.table("e", [("at_ms", "bigint")], &ends);
    let (website, down) = (lists.value(website_key), lists.value(WebsiteStatus::Down));
    let sql = format!(
        "SELECT COUNT(*) FROM {ends} CROSS JOIN status_change AS c
         WHERE c.website_key = {website} AND c.region_key = 0 AND c.status = {down}
           AND c.at_ms < e.at_ms AND c.at_ms = (SELECT MAX(i.at_ms) FROM status_change AS i
               WHERE i.website_key = {website} AND i.region_key = 0 AND i.at_ms <= e.at_ms)"
    );
    number(db, lists, sql).await
}

async fn number(db: &DatabaseConnection, lists: Params, sql: String) -> Result<i64> {
    match lists.all(db, sql).await?.first() {
        Some(row) => Ok(row.try_get_by_index(0)?),
        None => Ok(0),
    }
}

/// Finds the cause of each of `downtimes`: the newest check from `region_keys` that had ended
/// when it started and found the website down. A status changes at the end of the check that
/// changes it. Without stored ticks there is no cause.
///
/// # Errors
/// If the database fails.
pub async fn explain(
    db: &DatabaseConnection,
    website_key: WebsiteKey,
    region_keys: &[RegionKey],
    downtimes: &mut [Downtime],
) -> Result<()> {
    for downtimes in downtimes.chunks_mut(TOGETHER) {
        let causes = causes(db, website_key, region_keys, downtimes).await?;
        for downtime in downtimes {
            // Maintenance splits a downtime into several, of one cause.
            let found = causes.get(&downtime.began_at_ms);
            downtime.cause = found.map(|(_, cause)| cause.clone());
        }
    }
    Ok(())
}

/// The causes by start of the downtime, each with the end of its check.
async fn causes(
    db: &DatabaseConnection,
    website_key: WebsiteKey,
    region_keys: &[RegionKey],
    downtimes: &[Downtime],
) -> Result<HashMap<i64, (i64, Cause)>> {
    let mut causes: HashMap<i64, (i64, Cause)> = HashMap::new();
    let mut starts: Vec<[i64; 1]> = downtimes.iter().map(|down| [down.began_at_ms]).collect();
    starts.dedup();
    let (Some([first_ms]), Some([last_ms])) = (starts.iter().min(), starts.iter().max()) else {
        return Ok(causes);
    };
    let mut lists = Params::on(db);
    // The overall bounds let the planner skip all other days.
    let (least_ms, most_ms) = (lists.value(*first_ms - LOOK_BACK_MS), lists.value(*last_ms));
    let starts = lists.table("d", [("at_ms", "bigint")], &starts);
    let regions = lists.region_keys("r", region_keys.iter().copied());
    let website = lists.value(website_key);
    let down = lists.value(Outcome::Down.to_value());
    let sql = format!(
        "SELECT d.at_ms, t.checked_at_ms, t.failure, t.detail, t.reason
         FROM {starts} CROSS JOIN {regions} CROSS JOIN tick AS t
         WHERE t.website_key = {website} AND t.region_key = r.key
           AND t.slot_ms >= d.at_ms - {LOOK_BACK_MS} AND t.slot_ms <= d.at_ms
           AND t.slot_ms >= {least_ms} AND t.slot_ms <= {most_ms}
           AND t.outcome = {down} AND t.checked_at_ms <= d.at_ms AND t.failure IS NOT NULL"
    );
    for row in lists.all(db, sql).await? {
        let (at_ms, checked_at_ms): (i64, i64) =
            (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        let is_older = |(other_ms, _): &(i64, Cause)| *other_ms >= checked_at_ms;
        if causes.get(&at_ms).is_some_and(is_older) {
            continue;
        }
        let reason: Option<String> = row.try_get_by_index(4)?;
        let cause = Cause {
            class: row.try_get_by_index(2)?,
            detail: row.try_get_by_index(3)?,
            reason: reason.unwrap_or_default(),
        };
        causes.insert(at_ms, (checked_at_ms, cause));
    }
    Ok(causes)
}
