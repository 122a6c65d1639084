//! What a deleted website leaves is taken away, piece by piece.
//!
//! The website's row stays, as do numbers that were given out. Its rows of the schedule
//! go last: a deleted website that has some is not empty yet.

use std::time::{Duration, Instant};

use entity::status_change::WHOLE;
use entity::{rollup_due, schedule, website};
use sea_orm::prelude::DateTimeUtc;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, EntityTrait, QueryFilter, QuerySelect,
    Statement,
};

use crate::{Result, region};

/// How long after its deletion: whoever was about to write of it is done by then.
const AFTER_MS: i64 = 3_600_000;

/// Websites at a time.
const WEBSITES: u64 = 100;

/// Rows in one statement, about.
const ROWS_A_STATEMENT: i64 = 2_000;

/// The tables by website, region and time, with their column of time.
const TABLES: [(&str, &str); 6] = [
    ("evidence", "slot_ms"),
    ("tick", "slot_ms"),
    ("status_change", "at_ms"),
    ("uptime_day", "day"),
    ("rollup_hour", "hour"),
    ("rollup_day", "day"),
];

/// Empties some of the websites that are deleted; says how many.
///
/// # Errors
/// Where the database fails.
pub(super) async fn some(db: &DatabaseConnection, now_ms: i64) -> Result<usize> {
    let Some(before) = DateTimeUtc::from_timestamp_millis(now_ms - AFTER_MS) else {
        return Ok(0);
    };
    let planned = schedule::Entity::find()
        .select_only()
        .column(schedule::Column::WebsiteKey);
    let website_keys: Vec<i32> = website::Entity::find()
        .select_only()
        .column(website::Column::Key)
        .filter(website::Column::DeletedAt.lt(before))
        .filter(website::Column::Key.in_subquery(sea_orm::QueryTrait::into_query(planned)))
        .limit(WEBSITES)
        .into_tuple()
        .all(db)
        .await?;
    let mut views: Vec<i16> = region::all(db).await?.iter().map(|row| row.key).collect();
    views.push(WHOLE);
    for website_key in &website_keys {
        for (table, time) in TABLES {
            for view in &views {
                empty(db, table, time, *website_key, *view).await?;
            }
        }
        rollup_due::Entity::delete_many()
            .filter(rollup_due::Column::WebsiteKey.eq(*website_key))
            .exec(db)
            .await?;
        schedule::Entity::delete_many()
            .filter(schedule::Column::WebsiteKey.eq(*website_key))
            .exec(db)
            .await?;
    }
    Ok(website_keys.len())
}

async fn empty(
    db: &DatabaseConnection,
    table: &str,
    time: &str,
    website_key: i32,
    view: i16,
) -> Result<()> {
    let of_view = "website_key = $1 AND region_key = $2";
    let run = |sql: String, to: Option<i64>| {
        let mut values = vec![website_key.into(), view.into()];
        values.extend(to.map(sea_orm::Value::from));
        Statement::from_sql_and_values(db.get_database_backend(), sql, values)
    };
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
            return Ok(());
        };
        let to: i64 = next.try_get_by_index(0)?;
        let some = format!("DELETE FROM {table} WHERE {of_view} AND {time} <= $3");
        db.execute_raw(run(some, Some(to))).await?;
        // Whoever waits for the database has its turn.
        tokio::time::sleep(began.elapsed().min(Duration::from_millis(100))).await;
    }
}
