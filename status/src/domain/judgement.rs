//! Judgements of votes: what incidents are told.

use std::collections::BTreeMap;

use entity::{Outcome, RegionKey, WebsiteStatus};

use super::votes::Vote;

/// A judgement of the votes that incidents may depend on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// Instant of the judgement, in milliseconds of Unix time.
    pub at_ms: i64,
    /// The verdict.
    pub status: WebsiteStatus,
    /// What it saw.
    pub seen: Seen,
}

/// What a judgement saw.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// The votes of the regions that counted; `None` of a region without one.
    pub votes: BTreeMap<RegionKey, Option<Vote>>,
    /// How many of them must say down.
    pub needed: usize,
}

impl Seen {
    /// Whether any vote says down.
    pub fn has_down(&self) -> bool {
        self.says().any(|say| say == Outcome::Down)
    }

    /// Whether so many votes are not down that no quorum could be: of `n` regions with a quorum
    /// of `k`, at least `n - k + 1`. Silence is neither down nor well.
    pub fn is_well(&self) -> bool {
        let well = self.says().filter(|say| *say != Outcome::Down).count();
        well > 0 && well + self.needed > self.votes.len()
    }

    /// What the fresh votes say.
    fn says(&self) -> impl Iterator<Item = Outcome> {
        self.votes.values().filter_map(|vote| vote.as_ref()?.say)
    }
}
