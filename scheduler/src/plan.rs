//! The schedule in memory: which website is due when.
//!
//! Each schedule row runs through its own slots, from its start to its end. A change of a
//! website is the end of one row and the start of another, so rows never have to be compared.
//!
//! One process must hold a million websites: a row takes few bytes ([`Row`]), rows are in a
//! tree by key, which grows without copying and is compared with the database page by page,
//! and the queue of slots takes 16 bytes per row.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::ops::Range;

use entity::schedule;

pub(crate) use crate::row::RowId;
use crate::row::{Row, Shared};

/// Age at which ended rows are forgotten, in milliseconds: longer than the overlap in which a
/// change may be read again, so that a forgotten row is not taken for a new one.
pub(crate) const FORGET_AFTER_MS: i64 = 60_000;

/// A due slot and the row that planned it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Due<'a> {
    /// The row; its quorum may be missing.
    pub(crate) row: &'a schedule::Model,
    /// The slot, in milliseconds of Unix time.
    pub(crate) slot_ms: i64,
}

/// The compared parts of a row: its identity and its end.
pub(crate) type Stamp = (RowId, Option<i64>);

/// All rows that still have slots, and the next slot of each.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    rows: BTreeMap<RowId, Box<Row>>,
    /// An entry is valid only while it is its row's next slot.
    next: BinaryHeap<Reverse<(i64, RowId)>>,
    shared: Shared,
    /// The slots that the last [`Plan::due`] returned.
    given: Vec<(i64, RowId)>,
}

impl Plan {
    /// Adds or updates rows. A new row starts with its first slot, however late it was read,
    /// but skips slots whose check can no longer start in time.
    pub(crate) fn take_in(&mut self, rows: Vec<schedule::Model>, now_ms: i64) {
        for model in rows {
            let id = (model.website_key, model.revision);
            let mut row = Box::new(Row::new(model, &mut self.shared));
            if let Some(known) = self.rows.get(&id) {
                row.next_ms = known.next_ms;
            } else if row.is_over(now_ms - FORGET_AFTER_MS) {
                continue;
            } else {
                let from_ms = Ord::max(row.valid_from_ms(), row.earliest_ms(now_ms));
                begin(&mut self.next, id, &mut row, from_ms);
            }
            self.rows.insert(id, row);
        }
    }

    /// Restarts every row after `published_ms`, for a new leader.
    pub(crate) fn rewind(&mut self, published_ms: i64) {
        self.restart(|_| published_ms + 1);
    }

    /// Restarts one row at its first slot from `from_ms` on whose check can still start at
    /// `now_ms`, if that is before its next slot.
    pub(crate) fn rewind_row(&mut self, id: RowId, from_ms: i64, now_ms: i64) {
        if let Some(row) = self.rows.get_mut(&id) {
            let from_ms = from_ms
                .max(row.valid_from_ms())
                .max(row.earliest_ms(now_ms));
            if row.grid().first_from(from_ms) < row.next_ms {
                begin(&mut self.next, id, row, from_ms);
            }
        }
    }

    /// Restarts every row at its first slot whose check can still start at `now_ms`, or after
    /// `published_ms` if that is known and earlier. A leader does this after the queue has
    /// lost its data.
    pub(crate) fn recover(&mut self, published_ms: Option<i64>, now_ms: i64) {
        let after_ms = published_ms.map_or(i64::MAX, |published_ms| published_ms + 1);
        self.restart(|row| Ord::min(row.earliest_ms(now_ms), after_ms));
    }

    fn restart(&mut self, from_ms: impl Fn(&Row) -> i64) {
        self.next.clear();
        self.given.clear();
        for (id, row) in &mut self.rows {
            let from_ms = Ord::max(row.valid_from_ms(), from_ms(row));
            begin(&mut self.next, *id, row, from_ms);
        }
    }

    /// Passes each new slot up to `now_ms`, inclusive, to `each`, in order of time and at most
    /// `most` of them. Returns up to when these are all. Slots whose check can no longer start
    /// in time are passed to `skipped` instead, as a row and a time span.
    pub(crate) fn due(
        &mut self,
        now_ms: i64,
        most: usize,
        mut each: impl FnMut(Due<'_>),
        mut skipped: impl FnMut(&Row, Range<i64>),
    ) -> i64 {
        self.given.clear();
        while let Some(&Reverse((slot_ms, id))) = self.next.peek() {
            if slot_ms > now_ms {
                break;
            }
            if self.given.len() == most {
                return slot_ms - 1;
            }
            self.next.pop();
            let Some(row) = self.rows.get_mut(&id) else {
                continue;
            };
            if row.next_ms != slot_ms {
                continue;
            }
            let earliest_ms = row.earliest_ms(now_ms);
            // After a long stall the slots in between are missing rather than published in a
            // burst.
            if slot_ms < earliest_ms {
                skipped(row, slot_ms..earliest_ms);
                begin(&mut self.next, id, row, earliest_ms);
                continue;
            }
            if !row.is_over(slot_ms) {
                let row = &row.model(id);
                each(Due { row, slot_ms });
                self.given.push((slot_ms, id));
            }
            begin(&mut self.next, id, row, slot_ms + 1);
        }
        now_ms
    }

    /// Takes back the slots that the last [`Plan::due`] returned, so that they are due again.
    pub(crate) fn undo(&mut self) {
        for (slot_ms, id) in self.given.drain(..) {
            if let Some(row) = self.rows.get_mut(&id) {
                row.next_ms = slot_ms;
                self.next.push(Reverse((slot_ms, id)));
            }
        }
    }

    /// Compares the rows in `ids` with all that the database has there, in order of identity.
    /// Forgets rows that are gone or ended long enough ago, and returns the range of rows to
    /// read if any is missing or differs.
    pub(crate) fn reconcile(
        &mut self,
        ids: Range<RowId>,
        there: &[Stamp],
    ) -> Option<(RowId, RowId)> {
        let is_there = |id: &RowId| there.binary_search_by_key(id, |(id, _)| *id).is_ok();
        let known = self.rows.range(ids).map(|(id, _)| *id);
        let gone: Vec<RowId> = known.filter(|id| !is_there(id)).collect();
        for id in gone {
            self.rows.remove(&id);
        }
        let differs = |(id, end_ms): &&Stamp| {
            let known = self.rows.get(id);
            known.is_none_or(|row| row.valid_to_ms() != *end_ms)
        };
        let mut differing = there.iter().filter(differs).map(|(id, _)| *id);
        let first = differing.next()?;
        Some((first, differing.next_back().unwrap_or(first)))
    }

    /// Drops shared values that no row uses any more.
    pub(crate) fn tidy(&mut self) {
        self.shared.tidy();
    }

    /// Whether the plan has a row.
    pub(crate) fn knows(&self, id: RowId) -> bool {
        self.rows.contains_key(&id)
    }

    /// Number of rows.
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }
}

/// Queues the row's first slot from `from_ms` on, if it has one.
fn begin(next: &mut BinaryHeap<Reverse<(i64, RowId)>>, id: RowId, row: &mut Row, from_ms: i64) {
    row.next_ms = row.grid().first_from(from_ms);
    if !row.is_over(row.next_ms) {
        next.push(Reverse((row.next_ms, id)));
    }
}

#[cfg(test)]
#[path = "plan_tests.rs"]
mod tests;
