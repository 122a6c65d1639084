//! Where websites stand: their ballots, read from rows under lock and written
//! back. Ingest and sweep both go through here.

use std::collections::BTreeMap;

use entity::website_status::{self, WebsiteStatus};
use entity::{status_change, vote, website};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait,
    IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};

use crate::domain::ballot::{Ballot, Change, Vote, lasting, region_status};
use crate::domain::epoch::regions_of;
use crate::domain::late::Concluded;
use crate::rollup::due::Marks;
use crate::{Result, arrays};

/// Rows written in one statement: three statements' worth of columns stay far
/// below SQLite's 32,766 values.
const ROWS_A_STATEMENT: usize = 1_000;

/// One website as a batch sees it.
pub(crate) struct Standing {
    pub(crate) website: website::Model,
    pub(crate) row: website_status::Model,
    pub(crate) ballot: Ballot,
    /// What the log lacks beside the ballot's changes, since it was made anew.
    pub(crate) amended: Vec<Change>,
    /// What is stored of it: only what differs is written.
    stored: Stored,
}

struct Stored {
    row: website_status::Model,
    votes: BTreeMap<i16, Vote>,
}

impl Standing {
    /// What has been concluded of it so far.
    pub(crate) fn concluded(&self) -> Concluded {
        Concluded::of(&self.ballot, self.row.changed_at_ms)
    }

    /// Whether it is down now and was not before.
    pub(crate) fn went_down(&self) -> bool {
        self.ballot.status == WebsiteStatus::Down && self.stored.row.status != WebsiteStatus::Down
    }

    /// Keeps of the ballot's changes those that say something new.
    fn settle(&mut self) {
        if self.ballot.changes.is_empty() {
            return;
        }
        let stored = &self.stored;
        let before = |view: Option<i16>| {
            view.map_or(stored.row.status, |region_key| {
                region_status(stored.votes.get(&region_key).and_then(|vote| vote.say))
            })
        };
        self.ballot.changes = lasting(&self.ballot.changes, before);
        let mut changes = self.ballot.changes.iter().rev();
        let whole = changes.find(|change| change.region_key.is_none());
        self.ballot.since_ms = whole.map_or(self.row.since_ms, |change| change.at_ms);
    }
}

/// The standing of each of `website_keys` that is there and not deleted. Its
/// status row is locked until the transaction ends, in the order of the keys, so
/// that any number of ingesters and sweeps never wait for each other in a ring.
pub(crate) async fn lock(
    transaction: &DatabaseTransaction,
    website_keys: &[i32],
    regions: &BTreeMap<i16, i64>,
) -> Result<BTreeMap<i32, Standing>> {
    let rows = website_status::Entity::find()
        .filter(arrays::among(
            transaction,
            website_status::Column::WebsiteKey,
            website_keys,
        ))
        .order_by_asc(website_status::Column::WebsiteKey)
        .lock_exclusive()
        .all(transaction)
        .await?;
    let locked: Vec<i32> = rows.iter().map(|row| row.website_key).collect();
    let websites = website::Entity::find_lean()
        .filter(arrays::among(transaction, website::Column::Key, &locked))
        .filter(website::Column::DeletedAt.is_null())
        .all(transaction)
        .await?;
    let votes = vote::Entity::find()
        .filter(arrays::among(
            transaction,
            vote::Column::WebsiteKey,
            &locked,
        ))
        .all(transaction)
        .await?;

    let mut rows: BTreeMap<i32, _> = rows.into_iter().map(|row| (row.website_key, row)).collect();
    let mut votes_of: BTreeMap<i32, BTreeMap<i16, Vote>> = BTreeMap::new();
    for row in votes {
        votes_of
            .entry(row.website_key)
            .or_default()
            .insert(row.region_key, from_row(&row));
    }
    let standings = websites.into_iter().filter_map(|website| {
        let row = rows.remove(&website.key)?;
        let votes = votes_of.remove(&website.key).unwrap_or_default();
        let mut ballot = Ballot {
            regions: regions_of(website.regions.as_ref().map(|keys| &*keys.0), regions),
            quorum: website.quorum.parse().unwrap_or_default(),
            votes: votes.clone(),
            status: row.status,
            since_ms: row.since_ms,
            rejudge_at_ms: row.rejudge_at_ms,
            changes: Vec::new(),
        };
        // A region may have been heard of since it was judged last.
        let concluded = Concluded::of(&ballot, row.changed_at_ms);
        ballot.judge_at_joins(concluded.to_ms);
        Some((
            website.key,
            Standing {
                website,
                row: row.clone(),
                ballot,
                amended: Vec::new(),
                stored: Stored { row, votes },
            },
        ))
    });
    Ok(standings.collect())
}

/// Writes the standings back: votes, status, and the log of changes. Marks hours of which
/// the changes come late.
pub(crate) async fn save(
    transaction: &DatabaseTransaction,
    standings: &mut [Standing],
    marks: &mut Marks,
    now_ms: i64,
) -> Result<()> {
    for standing in standings.iter_mut() {
        standing.settle();
        // Since the first change it was another than was known, up to now.
        if let Some(change) = standing.ballot.changes.first() {
            marks.change(standing.website.key, change.at_ms, now_ms, now_ms);
        }
    }
    for some in standings.chunks(ROWS_A_STATEMENT) {
        save_votes(transaction, some).await?;
        save_changes(transaction, some).await?;
        save_status(transaction, some).await?;
    }
    Ok(())
}

async fn save_votes(transaction: &DatabaseTransaction, standings: &[Standing]) -> Result<()> {
    let votes: Vec<vote::Model> = standings
        .iter()
        .flat_map(|standing| {
            let changed =
                standing.ballot.votes.iter().filter(|(region_key, vote)| {
                    standing.stored.votes.get(region_key) != Some(vote)
                });
            changed.map(|(region_key, vote)| to_row(standing.website.key, *region_key, vote))
        })
        .collect();
    if arrays::understood_by(transaction) {
        return Ok(arrays::save_votes(transaction, &votes).await?);
    }
    for votes in votes.chunks(ROWS_A_STATEMENT) {
        let rows = votes
            .iter()
            .map(|vote| vote.clone().into_active_model().reset_all());
        vote::Entity::insert_many(rows)
            .on_conflict(
                OnConflict::columns([vote::Column::WebsiteKey, vote::Column::RegionKey])
                    .update_columns([
                        vote::Column::SlotMs,
                        vote::Column::CheckedAtMs,
                        vote::Column::Say,
                        vote::Column::Failures,
                        vote::Column::FreshUntilMs,
                    ])
                    .to_owned(),
            )
            .exec_without_returning(transaction)
            .await?;
    }
    Ok(())
}

async fn save_changes(transaction: &DatabaseTransaction, standings: &[Standing]) -> Result<()> {
    let mut changes: BTreeMap<(i32, i16, i64), WebsiteStatus> = BTreeMap::new();
    for standing in standings {
        for change in standing.amended.iter().chain(&standing.ballot.changes) {
            let region_key = change.region_key.unwrap_or(status_change::WHOLE);
            changes.insert(
                (standing.website.key, region_key, change.at_ms),
                change.status,
            );
        }
    }
    record(transaction, changes).await
}

/// Adds to the log of status changes; what already stands at an instant gives way.
pub(crate) async fn record(
    transaction: &DatabaseTransaction,
    changes: impl IntoIterator<Item = ((i32, i16, i64), WebsiteStatus)>,
) -> Result<()> {
    let rows: Vec<_> = changes
        .into_iter()
        .map(
            |((website_key, region_key, at_ms), status)| status_change::ActiveModel {
                website_key: Set(website_key),
                region_key: Set(region_key),
                at_ms: Set(at_ms),
                status: Set(status),
            },
        )
        .collect();
    for rows in rows.chunks(ROWS_A_STATEMENT) {
        status_change::Entity::insert_many(rows.to_vec())
            .on_conflict(
                OnConflict::columns([
                    status_change::Column::WebsiteKey,
                    status_change::Column::RegionKey,
                    status_change::Column::AtMs,
                ])
                .update_column(status_change::Column::Status)
                .to_owned(),
            )
            .exec_without_returning(transaction)
            .await?;
    }
    Ok(())
}

async fn save_status(transaction: &DatabaseTransaction, standings: &[Standing]) -> Result<()> {
    let rows: Vec<website_status::Model> = standings
        .iter()
        .map(after)
        .zip(standings)
        .filter(|(after, standing)| *after != standing.stored.row)
        .map(|(after, _)| after)
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    if arrays::understood_by(transaction) {
        return Ok(arrays::save_statuses(transaction, &rows).await?);
    }
    let rows = rows
        .into_iter()
        .map(|row| row.into_active_model().reset_all());
    website_status::Entity::insert_many(rows)
        .on_conflict(
            OnConflict::column(website_status::Column::WebsiteKey)
                .update_columns([
                    website_status::Column::Status,
                    website_status::Column::SinceMs,
                    website_status::Column::RejudgeAtMs,
                    website_status::Column::LastRegionKey,
                    website_status::Column::LastSlotMs,
                    website_status::Column::ChangedAtMs,
                ])
                .to_owned(),
        )
        .exec_without_returning(transaction)
        .await?;
    Ok(())
}

fn from_row(row: &vote::Model) -> Vote {
    Vote {
        slot_ms: row.slot_ms,
        checked_at_ms: row.checked_at_ms,
        say: row.say,
        failures: row.failures,
        fresh_until_ms: row.fresh_until_ms,
    }
}

fn to_row(website_key: i32, region_key: i16, vote: &Vote) -> vote::Model {
    vote::Model {
        website_key,
        region_key,
        slot_ms: vote.slot_ms,
        checked_at_ms: vote.checked_at_ms,
        say: vote.say,
        failures: vote.failures,
        fresh_until_ms: vote.fresh_until_ms,
    }
}

/// The status row as it is now to be.
fn after(standing: &Standing) -> website_status::Model {
    let changed = standing.ballot.changes.iter().map(|change| change.at_ms);
    let changed = changed.chain([standing.row.changed_at_ms]);
    website_status::Model {
        website_key: standing.row.website_key,
        status: standing.ballot.status,
        since_ms: standing.ballot.since_ms,
        rejudge_at_ms: standing.ballot.rejudge_at_ms,
        last_region_key: standing.row.last_region_key,
        last_slot_ms: standing.row.last_slot_ms,
        changed_at_ms: changed.max().unwrap_or_default(),
    }
}
