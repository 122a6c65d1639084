//! Rows that a leader left out, for the next leader.
//!
//! A row that this instance cannot read, or whose secrets it cannot open, produces no jobs.
//! Another instance may be able to use it: one with a newer version, or with the key. So a
//! leader stores the rows it left out, each with its first omitted slot, beside the watermark,
//! and the next leader resumes those rows from there.

use std::collections::BTreeMap;

use crate::plan::RowId;
use entity::WebsiteKey;

/// Most rows that are stored; if more cannot be read, the cause is a different one.
const MOST_ROWS: usize = 10_000;

/// The rows left out, each with its first omitted slot.
#[derive(Debug, Default)]
pub(crate) struct Arrears {
    from_ms: BTreeMap<RowId, i64>,
    /// Whether the note differs from the stored one.
    is_new: bool,
}

impl Arrears {
    /// Records that a slot of the row was left out.
    pub(crate) fn leave_out(&mut self, id: RowId, slot_ms: i64) {
        if self.from_ms.len() < MOST_ROWS && !self.from_ms.contains_key(&id) {
            self.from_ms.insert(id, slot_ms);
            self.is_new = true;
        }
    }

    /// Removes rows for which `is_known` is false.
    pub(crate) fn forget(&mut self, is_known: impl Fn(RowId) -> bool) {
        let before = self.from_ms.len();
        self.from_ms.retain(|id, _| is_known(*id));
        self.is_new |= self.from_ms.len() < before;
    }

    /// Starts over after another leader, whose `note` has been taken into account.
    pub(crate) fn succeed(&mut self, note: Option<&str>) {
        self.from_ms.clear();
        self.is_new = note.is_some_and(|note| note != NOTHING);
    }

    /// The note to store, if it has changed.
    pub(crate) fn note(&self) -> Option<String> {
        let rows = self.from_ms.iter();
        let rows: Vec<_> = rows
            .map(|((key, rev), from_ms)| (key, rev, from_ms))
            .collect();
        // Cannot fail: the note has only numbers.
        self.is_new
            .then(|| serde_json::to_string(&rows).unwrap_or_default())
    }

    /// Marks the note as stored.
    pub(crate) fn noted(&mut self) {
        self.is_new = false;
    }
}

/// The note of a leader that left nothing out.
const NOTHING: &str = "[]";

/// Parses a note, which another version may have written; unreadable rows are ignored.
pub(crate) fn rows_of(note: &str) -> Vec<(RowId, i64)> {
    let rows: Vec<(WebsiteKey, i32, i64)> = serde_json::from_str(note).unwrap_or_default();
    let rows = rows.into_iter().take(MOST_ROWS);
    rows.map(|(key, revision, from_ms)| ((key, revision), from_ms))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_written_where_it_changes_and_read_back() {
        let [seven, eight] = [7, 8].map(WebsiteKey);
        let mut arrears = Arrears::default();
        assert_eq!(arrears.note(), None);
        arrears.leave_out((seven, 1), 1_000);
        arrears.leave_out((seven, 1), 2_000);
        arrears.leave_out((eight, 3), 2_000);
        let note = arrears.note().unwrap();
        assert_eq!(rows_of(&note), [((seven, 1), 1_000), ((eight, 3), 2_000)]);
        arrears.noted();
        arrears.leave_out((seven, 1), 3_000);
        assert_eq!(arrears.note(), None, "the first slot stays");
        arrears.forget(|id| id == (eight, 3));
        assert_eq!(rows_of(&arrears.note().unwrap()), [((eight, 3), 2_000)]);
        arrears.succeed(Some(&note));
        assert_eq!(arrears.note().as_deref(), Some(NOTHING));
        arrears.noted();
        for nothing in [None, Some(NOTHING)] {
            arrears.succeed(nothing);
            assert_eq!(arrears.note(), None);
        }
        for odd in ["", "{}", "[[1,2]]", "[[1,2,\"3\"]]"] {
            assert_eq!(rows_of(odd), [], "{odd}");
        }
    }
}
