//! Which ticks are late, and how far their effect reaches.
//!
//! The log is what it would be if every tick had arrived in the order in which the checks
//! ended. A tick that nothing has overtaken is simply cast; for any other, the log is
//! recomputed over a [`Stretch`] of time.

pub mod epochs;
pub mod replay;
#[cfg(test)]
mod replay_tests;

use super::revision::{Revision, life_ms};
use super::votes::{Cast, Votes};

/// How far ticks can matter before and after a late one, in milliseconds: the result of
/// [`stretches`] for a website that is checked once a day, with the longest time limit and the
/// most retries.
pub const LONGEST_REACH_MS: i64 = 2 * (2 * 86_400_000 + 60_000) + (60_000 + 4 * 61_000 + 5_000);

/// A stretch of time over which the log is recomputed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// Ticks with slots from here on determine the votes at `from_ms`.
    pub read_from_ms: i64,
    /// Start of the stretch, in milliseconds of Unix time; the log before it is correct.
    pub from_ms: i64,
    /// End of the stretch, inclusive; `None` means the present.
    pub to_ms: Option<i64>,
}

/// How far a website's log has been concluded.
#[derive(Clone, Copy, Debug)]
pub struct Concluded {
    /// When its status last changed in any view, in milliseconds of Unix time.
    pub changed_at_ms: i64,
    /// The latest instant that was judged: the last change or the end of a vote's check.
    pub to_ms: i64,
}

impl Concluded {
    /// What `votes` concluded.
    pub fn of(votes: &Votes, changed_at_ms: i64) -> Self {
        let changes = votes.changes.iter().map(|change| change.at_ms);
        let changed_at_ms = changes.fold(changed_at_ms, Ord::max);
        let votes = votes.latest.values().map(|vote| vote.checked_at_ms);
        Self {
            changed_at_ms,
            to_ms: votes.fold(changed_at_ms, Ord::max),
        }
    }

    /// Whether this tick came too late, so that the log might differ if it had come in time.
    ///
    /// Later ticks of other regions do not matter if they changed nothing: the log is the same
    /// with or without them. The caller must handle ticks of past revisions.
    pub fn has_overtaken(&self, votes: &Votes, cast: &Cast) -> bool {
        let vote = votes.latest.get(&cast.region_key);
        cast.checked_at_ms <= self.changed_at_ms
            || vote.is_some_and(|vote| {
                (cast.checked_at_ms, cast.slot_ms) < (vote.checked_at_ms, vote.slot_ms)
            })
            || votes
                .regions
                .values()
                .any(|from| *from > cast.checked_at_ms)
    }
}

/// The stretches that ticks checked at `late_ms` change, oldest first and not touching one
/// another.
///
/// A tick matters as long as its vote is fresh, and the status until then matters as long as
/// the next vote is, because two consecutive failures span two ticks. So from two vote lives
/// and the duration of a check after the last late tick, later ticks alone determine the
/// votes; and the ticks that determine the earlier votes start as long before the first late
/// one. Ticks before `kept_from_ms` may have been deleted: the log there stays as stored, and
/// if nothing later is certain there is no stretch.
pub fn stretches(
    revisions: &[Revision],
    mut late_ms: Vec<i64>,
    concluded: Concluded,
    kept_from_ms: i64,
) -> Vec<Stretch> {
    late_ms.sort_unstable();
    let (Some(first_ms), Some(last_ms)) = (late_ms.first(), late_ms.last()) else {
        return Vec::new();
    };
    let reach_ms = reach_ms(revisions, *first_ms, *last_ms);
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

/// How far before the first and after the last of these instants ticks matter.
fn reach_ms(revisions: &[Revision], first_ms: i64, last_ms: i64) -> i64 {
    let mut reach_ms = 0;
    for revision in revisions {
        let life_ms = life_ms(revision.interval_ms, revision.timeout_ms);
        let lives_ms = 2 * life_ms + revision.settled_after_ms;
        let is_over = revision
            .valid_to_ms
            .is_some_and(|to_ms| to_ms + lives_ms < first_ms);
        if !is_over && revision.written_at_ms() <= last_ms + reach_ms {
            reach_ms = reach_ms.max(lives_ms);
        }
    }
    reach_ms
}
