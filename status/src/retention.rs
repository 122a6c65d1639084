//! Days of ticks and evidence made ahead; rows of the feed, and secrets of what is not
//! checked any more, dropped when they are old.

use std::collections::BTreeSet;
use std::time::Duration;

use entity::{feed, schedule};
use queue::Clock;
use sea_orm::prelude::ChronoDateTimeUtc;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, DbBackend, EntityTrait, QueryFilter,
    TransactionTrait,
};
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use crate::Result;
use crate::rollup::DAY_MS;

/// Days made ahead. Source: ARCHITECTURE.md, "Storage".
const DAYS_AHEAD: i64 = 7;

/// The tables that PostgreSQL keeps by days, with what a day is in their column of time.
const BY_DAY: [(&str, i64); 3] = [("tick", DAY_MS), ("evidence", DAY_MS), ("rollup_hour", 24)];

/// How long the feed is kept, and so how old a cursor may be.
/// Source: ARCHITECTURE.md, "Feed".
pub const FEED_KEPT_MS: i64 = DAY_MS;

/// How long after its end a row of the schedule still has its secrets: longer than
/// any scheduler goes on with it.
const SECRETS_KEPT_MS: i64 = 5 * 60_000;

/// How often both are looked after.
const LOOK_EVERY: Duration = Duration::from_secs(600);

/// The pause after a failure.
const PAUSE: Duration = Duration::from_secs(10);

/// Looks after days and feed until `shutdown`.
pub async fn run(db: DatabaseConnection, clock: Clock, shutdown: CancellationToken) {
    loop {
        let pause = match pass(&db, clock.now_ms()).await {
            Ok(()) => LOOK_EVERY,
            Err(error) => {
                warn!(error = &error as &dyn std::error::Error, "Retention fails");
                PAUSE
            }
        };
        tokio::select! {
            () = shutdown.cancelled() => return,
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// Makes the days from yesterday to a week ahead, and drops old rows of the feed and
/// the secrets of what is not checked any more.
///
/// # Errors
/// Where the database fails.
pub async fn pass(db: &DatabaseConnection, now_ms: i64) -> Result<()> {
    let today = now_ms.div_euclid(DAY_MS);
    make_days(db, (today - 1..=today + DAYS_AHEAD).collect()).await?;
    feed::Entity::delete_many()
        .filter(feed::Column::CreatedAtMs.lt(now_ms - FEED_KEPT_MS))
        .exec(db)
        .await?;
    schedule::Entity::update_many()
        .col_expr(schedule::Column::Secrets, Expr::value(None::<Vec<u8>>))
        .filter(schedule::Column::ValidToMs.lt(now_ms - SECRETS_KEPT_MS))
        .filter(schedule::Column::Secrets.is_not_null())
        .exec(db)
        .await?;
    Ok(())
}

/// Makes the days in which `slots_ms` lie, where they are missing; those around
/// `now_ms` are there already, by [`pass`].
pub(crate) async fn make_days_of(
    db: &DatabaseConnection,
    slots_ms: impl Iterator<Item = i64>,
    now_ms: i64,
) -> Result<()> {
    let yesterday = now_ms.div_euclid(DAY_MS) - 1;
    let days = slots_ms.map(|slot_ms| slot_ms.div_euclid(DAY_MS));
    make_days(db, days.filter(|day| *day < yesterday).collect()).await
}

/// Makes partitions for `days` (since 1970) of ticks and evidence, on PostgreSQL;
/// SQLite needs none.
async fn make_days(db: &DatabaseConnection, days: BTreeSet<i64>) -> Result<()> {
    if db.get_database_backend() != DbBackend::Postgres || days.is_empty() {
        return Ok(());
    }
    let transaction = db.begin().await?;
    // Replicas that make the same day at once would fail on its name.
    transaction
        .execute_unprepared("SELECT pg_advisory_xact_lock(7240002)")
        .await?;
    for (table, length) in BY_DAY {
        let have = partitions(&transaction, table).await?;
        for day in &days {
            make_day(&transaction, table, length, *day, &have).await?;
        }
    }
    transaction.commit().await?;
    Ok(())
}

async fn make_day(
    db: &impl ConnectionTrait,
    table: &str,
    length: i64,
    day: i64,
    have: &BTreeSet<String>,
) -> Result<()> {
    let Some(date) = ChronoDateTimeUtc::from_timestamp_millis(day * DAY_MS) else {
        return Ok(());
    };
    let name = format!("{table}_{}", date.format("%Y%m%d"));
    if have.contains(&name) {
        return Ok(());
    }
    let (from, to) = (day * length, (day + 1) * length);
    db.execute_unprepared(&format!(
        "CREATE TABLE {name} PARTITION OF {table} FOR VALUES FROM ({from}) TO ({to})"
    ))
    .await?;
    info!("Made the day {name}");
    Ok(())
}

async fn partitions(db: &impl ConnectionTrait, table: &str) -> Result<BTreeSet<String>> {
    let query = format!(
        "SELECT relid::regclass::text AS name FROM pg_partition_tree('{table}') WHERE isleaf"
    );
    let rows = db
        .query_all_raw(sea_orm::Statement::from_string(DbBackend::Postgres, query))
        .await?;
    Ok(rows
        .iter()
        .map(|row| row.try_get("", "name"))
        .collect::<Result<_, _>>()?)
}
