//! Confirming rounds: where a region begins to fail, all regions of the website
//! are asked to look again at once.
//!
//! The questions are rows of the batch's transaction, written while it holds the
//! lock of the website's status. Who publishes them is no business of this module.

use std::collections::{BTreeMap, BTreeSet};

use entity::ask::{self, GIVE_UP_MS};
use entity::feed::TickKey;
use entity::slots::Grid;
use entity::tick::Origin;
use entity::website_status::WebsiteStatus;
use queue::Report;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter};

use crate::Result;
use crate::standing::Standing;

/// Questions written in one statement.
const ROWS_A_STATEMENT: usize = 1_000;

/// A region that begins to fail.
#[derive(Clone, Copy, Debug)]
pub(super) struct Doubt {
    website_key: i32,
    region_key: i16,
}

impl Doubt {
    /// The doubt of a tick with which its region begins to fail. What a confirming
    /// check found is not confirmed once more, and what comes out of a backlog is
    /// the past: nobody can look at it again.
    pub(super) fn of(key: TickKey, report: &Report, now_ms: i64) -> Option<Self> {
        let recent = report.checked_at_ms >= now_ms - GIVE_UP_MS;
        (recent && report.key.origin != queue::Origin::Confirmation).then_some(Self {
            website_key: key.website_key,
            region_key: key.region_key,
        })
    }
}

/// Asks the regions of the websites that `doubts` name to look again; says how many
/// questions that makes. What is down needs no more confirmation.
///
/// A region with an open question of this kind keeps it. Where the doubting region
/// itself has one, nobody is asked: that round will tell.
pub(super) async fn ask(
    transaction: &DatabaseTransaction,
    standings: &BTreeMap<i32, Standing>,
    doubts: &[Doubt],
    now_ms: i64,
) -> Result<usize> {
    end_rounds_of_what_went_down(transaction, standings).await?;
    let mut doubted: BTreeMap<i32, BTreeSet<i16>> = BTreeMap::new();
    for doubt in doubts {
        let standing = standings.get(&doubt.website_key);
        if standing.is_some_and(|standing| still_holds(standing, doubt.region_key)) {
            let regions = doubted.entry(doubt.website_key).or_default();
            regions.insert(doubt.region_key);
        }
    }
    if doubted.is_empty() {
        return Ok(0);
    }
    let mut asks: BTreeMap<i32, Vec<ask::Model>> = BTreeMap::new();
    let known = ask::Entity::find()
        .filter(ask::Column::WebsiteKey.is_in(doubted.keys().copied()))
        .all(transaction)
        .await?;
    for ask in known {
        asks.entry(ask.website_key).or_default().push(ask);
    }
    let mut rows = Vec::new();
    for (website_key, regions) in doubted {
        if let Some(standing) = standings.get(&website_key) {
            let known = asks.remove(&website_key).unwrap_or_default();
            rows.extend(round(standing, &regions, &known, now_ms));
        }
    }
    write(transaction, &rows).await?;
    Ok(rows.len())
}

/// Whether the region still fails after the whole batch, and the website is not
/// down already.
fn still_holds(standing: &Standing, region_key: i16) -> bool {
    let ballot = &standing.ballot;
    let vote = ballot.votes.get(&region_key);
    ballot.status != WebsiteStatus::Down && vote.is_some_and(|vote| vote.failures > 0)
}

/// The questions of one website's round, in the order of their keys.
fn round(
    standing: &Standing,
    doubting: &BTreeSet<i16>,
    known: &[ask::Model],
    now_ms: i64,
) -> Vec<ask::Model> {
    let website = &standing.website;
    let open: BTreeSet<i16> = known
        .iter()
        .filter(|ask| ask.origin == Origin::Confirmation && ask.is_open(website.revision, now_ms))
        .map(|ask| ask.region_key)
        .collect();
    if doubting.is_subset(&open) {
        return Vec::new();
    }
    let regions: BTreeSet<i16> = standing.ballot.regions.keys().copied().collect();
    // Behind every vote, else its answer would count as older than what it confirms;
    // and behind every tick and question, so that nothing has its key.
    let votes = standing.ballot.votes.values().map(|vote| vote.slot_ms);
    let taken_ms = votes
        .chain(known.iter().map(|ask| ask.slot_ms))
        .chain(standing.row.last_slot_ms)
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

/// Writes questions in the place of persons' and of those given up. A person's job
/// is under way by now, or the new one looks in its stead.
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

/// Takes back what is still asked of websites that this batch found down.
async fn end_rounds_of_what_went_down(
    transaction: &DatabaseTransaction,
    standings: &BTreeMap<i32, Standing>,
) -> Result<()> {
    let down: Vec<i32> = standings
        .values()
        .filter(|standing| standing.went_down())
        .map(|standing| standing.website.key)
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
