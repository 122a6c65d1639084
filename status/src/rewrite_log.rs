//! Recomputes the log of status changes where ticks came late.
//!
//! This runs in the transaction that stored the ticks, under the lock of the website's status.
//! [`crate::domain::late_ticks::replay`] has the rules; this module turns rows into its input
//! and its result into rows. However many websites of a batch have late ticks, it takes one
//! statement for the schedule, one for ticks, one for the log, and one to delete wrong rows.
//! The rows read of one website are bounded, however often it was changed or checked.

mod read;

use std::collections::{BTreeMap, BTreeSet};

use entity::feed::TickKey;
use entity::{RegionKey, WebsiteKey, WebsiteStatus};
use sea_orm::DatabaseTransaction;

use crate::domain::late_ticks::epochs::Past;
use crate::domain::late_ticks::replay::{Replayed, Start, Tick, replay};
use crate::domain::late_ticks::{Concluded, Stretch, stretches};
use crate::domain::revision::Revision;
use crate::domain::votes::{Change, is_act};
use crate::rollup::due::Marks;
use crate::rollup::{DAY_MS, made};
use crate::website_state::WebsiteState;
use crate::{Keep, Result};

/// The log of one website in one stretch: the status of each view by its start.
type Log = BTreeMap<(RegionKey, i64), WebsiteStatus>;

/// Late ticks of a batch by website.
#[derive(Debug, Default)]
pub(crate) struct Late(BTreeMap<WebsiteKey, Of>);

#[derive(Debug)]
struct Of {
    /// State of the log before the batch.
    concluded: Concluded,
    checked_at_ms: Vec<i64>,
}

impl Late {
    /// Adds a late tick of the website; `concluded` is the state of the log before the batch.
    pub(crate) fn add(
        &mut self,
        website_key: WebsiteKey,
        checked_at_ms: i64,
        concluded: Concluded,
    ) {
        let of = self.0.entry(website_key).or_insert_with(|| Of {
            concluded,
            checked_at_ms: Vec::new(),
        });
        of.checked_at_ms.push(checked_at_ms);
    }
}

impl Of {
    /// The first and last instant to look at.
    fn ends_ms(&self) -> (i64, i64) {
        let concluded_ms = self.concluded.to_ms;
        let late = || self.checked_at_ms.iter().copied();
        (
            late().fold(concluded_ms, Ord::min),
            late().fold(concluded_ms, Ord::max),
        )
    }
}

/// Parameters of a recomputation.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Times {
    /// How long data is kept.
    pub(crate) keep: Keep,
    /// Now, in milliseconds of Unix time.
    pub(crate) now_ms: i64,
}

/// Results of recomputations up to the present.
#[derive(Debug, Default)]
pub(crate) struct Again {
    /// The websites whose current state was recomputed.
    pub(crate) websites: BTreeSet<WebsiteKey>,
    /// The ticks at which their regions began to fail.
    pub(crate) begin_to_fail: BTreeSet<TickKey>,
}

/// One stretch of a website's log, with the data stored around it.
struct Piece {
    website_key: WebsiteKey,
    stretch: Stretch,
    /// End of the ticks and log to read, inclusive.
    read_to_ms: i64,
    ticks: Vec<Tick>,
    log: Log,
}

/// Recomputes the log where `late` ticks change it, and the state where the change reaches the
/// present.
pub(crate) async fn again(
    transaction: &DatabaseTransaction,
    states: &mut BTreeMap<WebsiteKey, WebsiteState>,
    late: Late,
    regions: &BTreeMap<RegionKey, i64>,
    times: Times,
    marks: &mut Marks,
) -> Result<Again> {
    let mut again = Again::default();
    if late.0.is_empty() {
        return Ok(again);
    }
    let made = made(transaction).await?;
    // The first day that is kept may be dropped at any moment.
    let first_day = times.keep.first_day_of_ticks(times.now_ms) + 1;
    let kept_from_ms = i64::from(first_day.max(made.ticks_from)) * DAY_MS;
    let mut revisions = read::revisions(transaction, &late).await?;
    let mut pieces = Vec::new();
    for (website_key, of) in &late.0 {
        let revisions = revisions.get(website_key).map_or(&[][..], |found| found);
        let late_ms = of.checked_at_ms.clone();
        let known_from_ms = known_from_ms(revisions, kept_from_ms);
        for stretch in stretches(revisions, late_ms, of.concluded, known_from_ms) {
            pieces.push(Piece {
                website_key: *website_key,
                stretch,
                read_to_ms: stretch.to_ms.unwrap_or(i64::MAX),
                ticks: Vec::new(),
                log: Log::new(),
            });
        }
    }
    if pieces.is_empty() {
        return Ok(again);
    }
    read::ticks(transaction, &mut pieces, regions).await?;
    read::log(transaction, &mut pieces, regions).await?;
    let mut wrong = Vec::new();
    // Each website's log up to the end of the previous recomputed piece.
    let mut right: BTreeMap<WebsiteKey, (i64, Log)> = BTreeMap::new();
    for mut piece in pieces {
        if let Some((to_ms, log)) = right.remove(&piece.website_key) {
            piece.go_on_from(to_ms, log);
        }
        let Some(state) = states.get_mut(&piece.website_key) else {
            continue;
        };
        let past = Past {
            revisions: revisions.remove(&piece.website_key).unwrap_or_default(),
            acts: piece.acts(),
            regions: regions.clone(),
        };
        let concluded = late.0.get(&piece.website_key).map(|of| of.concluded);
        let replayed = piece.replay(&past, state, concluded);
        if piece.stretch.to_ms.is_none() {
            again.websites.insert(piece.website_key);
            let begin_to_fail = replayed.begin_to_fail.iter();
            again
                .begin_to_fail
                .extend(begin_to_fail.map(|(region_key, slot_ms)| TickKey {
                    website_key: piece.website_key,
                    region_key: *region_key,
                    slot_ms: *slot_ms,
                }));
        }
        let amended = piece.amend(&past, state, replayed, concluded);
        if let Some(from_ms) = amended.from_ms {
            let to_ms = Ord::min(piece.read_to_ms, times.now_ms);
            marks.change(piece.website_key, from_ms, to_ms, times.now_ms);
        }
        wrong.extend(amended.wrong);
        revisions.insert(piece.website_key, past.revisions);
        right.insert(piece.website_key, (piece.read_to_ms, piece.log));
    }
    read::delete(transaction, &wrong).await?;
    Ok(again)
}

/// Start of the time in which a website's past is fully known, given that ticks before
/// `kept_from_ms` may have been deleted: the beginning of time if the website is younger than
/// that.
fn known_from_ms(revisions: &[Revision], kept_from_ms: i64) -> i64 {
    let Some(first) = revisions.first() else {
        return i64::MIN;
    };
    if revisions.len() > read::MOST_ROWS {
        return kept_from_ms.max(first.valid_from_ms);
    }
    if first.written_at_ms() < kept_from_ms {
        kept_from_ms
    } else {
        i64::MIN
    }
}

/// Differences between the stored log and the recomputed one.
struct Amended {
    /// The first instant at which they differ.
    from_ms: Option<i64>,
    /// Rows (website, region, instant) that must be deleted.
    wrong: Vec<[i64; 3]>,
}

impl Piece {
    /// Changes by people within the log that was read.
    fn acts(&self) -> Vec<(i64, WebsiteStatus)> {
        let whole = self
            .log
            .range((RegionKey::ALL, i64::MIN)..=(RegionKey::ALL, i64::MAX));
        whole
            .filter(|(_, status)| is_act(**status))
            .map(|((_, at_ms), status)| (*at_ms, *status))
            .filter(|(at_ms, _)| *at_ms >= self.log_from_ms())
            .collect()
    }

    /// Start of the log to read. A person's change takes effect some time after it is logged,
    /// so the log starts that much before the ticks to tell which epoch they belong to.
    fn log_from_ms(&self) -> i64 {
        self.stretch.read_from_ms - entity::slots::LEAD_MS
    }

    fn replay(&self, past: &Past, state: &WebsiteState, concluded: Option<Concluded>) -> Replayed {
        let from_ms = self.stretch.from_ms;
        let mut views = BTreeMap::new();
        for ((region_key, at_ms), status) in &self.log {
            if *at_ms < from_ms {
                // The last one before holds.
                views.insert(view(*region_key), (*at_ms, *status));
            }
        }
        let votes = state.votes.latest.iter();
        let start = Start {
            at_ms: from_ms,
            views,
            votes: votes
                .filter(|(_, vote)| vote.slot_ms < self.stretch.read_from_ms)
                .map(|(region_key, vote)| (*region_key, *vote))
                .collect(),
        };
        let to_ms = self.stretch.to_ms.unwrap_or_else(|| {
            let ticks = self.ticks.iter().map(|tick| tick.checked_at_ms);
            let concluded_ms = concluded.map(|concluded| concluded.to_ms);
            ticks.chain(concluded_ms).fold(from_ms, Ord::max)
        });
        replay(past, &start, &self.ticks, to_ms)
    }

    /// Replaces the log up to `to_ms` by that of the previous piece.
    fn go_on_from(&mut self, to_ms: i64, log: Log) {
        self.log.retain(|(_, at_ms), _| *at_ms > to_ms);
        self.log.extend(log);
    }

    /// Replaces the stored log by the replayed one.
    fn amend(
        &mut self,
        past: &Past,
        state: &mut WebsiteState,
        replayed: Replayed,
        concluded: Option<Concluded>,
    ) -> Amended {
        let stretch_ms = self.stretch.from_ms..=self.read_to_ms;
        let mut was = self.log.clone();
        was.retain(|(_, at_ms), _| stretch_ms.contains(at_ms));
        let is: Log = replayed
            .votes
            .changes
            .iter()
            .map(|change| {
                let region_key = change.region_key.unwrap_or(RegionKey::ALL);
                ((region_key, change.at_ms), change.status)
            })
            .collect();
        let mut amended = Amended {
            from_ms: None,
            wrong: Vec::new(),
        };
        let mut differs = |at_ms: i64| {
            amended.from_ms = Some(amended.from_ms.map_or(at_ms, |from_ms| from_ms.min(at_ms)));
        };
        for ((region_key, at_ms), status) in &was {
            // Changes by people do not come from ticks, so ticks cannot undo them.
            let is_done = *region_key == RegionKey::ALL && is_act(*status);
            if !is_done && !is.contains_key(&(*region_key, *at_ms)) {
                differs(*at_ms);
                self.log.remove(&(*region_key, *at_ms));
                let row = [self.website_key.0.into(), region_key.0.into(), *at_ms];
                amended.wrong.push(row);
            }
        }
        for ((region_key, at_ms), status) in is {
            if was.get(&(region_key, at_ms)) != Some(&status) {
                differs(at_ms);
                self.log.insert((region_key, at_ms), status);
                state.amended.push(Change {
                    region_key: view(region_key),
                    at_ms,
                    status,
                });
            }
        }
        self.take_over(past, state, replayed, concluded);
        amended
    }

    /// Updates the current state from the replay and the corrected log.
    fn take_over(
        &self,
        past: &Past,
        state: &mut WebsiteState,
        replayed: Replayed,
        concluded: Option<Concluded>,
    ) {
        let changed_at_ms = self.log.keys().map(|(_, at_ms)| *at_ms).max();
        let Some(to_ms) = self.stretch.to_ms else {
            state.row.changed_at_ms = changed_at_ms.unwrap_or(state.row.changed_at_ms);
            state.row.since_ms = replayed.votes.since_ms;
            state.take_votes(replayed.votes, concluded.map_or(i64::MIN, |it| it.to_ms));
            return;
        };
        // The current status began in the stretch or earlier, perhaps at another instant.
        if state.row.changed_at_ms <= to_ms {
            state.row.changed_at_ms = changed_at_ms.unwrap_or(state.row.changed_at_ms);
        }
        if state.row.since_ms <= to_ms {
            let since_ms = replayed.votes.since_ms;
            if state.votes.since_ms == state.row.since_ms {
                state.votes.since_ms = since_ms;
            }
            state.row.since_ms = since_ms;
        }
        // The vote of a region whose last tick came late has expired by now.
        let later = past.revisions.iter().any(|it| it.written_at_ms() > to_ms);
        let is_same_epoch = !later && state.row.status != WebsiteStatus::Paused;
        for (region_key, vote) in replayed.votes.latest {
            let known = state.votes.latest.get(&region_key);
            let is_newest = known.map_or(is_same_epoch, |known| known.slot_ms <= vote.slot_ms);
            if vote.fresh_until_ms <= to_ms && is_newest {
                state.votes.latest.insert(region_key, vote);
            }
        }
    }
}

fn view(region_key: RegionKey) -> Option<RegionKey> {
    (region_key != RegionKey::ALL).then_some(region_key)
}
