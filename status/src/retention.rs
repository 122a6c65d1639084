//! Days of ticks made ahead, and rows of the feed dropped when they are old.

use std::collections::BTreeSet;
use std::time::Duration;

use entity::feed;
use queue::Clock;
use sea_orm::prelude::ChronoDateTimeUtc;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, DbBackend, EntityTrait, QueryFilter,
    TransactionTrait,
};
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use crate::Result;

/// Milliseconds of a day.
const DAY_MS: i64 = 24 * 3_600_000;

/// Days made ahead. Source: ARCHITECTURE.md, "Storage".
const DAYS_AHEAD: i64 = 7;

/// How long the feed is kept, and so how old a cursor may be.
/// Source: ARCHITECTURE.md, "Feed".
pub const FEED_KEPT_MS: i64 = DAY_MS;

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

/// Makes the days from yesterday to a week ahead, and drops old rows of the feed.
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

/// Makes partitions for `days` (since 1970) of the ticks, on PostgreSQL; SQLite
/// needs none.
async fn make_days(db: &DatabaseConnection, days: BTreeSet<i64>) -> Result<()> {
    if db.get_database_backend() != DbBackend::Postgres || days.is_empty() {
        return Ok(());
    }
    let transaction = db.begin().await?;
    // Replicas that make the same day at once would fail on its name.
    transaction
        .execute_unprepared("SELECT pg_advisory_xact_lock(7240002)")
        .await?;
    let have = partitions(&transaction).await?;
    for day in days {
        let from_ms = day * DAY_MS;
        let Some(date) = ChronoDateTimeUtc::from_timestamp_millis(from_ms) else {
            continue;
        };
        let name = format!("tick_{}", date.format("%Y%m%d"));
        if have.contains(&name) {
            continue;
        }
        let to_ms = from_ms + DAY_MS;
        transaction
            .execute_unprepared(&format!(
                "CREATE TABLE {name} PARTITION OF tick FOR VALUES FROM ({from_ms}) TO ({to_ms})"
            ))
            .await?;
        info!("Made the day {name}");
    }
    transaction.commit().await?;
    Ok(())
}

async fn partitions(db: &impl ConnectionTrait) -> Result<BTreeSet<String>> {
    let query = "SELECT relid::regclass::text AS name FROM pg_partition_tree('tick') WHERE isleaf";
    let rows = db
        .query_all_raw(sea_orm::Statement::from_string(DbBackend::Postgres, query))
        .await?;
    Ok(rows
        .iter()
        .map(|row| row.try_get("", "name"))
        .collect::<Result<_, _>>()?)
}
