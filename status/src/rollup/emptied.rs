//! What a deleted website leaves is taken away, piece by piece.
//!
//! The website's row stays, as do numbers that were given out. Its rows of the schedule
//! go last: a deleted website that has some is not empty yet.

use std::time::{Duration, Instant};

use entity::status_change::WHOLE;
use entity::{schedule, website};
use sea_orm::prelude::DateTimeUtc;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, Statement,
};

use crate::{Result, region};

/// How long after its deletion: whoever was about to write of it is done by then.
const AFTER_MS: i64 = 3_600_000;

/// Websites looked for at a time.
const WEBSITES: u64 = 500;

/// Rows in one statement, about.
const ROWS_A_STATEMENT: i64 = 2_000;

/// After a statement it is paused for as long as it took, but no longer than this.
const LONGEST_PAUSE: Duration = Duration::from_millis(100);

/// The tables by website, region and time, with their column of time.
const TABLES: [(&str, &str); 6] = [
    ("evidence", "slot_ms"),
    ("tick", "slot_ms"),
    ("status_change", "at_ms"),
    ("uptime_day", "day"),
    ("rollup_hour", "hour"),
    ("rollup_day", "day"),
];

/// Empties the websites that are deleted, one after the other until none is left; says
/// how many.
///
/// # Errors
/// Where the database fails; what was taken away until then is.
pub(super) async fn all(db: &DatabaseConnection, now_ms: i64) -> Result<usize> {
    let Some(before) = DateTimeUtc::from_timestamp_millis(now_ms - AFTER_MS) else {
        return Ok(0);
    };
    let mut views: Vec<i16> = region::all(db).await?.iter().map(|row| row.key).collect();
    views.push(WHOLE);
    let mut emptied = 0;
    let mut after_key = i32::MIN;
    loop {
        let website_keys = deleted(db, before, after_key).await?;
        let Some(last_key) = website_keys.last() else {
            return Ok(emptied);
        };
        after_key = *last_key;
        for website_key in website_keys {
            for (table, time) in TABLES {
                for view in &views {
                    empty(db, table, time, &[website_key, (*view).into()]).await?;
                }
            }
            empty(db, "rollup_due", "hour", &[website_key]).await?;
            // A version from before these tables leaves their rows.
            empty(db, "website_pace", "free_at_ms", &[website_key]).await?;
            empty(db, "website_text", "website_key", &[website_key]).await?;
            empty(db, "schedule", "revision", &[website_key]).await?;
            emptied += 1;
        }
    }
}

/// The next websites that were deleted before then and are not empty yet, by their keys.
async fn deleted(db: &DatabaseConnection, before: DateTimeUtc, after_key: i32) -> Result<Vec<i32>> {
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

/// Takes away what a table has of a website, or of one view of it, some rows at a time in
/// the order of their key.
async fn empty(db: &DatabaseConnection, table: &str, time: &str, of: &[i32]) -> Result<()> {
    let of_view = match of {
        [_] => "website_key = $1",
        _ => "website_key = $1 AND region_key = $2",
    };
    let run = |sql: String, to: Option<i64>| {
        let mut values: Vec<sea_orm::Value> = of.iter().map(|key| (*key).into()).collect();
        values.extend(to.map(sea_orm::Value::from));
        Statement::from_sql_and_values(db.get_database_backend(), sql, values)
    };
    let bound = of.len() + 1;
    // Whoever waits for the database has its turn after each of them.
    let pause = |began: Instant| tokio::time::sleep(began.elapsed().min(LONGEST_PAUSE));
    loop {
        let began = Instant::now();
        // As a wide number, whatever the column is.
        let next = format!(
            "SELECT CAST({time} AS bigint) FROM {table} WHERE {of_view}
             ORDER BY {time} LIMIT 1 OFFSET {ROWS_A_STATEMENT}"
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
