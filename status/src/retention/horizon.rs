//! Decides which days have expired.

use entity::rollup_due;
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QuerySelect};

use crate::partitions::ByDay;
use crate::rollup::{HOUR_MS, made};
use crate::{Keep, Result};

/// Expired data is deleted this much later, in milliseconds: a reader that started while a day
/// was still kept has finished by then.
const GRACE_MS: i64 = HOUR_MS;

/// The first days that are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Horizon {
    /// First day of ticks and evidence.
    pub(super) ticks: i32,
    /// First day of hours.
    pub(super) hours: i32,
    /// First day of status changes and daily rollups; `None` if they are kept forever.
    pub(super) history: Option<i32>,
    /// The first day that is not rolled up, or must be recomputed.
    pub(super) made_to: i32,
}

impl Horizon {
    /// What is kept at `now_ms`; `None` if everything is, because no day has been rolled up
    /// yet.
    ///
    /// A day has expired once it is no longer kept and is rolled up, and neither it nor an
    /// earlier day must be recomputed.
    pub(super) async fn of(
        db: &DatabaseConnection,
        keep: &Keep,
        now_ms: i64,
    ) -> Result<Option<Self>> {
        let made = made(db).await?;
        if made.days_to == i32::MIN {
            return Ok(None);
        }
        let marked: Option<Option<i32>> = rollup_due::Entity::find()
            .select_only()
            .column_as(rollup_due::Column::Hour.min(), "hour")
            .into_tuple()
            .one(db)
            .await?;
        let marked = marked
            .flatten()
            .map_or(i32::MAX, |hour| hour.div_euclid(24));
        let made_to = made.days_to.min(marked);
        let at_ms = now_ms - GRACE_MS;
        Ok(Some(Self {
            ticks: keep.first_day_of_ticks(at_ms).min(made_to),
            hours: keep.first_day_of_hours(at_ms).min(made_to),
            history: keep.first_day_of_history(at_ms).map(|day| day.min(made_to)),
            made_to,
        }))
    }

    /// The first day of `table` that is kept.
    pub(super) fn of_days(&self, table: &ByDay) -> i32 {
        if table.holds_hours() {
            self.hours
        } else {
            self.ticks
        }
    }
}
