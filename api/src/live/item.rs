//! What a row of the feed has, packed and unpacked.

use entity::feed::{
    self, CHANGE_BYTES, IncidentStep, KEY_BYTES, STEP_BYTES, StatusChange, TickKey,
};
use entity::{WebsiteKey, feed::Model};

use super::{Audience, Subject};

/// One thing that a row of the feed tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Item {
    Tick(TickKey),
    StatusChange(StatusChange),
    Incident(IncidentStep),
}

/// A part of a row of the feed: what it has about one subject.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) seq: i64,
    pub(super) packed: Vec<u8>,
}

impl Item {
    pub(super) fn website_key(&self) -> WebsiteKey {
        match self {
            Self::Tick(key) => key.website_key,
            Self::StatusChange(change) => change.website_key,
            Self::Incident(step) => step.website_key,
        }
    }

    /// Whether `audience` may hear of it, if the website is of its organization.
    pub(super) fn may_be_heard(&self, audience: &Audience) -> bool {
        let change = match self {
            Self::StatusChange(change) => Some(change),
            Self::Tick(_) | Self::Incident(_) => None,
        };
        audience.may_hear(self.website_key(), change)
    }
}

impl Subject {
    /// What `row` has about this.
    pub(super) fn packed(self, row: &Model) -> &[u8] {
        match self {
            Self::Ticks => &row.ticks,
            Self::StatusChanges => row.changes.as_deref().unwrap_or_default(),
            Self::Incidents => row.incidents.as_deref().unwrap_or_default(),
        }
    }

    /// The column that has it.
    pub(super) fn column(self) -> feed::Column {
        match self {
            Self::Ticks => feed::Column::Ticks,
            Self::StatusChanges => feed::Column::Changes,
            Self::Incidents => feed::Column::Incidents,
        }
    }

    /// Number of items in `packed`.
    pub(super) fn count(self, packed: &[u8]) -> usize {
        let size = match self {
            Self::Ticks => KEY_BYTES,
            Self::StatusChanges => CHANGE_BYTES,
            Self::Incidents => STEP_BYTES,
        };
        packed.len() / size
    }

    /// The items in `packed`, each with its position in the row. Ticks come first, then changes
    /// of status, then incidents, so that a cursor is a place among all of them.
    pub(super) fn items(self, packed: &[u8]) -> Vec<(u32, Item)> {
        let items: Vec<Option<Item>> = match self {
            Self::Ticks => {
                let keys = feed::unpack(packed).into_iter();
                keys.map(|key| Some(Item::Tick(key))).collect()
            }
            Self::StatusChanges => {
                let changes = feed::unpack_changes(packed).into_iter();
                changes
                    .map(|change| change.map(Item::StatusChange))
                    .collect()
            }
            Self::Incidents => {
                let steps = feed::unpack_steps(packed).into_iter();
                steps.map(|step| step.map(Item::Incident)).collect()
            }
        };
        (self.first_position()..)
            .zip(items)
            .filter_map(|(position, item)| Some((position, item?)))
            .collect()
    }

    fn first_position(self) -> u32 {
        match self {
            Self::Ticks => 0,
            Self::StatusChanges => 1 << 30,
            Self::Incidents => 1 << 31,
        }
    }
}

#[cfg(test)]
mod tests {
    use entity::{RegionKey, WebsiteStatus};

    use super::*;

    #[test]
    fn a_row_has_ticks_then_changes_and_an_older_one_ticks_alone() {
        let website_key = WebsiteKey(7);
        let key = TickKey {
            website_key,
            region_key: RegionKey(1),
            slot_ms: 5,
        };
        let change = StatusChange {
            website_key,
            region_key: RegionKey::ALL,
            at_ms: 6,
            status: WebsiteStatus::Up,
            before: None,
        };
        let mut row = Model {
            seq: 1,
            created_at_ms: 0,
            ticks: feed::pack(&[key, key]),
            changes: None,
            incidents: None,
        };
        let subjects = [Subject::Ticks, Subject::StatusChanges, Subject::Incidents];
        let counts = |row: &Model| subjects.map(|it| it.count(it.packed(row)));
        assert_eq!(counts(&row), [2, 0, 0]);
        row.changes = Some(feed::pack_changes(&[change]));
        assert_eq!(counts(&row), [2, 1, 0]);
        let all = subjects.map(|it| it.items(it.packed(&row))).concat();
        let items: Vec<Item> = all.iter().map(|(_, item)| *item).collect();
        let expected = [Item::Tick(key), Item::Tick(key), Item::StatusChange(change)];
        assert_eq!(items, expected);
        assert!(all.is_sorted_by(|(one, _), (other, _)| one < other));
    }
}
