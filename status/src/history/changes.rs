//! Reading the log of changes.

use std::collections::HashMap;
use std::pin::pin;

use entity::status_change;
use entity::website_status::WebsiteStatus;
use futures_util::TryStreamExt;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, StreamTrait,
};

use crate::lists::Lists;
use crate::{Error, Result};

/// Most changes that are read for one answer: those of a website that changes at each check,
/// every ten seconds, in a month.
pub(super) const MOST: usize = 300_000;

/// What a website was from when to when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// What it was.
    pub status: WebsiteStatus,
    /// From when on, milliseconds of Unix time.
    pub from_ms: i64,
    /// Until when; `None` for what it still is.
    pub to_ms: Option<i64>,
}

/// What is known of one website in one range of time.
#[derive(Clone, Debug)]
pub(crate) struct Log {
    /// The status at the range's beginning.
    pub(crate) initial: WebsiteStatus,
    /// The changes in it, oldest first.
    pub(crate) changes: Vec<(i64, WebsiteStatus)>,
}

impl Default for Log {
    fn default() -> Self {
        Self {
            initial: WebsiteStatus::Pending,
            changes: Vec::new(),
        }
    }
}

/// The changes of websites in each of `ranges` (from, to), by website and the range's
/// beginning. What had no status yet and got none is left out.
///
/// One statement. Each website and range is two looks into the key's index: where the
/// status at its beginning was written, and the rows from there on. A website may change at
/// each of its checks, so `most` bounds the rows.
///
/// # Errors
/// [`Error::TooManyChanges`], or where the database fails.
pub(crate) async fn logs(
    db: &(impl ConnectionTrait + StreamTrait),
    website_keys: &[i32],
    view: i16,
    ranges: &[(i64, i64)],
    most: usize,
) -> Result<HashMap<(i32, i64), Log>> {
    let mut lists = Lists::on(db);
    let websites = lists.keys("w", website_keys);
    let ranges: Vec<[i64; 2]> = ranges.iter().map(|(from, to)| [*from, *to]).collect();
    let ranges = lists.table("r", [("from_ms", "bigint"), ("to_ms", "bigint")], &ranges);
    let view = lists.value(view);
    let sql = format!(
        "SELECT w.key, r.from_ms, c.at_ms, c.status
         FROM {websites} CROSS JOIN {ranges}
         CROSS JOIN status_change AS c
         WHERE c.website_key = w.key AND c.region_key = {view}
           AND c.at_ms < r.to_ms
           AND c.at_ms >= COALESCE((SELECT MAX(i.at_ms) FROM status_change AS i
               WHERE i.website_key = w.key AND i.region_key = {view}
                 AND i.at_ms <= r.from_ms), r.from_ms)"
    );
    let mut logs: HashMap<(i32, i64), Log> = HashMap::new();
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
    for log in logs.values_mut() {
        log.changes.sort_unstable_by_key(|(at_ms, _)| *at_ms);
    }
    Ok(logs)
}

/// What a website was (or was as `view` sees it), newest first: at most `first` spans
/// that began before `before_ms`.
///
/// # Errors
/// Where the database fails.
pub async fn spans(
    db: &impl ConnectionTrait,
    website_key: i32,
    view: Option<i16>,
    first: u64,
    before_ms: Option<i64>,
) -> Result<Vec<Span>> {
    let mut query = status_change::Entity::find()
        .filter(status_change::Column::WebsiteKey.eq(website_key))
        .filter(status_change::Column::RegionKey.eq(view.unwrap_or(status_change::WHOLE)))
        .order_by_desc(status_change::Column::AtMs)
        .limit(first);
    if let Some(before_ms) = before_ms {
        query = query.filter(status_change::Column::AtMs.lt(before_ms));
    }
    // What comes before ends where the one that was told last began.
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
