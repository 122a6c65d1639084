//! The state of websites: status and votes, read from rows under lock and written back.
//!
//! [`save`] is the only place where the status of a website changes. Ingest, the sweep and
//! people's changes all go through it, so everything that follows from a status change is
//! written there, in the same transaction.

pub(crate) mod incident;
mod told;

use std::collections::BTreeMap;

use entity::{RegionKey, WebsiteKey, WebsiteStatus, website_status};
use entity::{status_change, vote, website};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait,
    IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};

use self::incident::Act;
use crate::Result;
use crate::domain::judgement::{Judgement, Seen};
use crate::domain::late_ticks::Concluded;
use crate::domain::revision::regions_of;
use crate::domain::votes::{Change, Vote, Votes, lasting};
use crate::feed::Entries;
use crate::rollup::due::Marks;
use crate::sql::ROWS_A_STATEMENT;
use crate::sql::postgres_bulk;

/// The state of one website during a batch.
pub(crate) struct WebsiteState {
    pub(crate) website: website::Model,
    pub(crate) row: website_status::Model,
    pub(crate) votes: Votes,
    /// Changes to add to the log besides those of its votes, since the log was recomputed.
    pub(crate) amended: Vec<Change>,
    /// Where the log had been concluded before this batch, if it was recomputed since, in
    /// milliseconds of Unix time.
    pub(crate) recomputed_after_ms: Option<i64>,
    /// Up to when no earlier tick can come, in milliseconds of Unix time; `None` if that is not
    /// known.
    pub(crate) certain_to_ms: Option<i64>,
    /// What a person does to the website.
    pub(crate) act: Act,
    /// The stored rows: only differences are written.
    stored: Stored,
}

struct Stored {
    row: website_status::Model,
    votes: BTreeMap<RegionKey, Vote>,
}

impl WebsiteState {
    /// How far the website's log has been concluded.
    pub(crate) fn concluded(&self) -> Concluded {
        Concluded::of(&self.votes, self.row.changed_at_ms)
    }

    /// Whether the website is down now and was not before.
    pub(crate) fn went_down(&self) -> bool {
        self.votes.status == WebsiteStatus::Down && self.stored.row.status != WebsiteStatus::Down
    }

    /// What the last judgement before this batch saw.
    pub(crate) fn seen_before(&self) -> Seen {
        let votes = self.votes.regions.keys();
        let votes: BTreeMap<_, _> = votes
            .map(|key| (*key, self.stored.votes.get(key).copied()))
            .collect();
        Seen {
            needed: self.votes.quorum.needed(votes.len()),
            votes,
        }
    }

    /// Takes votes that were recomputed up to the present, whose changes are in the log already.
    /// Incidents are told only what comes after `concluded_ms`, up to where they were told
    /// before: late ticks change the log, never an incident.
    pub(crate) fn take_votes(&mut self, votes: Votes, concluded_ms: i64) {
        let is_watched = self.votes.is_watched;
        self.votes = votes;
        self.votes.is_watched = is_watched;
        self.votes.changes.clear();
        self.recomputed_after_ms = Some(concluded_ms);
        let judgements = &mut self.votes.judgements;
        judgements.retain(|judgement| judgement.at_ms > concluded_ms);
        if judgements.is_empty() {
            let at_ms = concluded_ms.max(self.votes.since_ms);
            let judgement = Judgement {
                at_ms,
                status: self.votes.status,
                seen: self.votes.seen(at_ms),
            };
            self.votes.judgements.push(judgement);
        }
    }

    /// Drops the changes of its votes that change nothing.
    fn settle(&mut self) {
        if self.votes.changes.is_empty() {
            return;
        }
        let before = |view: Option<RegionKey>| self.status_before(view.unwrap_or(RegionKey::ALL));
        self.votes.changes = lasting(&self.votes.changes, before);
        let mut changes = self.votes.changes.iter().rev();
        let whole = changes.find(|change| change.region_key.is_none());
        self.votes.since_ms = whole.map_or(self.row.since_ms, |change| change.at_ms);
    }
}

/// The states of `website_keys`, without deleted websites. Their status rows are locked until
/// the transaction ends, in key order, so that concurrent ingesters and sweeps never deadlock.
pub(crate) async fn lock(
    transaction: &DatabaseTransaction,
    website_keys: &[WebsiteKey],
    regions: &BTreeMap<RegionKey, i64>,
) -> Result<BTreeMap<WebsiteKey, WebsiteState>> {
    let rows = website_status::Entity::find()
        .filter(postgres_bulk::among(
            transaction,
            website_status::Column::WebsiteKey,
            website_keys,
        ))
        .order_by_asc(website_status::Column::WebsiteKey)
        .lock_exclusive()
        .all(transaction)
        .await?;
    let locked: Vec<WebsiteKey> = rows.iter().map(|row| row.website_key).collect();
    let websites = website::Entity::find_lean()
        .filter(postgres_bulk::among(
            transaction,
            website::Column::Key,
            &locked,
        ))
        .filter(website::Column::DeletedAt.is_null())
        .all(transaction)
        .await?;
    let votes = vote::Entity::find()
        .filter(postgres_bulk::among(
            transaction,
            vote::Column::WebsiteKey,
            &locked,
        ))
        .all(transaction)
        .await?;

    let mut rows: BTreeMap<WebsiteKey, _> =
        rows.into_iter().map(|row| (row.website_key, row)).collect();
    let mut votes_of: BTreeMap<WebsiteKey, BTreeMap<RegionKey, Vote>> = BTreeMap::new();
    for row in votes {
        votes_of
            .entry(row.website_key)
            .or_default()
            .insert(row.region_key, from_row(&row));
    }
    let states = websites.into_iter().filter_map(|website| {
        let row = rows.remove(&website.key)?;
        let latest = votes_of.remove(&website.key).unwrap_or_default();
        let mut votes = Votes {
            regions: regions_of(website.regions.as_ref().map(|keys| &*keys.0), regions),
            quorum: website.quorum.parse().unwrap_or_default(),
            latest: latest.clone(),
            status: row.status,
            since_ms: row.since_ms,
            rejudge_at_ms: row.rejudge_at_ms,
            changes: Vec::new(),
            is_watched: row.watch.is_some(),
            judgements: Vec::new(),
        };
        // A region may have been registered since the website was last judged.
        let concluded = Concluded::of(&votes, row.changed_at_ms);
        votes.judge_at_joins(concluded.to_ms);
        Some((
            website.key,
            WebsiteState {
                website,
                row: row.clone(),
                votes,
                amended: Vec::new(),
                recomputed_after_ms: None,
                certain_to_ms: None,
                act: Act::None,
                stored: Stored { row, votes: latest },
            },
        ))
    });
    Ok(states.collect())
}

/// Writes the states back: votes, status, the log of changes, and what follows from them:
/// incidents and the alerts that tell of them. Marks hours with late changes. Returns what
/// subscribers are to be told, for the feed.
///
/// Afterwards `votes.changes` of each state has its effective changes, of the website as a
/// whole (`region_key` is `None`) and of each region, oldest first.
pub(crate) async fn save(
    transaction: &DatabaseTransaction,
    states: &mut [WebsiteState],
    marks: &mut Marks,
    now_ms: i64,
) -> Result<Entries> {
    for state in states.iter_mut() {
        state.settle();
        // The status differs from the known one from the first change until now.
        if let Some(change) = state.votes.changes.first() {
            marks.change(state.website.key, change.at_ms, now_ms, now_ms);
        }
    }
    let followed = incident::follow(transaction, states, now_ms).await?;
    for some in states.chunks(ROWS_A_STATEMENT) {
        save_votes(transaction, some).await?;
        save_changes(transaction, some).await?;
        save_status(transaction, some).await?;
    }
    incident::write(transaction, states, &followed, now_ms).await?;
    Ok(told::of(states, &followed))
}

async fn save_votes(transaction: &DatabaseTransaction, states: &[WebsiteState]) -> Result<()> {
    let votes: Vec<vote::Model> = states
        .iter()
        .flat_map(|state| {
            let changed = state
                .votes
                .latest
                .iter()
                .filter(|(region_key, vote)| state.stored.votes.get(region_key) != Some(vote));
            changed.map(|(region_key, vote)| to_row(state.website.key, *region_key, vote))
        })
        .collect();
    if postgres_bulk::understood_by(transaction) {
        return Ok(postgres_bulk::save_votes(transaction, &votes).await?);
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

async fn save_changes(transaction: &DatabaseTransaction, states: &[WebsiteState]) -> Result<()> {
    let mut changes: BTreeMap<(WebsiteKey, RegionKey, i64), WebsiteStatus> = BTreeMap::new();
    for state in states {
        for change in state.amended.iter().chain(&state.votes.changes) {
            let region_key = change.region_key.unwrap_or(RegionKey::ALL);
            changes.insert((state.website.key, region_key, change.at_ms), change.status);
        }
    }
    record(transaction, changes).await
}

/// Adds changes to the log, replacing those at the same instant.
pub(crate) async fn record(
    transaction: &DatabaseTransaction,
    changes: impl IntoIterator<Item = ((WebsiteKey, RegionKey, i64), WebsiteStatus)>,
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

async fn save_status(transaction: &DatabaseTransaction, states: &[WebsiteState]) -> Result<()> {
    let rows: Vec<website_status::Model> = states
        .iter()
        .map(after)
        .zip(states)
        .filter(|(after, state)| *after != state.stored.row)
        .map(|(after, _)| after)
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    if postgres_bulk::understood_by(transaction) {
        return Ok(postgres_bulk::save_statuses(transaction, &rows).await?);
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

fn to_row(website_key: WebsiteKey, region_key: RegionKey, vote: &Vote) -> vote::Model {
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

/// The status row to write.
fn after(state: &WebsiteState) -> website_status::Model {
    let changed = state.votes.changes.iter().map(|change| change.at_ms);
    let changed = changed.chain([state.row.changed_at_ms]);
    website_status::Model {
        website_key: state.row.website_key,
        status: state.votes.status,
        since_ms: state.votes.since_ms,
        rejudge_at_ms: state.votes.rejudge_at_ms,
        last_region_key: state.row.last_region_key,
        last_slot_ms: state.row.last_slot_ms,
        changed_at_ms: changed.max().unwrap_or_default(),
        watch: state.row.watch.clone(),
        incident_due_ms: state.row.incident_due_ms,
    }
}
