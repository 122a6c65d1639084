//! Conditions ready to be looked at, and what is kept from check to check for that.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, Mutex, PoisonError};

use queue::{Assertion, Comparison, Subject};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::probe::expression::Expression;
use crate::probe::fault::Fault;
use crate::probe::json_path::Path;

/// How many checks may look for what is costly at once, and how many of them may be such
/// as were given up last time: they never keep all others waiting.
const COSTLY_AT_ONCE: usize = 2;
const HOPELESS_AT_ONCE: usize = 1;

/// Most conditions of which it is known that they were given up.
const HOPELESS: usize = 10_000;

/// Most memory of the expressions that are kept for the next check, bytes.
const KEPT_BYTES: usize = 16 * 1024 * 1024;

/// What each costs beside its own memory, bytes.
const ENTRY_BYTES: usize = 1024;

/// A condition, ready to be looked at.
#[derive(Debug)]
pub(super) struct Condition {
    pub(super) assertion: Assertion,
    /// Of those that ask for one.
    pub(super) expression: Option<Arc<Expression>>,
    /// Of those that look into JSON.
    pub(super) path: Option<Path>,
}

impl Condition {
    /// Whether it may take much time or memory to look at.
    pub(super) fn is_costly(&self) -> bool {
        self.expression.is_some() || self.path.is_some()
    }
}

/// Compiled expressions, kept from check to check, and the permits to use them.
#[derive(Debug)]
pub(crate) struct Compiled {
    kept: Mutex<Kept>,
    /// For what takes long or much memory.
    costly: Arc<Semaphore>,
    /// For what was given up last time, besides.
    hopeless: Arc<Semaphore>,
    given_up: Mutex<HashSet<u64>>,
    hasher: RandomState,
}

/// The right to look at what is costly.
pub(super) struct Permit {
    _costly: Option<OwnedSemaphorePermit>,
    _hopeless: Option<OwnedSemaphorePermit>,
}

#[derive(Debug, Default)]
struct Kept {
    expressions: HashMap<String, Arc<Expression>>,
    bytes: usize,
}

impl Default for Compiled {
    fn default() -> Self {
        Self {
            kept: Mutex::default(),
            costly: Arc::new(Semaphore::new(COSTLY_AT_ONCE)),
            hopeless: Arc::new(Semaphore::new(HOPELESS_AT_ONCE)),
            given_up: Mutex::default(),
            hasher: RandomState::new(),
        }
    }
}

impl Compiled {
    /// `assertion`, ready to be looked at.
    ///
    /// # Errors
    /// A fault of ours where it cannot be, which [`super::compile`] prevents.
    pub(super) fn condition(&self, assertion: &Assertion) -> Result<Condition, Fault> {
        use Comparison::{Matches, NotMatches};
        let expression = match assertion.comparison {
            Matches | NotMatches => Some(self.expression(&assertion.value)),
            _ => None,
        };
        let path = match &assertion.subject {
            Subject::Json(path) => Some(Path::parse(path)),
            Subject::Header(_) | Subject::Body => None,
        };
        Ok(Condition {
            assertion: assertion.clone(),
            expression: expression
                .transpose()
                .map_err(|problem| unusable(&format!("its expression: {problem}")))?,
            path: path
                .transpose()
                .map_err(|problem| unusable(&format!("its path {problem}")))?,
        })
    }

    /// Waits for the right to look at `conditions` on an answer of `website`.
    pub(super) async fn permit<'a>(
        &self,
        website: &str,
        conditions: impl Iterator<Item = &'a Condition>,
    ) -> Permit {
        let keys: Vec<_> = conditions
            .map(|condition| self.key(website, condition))
            .collect();
        let is_hopeless = {
            let given_up = self.given_up.lock();
            let given_up = given_up.unwrap_or_else(PoisonError::into_inner);
            keys.iter().any(|key| given_up.contains(key))
        };
        let of =
            async |semaphore: &Arc<Semaphore>| Arc::clone(semaphore).acquire_owned().await.ok();
        let hopeless = if is_hopeless {
            of(&self.hopeless).await
        } else {
            None
        };
        Permit {
            _costly: of(&self.costly).await,
            _hopeless: hopeless,
        }
    }

    /// Notes whether `condition` on an answer of `website` was given up.
    pub(super) fn note(&self, website: &str, condition: &Condition, was_given_up: bool) {
        let key = self.key(website, condition);
        let given_up = self.given_up.lock();
        let mut given_up = given_up.unwrap_or_else(PoisonError::into_inner);
        if was_given_up {
            if given_up.len() == HOPELESS {
                given_up.clear();
            }
            given_up.insert(key);
        } else {
            given_up.remove(&key);
        }
    }

    fn key(&self, website: &str, condition: &Condition) -> u64 {
        let assertion = &condition.assertion;
        let path = match &assertion.subject {
            Subject::Json(path) => path.as_str(),
            Subject::Header(_) | Subject::Body => "",
        };
        self.hasher.hash_one((website, path, &assertion.value))
    }

    fn expression(&self, pattern: &str) -> Result<Arc<Expression>, String> {
        let kept = || self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(expression) = kept().expressions.get(pattern) {
            return Ok(Arc::clone(expression));
        }
        let expression = Arc::new(Expression::parse(pattern)?);
        let bytes = expression.memory() + ENTRY_BYTES;
        let mut kept = kept();
        if kept.bytes + bytes > KEPT_BYTES {
            *kept = Kept::default();
        }
        let before = kept
            .expressions
            .insert(pattern.to_owned(), Arc::clone(&expression));
        if before.is_none() {
            kept.bytes += bytes;
        }
        Ok(expression)
    }
}

fn unusable(problem: &str) -> Fault {
    Fault::internal(
        "internal.check",
        format!("a condition cannot be used: {problem}"),
    )
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    #[test]
    fn what_was_given_up_before_never_keeps_all_others_waiting() {
        let compiled = Compiled::default();
        let condition = |value: &str| {
            let assertion = Assertion {
                subject: Subject::Body,
                comparison: Comparison::Contains,
                value: value.to_owned(),
            };
            compiled.condition(&assertion).unwrap()
        };
        let (bad, good) = (condition("bad"), condition("good"));
        let permit = |peer: &'static str, condition| {
            compiled
                .permit(peer, std::iter::once(condition))
                .now_or_never()
        };
        compiled.note("a.test", &bad, true);
        let first = permit("a.test", &bad);
        assert!(first.is_some());
        assert!(permit("a.test", &bad).is_none());
        for (website, condition) in [("a.test", &good), ("b.test", &bad)] {
            assert!(permit(website, condition).is_some(), "{website}");
        }
        drop(first);
        assert!(permit("a.test", &bad).is_some());
        compiled.note("a.test", &bad, false);
        let both = [permit("a.test", &bad), permit("a.test", &bad)];
        assert!(both.iter().all(Option::is_some));
    }

    #[test]
    fn expressions_are_kept_within_their_memory() {
        let compiled = Compiled::default();
        let pattern = |n: usize| format!("{n}(?:[^pq]*[pq]){{150}}");
        for n in 0..400 {
            let first = compiled.expression(&pattern(n)).unwrap();
            let again = compiled.expression(&pattern(n)).unwrap();
            assert!(Arc::ptr_eq(&first, &again));
            let kept = compiled.kept.lock().unwrap();
            let all = kept.expressions.values();
            let bytes: usize = all.map(|one| one.memory() + ENTRY_BYTES).sum();
            assert_eq!(kept.bytes, bytes);
            assert!(bytes <= KEPT_BYTES, "{bytes}");
        }
        assert!(compiled.kept.lock().unwrap().expressions.len() < 400);
    }
}
