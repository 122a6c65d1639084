//! Marks hours to recompute because a tick or a status change came late.
//!
//! The writer of late data marks the hour in the same transaction. Data counts as late well
//! before the hour is rolled up, so that no transaction that started in time is still open by
//! then.

use std::collections::BTreeSet;

use entity::{WebsiteKey, rollup_due};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait};

use super::{DAY_MS, HOUR_MS, hour_of};
use crate::Result;
use crate::sql::ROWS_A_STATEMENT;

/// Shortest time between the end of an hour and its rollup, in milliseconds: time for slow
/// checks and for reports in the queue.
pub const GRACE_MS: i64 = 15 * 60_000;

/// Ticks and changes of an hour that ended longer ago than this are late, in milliseconds. Two
/// thirds of the grace period remain for a transaction that started before.
const LATE_MS: i64 = 5 * 60_000;

/// Whether data of `at_ms` is late at `now_ms`.
pub(crate) fn is_late(at_ms: i64, now_ms: i64) -> bool {
    (i64::from(hour_of(at_ms)) + 1) * HOUR_MS + LATE_MS <= now_ms
}

/// Hours to mark, collected over a batch.
#[derive(Debug, Default)]
pub(crate) struct Marks(BTreeSet<(WebsiteKey, i32)>);

impl Marks {
    /// Marks the hour of a tick at `slot_ms` if it is late.
    pub(crate) fn tick(&mut self, website_key: WebsiteKey, slot_ms: i64, now_ms: i64) {
        if is_late(slot_ms, now_ms) {
            self.0.insert((website_key, hour_of(slot_ms)));
        }
    }

    /// Marks a status change from `from_ms` to `to_ms`: one hour in each of its days.
    pub(crate) fn change(
        &mut self,
        website_key: WebsiteKey,
        from_ms: i64,
        to_ms: i64,
        now_ms: i64,
    ) {
        let mut at_ms = from_ms;
        while at_ms <= to_ms && is_late(at_ms, now_ms) {
            self.0.insert((website_key, hour_of(at_ms)));
            at_ms = (at_ms.div_euclid(DAY_MS) + 1) * DAY_MS;
        }
    }

    /// Writes the marks.
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
        marks.change(WebsiteKey(7), DAY_MS - 1, 2 * DAY_MS, now_ms);
        let hours: Vec<i32> = marks.0.iter().map(|(_, hour)| *hour).collect();
        assert_eq!(hours, [23, 24, 48]);
    }

    #[test]
    fn what_is_on_time_is_not_marked() {
        let mut marks = Marks::default();
        marks.tick(WebsiteKey(7), 0, HOUR_MS + LATE_MS - 1);
        marks.change(WebsiteKey(7), 0, HOUR_MS, HOUR_MS + LATE_MS - 1);
        assert!(marks.0.is_empty());
        marks.tick(WebsiteKey(7), HOUR_MS - 1, HOUR_MS + LATE_MS);
        assert_eq!(marks.0.len(), 1);
    }
}
