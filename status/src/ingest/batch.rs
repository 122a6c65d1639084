//! One batch, one transaction: ticks, votes, status, and the row of the feed.
//!
//! Reports that must not be stored (a forged one, a deleted website, an unplanned slot) are
//! dropped and counted; one report never stops a batch.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ops::RangeInclusive;

use entity::database::begin_write;
use entity::feed::TickKey;
use entity::{RegionKey, WebsiteKey, ask, schedule};
use queue::{Origin, RegionName, Report, SigningKey};
use sea_orm::{
    ColumnTrait, Condition, DatabaseConnection, DatabaseTransaction, EntityTrait, QueryFilter,
};

use super::confirm::{self, FirstFailure};
use super::convert;
use super::facts::{self, KeyedReport};
use super::rows::insert_ticks;
use crate::domain::late_ticks::Concluded;
use crate::domain::revision::fresh_until_ms;
use crate::domain::votes::Cast;
use crate::rewrite_log::{self, Late, Times};
use crate::rollup::DAY_MS;
use crate::rollup::due::Marks;
use crate::sql::postgres_bulk;
use crate::website_state::{self, WebsiteState};
use crate::{Keep, Result, partitions, region, trial};

/// Ticks further in the future than this are dropped, in milliseconds, and so are ticks of
/// days that are no longer kept.
pub const AHEAD_MS: i64 = 3_600_000;

/// Asks closed in one statement: the conditions nest as deep as their number, and SQLite's
/// limit is a depth of 1,000.
const ANSWERS_A_STATEMENT: usize = 100;

/// Result of a batch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The batch's row in the feed; `None` if it stored nothing new.
    pub seq: Option<i64>,
    /// Number of ticks stored.
    pub stored: usize,
    /// Number of ticks that were already stored.
    pub repeated: usize,
    /// Dropped reports with an invalid signature.
    pub forged: usize,
    /// Dropped reports whose slot is older than the stored ticks or in the future.
    pub out_of_time: usize,
    /// Dropped reports of deleted websites.
    pub orphaned: usize,
    /// Dropped reports of slots that no schedule row plans.
    pub unplanned: usize,
    /// Ticks stored without their evidence, which was too large.
    pub bare: usize,
    /// Number of asks to confirm a first failure.
    pub asked: usize,
    /// Reports of trials, which are no ticks.
    pub tried: usize,
}

/// A report that may be stored.
struct Candidate {
    key: TickKey,
    report: Report,
}

/// Stores a batch of reports, each with the region of its stream, if `keep` still covers their
/// days.
///
/// # Errors
/// If the database fails; then nothing is stored and the batch can be retried.
pub async fn store(
    db: &DatabaseConnection,
    signing: &SigningKey,
    keep: &Keep,
    reports: Vec<(RegionName, Report)>,
    now_ms: i64,
) -> Result<Outcome> {
    let mut outcome = Outcome::default();
    let regions = region::all(db).await?;
    let counting = region::counting(&regions);
    let key_of: HashMap<&str, RegionKey> = regions
        .iter()
        .map(|region| (region.name.as_str(), region.key))
        .collect();
    let oldest_ms = i64::from(keep.first_day_of_ticks(now_ms)) * DAY_MS;
    let taken = oldest_ms..=now_ms + AHEAD_MS;
    let mut candidates = admit(signing, reports, &key_of, &taken, now_ms, &mut outcome);
    for tried in candidates.extract_if(.., |it| trial::is_of_trial(&it.report)) {
        trial::store(db, tried.key.region_key, &tried.report, now_ms).await?;
        outcome.tried += 1;
    }
    if candidates.is_empty() {
        return Ok(outcome);
    }
    let website_keys: BTreeSet<WebsiteKey> =
        candidates.iter().map(|tick| tick.key.website_key).collect();
    let website_keys: Vec<WebsiteKey> = website_keys.into_iter().collect();

    // Reports that waited for days may belong to a day without a partition.
    let slots_ms = candidates.iter().map(|tick| tick.key.slot_ms);
    partitions::make_days_of(db, keep, slots_ms, now_ms).await?;

    let transaction = begin_write(db).await?;
    let mut states = website_state::lock(&transaction, &website_keys, &counting).await?;
    let rows = schedule_rows(&transaction, &candidates).await?;
    let planned: Vec<Candidate> = candidates
        .into_iter()
        .filter(|tick| is_wanted(tick, &states, &rows, &mut outcome))
        .collect();
    let first = first_of_each(&planned);
    let ticks = first
        .iter()
        .map(|tick| convert::tick(tick.key, &tick.report));
    let fresh = insert_ticks(&transaction, ticks.collect()).await?;
    outcome.stored = fresh.len();
    outcome.repeated = planned.len() - fresh.len();

    if !fresh.is_empty() {
        let mut new = first;
        new.retain(|tick| fresh.contains(&tick.key));
        new.sort_by_key(|tick| (tick.report.checked_at_ms, tick.key));
        close_asks(&transaction, &new).await?;
        let (mut begin_to_fail, late) = cast_all(&mut states, &new, &rows);
        let mut marks = Marks::default();
        for tick in &new {
            marks.tick(tick.key.website_key, tick.key.slot_ms, now_ms);
        }
        let times = Times {
            keep: *keep,
            now_ms,
        };
        let again = rewrite_log::again(
            &transaction,
            &mut states,
            late,
            &counting,
            times,
            &mut marks,
        );
        let again = again.await?;
        begin_to_fail.retain(|key| !again.websites.contains(&key.website_key));
        begin_to_fail.extend(again.begin_to_fail);
        let first_failures: Vec<FirstFailure> = new
            .iter()
            .filter(|tick| begin_to_fail.contains(&tick.key))
            .filter_map(|tick| FirstFailure::of(tick.key, &tick.report, now_ms))
            .collect();
        outcome.asked = confirm::ask(&transaction, &states, &first_failures, now_ms).await?;
        let seen: Vec<KeyedReport> = new.iter().map(|tick| (tick.key, &tick.report)).collect();
        outcome.bare = facts::store_evidence(&transaction, &seen).await?;
        let newest: Vec<KeyedReport> = seen
            .into_iter()
            .filter(|(key, _)| is_newest_vote(&states, *key))
            .collect();
        facts::store_tls(&transaction, &newest).await?;
        let mut touched: Vec<WebsiteState> = states.into_values().collect();
        let mut entries =
            website_state::save(&transaction, &mut touched, &mut marks, now_ms).await?;
        marks.save(&transaction).await?;
        entries.ticks = new.iter().map(|tick| tick.key).collect();
        outcome.seq = entries.append(&transaction, now_ms).await?;
    }
    transaction.commit().await?;
    Ok(outcome)
}

/// Keeps reports with a valid signature from a known region whose slot is in `taken`.
fn admit(
    signing: &SigningKey,
    reports: Vec<(RegionName, Report)>,
    key_of: &HashMap<&str, RegionKey>,
    taken: &RangeInclusive<i64>,
    now_ms: i64,
    outcome: &mut Outcome,
) -> Vec<Candidate> {
    let mut candidates = Vec::with_capacity(reports.len());
    for (region, mut report) in reports {
        let slot_ms = report.key.slot_ms;
        // A check ends after its slot and before now. A prober that reports anything else must
        // not expire other regions' votes.
        report.checked_at_ms = report
            .checked_at_ms
            .clamp(slot_ms, Ord::max(now_ms, slot_ms));
        let Some(&region_key) = key_of.get(region.as_str()) else {
            outcome.orphaned += 1;
            continue;
        };
        if !signing.verify(&region, &report.key, &report.mac) {
            outcome.forged += 1;
        } else if !taken.contains(&slot_ms) {
            outcome.out_of_time += 1;
        } else {
            let website_key = WebsiteKey(report.key.website_key);
            let key = TickKey {
                website_key,
                region_key,
                slot_ms,
            };
            candidates.push(Candidate { key, report });
        }
    }
    candidates
}

/// The schedule rows of the candidates, by (website, revision).
async fn schedule_rows(
    transaction: &DatabaseTransaction,
    candidates: &[Candidate],
) -> Result<HashMap<(WebsiteKey, i32), schedule::Model>> {
    let named: BTreeSet<(WebsiteKey, i32)> = candidates
        .iter()
        .map(|tick| (tick.key.website_key, tick.report.key.revision))
        .collect();
    let rows = schedule::Entity::find_lean()
        .filter(postgres_bulk::schedule_of(transaction, named))
        .all(transaction)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| ((row.website_key, row.revision), row))
        .collect())
}

fn is_wanted(
    tick: &Candidate,
    states: &BTreeMap<WebsiteKey, WebsiteState>,
    rows: &HashMap<(WebsiteKey, i32), schedule::Model>,
    outcome: &mut Outcome,
) -> bool {
    if !states.contains_key(&tick.key.website_key) {
        outcome.orphaned += 1;
        return false;
    }
    let row = rows.get(&(tick.key.website_key, tick.report.key.revision));
    let planned = row.is_some_and(|row| match tick.report.key.origin {
        Origin::Schedule => row.plans(tick.key.slot_ms) && row.covers(tick.key.region_key),
        Origin::Confirmation | Origin::Person => row.covers(tick.key.region_key),
    });
    if !planned {
        outcome.unplanned += 1;
    }
    planned
}

/// The first report of each slot: a slot's tick, vote and evidence come from the same check.
fn first_of_each(planned: &[Candidate]) -> Vec<&Candidate> {
    let mut seen = HashSet::with_capacity(planned.len());
    let first = planned.iter().filter(|tick| seen.insert(tick.key));
    first.collect()
}

/// Closes the asks that these ticks answer.
async fn close_asks(transaction: &DatabaseTransaction, new: &[&Candidate]) -> Result<()> {
    let answered: Vec<&&Candidate> = new
        .iter()
        .filter(|tick| tick.report.key.origin != Origin::Schedule)
        .collect();
    for some in answered.chunks(ANSWERS_A_STATEMENT) {
        let mut any = Condition::any();
        for tick in some {
            any = any.add(
                Condition::all()
                    .add(ask::Column::WebsiteKey.eq(tick.key.website_key))
                    .add(ask::Column::RegionKey.eq(tick.key.region_key))
                    .add(ask::Column::SlotMs.lte(tick.key.slot_ms)),
            );
        }
        ask::Entity::delete_many()
            .filter(any)
            .exec(transaction)
            .await?;
    }
    Ok(())
}

/// Casts the votes of new ticks in the order in which their checks ended. Returns the ticks at
/// which their region begins to fail, and those that came late.
fn cast_all(
    states: &mut BTreeMap<WebsiteKey, WebsiteState>,
    new: &[&Candidate],
    rows: &HashMap<(WebsiteKey, i32), schedule::Model>,
) -> (HashSet<TickKey>, Late) {
    let mut begin_to_fail = HashSet::new();
    let mut late = Late::default();
    let mut before: HashMap<WebsiteKey, Concluded> = HashMap::new();
    for tick in new {
        let (key, revision) = (tick.key, tick.report.key.revision);
        let (Some(state), Some(row)) = (
            states.get_mut(&key.website_key),
            rows.get(&(key.website_key, revision)),
        ) else {
            continue;
        };
        let newest = state.row.last_slot_ms;
        if newest.is_none_or(|slot_ms| slot_ms < key.slot_ms) {
            state.row.last_slot_ms = Some(key.slot_ms);
            state.row.last_region_key = Some(key.region_key);
        }
        let concluded = state.concluded();
        let before = before.entry(key.website_key).or_insert(concluded);
        let cast = cast(tick, row);
        if revision != state.website.revision || concluded.has_overtaken(&state.votes, &cast) {
            late.add(key.website_key, cast.checked_at_ms, *before);
        } else if state.votes.cast(&cast) {
            begin_to_fail.insert(key);
        }
    }
    (begin_to_fail, late)
}

/// The vote of a tick that `row` planned.
fn cast(tick: &Candidate, row: &schedule::Model) -> Cast {
    Cast {
        region_key: tick.key.region_key,
        slot_ms: tick.key.slot_ms,
        checked_at_ms: tick.report.checked_at_ms,
        outcome: convert::outcome(tick.report.outcome),
        attempts: i16::from(tick.report.attempts),
        fresh_until_ms: fresh_until_ms(
            row.interval_ms,
            row.timeout_ms,
            tick.key.slot_ms,
            tick.report.checked_at_ms,
        ),
    }
}
/// Whether this tick is its region's current vote. Older ticks, and those of an older
/// revision, have no vote and describe the past.
fn is_newest_vote(states: &BTreeMap<WebsiteKey, WebsiteState>, key: TickKey) -> bool {
    let state = states.get(&key.website_key);
    let vote = state.and_then(|state| state.votes.latest.get(&key.region_key));
    vote.is_some_and(|vote| vote.slot_ms == key.slot_ms)
}
