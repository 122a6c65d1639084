//! Reuses responses for up to a second.
//!
//! Many screens show the same dashboard, and request it repeatedly. As long as no tick was
//! stored, no person changed anything of the organization and less than a second has passed, the
//! same account's identical request has the same response, on whichever replica: the state that
//! decides this ([`AsOf`]) is read with the session, or if the session is known, once a request is
//! repeated. Only the passage of time itself (a rolling window, an expiring vote, a prober's
//! heartbeat) shows up to a second late. A request identical to one in progress waits for its
//! response: when the response for a hundred screens expires, it is computed once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use axum::body::Bytes;
use metrics::counter;
use sha2::{Digest, Sha256};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::service::identity::AsOf;

/// How long a response is reused.
const LIFE: Duration = Duration::from_secs(1);

/// Most bytes of cached responses; beyond that none is added.
const MOST_BYTES: usize = 32 * 1024 * 1024;

/// Most bytes of one account's responses, so that no account can fill the cache.
const MOST_BYTES_OF_ONE: usize = MOST_BYTES / 4;

/// Size of a response besides its body, in bytes: otherwise a million tiny ones would count as
/// nothing.
const ENTRY_BYTES: usize = 300;

/// Most requests noted; each takes some hundred bytes. Beyond that, others count as new.
const MOST_NOTED: usize = 50_000;

/// Interval at which expired responses are dropped, if there are any.
const FORGET_EVERY: Duration = Duration::from_millis(250);

/// Longest response that is cached.
const LONGEST_BYTES: usize = 1024 * 1024;

/// Cached responses; cheap to clone.
#[derive(Clone, Debug, Default)]
pub(super) struct ResponseCache(Arc<Mutex<Kept>>);

#[derive(Debug, Default)]
struct Kept {
    answers: HashMap<RequestKey, Answered>,
    bytes: usize,
    /// Bytes by account.
    bytes_of: HashMap<Uuid, usize>,
    forgotten_at: Option<Instant>,
    under_way: HashMap<RequestKey, UnderWay>,
    /// When requests were made last.
    made_at: HashMap<RequestKey, Instant>,
}

/// Identity of a request: caller and content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct RequestKey {
    user: Uuid,
    text: [u8; 32],
}

#[derive(Debug)]
struct Answered {
    as_of: AsOf,
    asked_at: Instant,
    body: Bytes,
}

/// A request that is being answered.
#[derive(Debug)]
struct UnderWay {
    as_of: AsOf,
    asked_at: Instant,
    ended: CancellationToken,
}

/// How to proceed with a request.
#[derive(Debug)]
pub(super) enum Next {
    /// Return this response.
    Give(Bytes),
    /// Compute the response; identical requests wait while the turn is held.
    Answer(Turn),
}

/// The turn to answer a request. However it ends, waiting requests go on.
#[derive(Debug)]
pub(super) struct Turn {
    recent: ResponseCache,
    question: RequestKey,
    ended: CancellationToken,
}

/// A request that needs a response.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked {
    question: RequestKey,
    as_of: AsOf,
    at: Instant,
}

impl RequestKey {
    /// The request `text` of `user`.
    pub(super) fn new(user: Uuid, text: &[u8]) -> Self {
        Self {
            user,
            text: Sha256::digest(text).into(),
        }
    }
}

impl Asked {
    /// A request whose data was `as_of` after `at`.
    pub(super) fn new(question: RequestKey, as_of: AsOf, at: Instant) -> Self {
        Self {
            question,
            as_of,
            at,
        }
    }
}

impl ResponseCache {
    /// Notes that a request is made at `now`, and returns whether the same was made within the
    /// last second.
    pub(super) fn note(&self, question: RequestKey, now: Instant) -> bool {
        self.lock().note(question, now)
    }

    /// The cached response to the same request, if any.
    pub(super) fn find(&self, asked: &Asked) -> Option<Bytes> {
        self.lock().find(asked)
    }

    /// Waits for the response to an identical request in progress, or takes the turn to
    /// compute it. If the other attempt has no cacheable result, each waiting request computes
    /// its own.
    pub(super) async fn next(&self, asked: &Asked) -> Next {
        let turn = |ended| {
            Next::Answer(Turn {
                recent: self.clone(),
                question: asked.question,
                ended,
            })
        };
        let ended = {
            let mut kept = self.lock();
            if let Some(body) = kept.find(asked) {
                return Next::Give(body);
            }
            let other = kept.under_way.get(&asked.question);
            match other.filter(|other| asked.is_met_by(other.as_of, other.asked_at)) {
                Some(other) => other.ended.clone(),
                None => {
                    let ended = CancellationToken::new();
                    let under_way = UnderWay {
                        as_of: asked.as_of,
                        asked_at: asked.at,
                        ended: ended.clone(),
                    };
                    kept.under_way.insert(asked.question, under_way);
                    return turn(ended);
                }
            }
        };
        ended.cancelled().await;
        match self.find(asked) {
            Some(body) => Next::Give(body),
            None => turn(ended),
        }
    }

    /// Caches a response to a query without errors.
    pub(super) fn keep(&self, asked: &Asked, body: &Bytes) {
        if body.len() > LONGEST_BYTES {
            return;
        }
        let answer = Answered {
            as_of: asked.as_of,
            asked_at: asked.at,
            body: body.clone(),
        };
        let mut kept = self.lock();
        kept.forget(asked.at);
        kept.remove(&asked.question);
        kept.add(asked.question, answer);
    }
}

impl ResponseCache {
    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Asked {
    /// Whether a response to a request sent at `asked_at` is valid for this request.
    fn is_met_by(&self, as_of: AsOf, asked_at: Instant) -> bool {
        as_of == self.as_of && self.at.saturating_duration_since(asked_at) < LIFE
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut kept = self.recent.lock();
        // A newer request may have taken its place.
        let current = kept.under_way.get(&self.question);
        if current.is_some_and(|current| current.ended == self.ended) {
            kept.under_way.remove(&self.question);
        }
        self.ended.cancel();
    }
}

impl Kept {
    fn note(&mut self, question: RequestKey, now: Instant) -> bool {
        self.forget(now);
        let is_known = self.made_at.contains_key(&question);
        if !is_known && self.made_at.len() >= MOST_NOTED {
            return false;
        }
        let before = self.made_at.insert(question, now);
        before.is_some_and(|before| now.saturating_duration_since(before) < LIFE)
    }

    fn find(&self, asked: &Asked) -> Option<Bytes> {
        let found = self.answers.get(&asked.question);
        let found = found.filter(|answer| asked.is_met_by(answer.as_of, answer.asked_at));
        let body = found.map(|answer| answer.body.clone())?;
        counter!("upbeat_http_answers_reused_total").increment(1);
        Some(body)
    }

    /// Adds a response if there is room.
    fn add(&mut self, question: RequestKey, answer: Answered) {
        let bytes = answer.bytes();
        let of_one = self.bytes_of.get(&question.user).copied();
        let of_one = of_one.unwrap_or_default() + bytes;
        if self.bytes + bytes > MOST_BYTES || of_one > MOST_BYTES_OF_ONE {
            return;
        }
        self.bytes += bytes;
        self.bytes_of.insert(question.user, of_one);
        self.answers.insert(question, answer);
    }

    fn remove(&mut self, question: &RequestKey) {
        let Some(answer) = self.answers.remove(question) else {
            return;
        };
        self.bytes -= answer.bytes();
        if let Some(of_one) = self.bytes_of.get_mut(&question.user) {
            *of_one -= answer.bytes();
        }
    }

    /// Drops responses that have expired at `now`, unless that was done recently.
    fn forget(&mut self, now: Instant) {
        let before = self.forgotten_at;
        if before.is_some_and(|before| now.saturating_duration_since(before) < FORGET_EVERY) {
            return;
        }
        self.forgotten_at = Some(now);
        self.answers
            .retain(|_, answer| now.saturating_duration_since(answer.asked_at) < LIFE);
        self.made_at
            .retain(|_, made_at| now.saturating_duration_since(*made_at) < LIFE);
        self.bytes = 0;
        self.bytes_of.clear();
        for (question, answer) in &self.answers {
            self.bytes += answer.bytes();
            *self.bytes_of.entry(question.user).or_default() += answer.bytes();
        }
    }
}

impl Answered {
    fn bytes(&self) -> usize {
        ENTRY_BYTES + self.body.len()
    }
}

#[cfg(test)]
mod tests;
