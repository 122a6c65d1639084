//! Questions that many resolvers ask, each read once.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

use async_graphql::Context;
use tokio::sync::OnceCell;

use super::context::ContextExt;
use super::error::Result;
use crate::service;

/// Answers by question; each question is read once.
pub(super) struct Asked<Q, A>(Mutex<HashMap<Q, Shared<A>>>);

type Shared<A> = Arc<OnceCell<Result<Arc<A>>>>;

impl<Q, A> Default for Asked<Q, A> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<Q: Eq + Hash, A> Asked<Q, A> {
    /// A question that is already answered.
    pub(super) fn given(question: Q, answer: A) -> Self {
        let answer = Arc::new(OnceCell::new_with(Some(Ok(Arc::new(answer)))));
        Self(Mutex::new(HashMap::from([(question, answer)])))
    }

    /// The answer to `question`, which `read` reads unless it is known.
    pub(super) async fn answer(
        &self,
        ctx: &Context<'_>,
        question: Q,
        read: impl Future<Output = service::Result<A>>,
    ) -> Result<Arc<A>> {
        let answer = {
            let mut asked = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(asked.entry(question).or_default())
        };
        // A failure is shared like an answer: fifty websites must not retry it fifty times.
        let answer = answer
            .get_or_init(async || ctx.read(read).await.map(Arc::new))
            .await;
        answer.clone()
    }
}
