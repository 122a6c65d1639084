//! Late ticks: which they are, and how far they reach.
//!
//! The log is what it would be had every tick come in the order of the checks' ends. A
//! tick that nothing has overtaken may simply be cast; for another one the log is made
//! again over a [`Stretch`] of time.

use entity::schedule;

use super::ballot::{Ballot, Cast};
use super::epoch::{life_ms, written_at_ms};

/// How far ticks matter at most before and after a late one, milliseconds: what
/// [`stretches`] says of a website that is checked once a day, with the longest time limit
/// and as many retries as may be set.
pub const LONGEST_REACH_MS: i64 = 2 * (2 * 86_400_000 + 60_000) + (60_000 + 4 * 61_000 + 5_000);

/// A stretch of time in which the log is made again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// Slots of ticks from here on tell what the votes were at `from_ms`.
    pub read_from_ms: i64,
    /// From when on, milliseconds of Unix time: what stands before is right.
    pub from_ms: i64,
    /// Up to and including when; `None` is the present.
    pub to_ms: Option<i64>,
}

/// What has been concluded of a website so far.
#[derive(Clone, Copy, Debug)]
pub struct Concluded {
    /// When any view of it changed last, milliseconds of Unix time.
    pub changed_at_ms: i64,
    /// Up to when anything of it was looked at: the last change or the end of the check
    /// of a vote.
    pub to_ms: i64,
}

impl Concluded {
    /// What has been concluded where `ballot` is what came of it.
    pub fn of(ballot: &Ballot, changed_at_ms: i64) -> Self {
        let changes = ballot.changes.iter().map(|change| change.at_ms);
        let changed_at_ms = changes.fold(changed_at_ms, Ord::max);
        let votes = ballot.votes.values().map(|vote| vote.checked_at_ms);
        Self {
            changed_at_ms,
            to_ms: votes.fold(changed_at_ms, Ord::max),
        }
    }

    /// Whether something that was concluded has overtaken this tick: it might have come
    /// out in another way.
    ///
    /// Other regions' later ticks have not where they changed nothing: with or without
    /// them the same is said. One of another revision than the present is for the caller
    /// to know.
    pub fn has_overtaken(&self, ballot: &Ballot, cast: &Cast) -> bool {
        let vote = ballot.votes.get(&cast.region_key);
        cast.checked_at_ms <= self.changed_at_ms
            || vote.is_some_and(|vote| {
                (cast.checked_at_ms, cast.slot_ms) < (vote.checked_at_ms, vote.slot_ms)
            })
            || ballot
                .regions
                .values()
                .any(|from| *from > cast.checked_at_ms)
    }
}

/// The stretches that late ticks, checked at `late_ms`, make anew, oldest first. They do
/// not touch one another.
///
/// A tick matters as long as its vote lives, and what was said until then as long as the
/// next one does: two failures in a row are two ticks. So two lives after the last late
/// tick, and the time that a check may take, later ticks alone tell what the votes are;
/// and as long before the first one begin those that tell what they were. Ticks before
/// `kept_from_ms` may be gone: what stands there stays, and where nothing later is for sure
/// there is no stretch.
pub fn stretches(
    rows: &[schedule::Model],
    mut late_ms: Vec<i64>,
    concluded: Concluded,
    kept_from_ms: i64,
) -> Vec<Stretch> {
    late_ms.sort_unstable();
    let (Some(first_ms), Some(last_ms)) = (late_ms.first(), late_ms.last()) else {
        return Vec::new();
    };
    let reach_ms = reach_ms(rows, *first_ms, *last_ms);
    let mut stretches: Vec<(i64, i64)> = Vec::new();
    for at_ms in late_ms {
        let from_ms = at_ms.min(concluded.to_ms);
        let to_ms = at_ms + reach_ms;
        match stretches.last_mut() {
            Some(last) if from_ms - reach_ms <= last.1 => last.1 = to_ms,
            _ => stretches.push((from_ms, to_ms)),
        }
    }
    let stretches = stretches.into_iter().map(|(from_ms, to_ms)| {
        let read_from_ms = Ord::max(from_ms - reach_ms, kept_from_ms);
        Stretch {
            read_from_ms,
            from_ms: from_ms.max(Ord::min(kept_from_ms + reach_ms, concluded.to_ms)),
            to_ms: (to_ms < concluded.to_ms).then_some(to_ms),
        }
    });
    stretches
        .filter(|stretch| {
            stretch.read_from_ms <= stretch.from_ms
                && stretch.to_ms.is_none_or(|to_ms| stretch.from_ms <= to_ms)
        })
        .collect()
}

/// How far, before the first and after the last of these instants, ticks matter.
fn reach_ms(rows: &[schedule::Model], first_ms: i64, last_ms: i64) -> i64 {
    let mut reach_ms = 0;
    for row in rows {
        let lives_ms = 2 * life_ms(row.interval_ms, row.timeout_ms) + row.settled_after_ms();
        let is_over = row
            .valid_to_ms
            .is_some_and(|to_ms| to_ms + lives_ms < first_ms);
        if !is_over && written_at_ms(row) <= last_ms + reach_ms {
            reach_ms = reach_ms.max(lives_ms);
        }
    }
    reach_ms
}
