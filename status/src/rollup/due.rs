//! Hours that are to be made again, since a tick or a change of them came late.
//!
//! Whoever writes late marks the hour in the same transaction. What counts as late
//! begins well before an hour is made, so that no transaction that began in time is
//! still under way when it is.

use std::collections::BTreeSet;

use entity::rollup_due;
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait};

use super::{DAY_MS, HOUR_MS, hour_of};
use crate::Result;

/// An hour is made this long after its end at the earliest, milliseconds: time for
/// checks that take long and for reports that wait.
pub const GRACE_MS: i64 = 15 * 60_000;

/// Of an hour that ended longer ago than this, ticks and changes are late. Two thirds
/// of the grace remain for a transaction that began before.
const LATE_MS: i64 = 5 * 60_000;

/// Rows in one statement.
const ROWS_A_STATEMENT: usize = 1_000;

/// Whether what happened at `at_ms` comes late at `now_ms`.
pub(crate) fn is_late(at_ms: i64, now_ms: i64) -> bool {
    (i64::from(hour_of(at_ms)) + 1) * HOUR_MS + LATE_MS <= now_ms
}

/// Hours to mark, collected over a batch.
#[derive(Debug, Default)]
pub(crate) struct Marks(BTreeSet<(i32, i32)>);

impl Marks {
    /// A tick of the website at `slot_ms`.
    pub(crate) fn tick(&mut self, website_key: i32, slot_ms: i64, now_ms: i64) {
        if is_late(slot_ms, now_ms) {
            self.0.insert((website_key, hour_of(slot_ms)));
        }
    }

    /// Another status from `from_ms` to `to_ms`: each of the days is marked by one hour.
    pub(crate) fn change(&mut self, website_key: i32, from_ms: i64, to_ms: i64, now_ms: i64) {
        let mut at_ms = from_ms;
        while at_ms <= to_ms && is_late(at_ms, now_ms) {
            self.0.insert((website_key, hour_of(at_ms)));
            at_ms = (at_ms.div_euclid(DAY_MS) + 1) * DAY_MS;
        }
    }

    /// Writes them.
    pub(crate) async fn save(self, transaction: &impl ConnectionTrait) -> Result<()> {
        let mut rows = self
            .0
            .into_iter()
            .map(|(website_key, hour)| rollup_due::ActiveModel {
                website_key: Set(website_key),
                hour: Set(hour),
            })
            .peekable();
        while rows.peek().is_some() {
            rollup_due::Entity::insert_many(rows.by_ref().take(ROWS_A_STATEMENT))
                .on_conflict_do_nothing_on([
                    rollup_due::Column::WebsiteKey,
                    rollup_due::Column::Hour,
                ])
                .exec_without_returning(transaction)
                .await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_day_of_a_span_is_marked_once() {
        let now_ms = 100 * DAY_MS;
        let mut marks = Marks::default();
        marks.change(7, DAY_MS - 1, 2 * DAY_MS, now_ms);
        let hours: Vec<i32> = marks.0.iter().map(|(_, hour)| *hour).collect();
        assert_eq!(hours, [23, 24, 48]);
    }

    #[test]
    fn what_is_on_time_is_not_marked() {
        let mut marks = Marks::default();
        marks.tick(7, 0, HOUR_MS + LATE_MS - 1);
        marks.change(7, 0, HOUR_MS, HOUR_MS + LATE_MS - 1);
        assert!(marks.0.is_empty());
        marks.tick(7, HOUR_MS - 1, HOUR_MS + LATE_MS);
        assert_eq!(marks.0.len(), 1);
    }
}
