//! How far hours and days are rolled up and deleted.

use entity::WebsiteKey;
use entity::compaction::{self, Unit};
use entity::dropped::{self, Kind};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseConnection, DatabaseTransaction,
    EntityTrait, QueryFilter, QuerySelect,
};

use super::{day_of, hour_of};
use crate::{Keep, Result, partitions};

/// No version has ever deleted days of ticks that ended less than this many days ago.
const LEAST_DAYS_OF_TICKS: i32 = 2;

/// How far reads may rely on rollups.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RollupProgress {
    /// All hours before this one are rolled up.
    pub hours_to: i32,
    /// All days before this one are rolled up.
    pub days_to: i32,
    /// Ticks of all days before this one are deleted.
    pub ticks_from: i32,
    /// Hours of all days before this one are deleted.
    pub hours_from: i32,
    /// Changes and daily rollups of all days before this one are deleted.
    pub days_from: i32,
}

impl RollupProgress {
    /// No rollups yet.
    pub const NOTHING: Self = Self {
        hours_to: i32::MIN,
        days_to: i32::MIN,
        ticks_from: i32::MIN,
        hours_from: i32::MIN,
        days_from: i32::MIN,
    };

    /// The first day whose ticks are stored. A longer retention period does not bring back
    /// deleted ticks.
    pub(crate) fn first_day_of_ticks(&self, keep: &Keep, now_ms: i64) -> i32 {
        keep.first_day_of_ticks(now_ms).max(self.ticks_from)
    }

    /// The first day whose hours are stored.
    pub(crate) fn first_day_of_hours(&self, keep: &Keep, now_ms: i64) -> i32 {
        keep.first_day_of_hours(now_ms).max(self.hours_from)
    }
}

/// How far hours and days are rolled up.
///
/// # Errors
/// If the database fails.
pub async fn made(db: &impl ConnectionTrait) -> Result<RollupProgress> {
    let mut made = RollupProgress::NOTHING;
    for row in compaction::Entity::find().all(db).await? {
        match row.unit {
            Unit::Hour => made.hours_to = row.done_to,
            Unit::Day => made.days_to = row.done_to,
        }
    }
    for row in dropped::Entity::find().all(db).await? {
        match row.kind {
            Kind::Ticks => made.ticks_from = row.before_day,
            Kind::Hours => made.hours_from = row.before_day,
            Kind::History => made.days_from = row.before_day,
        }
    }
    Ok(made)
}

/// The progress of hours and of days.
#[derive(Clone, Debug)]
pub(super) struct Progress {
    pub(super) hours: compaction::Model,
    pub(super) days: compaction::Model,
}

/// The progress of both, which is initialized if missing; `None` while nothing has ever been
/// planned.
///
/// Days start with the first planned one, since status changes are kept forever, and hours
/// with the first of those days that is still kept.
pub(super) async fn progress(
    db: &DatabaseConnection,
    keep: &Keep,
    now_ms: i64,
) -> Result<Option<Progress>> {
    if let Some(progress) = stored(db).await? {
        return Ok(Some(progress));
    }
    let first_ms: Option<Option<i64>> = entity::schedule::Entity::find()
        .select_only()
        .column_as(entity::schedule::Column::ValidFromMs.min(), "first_ms")
        .into_tuple()
        .one(db)
        .await?;
    let Some(first_ms) = first_ms.flatten() else {
        return Ok(None);
    };
    let first_hour = hour_of(first_ms).max(keep.first_day_of_hours(now_ms) * 24);
    // Days without ticks may have lost them to an earlier version. If no tick was old enough
    // to be deleted, none was, and late ones still count.
    if let Some(oldest_ms) = partitions::oldest_tick_ms(db).await? {
        let dropped_to = day_of(oldest_ms).min(day_of(now_ms) - LEAST_DAYS_OF_TICKS);
        if dropped_to > day_of(first_ms) {
            note_dropped(db, Kind::Ticks, dropped_to).await?;
            note_dropped(db, Kind::History, dropped_to).await?;
        }
    }
    // A change by a person is logged shortly before the first slot may lie.
    let first_day = day_of(first_ms - entity::slots::LEAD_MS);
    let begin = [(Unit::Hour, first_hour), (Unit::Day, first_day)];
    let rows = begin.map(|(unit, done_to)| compaction::ActiveModel {
        unit: Set(unit),
        done_to: Set(done_to),
        after_key: Set(WebsiteKey::BEFORE_ALL),
    });
    compaction::Entity::insert_many(rows)
        .on_conflict_do_nothing_on([compaction::Column::Unit])
        .exec_without_returning(db)
        .await?;
    stored(db).await
}

/// Records that all days of `kind` before `day` are deleted, before that happens.
pub(crate) async fn note_dropped(db: &DatabaseConnection, kind: Kind, day: i32) -> Result<()> {
    let row = dropped::ActiveModel {
        kind: Set(kind),
        before_day: Set(day),
    };
    dropped::Entity::insert(row)
        .on_conflict_do_nothing_on([dropped::Column::Kind])
        .exec_without_returning(db)
        .await?;
    dropped::Entity::update_many()
        .col_expr(dropped::Column::BeforeDay, Expr::value(day))
        .filter(dropped::Column::Kind.eq(kind))
        .filter(dropped::Column::BeforeDay.lt(day))
        .exec(db)
        .await?;
    Ok(())
}

async fn stored(db: &impl ConnectionTrait) -> Result<Option<Progress>> {
    let (mut hours, mut days) = (None, None);
    for row in compaction::Entity::find().all(db).await? {
        match row.unit {
            Unit::Hour => hours = Some(row),
            Unit::Day => days = Some(row),
        }
    }
    Ok(hours
        .zip(days)
        .map(|(hours, days)| Progress { hours, days }))
}

/// Advances the progress from `from`. Returns whether it was still there: a concurrent process
/// waits for the end of the transaction and then finds it elsewhere.
pub(super) async fn advance(
    transaction: &DatabaseTransaction,
    from: &compaction::Model,
    done_to: i32,
    after_key: WebsiteKey,
) -> Result<bool> {
    let moved = compaction::Entity::update_many()
        .col_expr(compaction::Column::DoneTo, Expr::value(done_to))
        .col_expr(compaction::Column::AfterKey, Expr::value(after_key))
        .filter(compaction::Column::Unit.eq(from.unit))
        .filter(compaction::Column::DoneTo.eq(from.done_to))
        .filter(compaction::Column::AfterKey.eq(from.after_key))
        .exec(transaction)
        .await?;
    Ok(moved.rows_affected == 1)
}
