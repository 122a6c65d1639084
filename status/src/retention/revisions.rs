//! Deletes schedule rows that never planned a slot.
//!
//! Two changes of a website within its interval leave such a row. It does not affect the
//! ledger, and once no tick refers to it, nothing needs it. Rows that planned slots stay
//! forever: they determine the ledger of the past.

use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};

use entity::slots::LEAD_MS;
use entity::{WebsiteKey, schedule};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::Result;
use crate::sql::Params;
use crate::sql::postgres_bulk;

/// How long after its end a row is examined, in milliseconds: by then every scheduler has
/// forgotten it and its running checks have been recorded.
const AFTER_MS: i64 = 10 * 60_000;

/// Slots of checks outside the schedule lie within their row's validity, plus or minus this
/// many milliseconds.
const AROUND_MS: i64 = LEAD_MS + 60_000;

/// Rows examined together.
const ROWS: u64 = 1_000;

/// Longest pause after a page. The pause is as long as the page took.
const LONGEST_PAUSE: Duration = Duration::from_millis(200);

/// Primary key of a row: website and revision.
type RowId = (WebsiteKey, i32);

/// Deletes rows that never planned a slot and ended from `from_ms` until shortly before
/// `now_ms`. Returns how many, and where to continue.
///
/// # Errors
/// If the database fails; completed deletions stay.
pub async fn prune(db: &DatabaseConnection, from_ms: i64, now_ms: i64) -> Result<(u64, i64)> {
    let to_ms = now_ms - AFTER_MS;
    let mut from = (from_ms, WebsiteKey::BEFORE_ALL, 0);
    let mut pruned = 0;
    loop {
        let began = Instant::now();
        let rows = ended(db, from, to_ms).await?;
        let Some(last) = rows.last() else {
            return Ok((pruned, Ord::max(from_ms, to_ms)));
        };
        let end_ms = last.valid_to_ms.unwrap_or(to_ms);
        from = (end_ms, last.website_key, last.revision.saturating_add(1));
        pruned += delete(db, idle(db, rows).await?).await?;
        tokio::time::sleep(began.elapsed().min(LONGEST_PAUSE)).await;
    }
}

/// The next rows that ended before `to_ms`, in index order.
async fn ended(
    db: &DatabaseConnection,
    from: (i64, WebsiteKey, i32),
    to_ms: i64,
) -> Result<Vec<schedule::Model>> {
    let place = Expr::tuple([
        Expr::col(schedule::Column::ValidToMs),
        Expr::col(schedule::Column::WebsiteKey),
        Expr::col(schedule::Column::Revision),
    ]);
    let from = Expr::tuple([Expr::val(from.0), Expr::val(from.1), Expr::val(from.2)]);
    Ok(schedule::Entity::find_lean()
        .filter(schedule::Column::ValidToMs.is_not_null())
        .filter(schedule::Column::ValidToMs.lt(to_ms))
        .filter(place.gte(from))
        .order_by_asc(schedule::Column::ValidToMs)
        .order_by_asc(schedule::Column::WebsiteKey)
        .order_by_asc(schedule::Column::Revision)
        .limit(ROWS)
        .all(db)
        .await?)
}

/// Those of `rows` that planned no slot, are not referred to by a tick, and are not the newest
/// revision of their website.
async fn idle(db: &DatabaseConnection, rows: Vec<schedule::Model>) -> Result<Vec<RowId>> {
    let mut rows = rows;
    rows.retain(|row| row.count(row.valid_from_ms, i64::MAX) == 0);
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let newest = newest(db, &rows).await?;
    rows.retain(|row| newest.get(&row.website_key) > Some(&row.revision));
    let seen = with_ticks(db, &rows).await?;
    let ids = rows.iter().map(|row| (row.website_key, row.revision));
    Ok(ids.filter(|id| !seen.contains(id)).collect())
}

/// The newest revision of each of the rows' websites.
async fn newest(
    db: &DatabaseConnection,
    rows: &[schedule::Model],
) -> Result<HashMap<WebsiteKey, i32>> {
    let keys: HashSet<WebsiteKey> = rows.iter().map(|row| row.website_key).collect();
    let keys: Vec<WebsiteKey> = keys.into_iter().collect();
    let mut lists = Params::on(db);
    let websites = lists.website_keys("w", &keys);
    let sql = format!(
        "SELECT w.key, (SELECT MAX(i.revision) FROM schedule AS i WHERE i.website_key = w.key)
         FROM {websites}"
    );
    let rows = lists.all(db, sql).await?;
    rows.iter()
        .map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?)))
        .collect()
}

/// Those of `rows` that a tick refers to; each region is one range of the key.
async fn with_ticks(db: &DatabaseConnection, rows: &[schedule::Model]) -> Result<HashSet<RowId>> {
    let spans: Vec<[i64; 4]> = rows
        .iter()
        .map(|row| {
            let to_ms = row.valid_to_ms.unwrap_or(row.valid_from_ms);
            [
                row.website_key.0.into(),
                row.revision.into(),
                row.valid_from_ms - AROUND_MS,
                to_ms + AROUND_MS,
            ]
        })
        .collect();
    let (Some(first_ms), Some(last_ms)) = (
        spans.iter().map(|span| span[2]).min(),
        spans.iter().map(|span| span[3]).max(),
    ) else {
        return Ok(HashSet::new());
    };
    let mut lists = Params::on(db);
    let columns = [
        ("website_key", "integer"),
        ("revision", "integer"),
        ("from_ms", "bigint"),
        ("to_ms", "bigint"),
    ];
    let spans = lists.table("p", columns, &spans);
    // The overall bounds let the planner skip all other days.
    let (first_ms, last_ms) = (lists.value(first_ms), lists.value(last_ms));
    let of_both = format!(
        "t.website_key = p.website_key AND t.region_key = r.key AND t.revision = p.revision
         AND t.slot_ms >= p.from_ms AND t.slot_ms <= p.to_ms
         AND t.slot_ms >= {first_ms} AND t.slot_ms <= {last_ms}"
    );
    let sql = if lists.is_postgres() {
        format!(
            "SELECT p.website_key, p.revision FROM {spans} CROSS JOIN region AS r
             CROSS JOIN LATERAL (SELECT 1 FROM tick AS t WHERE {of_both} LIMIT 1) AS t"
        )
    } else {
        format!(
            "SELECT DISTINCT p.website_key, p.revision FROM {spans} CROSS JOIN region AS r
             CROSS JOIN tick AS t WHERE {of_both}"
        )
    };
    let rows = lists.all(db, sql).await?;
    rows.iter()
        .map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?)))
        .collect()
}

async fn delete(db: &DatabaseConnection, ids: Vec<RowId>) -> Result<u64> {
    if ids.is_empty() {
        return Ok(0);
    }
    let deleted = schedule::Entity::delete_many()
        .filter(postgres_bulk::schedule_of(db, ids))
        .exec(db)
        .await?;
    Ok(deleted.rows_affected)
}
