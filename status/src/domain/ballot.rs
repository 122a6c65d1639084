//! Votes, and the status they make: the verdict.
//!
//! A [`Ballot`] is one website's votes as time goes on. Ticks are cast in the
//! order of their checks; between them votes run out. Whoever drives it
//! (ingest with ticks, the sweep with nothing but time) gets the same changes
//! of status, each at the instant at which it became true.

use std::collections::BTreeMap;

use entity::tick::Outcome;
use entity::website_status::WebsiteStatus;

use super::quorum::Quorum;

/// What one region says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Vote {
    /// Slot of the tick, milliseconds of Unix time.
    pub slot_ms: i64,
    /// End of its check, milliseconds of Unix time.
    pub checked_at_ms: i64,
    /// Up, degraded or down; `None` once it has run out, or while a first
    /// failure has nothing before it to fall back on.
    pub say: Option<Outcome>,
    /// Attempts that failed in a row, as far as they matter: 0 after a good one, at
    /// most 2.
    pub failures: i16,
    /// Until when the vote counts, milliseconds of Unix time.
    pub fresh_until_ms: i64,
}

/// A tick, as far as votes are concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cast {
    /// Who votes.
    pub region_key: i16,
    /// Slot of the tick.
    pub slot_ms: i64,
    /// End of the check: the time at which the vote is judged.
    pub checked_at_ms: i64,
    /// What was found.
    pub outcome: Outcome,
    /// Attempts made.
    pub attempts: i16,
    /// Until when the vote counts.
    pub fresh_until_ms: i64,
}

/// A change of status, of the website (`region_key` is `None`) or of the
/// website as one region sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// Whose view.
    pub region_key: Option<i16>,
    /// From when on, milliseconds of Unix time.
    pub at_ms: i64,
    /// The status from then on.
    pub status: WebsiteStatus,
}

/// The votes of one website and the status that follows from them.
#[derive(Clone, Debug)]
pub struct Ballot {
    /// The website's regions, each with the instant from which it counts; votes of
    /// others are left out.
    pub regions: BTreeMap<i16, i64>,
    /// How many of them must say down.
    pub quorum: Quorum,
    /// The votes by region.
    pub votes: BTreeMap<i16, Vote>,
    /// The status now.
    pub status: WebsiteStatus,
    /// Since when.
    pub since_ms: i64,
    /// When it must be judged again if nothing comes in: the next vote to run
    /// out, the next region to begin to count, or the end of the wait for a first
    /// vote.
    pub rejudge_at_ms: Option<i64>,
    /// What changed, oldest first.
    pub changes: Vec<Change>,
}

/// A failure is only said after this many failed attempts, in one job or in
/// several. Source: ARCHITECTURE.md, "From ticks to status".
const FAILURES_TO_SAY_DOWN: i16 = 2;

impl Ballot {
    /// Takes a tick into account, after what ran out before it.
    ///
    /// An unmeasured tick is no vote, and neither is one older than the region's
    /// vote: an older result never overwrites a newer verdict.
    ///
    /// Says whether the region begins to fail with it: it had no failing vote that
    /// still counted. Then all regions are to look again.
    pub fn cast(&mut self, cast: &Cast) -> bool {
        let at_ms = cast.checked_at_ms.max(self.earliest_ms());
        self.advance(at_ms);
        let before = self.votes.get(&cast.region_key).copied();
        if before.is_some_and(|vote| vote.slot_ms >= cast.slot_ms) {
            return false;
        }
        // Failures are in a row only while the vote that tells of them counts.
        let counting = before.filter(|vote| vote.fresh_until_ms > at_ms);
        let mut begins_to_fail = false;
        if cast.outcome != Outcome::Unmeasured && self.counts(cast.region_key, at_ms) {
            let said = before.and_then(|vote| vote.say);
            let vote = next_vote(counting, cast);
            begins_to_fail =
                vote.failures > 0 && counting.is_none_or(|before| before.failures == 0);
            self.votes.insert(cast.region_key, vote);
            if vote.say != said {
                self.change(Some(cast.region_key), at_ms, region_status(vote.say));
            }
        }
        self.judge(at_ms);
        begins_to_fail
    }

    /// Lets time pass: votes that run out up to and including `to_ms` do so, each
    /// at its own time.
    pub fn advance(&mut self, to_ms: i64) {
        while let Some(at_ms) = self.rejudge_at_ms.filter(|at_ms| *at_ms <= to_ms) {
            let over: Vec<i16> = self
                .votes
                .iter()
                .filter(|(_, vote)| vote.say.is_some() && vote.fresh_until_ms <= at_ms)
                .map(|(region_key, _)| *region_key)
                .collect();
            for region_key in over {
                if let Some(vote) = self.votes.get_mut(&region_key) {
                    vote.say = None;
                }
                self.change(Some(region_key), at_ms, WebsiteStatus::Unmeasured);
            }
            self.judge(at_ms.max(self.since_ms));
        }
    }

    /// Begins anew: a person voids the votes at `at_ms`, and the website is `status`
    /// (pending or paused) from then on, until `rejudge_at_ms` if nothing comes in.
    pub fn restart(&mut self, at_ms: i64, status: WebsiteStatus, rejudge_at_ms: Option<i64>) {
        for (region_key, vote) in std::mem::take(&mut self.votes) {
            if vote.say.is_some() {
                self.change(Some(region_key), at_ms, WebsiteStatus::Unmeasured);
            }
        }
        self.status = status;
        self.since_ms = at_ms;
        self.rejudge_at_ms = rejudge_at_ms;
        self.change(None, at_ms, status);
    }

    /// From `at_ms` on the votes are counted in another way. Who still waits for a
    /// first vote goes on waiting.
    pub fn recount(&mut self, at_ms: i64, regions: BTreeMap<i16, i64>, quorum: Quorum) {
        self.advance(at_ms);
        self.regions = regions;
        self.quorum = quorum;
        if !is_act(self.status) {
            self.judge(at_ms.max(self.since_ms));
        }
    }

    /// What a person did stands in the log at its instant, so whatever follows from
    /// ticks comes behind it.
    fn earliest_ms(&self) -> i64 {
        if is_act(self.status) {
            self.since_ms + 1
        } else {
            self.since_ms
        }
    }

    /// Whether the region is one of the website's at `at_ms`.
    fn counts(&self, region_key: i16, at_ms: i64) -> bool {
        let from_ms = self.regions.get(&region_key);
        from_ms.is_some_and(|from_ms| *from_ms <= at_ms)
    }

    fn judge(&mut self, at_ms: i64) {
        let counting = || {
            self.regions
                .iter()
                .filter(|(_, from_ms)| **from_ms <= at_ms)
        };
        let says = counting().filter_map(|(key, _)| self.votes.get(key)?.say);
        let status = verdict(says, counting().count(), self.quorum);
        if status != self.status {
            self.status = status;
            self.since_ms = at_ms;
            self.change(None, at_ms, status);
        }
        let says = self.votes.values().filter(|vote| vote.say.is_some());
        self.rejudge_at_ms = says.map(|vote| vote.fresh_until_ms).min();
        self.judge_at_joins(at_ms);
    }

    /// A region that begins to count after `after_ms` is another count of what is said.
    pub fn judge_at_joins(&mut self, after_ms: i64) {
        if self.votes.values().any(|vote| vote.say.is_some()) {
            let joins = self.regions.values().copied();
            let next_ms = joins.filter(|from_ms| *from_ms > after_ms).min();
            self.rejudge_at_ms = self.rejudge_at_ms.into_iter().chain(next_ms).min();
        }
    }

    fn change(&mut self, region_key: Option<i16>, at_ms: i64, status: WebsiteStatus) {
        self.changes.push(Change {
            region_key,
            at_ms,
            status,
        });
    }
}

/// The vote that `cast` makes, after one that counts until then.
fn next_vote(before: Option<Vote>, cast: &Cast) -> Vote {
    let (say, failures) = match cast.outcome {
        Outcome::Down => {
            let failed_before = before.map_or(0, |vote| vote.failures);
            let failures = failed_before.saturating_add(cast.attempts.max(1));
            let failures = failures.min(FAILURES_TO_SAY_DOWN);
            if failures >= FAILURES_TO_SAY_DOWN {
                (Some(Outcome::Down), failures)
            } else {
                // Seen once only: the region goes on saying what it said.
                (before.and_then(|vote| vote.say), failures)
            }
        }
        outcome => (Some(outcome), 0),
    };
    Vote {
        slot_ms: cast.slot_ms,
        checked_at_ms: cast.checked_at_ms,
        say,
        failures,
        fresh_until_ms: cast.fresh_until_ms,
    }
}

/// Whether only a person brings this status about: it stands in the log where persons
/// created, edited, paused or resumed the website.
pub fn is_act(status: WebsiteStatus) -> bool {
    matches!(status, WebsiteStatus::Pending | WebsiteStatus::Paused)
}

/// Those of `changes` that say something new of their view, oldest first: of several at
/// one instant the last one holds, and what was said already is not said again. What
/// persons did is always said. `before` is what each view was before all of them.
pub fn lasting(changes: &[Change], before: impl Fn(Option<i16>) -> WebsiteStatus) -> Vec<Change> {
    let mut at_instants = BTreeMap::new();
    for change in changes {
        at_instants.insert((change.region_key, change.at_ms), change.status);
    }
    let mut said = BTreeMap::new();
    let mut lasting = Vec::with_capacity(at_instants.len());
    for ((region_key, at_ms), status) in at_instants {
        let said = said.entry(region_key).or_insert_with(|| before(region_key));
        if *said != status || is_act(status) {
            *said = status;
            lasting.push(Change {
                region_key,
                at_ms,
                status,
            });
        }
    }
    lasting.sort_by_key(|change| change.at_ms);
    lasting
}

/// The status of a website as a region sees it, by what that region says.
pub fn region_status(say: Option<Outcome>) -> WebsiteStatus {
    match say {
        Some(Outcome::Up) => WebsiteStatus::Up,
        Some(Outcome::Degraded) => WebsiteStatus::Degraded,
        Some(Outcome::Down) => WebsiteStatus::Down,
        Some(Outcome::Unmeasured) | None => WebsiteStatus::Unmeasured,
    }
}

/// The status that fresh votes make, over `regions` regions.
///
/// Down by quorum; partial where some, but fewer, say down and another does not;
/// down votes alone below the quorum say nothing; else degraded by quorum; else,
/// with any vote, up. Silent regions make it harder to say down, never easier.
/// Source: ARCHITECTURE.md, "From ticks to status".
pub fn verdict(
    says: impl Iterator<Item = Outcome>,
    regions: usize,
    quorum: Quorum,
) -> WebsiteStatus {
    let (mut up, mut degraded, mut down) = (0, 0, 0);
    for say in says {
        match say {
            Outcome::Up => up += 1,
            Outcome::Degraded => degraded += 1,
            Outcome::Down => down += 1,
            Outcome::Unmeasured => {}
        }
    }
    let needed = quorum.needed(regions);
    if down >= needed {
        WebsiteStatus::Down
    } else if up + degraded == 0 {
        WebsiteStatus::Unmeasured
    } else if down > 0 {
        WebsiteStatus::Partial
    } else if degraded >= needed {
        WebsiteStatus::Degraded
    } else {
        WebsiteStatus::Up
    }
}

#[cfg(test)]
#[path = "ballot_tests.rs"]
mod tests;
