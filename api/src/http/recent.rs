//! Answers of the last second, given again.
//!
//! Many screens show the same dashboard, and ask for it again and again. While no tick
//! was stored, nobody changed a website and a second has not passed, the same person's
//! same question has the same answer, whichever replica is asked: what says so
//! ([`AsOf`]) is read with the session. Only the passing of time itself (a window that
//! rolls on, a vote that runs out, a prober's heartbeat) is seen up to a second late.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::body::Bytes;
use metrics::counter;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::service::account::{AsOf, Identity};

/// How long an answer is given again.
const LIFE: Duration = Duration::from_secs(1);

/// Most bytes of answers that are kept; beyond it none is added.
const MOST_BYTES: usize = 32 * 1024 * 1024;

/// Longest answer that is kept.
const LONGEST_BYTES: usize = 1024 * 1024;

/// The answers of the last second; cheap to clone.
#[derive(Clone, Debug, Default)]
pub(super) struct Recent(Arc<Mutex<Kept>>);

#[derive(Debug, Default)]
struct Kept {
    answers: HashMap<Question, Answered>,
    bytes: usize,
}

/// Who asks what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Question {
    user: Uuid,
    text: [u8; 32],
}

#[derive(Debug)]
struct Answered {
    as_of: AsOf,
    asked_at: Instant,
    body: Bytes,
}

/// A question that waits for its answer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked {
    question: Question,
    as_of: AsOf,
    at: Instant,
}

impl Asked {
    /// `identity`, who was looked up after `at`, asks for `text`.
    pub(super) fn new(identity: &Identity, text: &[u8], at: Instant) -> Self {
        Self {
            question: Question {
                user: identity.user.id,
                text: Sha256::digest(text).into(),
            },
            as_of: identity.as_of,
            at,
        }
    }
}

impl Recent {
    /// The answer, if the same was asked just now.
    pub(super) fn find(&self, asked: &Asked) -> Option<Bytes> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = kept.answers.get(&asked.question);
        let found = found.filter(|answer| {
            answer.as_of == asked.as_of
                && asked.at.saturating_duration_since(answer.asked_at) < LIFE
        });
        let body = found.map(|answer| answer.body.clone())?;
        counter!("upbeat_http_answers_reused_total").increment(1);
        Some(body)
    }

    /// Keeps an answer to a query without errors.
    pub(super) fn keep(&self, asked: &Asked, body: &Bytes) {
        if body.len() > LONGEST_BYTES {
            return;
        }
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.bytes + body.len() > MOST_BYTES {
            kept.forget(asked.at);
        }
        if kept.bytes + body.len() > MOST_BYTES {
            return;
        }
        let answer = Answered {
            as_of: asked.as_of,
            asked_at: asked.at,
            body: body.clone(),
        };
        kept.bytes += body.len();
        if let Some(before) = kept.answers.insert(asked.question, answer) {
            kept.bytes -= before.body.len();
        }
    }
}

impl Kept {
    /// Drops what is too old at `now`.
    fn forget(&mut self, now: Instant) {
        self.answers
            .retain(|_, answer| now.saturating_duration_since(answer.asked_at) < LIFE);
        self.bytes = self.answers.values().map(|answer| answer.body.len()).sum();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(text: &[u8], feed_seq: i64, at: Instant) -> Asked {
        Asked {
            question: Question {
                user: Uuid::nil(),
                text: Sha256::digest(text).into(),
            },
            as_of: AsOf {
                feed_seq,
                changes: 0,
            },
            at,
        }
    }

    #[test]
    fn an_answer_holds_for_its_question_its_state_and_a_second() {
        let recent = Recent::default();
        let start = Instant::now();
        let first = asked(b"a", 7, start);
        assert!(recent.find(&first).is_none());
        recent.keep(&first, &Bytes::from_static(b"answer"));
        let almost = start + LIFE - Duration::from_millis(1);
        assert!(recent.find(&asked(b"a", 7, almost)).is_some());
        assert!(recent.find(&asked(b"a", 7, start + LIFE)).is_none());
        assert!(recent.find(&asked(b"a", 8, almost)).is_none());
        assert!(recent.find(&asked(b"b", 7, almost)).is_none());
    }

    #[test]
    fn what_is_kept_is_bounded() {
        let recent = Recent::default();
        let start = Instant::now();
        let body = Bytes::from(vec![0; LONGEST_BYTES]);
        for n in 0..100_u8 {
            recent.keep(&asked(&[n], 7, start), &body);
        }
        assert!(recent.find(&asked(&[31], 7, start)).is_some());
        assert!(recent.find(&asked(&[32], 7, start)).is_none());
        // The same question takes the place of its older answer.
        for n in 0..100 {
            recent.keep(&asked(&[1], n, start + LIFE), &body);
        }
        assert!(recent.find(&asked(&[1], 99, start + LIFE)).is_some());
        assert!(recent.0.lock().unwrap().bytes <= MOST_BYTES);
    }
}
