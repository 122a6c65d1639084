//! Conditions ready to be looked at, and what is kept from check to check for that.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use queue::{Assertion, Comparison, Subject};
use tokio::sync::Semaphore;

use crate::probe::expression::Expression;
use crate::probe::fault::Fault;
use crate::probe::json_path::Path;

/// How many checks may look for what is costly at once.
const COSTLY_AT_ONCE: usize = 2;

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
    pub(super) costly: Arc<Semaphore>,
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
    use super::*;

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
