//! Downtimes of a website, and their causes.

use std::collections::HashMap;

use entity::WebsiteStatus;
use entity::status_change;
use entity::{FailureClass, Outcome, RegionKey, WebsiteKey};
use sea_orm::{
    ActiveEnum, ColumnTrait, DatabaseConnection, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder,
};
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
    window: Window,
}

/// The downtimes of a website in `window`.
pub fn downtimes(website_key: WebsiteKey, window: Window) -> Downtimes {
    Downtimes {
        spans: export::spans(website_key, &[RegionKey::ALL], window),
        window,
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
        let Window { from_ms, to_ms } = self.window;
        let down = page
            .into_iter()
            .map(|row| row.span)
            .filter(|span| span.status == WebsiteStatus::Down);
        let downtimes = down.map(|span| Downtime {
            from_ms: span.from_ms.max(from_ms),
            to_ms: span.to_ms.map_or(to_ms, |end_ms| end_ms.min(to_ms)),
            began_at_ms: span.from_ms,
            is_ongoing: span.to_ms.is_none_or(|end_ms| end_ms > to_ms),
            cause: None,
        });
        Ok(Some(downtimes.collect()))
    }
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
    Ok(i64::try_from(begun)
        .unwrap_or(i64::MAX)
        .saturating_add(was_down.into()))
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
        let mut causes = causes(db, website_key, region_keys, downtimes).await?;
        for downtime in downtimes {
            let found = causes.remove(&downtime.began_at_ms);
            downtime.cause = found.map(|(_, cause)| cause);
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
    let starts: Vec<[i64; 1]> = downtimes.iter().map(|down| [down.began_at_ms]).collect();
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
