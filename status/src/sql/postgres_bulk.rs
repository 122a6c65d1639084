//! Writes many rows with one short statement: columns as arrays, only on PostgreSQL.
//!
//! A statement whose text grows with its rows is parsed and planned each time; one that takes
//! arrays is prepared once per connection, and its cost depends only on its rows. SQLite has
//! no arrays, and plans cheaply.
//!
//! The database layer cannot bind an array that contains NULL, so [`ABSENT`] represents it;
//! none of these columns can contain that value.

use entity::feed::TickKey;
use entity::{WebsiteKey, tick, vote, website_status};
use sea_orm::sea_query::extension::postgres::PgFunc;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveEnum, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, SqlErr,
    Statement, TransactionTrait, Value,
};

/// Represents NULL in an array of numbers.
const ABSENT: i16 = -1;

const INSERT_TICKS: &str = "
INSERT INTO tick (website_key, region_key, slot_ms, checked_at_ms, revision, origin, outcome,
    attempts, failure, http_status, dns_us, connect_us, tls_us, ttfb_us, transfer_us,
    detail, reason)
SELECT website_key, region_key, slot_ms, checked_at_ms, revision, origin, outcome,
    attempts, NULLIF(failure, -1), NULLIF(http_status, -1), NULLIF(dns_us, -1),
    NULLIF(connect_us, -1), NULLIF(tls_us, -1), NULLIF(ttfb_us, -1), NULLIF(transfer_us, -1),
    CASE WHEN failure <> -1 THEN detail END, CASE WHEN failure <> -1 THEN reason END
FROM (SELECT unnest($1::integer[]) AS website_key, unnest($2::smallint[]) AS region_key,
    unnest($3::bigint[]) AS slot_ms, unnest($4::bigint[]) AS checked_at_ms,
    unnest($5::integer[]) AS revision, unnest($6::smallint[]) AS origin,
    unnest($7::smallint[]) AS outcome, unnest($8::smallint[]) AS attempts,
    unnest($9::smallint[]) AS failure, unnest($10::smallint[]) AS http_status,
    unnest($11::integer[]) AS dns_us, unnest($12::integer[]) AS connect_us,
    unnest($13::integer[]) AS tls_us, unnest($14::integer[]) AS ttfb_us,
    unnest($15::integer[]) AS transfer_us, unnest($16::text[]) AS detail,
    unnest($17::text[]) AS reason) AS t";

const UNLESS_THERE: &str = "
ON CONFLICT (website_key, region_key, slot_ms) DO NOTHING
RETURNING website_key, region_key, slot_ms";

const SAVE_VOTES: &str = "
INSERT INTO vote (website_key, region_key, slot_ms, say, failures, fresh_until_ms,
    checked_at_ms)
SELECT website_key, region_key, slot_ms, NULLIF(say, -1), failures, fresh_until_ms,
    checked_at_ms
FROM (SELECT unnest($1::integer[]) AS website_key, unnest($2::smallint[]) AS region_key,
    unnest($3::bigint[]) AS slot_ms, unnest($4::smallint[]) AS say,
    unnest($5::smallint[]) AS failures, unnest($6::bigint[]) AS fresh_until_ms,
    unnest($7::bigint[]) AS checked_at_ms) AS t
ON CONFLICT (website_key, region_key) DO UPDATE SET slot_ms = excluded.slot_ms,
    say = excluded.say, failures = excluded.failures,
    fresh_until_ms = excluded.fresh_until_ms, checked_at_ms = excluded.checked_at_ms";

const SAVE_STATUSES: &str = "
INSERT INTO website_status (website_key, status, since_ms, rejudge_at_ms, last_region_key,
    last_slot_ms, changed_at_ms)
SELECT website_key, status, since_ms, NULLIF(rejudge_at_ms, -1), NULLIF(last_region_key, -1),
    NULLIF(last_slot_ms, -1), changed_at_ms
FROM (SELECT unnest($1::integer[]) AS website_key, unnest($2::smallint[]) AS status,
    unnest($3::bigint[]) AS since_ms, unnest($4::bigint[]) AS rejudge_at_ms,
    unnest($5::smallint[]) AS last_region_key, unnest($6::bigint[]) AS last_slot_ms,
    unnest($7::bigint[]) AS changed_at_ms) AS t
ON CONFLICT (website_key) DO UPDATE SET status = excluded.status, since_ms = excluded.since_ms,
    rejudge_at_ms = excluded.rejudge_at_ms, last_region_key = excluded.last_region_key,
    last_slot_ms = excluded.last_slot_ms, changed_at_ms = excluded.changed_at_ms";

const SAVE_WATCHES: &str = "
UPDATE website_status SET watch = NULLIF(t.watch, ''),
    incident_due_ms = NULLIF(t.incident_due_ms, -1)
FROM (SELECT unnest($1::integer[]) AS website_key, unnest($2::text[]) AS watch,
    unnest($3::bigint[]) AS incident_due_ms) AS t
WHERE website_status.website_key = t.website_key";

/// Whether this connection supports these statements.
pub(crate) fn understood_by(db: &impl ConnectionTrait) -> bool {
    db.get_database_backend() == DbBackend::Postgres
}

/// `column` is one of `keys`: an array on PostgreSQL, otherwise a list.
pub(crate) fn among(
    db: &impl ConnectionTrait,
    column: impl ColumnTrait,
    keys: &[WebsiteKey],
) -> Expr {
    if understood_by(db) {
        let any = PgFunc::any(Expr::value(Value::from(keys.to_vec())));
        column.into_expr().eq(any)
    } else {
        column.is_in(keys.iter().copied())
    }
}

/// Matches the schedule rows of these (website, revision). SQLite uses an index for pairs only
/// if they come from a table; for a list it scans all rows.
pub(crate) fn schedule_of(
    db: &impl ConnectionTrait,
    named: impl IntoIterator<Item = (WebsiteKey, i32)>,
) -> Expr {
    if understood_by(db) {
        let (websites, revisions): (Vec<WebsiteKey>, Vec<i32>) = named.into_iter().unzip();
        let sql = "(website_key, revision) IN (SELECT * FROM UNNEST($1::integer[], $2::integer[]))";
        Expr::cust_with_values(sql, [Value::from(websites), Value::from(revisions)])
    } else {
        let named: Vec<String> = named
            .into_iter()
            .map(|(website_key, revision)| format!("[{website_key},{revision}]"))
            .collect();
        let sql = "(website_key, revision) IN
            (SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?))";
        Expr::cust_with_values(sql, [Value::from(format!("[{}]", named.join(",")))])
    }
}

/// Inserts those of `rows`, which have different keys, that do not exist yet, and returns
/// their keys.
///
/// Nearly always all of them are new. Checking each key first costs PostgreSQL as much as the
/// row itself, so they are inserted without a check; only if one exists already, the statement
/// is repeated with it.
pub(crate) async fn insert_ticks(
    transaction: &DatabaseTransaction,
    rows: &[tick::Model],
) -> Result<Vec<TickKey>, DbErr> {
    let savepoint = transaction.begin().await?;
    let all = savepoint.execute_raw(statement(INSERT_TICKS, tick_values(rows)));
    match all.await {
        Ok(_) => {
            savepoint.commit().await?;
            return Ok(rows.iter().map(key).collect());
        }
        Err(err) if is_repeated(&err) => savepoint.rollback().await?,
        Err(err) => return Err(err),
    }
    let sql = format!("{INSERT_TICKS}{UNLESS_THERE}");
    let new = transaction
        .query_all_raw(statement(&sql, tick_values(rows)))
        .await?;
    new.iter()
        .map(|row| {
            Ok(TickKey {
                website_key: row.try_get_by_index(0)?,
                region_key: row.try_get_by_index(1)?,
                slot_ms: row.try_get_by_index(2)?,
            })
        })
        .collect()
}

fn is_repeated(err: &DbErr) -> bool {
    matches!(err.sql_err(), Some(SqlErr::UniqueConstraintViolation(_)))
}

fn key(row: &tick::Model) -> TickKey {
    TickKey {
        website_key: row.website_key,
        region_key: row.region_key,
        slot_ms: row.slot_ms,
    }
}

fn tick_values(rows: &[tick::Model]) -> [Value; 17] {
    let numbers = |number: fn(&tick::Model) -> Option<i32>| {
        array(rows, |row| number(row).unwrap_or(ABSENT.into()))
    };
    let text = |text: fn(&tick::Model) -> &Option<String>| {
        array(rows, |row| text(row).clone().unwrap_or_default())
    };
    [
        array(rows, |row| row.website_key),
        array(rows, |row| row.region_key),
        array(rows, |row| row.slot_ms),
        array(rows, |row| row.checked_at_ms),
        array(rows, |row| row.revision),
        array(rows, |row| row.origin.to_value()),
        array(rows, |row| row.outcome.to_value()),
        array(rows, |row| row.attempts),
        array(rows, |row| {
            row.failure.map_or(ABSENT, |class| class.to_value())
        }),
        array(rows, |row| row.http_status.unwrap_or(ABSENT)),
        numbers(|row| row.dns_us),
        numbers(|row| row.connect_us),
        numbers(|row| row.tls_us),
        numbers(|row| row.ttfb_us),
        numbers(|row| row.transfer_us),
        text(|row| &row.detail),
        text(|row| &row.reason),
    ]
}

/// Upserts votes.
pub(crate) async fn save_votes(
    transaction: &DatabaseTransaction,
    rows: &[vote::Model],
) -> Result<(), DbErr> {
    let values = [
        array(rows, |row| row.website_key),
        array(rows, |row| row.region_key),
        array(rows, |row| row.slot_ms),
        array(rows, |row| row.say.map_or(ABSENT, |say| say.to_value())),
        array(rows, |row| row.failures),
        array(rows, |row| row.fresh_until_ms),
        array(rows, |row| row.checked_at_ms),
    ];
    transaction
        .execute_raw(statement(SAVE_VOTES, values))
        .await?;
    Ok(())
}

/// Upserts statuses.
pub(crate) async fn save_statuses(
    transaction: &DatabaseTransaction,
    rows: &[website_status::Model],
) -> Result<(), DbErr> {
    let absent = i64::from(ABSENT);
    let values = [
        array(rows, |row| row.website_key),
        array(rows, |row| row.status.to_value()),
        array(rows, |row| row.since_ms),
        array(rows, |row| row.rejudge_at_ms.unwrap_or(absent)),
        array(rows, |row| row.last_region_key.map_or(ABSENT, |key| key.0)),
        array(rows, |row| row.last_slot_ms.unwrap_or(absent)),
        array(rows, |row| row.changed_at_ms),
    ];
    transaction
        .execute_raw(statement(SAVE_STATUSES, values))
        .await?;
    Ok(())
}

/// Updates what is remembered of incidents.
pub(crate) async fn save_watches(
    transaction: &DatabaseTransaction,
    rows: &[&website_status::Model],
) -> Result<(), DbErr> {
    let absent = i64::from(ABSENT);
    let values = [
        array(rows, |row| row.website_key),
        array(rows, |row| row.watch.clone().unwrap_or_default()),
        array(rows, |row| row.incident_due_ms.unwrap_or(absent)),
    ];
    transaction
        .execute_raw(statement(SAVE_WATCHES, values))
        .await?;
    Ok(())
}

fn array<Row, T>(rows: &[Row], value: impl Fn(&Row) -> T) -> Value
where
    Value: From<Vec<T>>,
{
    Value::from(rows.iter().map(value).collect::<Vec<T>>())
}

fn statement(sql: &str, values: impl IntoIterator<Item = Value>) -> Statement {
    Statement::from_sql_and_values(DbBackend::Postgres, sql, values)
}
