//! What subscribers are told of what was saved.

use std::collections::BTreeMap;

use entity::feed::StatusChange;
use entity::{RegionKey, WebsiteStatus};

use super::WebsiteState;
use super::incident::Followed;
use crate::domain::votes::{Change, region_status};
use crate::feed::Entries;

impl WebsiteState {
    /// The changes that were not known before this batch: what is recomputed of the past is not
    /// among them.
    fn new_changes(&self) -> impl Iterator<Item = &Change> {
        let after_ms = self.recomputed_after_ms.unwrap_or(i64::MAX);
        let amended = self
            .amended
            .iter()
            .filter(move |change| change.at_ms > after_ms);
        amended.chain(&self.votes.changes)
    }

    /// Those of regions' views.
    pub(crate) fn new_region_changes(&self) -> impl Iterator<Item = (RegionKey, &Change)> {
        let changes = self.new_changes();
        changes.filter_map(|change| Some((change.region_key?, change)))
    }

    /// The status before this batch, as a whole or as a region sees it.
    pub(super) fn status_before(&self, region_key: RegionKey) -> WebsiteStatus {
        if region_key == RegionKey::ALL {
            return self.stored.row.status;
        }
        region_status(self.stored.votes.get(&region_key).and_then(|vote| vote.say))
    }
}

/// What to tell of these websites, in the order in which it happened to each.
pub(super) fn of(states: &[WebsiteState], followed: &[Followed]) -> Entries {
    let mut entries = Entries::default();
    for (state, followed) in states.iter().zip(followed) {
        changes(state, &mut entries.changes);
        let website_key = state.website.key;
        entries.incidents.extend(followed.steps(website_key));
    }
    entries
}

/// Each change follows from what was told before, and the last one of each view is what is
/// known now, even where late ticks have rewritten the log: a subscriber that keeps only the
/// newest has the status.
fn changes(state: &WebsiteState, told: &mut Vec<StatusChange>) {
    if state.votes.changes.is_empty() && state.recomputed_after_ms.is_none() {
        return;
    }
    let website_key = state.website.key;
    let mut known: BTreeMap<RegionKey, WebsiteStatus> = BTreeMap::new();
    let mut tell = |region_key, at_ms, status| {
        let before = known
            .insert(region_key, status)
            .unwrap_or_else(|| state.status_before(region_key));
        if before != status {
            told.push(StatusChange {
                website_key,
                region_key,
                at_ms,
                status,
                before: Some(before),
            });
        }
    };
    for change in state.new_changes() {
        let region_key = change.region_key.unwrap_or(RegionKey::ALL);
        tell(region_key, change.at_ms, change.status);
    }
    if state.recomputed_after_ms.is_none() {
        return;
    }
    for (region_key, vote) in &state.votes.latest {
        let status = region_status(vote.say);
        let since = state
            .amended
            .iter()
            .rev()
            .find(|change| change.region_key == Some(*region_key) && change.status == status);
        let since_ms = since.map_or(vote.checked_at_ms, |change| change.at_ms);
        tell(*region_key, since_ms, status);
    }
    tell(RegionKey::ALL, state.votes.since_ms, state.votes.status);
}
