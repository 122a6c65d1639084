//! Removes old entries.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use entity::audit_entry;
use queue::Clock;
use runtime::Passes;
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use tokio_util::sync::CancellationToken;
use uuid::{NoContext, Timestamp, Uuid};

use crate::service::{Result, date};

/// How long an entry is kept: a year, also one with a leap day. Source: the docs.
const KEPT: TimeDelta = TimeDelta::days(366);

/// Interval between removals.
const EVERY: Duration = Duration::from_secs(3_600);

/// Entries removed by one statement, so that none lasts long.
const AT_A_TIME: u64 = 1_000;

/// Removes entries that are older than a year until `shutdown`.
pub async fn run(db: DatabaseConnection, clock: Clock, shutdown: CancellationToken) {
    let mut passes = Passes::new("Removing old entries of the audit log", EVERY, shutdown);
    while passes.next().await {
        passes.end(pass(&db, date(clock.now_ms())).await);
    }
}

/// Removes the entries that are older than a year at `now`; returns how many.
///
/// # Errors
/// If the database fails.
pub async fn pass(db: &DatabaseConnection, now: DateTime<Utc>) -> Result<u64> {
    use audit_entry::Column;
    // Ids are in order of time, and have an index.
    let oldest = (now - KEPT).timestamp();
    let oldest = Timestamp::from_unix(NoContext, u64::try_from(oldest).unwrap_or_default(), 0);
    let oldest = Uuid::new_v7(oldest);
    let mut removed = 0;
    loop {
        let ids: Vec<Uuid> = audit_entry::Entity::find()
            .select_only()
            .column(Column::Id)
            .filter(Column::Id.lt(oldest))
            .order_by_asc(Column::Id)
            .limit(AT_A_TIME)
            .into_tuple()
            .all(db)
            .await?;
        let Some(last) = ids.last() else {
            return Ok(removed);
        };
        let some = audit_entry::Entity::delete_many().filter(Column::Id.lte(*last));
        removed += some.exec(db).await?.rows_affected;
    }
}
