//! Deletes rows in small steps, so that others wait only briefly.
//!
//! The tables are ordered by website, region and time. Expired rows are one range of the key
//! for each website and region, so they are found without reading the rest.

use std::time::{Duration, Instant};

use entity::database::begin_write;
use entity::{RegionKey, WebsiteKey, maintenance_window};
use metrics::counter;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, DatabaseTransaction, EntityTrait,
    QueryFilter, Statement, Value,
};

use super::horizon::Horizon;
use crate::Result;
use crate::calendar::DAY_MS;
use crate::partitions::Table;
use crate::sql::ROWS_A_DELETE;

/// How long a transaction keeps starting statements.
const HOLD: Duration = Duration::from_millis(25);

/// Longest pause between two transactions. The pause is as long as the previous transaction,
/// so that other writers get every other turn.
const MAX_PAUSE: Duration = Duration::from_secs(1);

/// Websites whose expired rows are searched together.
const WEBSITES: u64 = 500;

const UPTIME_DAY: Table = Table {
    name: "uptime_day",
    time: "day",
};

const ROLLUP_DAY: Table = Table {
    name: "rollup_day",
    time: "day",
};

const STATUS_CHANGE: Table = Table {
    name: "status_change",
    time: "at_ms",
};

/// Deletes daily rollups, status changes and windows of maintenance before the first day that is
/// kept. For each website and view the last earlier change stays, since it determines the status
/// at that point.
pub(super) async fn history(db: &DatabaseConnection, horizon: &Horizon) -> Result<u64> {
    let Some(day) = horizon.history.map(i64::from) else {
        return Ok(0);
    };
    let mut rows = 0;
    rows += delete(db, &UPTIME_DAY, day).await?;
    rows += delete(db, &ROLLUP_DAY, day).await?;
    rows += delete_before(db, &STATUS_CHANGE, day * DAY_MS, true).await?;
    rows += maintenance_window::Entity::delete_many()
        .filter(maintenance_window::Column::ToMs.lte(day * DAY_MS))
        .exec(db)
        .await?
        .rows_affected;
    Ok(rows)
}

/// Deletes the rows of `table` whose time is before `before`, and returns how many.
pub(super) async fn delete(db: &DatabaseConnection, table: &Table, before: i64) -> Result<u64> {
    delete_before(db, table, before, false).await
}

/// As [`delete`]; with `but_the_last`, the last row of each website and region at or before
/// `before` stays, however old it is.
async fn delete_before(
    db: &DatabaseConnection,
    table: &Table,
    before: i64,
    but_the_last: bool,
) -> Result<u64> {
    let mut deleted = 0;
    let mut after = WebsiteKey::BEFORE_ALL;
    loop {
        let (last, pairs) = pairs(db, table, before, but_the_last, after).await?;
        let mut pairs = pairs.into_iter().peekable();
        while pairs.peek().is_some() {
            let began = Instant::now();
            let transaction = begin_write(db).await?;
            let mut rows = 0;
            while let Some(pair) = pairs.peek()
                && (rows == 0 || (rows < ROWS_A_DELETE && began.elapsed() < HOLD))
            {
                let some = chunk(&transaction, table, before, but_the_last, *pair).await?;
                rows += some;
                if some < ROWS_A_DELETE {
                    pairs.next();
                }
            }
            transaction.commit().await?;
            counter!("upbeat_retention_rows_deleted_total", "table" => table.name).increment(rows);
            deleted += rows;
            tokio::time::sleep(began.elapsed().min(MAX_PAUSE)).await;
        }
        match last {
            Some(last) => after = last,
            None => return Ok(deleted),
        }
    }
}

/// The next websites and regions with rows to delete, and the last website searched, which is
/// `None` after the last of all.
async fn pairs(
    db: &DatabaseConnection,
    table: &Table,
    before: i64,
    but_the_last: bool,
    after: WebsiteKey,
) -> Result<(Option<WebsiteKey>, Vec<(WebsiteKey, RegionKey)>)> {
    let Table { name, time } = table;
    let page = format!("SELECT key FROM website WHERE key > $1 ORDER BY key LIMIT {WEBSITES}");
    let run = |sql: String, values: Vec<Value>| {
        Statement::from_sql_and_values(db.get_database_backend(), sql, values)
    };
    let last = format!("SELECT MAX(key) FROM ({page}) AS w");
    let last = db.query_one_raw(run(last, vec![after.into()])).await?;
    let last: Option<WebsiteKey> = match last {
        Some(row) => row.try_get_by_index(0)?,
        None => None,
    };
    let Some(last) = last else {
        return Ok((None, Vec::new()));
    };
    let of_pair = format!("FROM {name} AS t WHERE t.website_key = w.key AND t.region_key = v.key");
    let bound = if but_the_last {
        format!("(SELECT MAX(t.{time}) {of_pair} AND t.{time} <= $2)")
    } else {
        "$2".to_owned()
    };
    let all = RegionKey::ALL;
    // The minimum of a website and region is one index lookup.
    let sql = format!(
        "SELECT w.key, CAST(v.key AS integer)
         FROM ({page}) AS w
         CROSS JOIN (SELECT key FROM region UNION ALL SELECT {all} AS key) AS v
         WHERE (SELECT MIN(t.{time}) {of_pair}) < {bound}
         ORDER BY w.key, v.key"
    );
    let rows = db
        .query_all_raw(run(sql, vec![after.into(), before.into()]))
        .await?;
    let mut pairs = Vec::with_capacity(rows.len());
    for row in rows {
        let region_key: i32 = row.try_get_by_index(1)?;
        let region_key = i16::try_from(region_key).map_or(RegionKey::ALL, RegionKey);
        pairs.push((row.try_get_by_index(0)?, region_key));
    }
    Ok((Some(last), pairs))
}

/// Deletes the oldest rows of one website and region and returns how many: [`ROWS_A_DELETE`]
/// if there may be more.
async fn chunk(
    transaction: &DatabaseTransaction,
    table: &Table,
    before: i64,
    but_the_last: bool,
    (website_key, region_key): (WebsiteKey, RegionKey),
) -> Result<u64> {
    let Table { name, time } = table;
    let of_pair = "website_key = $1 AND region_key = $2";
    let bound = if but_the_last {
        format!("(SELECT MAX({time}) FROM {name} WHERE {of_pair} AND {time} <= $3)")
    } else {
        "$3".to_owned()
    };
    let offset = ROWS_A_DELETE - 1;
    let sql = format!(
        "DELETE FROM {name} WHERE {of_pair} AND {time} < {bound}
         AND {time} <= COALESCE((SELECT {time} FROM {name} WHERE {of_pair}
             ORDER BY {time} LIMIT 1 OFFSET {offset}), $3)"
    );
    let values: [Value; 3] = [website_key.into(), region_key.into(), before.into()];
    let statement = Statement::from_sql_and_values(transaction.get_database_backend(), sql, values);
    Ok(transaction.execute_raw(statement).await?.rows_affected())
}
