//! How far hours and days are made, and what is dropped.

use entity::compaction::{self, Unit};
use entity::dropped::{self, Kind};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseConnection, DatabaseTransaction,
    EntityTrait, QueryFilter, QuerySelect,
};

use super::{day_of, hour_of};
use crate::{Keep, Result, retention};

/// No version has dropped days of ticks that ended later than this many days ago.
const LEAST_DAYS_OF_TICKS: i32 = 2;

/// How far what reads may go by hours and days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Made {
    /// All hours before this one are made.
    pub hours_to: i32,
    /// All days before this one are made.
    pub days_to: i32,
    /// Ticks of all days before this one are dropped.
    pub ticks_from: i32,
    /// Hours of all days before this one are dropped.
    pub hours_from: i32,
    /// Of days before this one neither changes nor counts are there.
    pub days_from: i32,
}

impl Made {
    /// Nothing is made yet.
    pub const NOTHING: Self = Self {
        hours_to: i32::MIN,
        days_to: i32::MIN,
        ticks_from: i32::MIN,
        hours_from: i32::MIN,
        days_from: i32::MIN,
    };

    /// The first day whose ticks are there: what is to be kept for longer than before is
    /// not there for that.
    pub(crate) fn first_day_of_ticks(&self, keep: &Keep, now_ms: i64) -> i32 {
        keep.first_day_of_ticks(now_ms).max(self.ticks_from)
    }

    /// The first day whose hours are there.
    pub(crate) fn first_day_of_hours(&self, keep: &Keep, now_ms: i64) -> i32 {
        keep.first_day_of_hours(now_ms).max(self.hours_from)
    }
}

/// How far hours and days are made.
///
/// # Errors
/// Where the database fails.
pub async fn made(db: &impl ConnectionTrait) -> Result<Made> {
    let mut made = Made::NOTHING;
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

/// Where the making of hours and that of days stand.
#[derive(Clone, Debug)]
pub(super) struct Progress {
    pub(super) hours: compaction::Model,
    pub(super) days: compaction::Model,
}

/// Where both stand, begun where they were not; `None` while nothing was ever planned.
///
/// Days begin with the first that was planned, since status changes are kept for ever,
/// and hours with the first of it that would still be kept.
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
    // Days without ticks may be days whose ticks an earlier version has dropped. Where
    // none was old enough for that, nothing was dropped, and what comes late still counts.
    if let Some(oldest_ms) = retention::oldest_tick_ms(db).await? {
        let dropped_to = day_of(oldest_ms).min(day_of(now_ms) - LEAST_DAYS_OF_TICKS);
        if dropped_to > day_of(first_ms) {
            note_dropped(db, Kind::Ticks, dropped_to).await?;
            note_dropped(db, Kind::History, dropped_to).await?;
        }
    }
    // What a person did stands in the log a moment before the first slot may lie.
    let first_day = day_of(first_ms - entity::schedule::LEAD_MS);
    let begin = [(Unit::Hour, first_hour), (Unit::Day, first_day)];
    let rows = begin.map(|(unit, done_to)| compaction::ActiveModel {
        unit: Set(unit),
        done_to: Set(done_to),
        after_key: Set(0),
    });
    compaction::Entity::insert_many(rows)
        .on_conflict_do_nothing_on([compaction::Column::Unit])
        .exec_without_returning(db)
        .await?;
    stored(db).await
}

/// Notes, before it is done, that of `kind` all days before `day` are dropped.
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

/// Moves on from `from`; says whether it still stood there. Who else moves it waits for
/// the end of the transaction, and then finds it elsewhere.
pub(super) async fn advance(
    transaction: &DatabaseTransaction,
    from: &compaction::Model,
    done_to: i32,
    after_key: i32,
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
