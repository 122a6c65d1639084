//! Rows deleted a few at a time, so that nobody waits for long.
//!
//! The tables are in the order of website, region and time. What is old is a range of the
//! key for each website and region, so it is found without a look at what stays.

use std::time::{Duration, Instant};

use entity::database::begin_write;
use entity::status_change::WHOLE;
use metrics::counter;
use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, Statement, Value};

use super::horizon::Horizon;
use crate::Result;
use crate::rollup::DAY_MS;

/// Rows in one statement at most.
const ROWS_A_STATEMENT: u64 = 2_000;

/// How long a transaction goes on beginning statements.
const HOLD: Duration = Duration::from_millis(25);

/// The longest pause between two transactions; else it is as long as the one before took,
/// so that whoever writes beside has every other turn.
const MAX_PAUSE: Duration = Duration::from_secs(1);

/// Websites whose old rows are looked for together.
const WEBSITES: u64 = 500;

/// A table by website, region and time.
pub(super) struct Table {
    /// Its name.
    pub(super) name: &'static str,
    /// Its column of time.
    pub(super) time: &'static str,
}

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

/// Deletes what was made of days, and status changes, before the first day that stays; of
/// each website and view the last change before stays too, since it says what held then.
pub(super) async fn history(db: &DatabaseConnection, horizon: &Horizon) -> Result<u64> {
    let Some(day) = horizon.history.map(i64::from) else {
        return Ok(0);
    };
    let mut rows = 0;
    rows += delete(db, &UPTIME_DAY, day).await?;
    rows += delete(db, &ROLLUP_DAY, day).await?;
    rows += delete_before(db, &STATUS_CHANGE, day * DAY_MS, true).await?;
    Ok(rows)
}

/// Deletes the rows of `table` whose time is before `before`; says how many.
pub(super) async fn delete(db: &DatabaseConnection, table: &Table, before: i64) -> Result<u64> {
    delete_before(db, table, before, false).await
}

/// As [`delete`]; with `but_the_last` the last row of each website and region that is not
/// after `before` stays, whenever it was.
async fn delete_before(
    db: &DatabaseConnection,
    table: &Table,
    before: i64,
    but_the_last: bool,
) -> Result<u64> {
    let mut deleted = 0;
    let mut after = 0;
    loop {
        let (last, pairs) = pairs(db, table, before, but_the_last, after).await?;
        let mut pairs = pairs.into_iter().peekable();
        while pairs.peek().is_some() {
            let began = Instant::now();
            let transaction = begin_write(db).await?;
            let mut rows = 0;
            while let Some(pair) = pairs.peek()
                && (rows == 0 || (rows < ROWS_A_STATEMENT && began.elapsed() < HOLD))
            {
                let some = chunk(&transaction, table, before, but_the_last, *pair).await?;
                rows += some;
                if some < ROWS_A_STATEMENT {
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

/// The next websites and regions that have rows to delete, with the last website that was
/// looked at; that is `None` behind the last of all.
async fn pairs(
    db: &DatabaseConnection,
    table: &Table,
    before: i64,
    but_the_last: bool,
    after: i32,
) -> Result<(Option<i32>, Vec<(i32, i16)>)> {
    let Table { name, time } = table;
    let page = format!("SELECT key FROM website WHERE key > $1 ORDER BY key LIMIT {WEBSITES}");
    let run = |sql: String, values: Vec<Value>| {
        Statement::from_sql_and_values(db.get_database_backend(), sql, values)
    };
    let last = format!("SELECT MAX(key) FROM ({page}) AS w");
    let last = db.query_one_raw(run(last, vec![after.into()])).await?;
    let last: Option<i32> = match last {
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
    // The least of a website and region is one look at the key.
    let sql = format!(
        "SELECT w.key, CAST(v.key AS integer)
         FROM ({page}) AS w
         CROSS JOIN (SELECT key FROM region UNION ALL SELECT {WHOLE} AS key) AS v
         WHERE (SELECT MIN(t.{time}) {of_pair}) < {bound}
         ORDER BY w.key, v.key"
    );
    let rows = db
        .query_all_raw(run(sql, vec![after.into(), before.into()]))
        .await?;
    let mut pairs = Vec::with_capacity(rows.len());
    for row in rows {
        let region_key: i32 = row.try_get_by_index(1)?;
        let region_key = i16::try_from(region_key).unwrap_or(WHOLE);
        pairs.push((row.try_get_by_index(0)?, region_key));
    }
    Ok((Some(last), pairs))
}

/// Deletes the oldest rows of one website and region; says how many, which are
/// [`ROWS_A_STATEMENT`] where there may be more.
async fn chunk(
    transaction: &DatabaseTransaction,
    table: &Table,
    before: i64,
    but_the_last: bool,
    (website_key, region_key): (i32, i16),
) -> Result<u64> {
    let Table { name, time } = table;
    let of_pair = "website_key = $1 AND region_key = $2";
    let bound = if but_the_last {
        format!("(SELECT MAX({time}) FROM {name} WHERE {of_pair} AND {time} <= $3)")
    } else {
        "$3".to_owned()
    };
    let offset = ROWS_A_STATEMENT - 1;
    let sql = format!(
        "DELETE FROM {name} WHERE {of_pair} AND {time} < {bound}
         AND {time} <= COALESCE((SELECT {time} FROM {name} WHERE {of_pair}
             ORDER BY {time} LIMIT 1 OFFSET {offset}), $3)"
    );
    let values: [Value; 3] = [website_key.into(), region_key.into(), before.into()];
    let statement = Statement::from_sql_and_values(transaction.get_database_backend(), sql, values);
    Ok(transaction.execute_raw(statement).await?.rows_affected())
}
