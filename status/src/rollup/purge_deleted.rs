//! Purges the data of deleted websites in small steps.
//!
//! The website's row stays, since its key must not be reused. Its schedule rows go last: a
//! deleted website that has some is not purged yet.

use std::iter;
use std::time::{Duration, Instant};

use entity::{RegionKey, WebsiteKey, schedule, website};
use sea_orm::prelude::DateTimeUtc;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, Statement, Value,
};

use crate::sql::ROWS_A_DELETE;
use crate::{Result, region};

/// How long after its deletion a website is purged, in milliseconds: pending writes have
/// finished by then.
const AFTER_MS: i64 = 3_600_000;

/// Websites looked up at a time.
const WEBSITES: u64 = 500;

/// Longest pause after a statement. The pause is as long as the statement took.
const LONGEST_PAUSE: Duration = Duration::from_millis(100);

/// Tables by website, region and time, with their time column.
const TABLES: [(&str, &str); 6] = [
    ("evidence", "slot_ms"),
    ("tick", "slot_ms"),
    ("status_change", "at_ms"),
    ("uptime_day", "day"),
    ("rollup_hour", "hour"),
    ("rollup_day", "day"),
];

/// Purges deleted websites one after the other until none is left, and returns how many.
///
/// # Errors
/// If the database fails; completed deletions stay.
pub(super) async fn all(db: &DatabaseConnection, now_ms: i64) -> Result<usize> {
    let Some(before) = DateTimeUtc::from_timestamp_millis(now_ms - AFTER_MS) else {
        return Ok(0);
    };
    let mut views: Vec<RegionKey> = region::all(db).await?.iter().map(|row| row.key).collect();
    views.push(RegionKey::ALL);
    let mut emptied = 0;
    let mut after_key = WebsiteKey::BEFORE_ALL;
    loop {
        let website_keys = deleted(db, before, after_key).await?;
        let Some(last_key) = website_keys.last() else {
            return Ok(emptied);
        };
        after_key = *last_key;
        for website_key in website_keys {
            for (table, time) in TABLES {
                for view in &views {
                    empty(db, table, time, website_key, Some(*view)).await?;
                }
            }
            empty(db, "rollup_due", "hour", website_key, None).await?;
            empty(db, "verdict", "first_ms", website_key, None).await?;
            empty(db, "incident", "opened_at_ms", website_key, None).await?;
            // A version from before these tables leaves their rows behind.
            empty(db, "website_pace", "free_at_ms", website_key, None).await?;
            empty(db, "website_text", "website_key", website_key, None).await?;
            empty(db, "schedule", "revision", website_key, None).await?;
            emptied += 1;
        }
    }
}

/// The next websites by key that were deleted before then and are not purged yet.
async fn deleted(
    db: &DatabaseConnection,
    before: DateTimeUtc,
    after_key: WebsiteKey,
) -> Result<Vec<WebsiteKey>> {
    let place = (schedule::Entity, schedule::Column::WebsiteKey);
    let planned = schedule::Entity::find()
        .select_only()
        .expr(Expr::val(1))
        .filter(Expr::col(place).equals((website::Entity, website::Column::Key)));
    Ok(website::Entity::find()
        .select_only()
        .column(website::Column::Key)
        .filter(website::Column::Key.gt(after_key))
        .filter(website::Column::DeletedAt.lt(before))
        .filter(Expr::exists(planned.into_query()))
        .order_by_asc(website::Column::Key)
        .limit(WEBSITES)
        .into_tuple()
        .all(db)
        .await?)
}

/// Deletes a table's rows of a website, or of one view of it, in small steps in key order.
async fn empty(
    db: &DatabaseConnection,
    table: &str,
    time: &str,
    website_key: WebsiteKey,
    view: Option<RegionKey>,
) -> Result<()> {
    let of_view = match view {
        None => "website_key = $1",
        Some(_) => "website_key = $1 AND region_key = $2",
    };
    let keys = iter::once(Value::from(website_key)).chain(view.map(Value::from));
    let run = |sql: String, to: Option<i64>| {
        let values = keys.clone().chain(to.map(Value::from));
        Statement::from_sql_and_values(db.get_database_backend(), sql, values)
    };
    let bound = if view.is_none() { 2 } else { 3 };
    // Others waiting for the database get their turn after each statement.
    let pause = |began: Instant| tokio::time::sleep(began.elapsed().min(LONGEST_PAUSE));
    loop {
        let began = Instant::now();
        // Cast to a wide integer, whatever the type of the column.
        let next = format!(
            "SELECT CAST({time} AS bigint) FROM {table} WHERE {of_view}
             ORDER BY {time} LIMIT 1 OFFSET {ROWS_A_DELETE}"
        );
        let next = db.query_one_raw(run(next, None)).await?;
        let Some(next) = next else {
            let rest = format!("DELETE FROM {table} WHERE {of_view}");
            db.execute_raw(run(rest, None)).await?;
            pause(began).await;
            return Ok(());
        };
        let to: i64 = next.try_get_by_index(0)?;
        let some = format!("DELETE FROM {table} WHERE {of_view} AND {time} <= ${bound}");
        db.execute_raw(run(some, Some(to))).await?;
        pause(began).await;
    }
}
