//! Votes, and the status that follows from them: the verdict.
//!
//! [`Votes`] tracks one website's votes over time. Ticks are cast in the order of their
//! checks; between them votes expire. Its callers (ingest with ticks, the sweep with the
//! passage of time) get the same status changes, each at the instant at which it became true.

use std::collections::BTreeMap;

use entity::WebsiteStatus;
use entity::{Outcome, RegionKey};

use super::judgement::{Judgement, Seen};
use super::quorum::Quorum;

/// The vote of one region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Vote {
    /// Slot of the tick, in milliseconds of Unix time.
    pub slot_ms: i64,
    /// End of the check, in milliseconds of Unix time.
    pub checked_at_ms: i64,
    /// Up, degraded or down; `None` once the vote has expired, or while a first failure has no
    /// previous vote to fall back on.
    pub say: Option<Outcome>,
    /// Number of consecutive failed attempts: 0 after a success, at most 2.
    pub failures: i16,
    /// When the vote expires, in milliseconds of Unix time.
    pub fresh_until_ms: i64,
}

/// The part of a tick that votes depend on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cast {
    /// Region that votes.
    pub region_key: RegionKey,
    /// Slot of the tick.
    pub slot_ms: i64,
    /// End of the check: the time at which the vote is judged.
    pub checked_at_ms: i64,
    /// Outcome of the check.
    pub outcome: Outcome,
    /// Number of attempts.
    pub attempts: i16,
    /// When the vote expires.
    pub fresh_until_ms: i64,
}

/// A status change of the website (`region_key` is `None`) or of the website as seen from one
/// region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// The region whose view changed; `None` for the website as a whole.
    pub region_key: Option<RegionKey>,
    /// When the status begins, in milliseconds of Unix time.
    pub at_ms: i64,
    /// The new status.
    pub status: WebsiteStatus,
}

/// Votes about one website and the resulting status.
#[derive(Clone, Debug)]
pub struct Votes {
    /// The website's regions, each with the instant from which it counts; votes of other
    /// regions are ignored.
    pub regions: BTreeMap<RegionKey, i64>,
    /// How many of the regions must vote down.
    pub quorum: Quorum,
    /// Latest vote of each region.
    pub latest: BTreeMap<RegionKey, Vote>,
    /// Current status.
    pub status: WebsiteStatus,
    /// When this status began, in milliseconds of Unix time.
    pub since_ms: i64,
    /// When the status must be judged again without a new tick: when the next vote expires,
    /// when the next region begins to count, or when the wait for a first vote ends.
    pub rejudge_at_ms: Option<i64>,
    /// Changes so far, oldest first.
    pub changes: Vec<Change>,
    /// Whether every judgement is noted, since an incident is open or may resolve; otherwise
    /// only those that incidents may begin with.
    pub is_watched: bool,
    /// The judgements noted so far, oldest first.
    pub judgements: Vec<Judgement>,
}

/// Number of failed attempts, in one job or several, that make a down vote. Source:
/// ARCHITECTURE.md, "From ticks to status".
const FAILURES_TO_SAY_DOWN: i16 = 2;

impl Votes {
    /// A website that waits for its first vote.
    pub fn pending(regions: BTreeMap<RegionKey, i64>, quorum: Quorum, since_ms: i64) -> Self {
        Self {
            regions,
            quorum,
            latest: BTreeMap::new(),
            status: WebsiteStatus::Pending,
            since_ms,
            rejudge_at_ms: None,
            changes: Vec::new(),
            is_watched: false,
            judgements: Vec::new(),
        }
    }

    /// Casts a tick, after expiring the votes that end before it.
    ///
    /// An unmeasured tick is not a vote, and neither is one older than the region's vote: an
    /// older result never overwrites a newer verdict.
    ///
    /// Returns whether the region begins to fail with this tick: it had no failing vote that
    /// was still fresh. All regions should then check again.
    pub fn cast(&mut self, cast: &Cast) -> bool {
        let at_ms = cast.checked_at_ms.max(self.earliest_ms());
        self.advance(at_ms);
        let before = self.latest.get(&cast.region_key).copied();
        if before.is_some_and(|vote| vote.slot_ms >= cast.slot_ms) {
            return false;
        }
        // Failures are consecutive only while the previous vote is fresh.
        let counting = before.filter(|vote| vote.fresh_until_ms > at_ms);
        let mut begins_to_fail = false;
        if cast.outcome != Outcome::Unmeasured && self.counts(cast.region_key, at_ms) {
            let said = before.and_then(|vote| vote.say);
            let vote = next_vote(counting, cast);
            begins_to_fail =
                vote.failures > 0 && counting.is_none_or(|before| before.failures == 0);
            self.latest.insert(cast.region_key, vote);
            if vote.say != said {
                self.change(Some(cast.region_key), at_ms, region_status(vote.say));
            }
        }
        self.judge(at_ms);
        begins_to_fail
    }

    /// Advances time to `to_ms`, inclusive: each vote that expires by then does so at its own
    /// time.
    pub fn advance(&mut self, to_ms: i64) {
        while let Some(at_ms) = self.rejudge_at_ms.filter(|at_ms| *at_ms <= to_ms) {
            let over: Vec<RegionKey> = self
                .latest
                .iter()
                .filter(|(_, vote)| vote.say.is_some() && vote.fresh_until_ms <= at_ms)
                .map(|(region_key, _)| *region_key)
                .collect();
            for region_key in over {
                if let Some(vote) = self.latest.get_mut(&region_key) {
                    vote.say = None;
                }
                self.change(Some(region_key), at_ms, WebsiteStatus::Unmeasured);
            }
            self.judge(at_ms.max(self.since_ms));
        }
    }

    /// Starts over: a person's change voids the votes at `at_ms`, and the website becomes
    /// `status` (pending or paused), to be judged at `rejudge_at_ms` unless a tick arrives
    /// before.
    pub fn restart(&mut self, at_ms: i64, status: WebsiteStatus, rejudge_at_ms: Option<i64>) {
        for (region_key, vote) in std::mem::take(&mut self.latest) {
            if vote.say.is_some() {
                self.change(Some(region_key), at_ms, WebsiteStatus::Unmeasured);
            }
        }
        self.status = status;
        self.since_ms = at_ms;
        self.rejudge_at_ms = rejudge_at_ms;
        self.change(None, at_ms, status);
    }

    /// Counts the votes with other regions and another quorum from `at_ms` on. A website that
    /// waits for its first vote keeps waiting.
    pub fn recount(&mut self, at_ms: i64, regions: BTreeMap<RegionKey, i64>, quorum: Quorum) {
        self.advance(at_ms);
        self.regions = regions;
        self.quorum = quorum;
        if !is_act(self.status) {
            self.judge(at_ms.max(self.since_ms));
        }
    }

    /// A change by a person is logged at its exact instant, so changes that follow from ticks
    /// must come after it.
    fn earliest_ms(&self) -> i64 {
        if is_act(self.status) {
            self.since_ms + 1
        } else {
            self.since_ms
        }
    }

    /// Whether the region counts for the website at `at_ms`.
    fn counts(&self, region_key: RegionKey, at_ms: i64) -> bool {
        let from_ms = self.regions.get(&region_key);
        from_ms.is_some_and(|from_ms| *from_ms <= at_ms)
    }

    /// What a judgement at `at_ms` sees.
    pub fn seen(&self, at_ms: i64) -> Seen {
        let votes: BTreeMap<RegionKey, Option<Vote>> = (self.regions.iter())
            .filter(|(_, from_ms)| **from_ms <= at_ms)
            .map(|(key, _)| (*key, self.latest.get(key).copied()))
            .collect();
        Seen {
            needed: self.quorum.needed(votes.len()),
            votes,
        }
    }

    fn judge(&mut self, at_ms: i64) {
        let mut regions = 0;
        let says = (self.regions.iter())
            .filter(|(_, from_ms)| **from_ms <= at_ms)
            .inspect(|_| regions += 1)
            .filter_map(|(key, _)| self.latest.get(key)?.say);
        let counts = Counts::of(says);
        let status = counts.verdict(self.quorum.needed(regions));
        if counts.down > 0 || status == WebsiteStatus::Degraded || self.is_watched {
            let seen = self.seen(at_ms);
            self.judgements.push(Judgement {
                at_ms,
                status,
                seen,
            });
        }
        if status != self.status {
            self.status = status;
            self.since_ms = at_ms;
            self.change(None, at_ms, status);
        }
        let says = self.latest.values().filter(|vote| vote.say.is_some());
        self.rejudge_at_ms = says.map(|vote| vote.fresh_until_ms).min();
        self.judge_at_joins(at_ms);
    }

    /// Schedules a new judgement when a region begins to count after `after_ms`.
    pub fn judge_at_joins(&mut self, after_ms: i64) {
        if self.latest.values().any(|vote| vote.say.is_some()) {
            let joins = self.regions.values().copied();
            let next_ms = joins.filter(|from_ms| *from_ms > after_ms).min();
            self.rejudge_at_ms = self.rejudge_at_ms.into_iter().chain(next_ms).min();
        }
    }

    fn change(&mut self, region_key: Option<RegionKey>, at_ms: i64, status: WebsiteStatus) {
        self.changes.push(Change {
            region_key,
            at_ms,
            status,
        });
    }
}

/// The vote that `cast` makes, following `before` if that is still fresh.
fn next_vote(before: Option<Vote>, cast: &Cast) -> Vote {
    let (say, failures) = match cast.outcome {
        Outcome::Down => {
            let failed_before = before.map_or(0, |vote| vote.failures);
            let failures = failed_before.saturating_add(cast.attempts.max(1));
            let failures = failures.min(FAILURES_TO_SAY_DOWN);
            if failures >= FAILURES_TO_SAY_DOWN {
                (Some(Outcome::Down), failures)
            } else {
                // A single failure: the region keeps its previous vote.
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

/// Whether only a person's change sets this status; the log has it where the website was
/// created, edited, paused or resumed.
pub fn is_act(status: WebsiteStatus) -> bool {
    matches!(status, WebsiteStatus::Pending | WebsiteStatus::Paused)
}

/// Those of `changes` that change their view, oldest first: the last of several at the same
/// instant wins, and repetitions are dropped. Changes by people are always kept. `before`
/// returns the status of each view before all of them.
pub fn lasting(
    changes: &[Change],
    before: impl Fn(Option<RegionKey>) -> WebsiteStatus,
) -> Vec<Change> {
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

/// The status of a website as seen from a region with the vote `say`.
pub fn region_status(say: Option<Outcome>) -> WebsiteStatus {
    match say {
        Some(Outcome::Up) => WebsiteStatus::Up,
        Some(Outcome::Degraded) => WebsiteStatus::Degraded,
        Some(Outcome::Down) => WebsiteStatus::Down,
        Some(Outcome::Unmeasured) | None => WebsiteStatus::Unmeasured,
    }
}

/// The verdict of fresh votes among `regions` regions.
pub fn verdict(
    says: impl Iterator<Item = Outcome>,
    regions: usize,
    quorum: Quorum,
) -> WebsiteStatus {
    Counts::of(says).verdict(quorum.needed(regions))
}

/// How many fresh votes say what.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    up: usize,
    degraded: usize,
    down: usize,
}

impl Counts {
    fn of(says: impl Iterator<Item = Outcome>) -> Self {
        let mut counts = Self::default();
        for say in says {
            match say {
                Outcome::Up => counts.up += 1,
                Outcome::Degraded => counts.degraded += 1,
                Outcome::Down => counts.down += 1,
                Outcome::Unmeasured => {}
            }
        }
        counts
    }

    /// The verdict if `needed` votes must say down.
    ///
    /// Down by quorum; partial if some, but fewer, say down and another does not; down votes
    /// alone below the quorum decide nothing; else degraded by quorum; else, with any vote, up.
    /// Silent regions make it harder to say down, never easier. Source: ARCHITECTURE.md, "From
    /// ticks to status".
    fn verdict(self, needed: usize) -> WebsiteStatus {
        if self.down >= needed {
            WebsiteStatus::Down
        } else if self.up + self.degraded == 0 {
            WebsiteStatus::Unmeasured
        } else if self.down > 0 {
            WebsiteStatus::Partial
        } else if self.degraded >= needed {
            WebsiteStatus::Degraded
        } else {
            WebsiteStatus::Up
        }
    }
}

#[cfg(test)]
#[path = "votes_tests.rs"]
mod tests;
