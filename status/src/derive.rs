//! The log of status changes, made again where ticks came late.
//!
//! Within the transaction that stored them, under the lock of the website's status. The
//! rules are in [`crate::domain::replay`]; here rows become what it is told, and what it
//! says becomes rows. However many websites a batch has late ticks of, it is one statement
//! for the schedule, one for ticks, one for the log, and one for what is not so any more.
//! What is read of one website is bounded, however often it was changed or checked.

mod read;

use std::collections::{BTreeMap, BTreeSet};

use entity::feed::TickKey;
use entity::schedule;
use entity::status_change::WHOLE;
use entity::website_status::WebsiteStatus;
use sea_orm::DatabaseTransaction;

use crate::domain::ballot::{Change, is_act};
use crate::domain::epoch::{Past, written_at_ms};
use crate::domain::late::{Concluded, Stretch, stretches};
use crate::domain::replay::{Replayed, Start, Tick, replay};
use crate::rollup::due::Marks;
use crate::rollup::{DAY_MS, made};
use crate::standing::Standing;
use crate::{Keep, Result};

/// The log of one website in one stretch: what each view was from when on.
type Log = BTreeMap<(i16, i64), WebsiteStatus>;

/// Late ticks of a batch.
#[derive(Debug, Default)]
pub(crate) struct Late(BTreeMap<i32, Of>);

#[derive(Debug)]
struct Of {
    /// What had been concluded before the batch.
    concluded: Concluded,
    checked_at_ms: Vec<i64>,
}

impl Late {
    /// A tick of the website came late; `concluded` is what there was before the batch.
    pub(crate) fn add(&mut self, website_key: i32, checked_at_ms: i64, concluded: Concluded) {
        let of = self.0.entry(website_key).or_insert_with(|| Of {
            concluded,
            checked_at_ms: Vec::new(),
        });
        of.checked_at_ms.push(checked_at_ms);
    }
}

impl Of {
    /// From when to when something is to be looked at.
    fn ends_ms(&self) -> (i64, i64) {
        let concluded_ms = self.concluded.to_ms;
        let late = || self.checked_at_ms.iter().copied();
        (
            late().fold(concluded_ms, Ord::min),
            late().fold(concluded_ms, Ord::max),
        )
    }
}

/// What making again goes by.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Times {
    /// What is kept.
    pub(crate) keep: Keep,
    /// Now.
    pub(crate) now_ms: i64,
}

/// What was made again up to the present.
#[derive(Debug, Default)]
pub(crate) struct Again {
    /// The websites whose standing is another one now.
    pub(crate) websites: BTreeSet<i32>,
    /// The ticks with which their regions began to fail.
    pub(crate) begin_to_fail: BTreeSet<TickKey>,
}

/// One website's stretch, with what is stored around it.
struct Piece {
    website_key: i32,
    stretch: Stretch,
    /// Up to which instant ticks and log are read.
    read_to_ms: i64,
    ticks: Vec<Tick>,
    log: Log,
}

/// Makes the log again where `late` ticks make it another one, and the standing where
/// that reaches the present.
pub(crate) async fn again(
    transaction: &DatabaseTransaction,
    standings: &mut BTreeMap<i32, Standing>,
    late: Late,
    regions: &BTreeMap<i16, i64>,
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
    let mut rows = read::schedules(transaction, &late).await?;
    let mut pieces = Vec::new();
    for (website_key, of) in &late.0 {
        let rows = rows.get(website_key).map_or(&[][..], |rows| rows);
        let late_ms = of.checked_at_ms.clone();
        let known_from_ms = known_from_ms(rows, kept_from_ms);
        for stretch in stretches(rows, late_ms, of.concluded, known_from_ms) {
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
    // The website's log up to where an earlier piece made it right.
    let mut right: BTreeMap<i32, (i64, Log)> = BTreeMap::new();
    for mut piece in pieces {
        if let Some((to_ms, log)) = right.remove(&piece.website_key) {
            piece.go_on_from(to_ms, log);
        }
        let Some(standing) = standings.get_mut(&piece.website_key) else {
            continue;
        };
        let past = Past {
            rows: rows.remove(&piece.website_key).unwrap_or_default(),
            acts: piece.acts(),
            regions: regions.clone(),
        };
        let concluded = late.0.get(&piece.website_key).map(|of| of.concluded);
        let replayed = piece.replay(&past, standing, concluded);
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
        let amended = piece.amend(&past, standing, replayed);
        if let Some(from_ms) = amended.from_ms {
            let to_ms = Ord::min(piece.read_to_ms, times.now_ms);
            marks.change(piece.website_key, from_ms, to_ms, times.now_ms);
        }
        wrong.extend(amended.wrong);
        rows.insert(piece.website_key, past.rows);
        right.insert(piece.website_key, (piece.read_to_ms, piece.log));
    }
    read::delete(transaction, &wrong).await?;
    Ok(again)
}

/// From when on a website's past is known, where ticks from before `kept_from_ms` may be
/// gone: from its beginning, if that lies behind.
fn known_from_ms(rows: &[schedule::Model], kept_from_ms: i64) -> i64 {
    let Some(first) = rows.first() else {
        return i64::MIN;
    };
    if rows.len() > read::MOST_ROWS {
        return kept_from_ms.max(first.valid_from_ms);
    }
    if written_at_ms(first) < kept_from_ms {
        kept_from_ms
    } else {
        i64::MIN
    }
}

/// What differs in the log from how it was.
struct Amended {
    /// The first instant that does.
    from_ms: Option<i64>,
    /// Rows (website, region, instant) that are not so any more.
    wrong: Vec<[i64; 3]>,
}

impl Piece {
    /// What persons did, as far as it is read.
    fn acts(&self) -> Vec<(i64, WebsiteStatus)> {
        let whole = self.log.range((WHOLE, i64::MIN)..=(WHOLE, i64::MAX));
        whole
            .filter(|(_, status)| is_act(**status))
            .map(|((_, at_ms), status)| (*at_ms, *status))
            .filter(|(at_ms, _)| *at_ms >= self.log_from_ms())
            .collect()
    }

    /// From when on the log is read: as long before the ticks as a person's change is made
    /// ahead, so that whose they are is known.
    fn log_from_ms(&self) -> i64 {
        self.stretch.read_from_ms - schedule::LEAD_MS
    }

    fn replay(&self, past: &Past, standing: &Standing, concluded: Option<Concluded>) -> Replayed {
        let from_ms = self.stretch.from_ms;
        let mut views = BTreeMap::new();
        for ((region_key, at_ms), status) in &self.log {
            if *at_ms < from_ms {
                // The last one before holds.
                views.insert(view(*region_key), (*at_ms, *status));
            }
        }
        let votes = standing.ballot.votes.iter();
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

    /// Up to `to_ms` the log is as an earlier piece has made it.
    fn go_on_from(&mut self, to_ms: i64, log: Log) {
        self.log.retain(|(_, at_ms), _| *at_ms > to_ms);
        self.log.extend(log);
    }

    /// Puts what was replayed in the place of what was known.
    fn amend(&mut self, past: &Past, standing: &mut Standing, replayed: Replayed) -> Amended {
        let stretch_ms = self.stretch.from_ms..=self.read_to_ms;
        let mut was = self.log.clone();
        was.retain(|(_, at_ms), _| stretch_ms.contains(at_ms));
        let is: Log = replayed
            .ballot
            .changes
            .iter()
            .map(|change| {
                let region_key = change.region_key.unwrap_or(WHOLE);
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
            // What persons did comes from no tick, so no tick takes it back.
            let is_done = *region_key == WHOLE && is_act(*status);
            if !is_done && !is.contains_key(&(*region_key, *at_ms)) {
                differs(*at_ms);
                self.log.remove(&(*region_key, *at_ms));
                let row = [self.website_key.into(), (*region_key).into(), *at_ms];
                amended.wrong.push(row);
            }
        }
        for ((region_key, at_ms), status) in is {
            if was.get(&(region_key, at_ms)) != Some(&status) {
                differs(at_ms);
                self.log.insert((region_key, at_ms), status);
                standing.amended.push(Change {
                    region_key: view(region_key),
                    at_ms,
                    status,
                });
            }
        }
        self.take_over(past, standing, replayed);
        amended
    }

    /// Makes the standing what follows from the replay and the log that is now right.
    fn take_over(&self, past: &Past, standing: &mut Standing, replayed: Replayed) {
        let changed_at_ms = self.log.keys().map(|(_, at_ms)| *at_ms).max();
        let Some(to_ms) = self.stretch.to_ms else {
            standing.row.changed_at_ms = changed_at_ms.unwrap_or(standing.row.changed_at_ms);
            standing.row.since_ms = replayed.ballot.since_ms;
            standing.ballot = replayed.ballot;
            // They are in the log already, or in what it lacks.
            standing.ballot.changes.clear();
            return;
        };
        // What holds now began in the stretch or before: perhaps at another instant.
        if standing.row.changed_at_ms <= to_ms {
            standing.row.changed_at_ms = changed_at_ms.unwrap_or(standing.row.changed_at_ms);
        }
        if standing.row.since_ms <= to_ms {
            let since_ms = replayed.ballot.since_ms;
            if standing.ballot.since_ms == standing.row.since_ms {
                standing.ballot.since_ms = since_ms;
            }
            standing.row.since_ms = since_ms;
        }
        // A region whose last tick came late has run out by now.
        let later = past.rows.iter().any(|row| written_at_ms(row) > to_ms);
        let is_same_epoch = !later && standing.row.status != WebsiteStatus::Paused;
        for (region_key, vote) in replayed.ballot.votes {
            let known = standing.ballot.votes.get(&region_key);
            let is_newest = known.map_or(is_same_epoch, |known| known.slot_ms <= vote.slot_ms);
            if vote.fresh_until_ms <= to_ms && is_newest {
                standing.ballot.votes.insert(region_key, vote);
            }
        }
    }
}

fn view(region_key: i16) -> Option<i16> {
    (region_key != WHOLE).then_some(region_key)
}
