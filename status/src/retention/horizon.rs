//! What is old: which days are dropped.

use entity::rollup_due;
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QuerySelect};

use super::days::ByDay;
use crate::rollup::{HOUR_MS, made};
use crate::{Keep, Result};

/// What is not kept any more is dropped this much later, milliseconds: whoever began with
/// a day that was still kept is done with it.
const GRACE_MS: i64 = HOUR_MS;

/// The first days that stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Horizon {
    /// Of ticks and evidence.
    pub(super) ticks: i32,
    /// Of hours.
    pub(super) hours: i32,
    /// Of status changes, and of what was made of days; `None` where that is for ever.
    pub(super) history: Option<i32>,
    /// The first day that is not made, or is to be made again.
    pub(super) made_to: i32,
}

impl Horizon {
    /// What stays at `now_ms`; `None` where everything does, since no day is made yet.
    ///
    /// A day is old once it is not kept any more and is made, and nothing of it or of a
    /// day before is to be made again.
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

    /// The first day of `table` that stays.
    pub(super) fn of_days(&self, table: &ByDay) -> i32 {
        if table.holds_hours() {
            self.hours
        } else {
            self.ticks
        }
    }
}
