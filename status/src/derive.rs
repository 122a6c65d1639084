//! The log of status changes, made again where ticks came late.
//!
//! Within the transaction that stored them, under the lock of the website's status. The
//! rules are in [`crate::domain::replay`]; here rows become what it is told, and what it
//! says becomes rows. However many websites a batch has late ticks of, it is one statement
//! for the schedule, one for ticks, one for the log, and one for what is not so any more.

use std::collections::{BTreeMap, BTreeSet};

use entity::feed::TickKey;
use entity::schedule;
use entity::status_change::WHOLE;
use entity::website_status::WebsiteStatus;
use sea_orm::{ConnectionTrait, DatabaseTransaction, QueryFilter, QueryOrder};

use crate::domain::ballot::{Change, is_act};
use crate::domain::epoch::{Past, written_at_ms};
use crate::domain::late::{Concluded, Stretch, stretches};
use crate::domain::replay::{Replayed, Start, Tick, replay};
use crate::lists::Lists;
use crate::rollup::due::Marks;
use crate::rollup::{DAY_MS, made};
use crate::standing::Standing;
use crate::{Keep, Result, arrays};

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
    let first_day = made.first_day_of_ticks(&times.keep, times.now_ms) + 1;
    let kept_from_ms = i64::from(first_day) * DAY_MS;
    let mut rows = schedules(transaction, &late).await?;
    let mut pieces = Vec::new();
    for (website_key, of) in &late.0 {
        let rows = rows.get(website_key).map_or(&[][..], |rows| rows);
        let late_ms = of.checked_at_ms.clone();
        for stretch in stretches(rows, late_ms, of.concluded, kept_from_ms) {
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
    read_ticks(transaction, &mut pieces, regions).await?;
    read_log(transaction, &mut pieces, regions).await?;
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
    delete(transaction, &wrong).await?;
    Ok(again)
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
        for (region_key, at_ms) in was.keys() {
            if !is.contains_key(&(*region_key, *at_ms)) {
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

/// The schedule rows of the websites, by revision.
async fn schedules(
    transaction: &DatabaseTransaction,
    late: &Late,
) -> Result<BTreeMap<i32, Vec<schedule::Model>>> {
    let keys: Vec<i32> = late.0.keys().copied().collect();
    let rows = schedule::Entity::find_lean()
        .filter(arrays::among(
            transaction,
            schedule::Column::WebsiteKey,
            &keys,
        ))
        .order_by_asc(schedule::Column::Revision)
        .all(transaction)
        .await?;
    let mut by_website: BTreeMap<i32, Vec<schedule::Model>> = BTreeMap::new();
    for row in rows {
        by_website.entry(row.website_key).or_default().push(row);
    }
    Ok(by_website)
}

/// The pieces as a table `p` (nth, website, from, to).
fn table(lists: &mut Lists, pieces: &[Piece], from_ms: impl Fn(&Piece) -> i64) -> String {
    let rows: Vec<[i64; 4]> = (0..)
        .zip(pieces)
        .map(|(nth, piece)| {
            let website_key = piece.website_key.into();
            [nth, website_key, from_ms(piece), piece.read_to_ms]
        })
        .collect();
    let columns = [
        ("nth", "bigint"),
        ("website_key", "integer"),
        ("from_ms", "bigint"),
        ("to_ms", "bigint"),
    ];
    lists.table("p", columns, &rows)
}

/// The regions, and the website as a whole if `with_whole`, as a table `v` (key).
fn views(lists: &mut Lists, regions: &BTreeMap<i16, i64>, whole: Option<i16>) -> String {
    let keys = regions.keys().copied().chain(whole);
    let keys: Vec<[i64; 1]> = keys.map(|key| [key.into()]).collect();
    lists.table("v", [("key", "smallint")], &keys)
}

/// Reads the ticks of each piece: each region is one range of the key.
async fn read_ticks(
    transaction: &DatabaseTransaction,
    pieces: &mut [Piece],
    regions: &BTreeMap<i16, i64>,
) -> Result<()> {
    let mut lists = Lists::on(transaction);
    let stretches = table(&mut lists, pieces, |piece| piece.stretch.read_from_ms);
    let views = views(&mut lists, regions, None);
    // Days before all of them are not even looked at.
    let first_ms = pieces.iter().map(|piece| piece.stretch.read_from_ms).min();
    let last_ms = pieces.iter().map(|piece| piece.read_to_ms).max();
    let first_ms = lists.value(first_ms.unwrap_or_default());
    let last_ms = lists.value(last_ms.unwrap_or_default());
    let columns = "slot_ms, checked_at_ms, revision, outcome, attempts";
    let of_both = format!(
        "website_key = p.website_key AND region_key = v.key
         AND slot_ms >= p.from_ms AND slot_ms <= p.to_ms
         AND slot_ms >= {first_ms} AND slot_ms <= {last_ms}"
    );
    // What OFFSET 0 is for, see `crate::rollup::read`.
    let sql = if lists.is_postgres() {
        format!(
            "SELECT p.nth, v.key, t.* FROM {stretches} CROSS JOIN {views}
             CROSS JOIN LATERAL (SELECT {columns} FROM tick WHERE {of_both} OFFSET 0) AS t"
        )
    } else {
        let of_both = of_both.replace("website_key = p", "tick.website_key = p");
        format!(
            "SELECT p.nth, v.key, {columns} FROM {stretches} CROSS JOIN {views}
             CROSS JOIN tick WHERE {of_both}"
        )
    };
    for row in lists.all(transaction, sql).await? {
        let nth: i64 = row.try_get_by_index(0)?;
        let piece = usize::try_from(nth)
            .ok()
            .and_then(|nth| pieces.get_mut(nth));
        let Some(piece) = piece else { continue };
        piece.ticks.push(Tick {
            region_key: row.try_get_by_index(1)?,
            slot_ms: row.try_get_by_index(2)?,
            checked_at_ms: row.try_get_by_index(3)?,
            revision: row.try_get_by_index(4)?,
            outcome: row.try_get_by_index(5)?,
            attempts: row.try_get_by_index(6)?,
        });
    }
    Ok(())
}

/// Reads the log of each piece, and of each view what it was when that begins.
async fn read_log(
    transaction: &DatabaseTransaction,
    pieces: &mut [Piece],
    regions: &BTreeMap<i16, i64>,
) -> Result<()> {
    let mut lists = Lists::on(transaction);
    let stretches = table(&mut lists, pieces, Piece::log_from_ms);
    let views = views(&mut lists, regions, Some(WHOLE));
    let of_both = "c.website_key = p.website_key AND c.region_key = v.key
         AND c.at_ms <= p.to_ms
         AND c.at_ms >= COALESCE((SELECT MAX(i.at_ms) FROM status_change AS i
             WHERE i.website_key = p.website_key AND i.region_key = v.key
               AND i.at_ms < p.from_ms), p.from_ms)";
    let columns = "c.region_key, c.at_ms, c.status";
    let sql = if lists.is_postgres() {
        format!(
            "SELECT p.nth, c.* FROM {stretches} CROSS JOIN {views} CROSS JOIN LATERAL
             (SELECT {columns} FROM status_change AS c WHERE {of_both} OFFSET 0) AS c"
        )
    } else {
        format!(
            "SELECT p.nth, {columns} FROM {stretches} CROSS JOIN {views}
             CROSS JOIN status_change AS c WHERE {of_both}"
        )
    };
    for row in lists.all(transaction, sql).await? {
        let nth: i64 = row.try_get_by_index(0)?;
        let piece = usize::try_from(nth)
            .ok()
            .and_then(|nth| pieces.get_mut(nth));
        let Some(piece) = piece else { continue };
        let key = (row.try_get_by_index(1)?, row.try_get_by_index(2)?);
        piece.log.insert(key, row.try_get_by_index(3)?);
    }
    Ok(())
}

/// Takes rows out of the log.
async fn delete(transaction: &DatabaseTransaction, rows: &[[i64; 3]]) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let mut lists = Lists::on(transaction);
    let columns = [
        ("website_key", "integer"),
        ("region_key", "smallint"),
        ("at_ms", "bigint"),
    ];
    let wrong = lists.table("w", columns, rows);
    let sql = format!(
        "DELETE FROM status_change WHERE (website_key, region_key, at_ms) IN
         (SELECT website_key, region_key, at_ms FROM {wrong})"
    );
    transaction.execute_raw(lists.statement(sql)).await?;
    Ok(())
}
