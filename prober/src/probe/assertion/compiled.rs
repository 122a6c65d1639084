//! What is kept from check to check to look at conditions with.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Semaphore;

use crate::probe::expression::Expression;

/// How many checks may look for expressions and into JSON at once.
const COSTLY_AT_ONCE: usize = 2;

/// Most compiled expressions that are kept for the next check.
const KEPT: usize = 1_000;

/// Compiled expressions, kept from check to check, and the permits to use them.
#[derive(Debug)]
pub(crate) struct Compiled {
    expressions: Mutex<HashMap<String, Arc<Expression>>>,
    /// For what takes long or much memory.
    pub(super) costly: Semaphore,
}

impl Default for Compiled {
    fn default() -> Self {
        Self {
            expressions: Mutex::default(),
            costly: Semaphore::new(COSTLY_AT_ONCE),
        }
    }
}

impl Compiled {
    pub(super) fn expression(&self, pattern: &str) -> Result<Arc<Expression>, String> {
        let kept = || {
            self.expressions
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
        };
        if let Some(expression) = kept().get(pattern) {
            return Ok(Arc::clone(expression));
        }
        let expression = Arc::new(Expression::parse(pattern)?);
        let mut kept = kept();
        if kept.len() >= KEPT {
            kept.clear();
        }
        kept.insert(pattern.to_owned(), Arc::clone(&expression));
        Ok(expression)
    }
}
