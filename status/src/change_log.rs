//! Reads the log of status changes.

use std::collections::HashMap;
use std::pin::pin;
use std::sync::Arc;

use entity::maintenance_window::{self, Periods};
use entity::status_change;
use entity::{RegionKey, WebsiteKey, WebsiteStatus};
use futures_util::TryStreamExt;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, StreamTrait,
};

use crate::domain::uptime::Tally;
use crate::sql::Params;
use crate::{Error, Result};

/// Most changes read for one answer: those of a website that changes at each check, every ten
/// seconds, for a month.
pub(crate) const MOST: usize = 300_000;

/// A period during which a status did not change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Status during the period.
    pub status: WebsiteStatus,
    /// Start of the period, in milliseconds of Unix time.
    pub from_ms: i64,
    /// End of the period, exclusive; `None` if the status still holds.
    pub to_ms: Option<i64>,
}

/// Status changes of one website in one time range.
#[derive(Clone, Debug)]
pub(crate) struct Log {
    /// Status at the start of the range.
    pub(crate) initial: WebsiteStatus,
    /// Changes within the range, oldest first.
    pub(crate) changes: Vec<(i64, WebsiteStatus)>,
    /// Periods of maintenance around the range.
    pub(crate) maintenance: Periods,
}

impl Log {
    /// Tallies `from_ms..to_ms` from `changes` of the log within it, and the status at its start.
    /// Time after `now_ms` is unmeasured.
    pub(crate) fn tally(
        &self,
        initial: WebsiteStatus,
        changes: &[(i64, WebsiteStatus)],
        (from_ms, to_ms): (i64, i64),
        now_ms: i64,
    ) -> Tally {
        Tally::with_maintenance(initial, changes, &self.maintenance, from_ms, to_ms, now_ms)
    }

    /// Tallies the whole range of the log.
    pub(crate) fn tally_all(&self, range: (i64, i64), now_ms: i64) -> Tally {
        self.tally(self.initial, &self.changes, range, now_ms)
    }
}

impl Default for Log {
    fn default() -> Self {
        Self {
            initial: WebsiteStatus::Pending,
            changes: Vec::new(),
            maintenance: Periods::default(),
        }
    }
}

/// The changes of `website_keys` in each of `ranges` (from, to), by website and start of the
/// range. Websites without any status in a range are omitted.
///
/// These are two statements, one of them for maintenance. The other looks twice into the key's
/// index for each website and range: for the change that set the status at the start, and for the
/// rows after it. A website may change at each of its checks, so `most` bounds the rows.
///
/// # Errors
/// [`Error::TooManyChanges`], or if the database fails.
pub(crate) async fn logs(
    db: &(impl ConnectionTrait + StreamTrait),
    website_keys: &[WebsiteKey],
    view: RegionKey,
    ranges: &[(i64, i64)],
    most: usize,
) -> Result<HashMap<(WebsiteKey, i64), Log>> {
    let mut lists = Params::on(db);
    let websites = lists.website_keys("w", website_keys);
    let each: Vec<[i64; 2]> = ranges.iter().map(|(from, to)| [*from, *to]).collect();
    let each = lists.table("r", [("from_ms", "bigint"), ("to_ms", "bigint")], &each);
    let view = lists.value(view);
    let columns = "SELECT w.key, r.from_ms, c.at_ms, c.status";
    let of_website = format!("website_key = w.key AND region_key = {view}");
    let sql = if lists.is_postgres() {
        // Two lookups that no statistics can turn into a scan of the table.
        format!(
            "{columns} FROM {websites} CROSS JOIN {each} CROSS JOIN LATERAL (
                 (SELECT at_ms, status FROM status_change
                  WHERE {of_website} AND at_ms <= r.from_ms ORDER BY at_ms DESC LIMIT 1)
                 UNION ALL
                 (SELECT at_ms, status FROM status_change
                  WHERE {of_website} AND at_ms > r.from_ms AND at_ms < r.to_ms
                  ORDER BY at_ms)) AS c"
        )
    } else {
        format!(
            "{columns} FROM {websites} CROSS JOIN {each} CROSS JOIN status_change AS c
             WHERE c.{of_website} AND c.at_ms < r.to_ms
               AND c.at_ms >= COALESCE((SELECT MAX(i.at_ms) FROM status_change AS i
                   WHERE i.{of_website} AND i.at_ms <= r.from_ms), r.from_ms)"
        )
    };
    let mut logs: HashMap<(WebsiteKey, i64), Log> = HashMap::new();
    let maintenance = maintenance_window::of_websites(db, website_keys, ranges).await?;
    let mut rows = pin!(db.stream_raw(lists.statement(sql)).await?);
    let mut count = 0;
    while let Some(row) = rows.try_next().await? {
        count += 1;
        if count > most {
            return Err(Error::TooManyChanges { most });
        }
        let from_ms: i64 = row.try_get_by_index(1)?;
        let (at_ms, status) = (row.try_get_by_index(2)?, row.try_get_by_index(3)?);
        let log = logs.entry((row.try_get_by_index(0)?, from_ms)).or_default();
        if at_ms <= from_ms {
            log.initial = status;
        } else {
            log.changes.push((at_ms, status));
        }
    }
    for ((website_key, _), log) in &mut logs {
        log.changes.sort_unstable_by_key(|(at_ms, _)| *at_ms);
        if let Some(periods) = maintenance.get(website_key) {
            log.maintenance = Arc::clone(periods);
        }
    }
    Ok(logs)
}

/// Statuses of a website, as a whole or as seen by `view`, newest first: at most `first`
/// periods that started before `before_ms`.
///
/// # Errors
/// If the database fails.
pub async fn spans(
    db: &impl ConnectionTrait,
    website_key: WebsiteKey,
    view: Option<RegionKey>,
    first: u64,
    before_ms: Option<i64>,
) -> Result<Vec<Span>> {
    let mut query = status_change::Entity::find()
        .filter(status_change::Column::WebsiteKey.eq(website_key))
        .filter(status_change::Column::RegionKey.eq(view.unwrap_or(RegionKey::ALL)))
        .order_by_desc(status_change::Column::AtMs)
        .limit(first);
    if let Some(before_ms) = before_ms {
        query = query.filter(status_change::Column::AtMs.lt(before_ms));
    }
    // Rows come newest first, so each period ends where the previous row starts.
    let mut to_ms = before_ms;
    let rows = query.all(db).await?.into_iter();
    Ok(rows
        .map(|row| Span {
            status: row.status,
            from_ms: row.at_ms,
            to_ms: to_ms.replace(row.at_ms),
        })
        .collect())
}
