//! Confirming rounds: when a region begins to fail, all regions of the website are asked to
//! check it immediately.
//!
//! The asks are rows of the batch's transaction, written while it holds the lock of the
//! website's status. Publishing them is not this module's concern.

use std::collections::{BTreeMap, BTreeSet};

use entity::WebsiteStatus;
use entity::ask::{self, GIVE_UP_MS};
use entity::feed::TickKey;
use entity::slots::Grid;
use entity::{Origin, RegionKey, WebsiteKey};
use queue::Report;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter};

use crate::Result;
use crate::sql::ROWS_A_STATEMENT;
use crate::website_state::WebsiteState;

/// A region that begins to fail.
#[derive(Clone, Copy, Debug)]
pub(super) struct FirstFailure {
    website_key: WebsiteKey,
    region_key: RegionKey,
}

impl FirstFailure {
    /// The first failure of a tick at which its region begins to fail. `None` for confirming
    /// checks, which are not confirmed themselves, and for ticks from a backlog, which are too
    /// old to confirm.
    pub(super) fn of(key: TickKey, report: &Report, now_ms: i64) -> Option<Self> {
        let recent = report.checked_at_ms >= now_ms - GIVE_UP_MS;
        (recent && report.key.origin != queue::Origin::Confirmation).then_some(Self {
            website_key: key.website_key,
            region_key: key.region_key,
        })
    }
}

/// Asks all regions of the websites in `first_failures` to check again and returns the number
/// of asks. Websites that are already down need no confirmation.
///
/// A region with an open confirming ask keeps it. If all regions with a first failure have
/// one, no region is asked: the open round will decide.
pub(super) async fn ask(
    transaction: &DatabaseTransaction,
    states: &BTreeMap<WebsiteKey, WebsiteState>,
    first_failures: &[FirstFailure],
    now_ms: i64,
) -> Result<usize> {
    end_rounds_of_what_went_down(transaction, states).await?;
    let mut failing: BTreeMap<WebsiteKey, BTreeSet<RegionKey>> = BTreeMap::new();
    for first_failure in first_failures {
        let state = states.get(&first_failure.website_key);
        if state.is_some_and(|state| still_holds(state, first_failure.region_key)) {
            let regions = failing.entry(first_failure.website_key).or_default();
            regions.insert(first_failure.region_key);
        }
    }
    if failing.is_empty() {
        return Ok(0);
    }
    let mut asks: BTreeMap<WebsiteKey, Vec<ask::Model>> = BTreeMap::new();
    let known = ask::Entity::find()
        .filter(ask::Column::WebsiteKey.is_in(failing.keys().copied()))
        .all(transaction)
        .await?;
    for ask in known {
        asks.entry(ask.website_key).or_default().push(ask);
    }
    let mut rows = Vec::new();
    for (website_key, regions) in failing {
        if let Some(state) = states.get(&website_key) {
            let known = asks.remove(&website_key).unwrap_or_default();
            rows.extend(round(state, &regions, &known, now_ms));
        }
    }
    write(transaction, &rows).await?;
    Ok(rows.len())
}

/// Whether the region still fails after the whole batch and the website is not down yet.
fn still_holds(state: &WebsiteState, region_key: RegionKey) -> bool {
    let votes = &state.votes;
    let vote = votes.latest.get(&region_key);
    votes.status != WebsiteStatus::Down && vote.is_some_and(|vote| vote.failures > 0)
}

/// The asks of one website's round, in the order of their keys.
fn round(
    state: &WebsiteState,
    doubting: &BTreeSet<RegionKey>,
    known: &[ask::Model],
    now_ms: i64,
) -> Vec<ask::Model> {
    let website = &state.website;
    let open: BTreeSet<RegionKey> = known
        .iter()
        .filter(|ask| ask.origin == Origin::Confirmation && ask.is_open(website.revision, now_ms))
        .map(|ask| ask.region_key)
        .collect();
    if doubting.is_subset(&open) {
        return Vec::new();
    }
    let regions: BTreeSet<RegionKey> = state.votes.regions.keys().copied().collect();
    // After every vote, or the result would count as older than the vote it confirms; and
    // after every tick and ask, so that its key is free.
    let votes = state.votes.latest.values().map(|vote| vote.slot_ms);
    let taken_ms = votes
        .chain(known.iter().map(|ask| ask.slot_ms))
        .chain(state.row.last_slot_ms)
        .max();
    let from_ms = taken_ms.map_or(now_ms, |taken_ms| Ord::max(now_ms, taken_ms + 1));
    let slot_ms = Grid::new(website.id, website.interval_ms).first_beside(from_ms);
    regions
        .difference(&open)
        .map(|region_key| ask::Model {
            website_key: website.key,
            region_key: *region_key,
            slot_ms,
            revision: website.revision,
            origin: Origin::Confirmation,
            publish_at_ms: slot_ms,
        })
        .collect()
}

/// Writes asks, replacing those of people and expired ones. A person's job has been published
/// by now, or the new one takes its place.
async fn write(transaction: &DatabaseTransaction, asks: &[ask::Model]) -> Result<()> {
    for asks in asks.chunks(ROWS_A_STATEMENT) {
        let rows = asks.iter().map(|ask| ask::ActiveModel {
            website_key: Set(ask.website_key),
            region_key: Set(ask.region_key),
            slot_ms: Set(ask.slot_ms),
            revision: Set(ask.revision),
            origin: Set(ask.origin),
            publish_at_ms: Set(ask.publish_at_ms),
        });
        ask::Entity::insert_many(rows)
            .on_conflict(
                OnConflict::columns([ask::Column::WebsiteKey, ask::Column::RegionKey])
                    .update_columns([
                        ask::Column::SlotMs,
                        ask::Column::Revision,
                        ask::Column::Origin,
                        ask::Column::PublishAtMs,
                    ])
                    .to_owned(),
            )
            .exec_without_returning(transaction)
            .await?;
    }
    Ok(())
}

/// Deletes the open asks of websites that went down in this batch.
async fn end_rounds_of_what_went_down(
    transaction: &DatabaseTransaction,
    states: &BTreeMap<WebsiteKey, WebsiteState>,
) -> Result<()> {
    let down: Vec<WebsiteKey> = states
        .values()
        .filter(|state| state.went_down())
        .map(|state| state.website.key)
        .collect();
    if !down.is_empty() {
        ask::Entity::delete_many()
            .filter(ask::Column::WebsiteKey.is_in(down))
            .filter(ask::Column::Origin.eq(Origin::Confirmation))
            .exec(transaction)
            .await?;
    }
    Ok(())
}
