//! The schedule in memory: which website is due when.
//!
//! Each schedule row runs through its own slots, from its begin to its end; a
//! change of a website is the end of one row and the begin of another, so rows
//! never have to be compared.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use entity::schedule;

/// Rows that ended this long ago are forgotten; longer than the overlap in which
/// a change may be read again, so that a forgotten row is not taken for a new one.
const FORGET_AFTER_MS: i64 = 60_000;

/// A row's identity: website and revision.
pub(crate) type RowId = (i32, i32);

/// A slot that is due, with the row that planned it.
#[derive(Clone, Copy, Debug)]
pub struct Due<'a> {
    /// The row.
    pub row: &'a schedule::Model,
    /// The slot, milliseconds of Unix time.
    pub slot_ms: i64,
}

/// All rows that still have slots, and each one's next slot.
#[derive(Debug, Default)]
pub struct Plan {
    rows: HashMap<RowId, schedule::Model>,
    next: BinaryHeap<Reverse<(i64, RowId)>>,
}

impl Plan {
    /// Takes rows in as they now stand. A row that was not known begins with its
    /// first slot, however late it was read, but never more than one interval before
    /// `now_ms`.
    pub fn take_in(&mut self, rows: Vec<schedule::Model>, now_ms: i64) {
        for row in rows {
            let id = (row.website_key, row.revision);
            let known = self.rows.contains_key(&id);
            if !known && !ended_long_before(&row, now_ms) {
                self.begin(id, &row, row.valid_from_ms, now_ms);
            }
            self.rows.insert(id, row);
        }
    }

    /// Starts every row again after `published_ms`: what a new leader does.
    pub fn rewind(&mut self, published_ms: i64, now_ms: i64) {
        self.next.clear();
        let rows = std::mem::take(&mut self.rows);
        for (id, row) in &rows {
            self.begin(*id, row, published_ms + 1, now_ms);
        }
        self.rows = rows;
    }

    /// Calls `each` for every slot up to and including `now_ms` that was not due
    /// before, in order of time, and at most one interval back.
    pub fn due(&mut self, now_ms: i64, mut each: impl FnMut(Due<'_>)) {
        while let Some(&Reverse((slot_ms, id))) = self.next.peek() {
            if slot_ms > now_ms {
                break;
            }
            self.next.pop();
            let Some(row) = self.rows.get(&id) else {
                continue;
            };
            let earliest_ms = now_ms - row.interval_ms + 1;
            if row.plans(slot_ms) && slot_ms >= earliest_ms {
                each(Due { row, slot_ms });
            }
            // After a long stall the slots in between are missing, not a burst.
            let following_ms = row.grid().first_from(Ord::max(slot_ms + 1, earliest_ms));
            if row.valid_to_ms.is_none_or(|end_ms| following_ms < end_ms) {
                self.next.push(Reverse((following_ms, id)));
            }
        }
    }

    /// Forgets rows that ended a while ago.
    pub fn forget_ended(&mut self, now_ms: i64) {
        self.rows.retain(|_, row| !ended_long_before(row, now_ms));
    }

    /// Whether a row is known.
    pub(crate) fn knows(&self, id: RowId) -> bool {
        self.rows.contains_key(&id)
    }

    /// How many rows are known.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether no row is known.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// When the next slot is due, if any is planned.
    pub fn next_ms(&self) -> Option<i64> {
        self.next.peek().map(|Reverse((slot_ms, _))| *slot_ms)
    }

    fn begin(&mut self, id: RowId, row: &schedule::Model, from_ms: i64, now_ms: i64) {
        let from_ms = from_ms
            .max(row.valid_from_ms)
            .max(now_ms - row.interval_ms + 1);
        let slot_ms = row.grid().first_from(from_ms);
        if row.valid_to_ms.is_none_or(|end_ms| slot_ms < end_ms) {
            self.next.push(Reverse((slot_ms, id)));
        }
    }
}

fn ended_long_before(row: &schedule::Model, now_ms: i64) -> bool {
    row.valid_to_ms
        .is_some_and(|end_ms| end_ms < now_ms - FORGET_AFTER_MS)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn row(website_key: i32, revision: i32, valid_from_ms: i64) -> schedule::Model {
        schedule::Model {
            website_key,
            revision,
            website_id: Uuid::from_u64_pair(0, 3),
            interval_ms: 10,
            timeout_ms: 5,
            retries: 0,
            url: "https://a.test/".to_owned(),
            quorum: "majority".to_owned(),
            regions: None,
            how: None,
            secrets: None,
            organization_id: None,
            valid_from_ms,
            valid_to_ms: None,
            updated_at_ms: valid_from_ms,
        }
    }

    fn due(plan: &mut Plan, now_ms: i64) -> Vec<(i32, i64)> {
        let mut slots = Vec::new();
        plan.due(now_ms, |due| slots.push((due.row.revision, due.slot_ms)));
        slots
    }

    #[test]
    fn every_slot_comes_once_and_in_order() {
        let mut plan = Plan::default();
        plan.take_in(vec![row(1, 1, 100)], 100);
        assert_eq!(due(&mut plan, 103), [(1, 103)]);
        assert_eq!(due(&mut plan, 115), [(1, 113)]);
        assert_eq!(due(&mut plan, 115), []);
        assert_eq!(due(&mut plan, 124), [(1, 123)]);
        assert_eq!(due(&mut plan, 133), [(1, 133)]);
    }

    #[test]
    fn a_revision_takes_over_where_the_one_before_ends() {
        let mut plan = Plan::default();
        plan.take_in(vec![row(1, 1, 100)], 100);
        assert_eq!(due(&mut plan, 103), [(1, 103)]);
        let ended = schedule::Model {
            valid_to_ms: Some(120),
            ..row(1, 1, 100)
        };
        plan.take_in(vec![ended.clone(), row(1, 2, 120)], 104);
        assert_eq!(due(&mut plan, 117), [(1, 113)]);
        assert_eq!(due(&mut plan, 126), [(2, 123)]);
        assert_eq!(due(&mut plan, 133), [(2, 133)]);
        // The same change read again, as the overlap has it, adds nothing.
        plan.take_in(vec![ended, row(1, 2, 120)], 134);
        assert_eq!(due(&mut plan, 134), []);
    }

    #[test]
    fn a_row_that_came_late_begins_with_its_first_slot() {
        let mut plan = Plan::default();
        let late = schedule::Model {
            updated_at_ms: 131,
            ..row(1, 1, 125)
        };
        plan.take_in(vec![late], 131);
        assert_eq!(due(&mut plan, 133), [(1, 133)]);
        let later = schedule::Model {
            updated_at_ms: 131,
            ..row(2, 7, 123)
        };
        plan.take_in(vec![later], 131);
        assert_eq!(due(&mut plan, 131), [(7, 123)]);
    }

    #[test]
    fn a_new_leader_goes_on_at_the_watermark_but_one_interval_back_at_most() {
        let mut plan = Plan::default();
        plan.take_in(vec![row(1, 1, 100)], 500);
        due(&mut plan, 555);
        plan.rewind(544, 555);
        assert_eq!(due(&mut plan, 555), [(1, 553)]);
        plan.rewind(100, 555);
        assert_eq!(due(&mut plan, 555), [(1, 553)]);
    }

    #[test]
    fn a_long_stall_makes_no_burst() {
        let mut plan = Plan::default();
        plan.take_in(vec![row(1, 1, 100)], 100);
        assert_eq!(due(&mut plan, 103), [(1, 103)]);
        assert_eq!(due(&mut plan, 1_000_000), [(1, 999_993)]);
        assert_eq!(due(&mut plan, 1_000_003), [(1, 1_000_003)]);
    }

    #[test]
    fn an_ended_row_is_forgotten_but_not_at_once() {
        let mut plan = Plan::default();
        plan.take_in(
            vec![schedule::Model {
                valid_to_ms: Some(200),
                ..row(1, 1, 100)
            }],
            100,
        );
        plan.forget_ended(200 + FORGET_AFTER_MS);
        assert_eq!(plan.len(), 1);
        plan.forget_ended(201 + FORGET_AFTER_MS);
        assert!(plan.is_empty());
    }
}
