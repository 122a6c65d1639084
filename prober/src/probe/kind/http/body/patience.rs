//! How long a body is read whose end nobody announced.
//!
//! A stream of events, a camera or a radio never ends. It is read until what is
//! asked of it is known, and then for a short while more: whatever ends, ends within
//! it, so that its time and its faults are known too.

use std::time::{Duration, Instant};

use hyper::HeaderMap;
use hyper::header::CONTENT_TYPE;

/// How long after its head a body is read on that nobody looks at any more.
const WHILE: Duration = Duration::from_secs(2);

/// The first pause before it is looked at; each further one is twice as long.
const FIRST_PAUSE: Duration = Duration::from_millis(100);

/// The longest pause.
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// How long before the attempt's deadline it must be left.
const RESERVE: Duration = Duration::from_millis(50);

/// Types of what never ends.
const STREAMS: [&[u8]; 4] = [
    b"text/event-stream",
    b"multipart/x-mixed-replace",
    b"audio/",
    b"video/",
];

/// When to look at a body, and when to leave it.
pub(super) struct Patience {
    /// When something of the answer came last.
    last: Instant,
    /// From when on it may be left.
    leave_from: Instant,
    /// From when on it must be left, if at all.
    last_call: Instant,
    is_decided: bool,
    next: Instant,
    pause: Duration,
    /// How much had come when it was looked at.
    seen: usize,
}

impl Patience {
    /// For the body of an answer whose head, with `headers`, has just come; whether it
    /// comes within `limit` is to be told too.
    pub(super) fn new(
        headers: &HeaderMap,
        is_decided: bool,
        limit: Duration,
        deadline: Instant,
    ) -> Self {
        let now = Instant::now();
        let is_stream = || {
            let kind = headers.get(CONTENT_TYPE);
            let kind = kind.map(|kind| kind.as_bytes().trim_ascii().to_ascii_lowercase());
            kind.is_some_and(|kind| STREAMS.iter().any(|stream| kind.starts_with(stream)))
        };
        let stay = if is_stream() {
            FIRST_PAUSE
        } else {
            WHILE.max(limit)
        };
        Self {
            last: now,
            leave_from: now + stay,
            last_call: deadline.checked_sub(RESERVE).unwrap_or(now),
            is_decided,
            next: now + FIRST_PAUSE,
            pause: FIRST_PAUSE,
            seen: 0,
        }
    }

    /// Notes that more has come.
    pub(super) fn goes_on(&mut self) {
        self.last = Instant::now();
    }

    /// When more came last.
    pub(super) fn last(&self) -> Instant {
        self.last
    }

    /// When to look again.
    pub(super) fn next(&self) -> tokio::time::Instant {
        self.next.min(self.last_call).into()
    }

    /// Whether to leave a body of which `received` bytes have come: what is asked of
    /// it `is_decided`, and nothing more is to be waited for.
    pub(super) fn is_over(&mut self, received: usize, is_decided: impl FnOnce() -> bool) -> bool {
        let now = Instant::now();
        if !self.is_decided && received > self.seen {
            self.seen = received;
            self.is_decided = is_decided();
        }
        if self.is_decided && now >= self.leave_from.min(self.last_call) {
            return true;
        }
        self.pause = (2 * self.pause).min(LONGEST_PAUSE);
        self.next = now + self.pause;
        if self.is_decided {
            self.next = self.next.min(self.leave_from);
        }
        if now >= self.last_call {
            // Not decided in time: the deadline ends it.
            self.last_call = self.next;
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use hyper::header::HeaderValue;

    use super::*;

    fn patience(kind: &'static str, is_decided: bool, limit: Duration) -> Patience {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
        let deadline = Instant::now() + limit;
        Patience::new(&headers, is_decided, Duration::from_secs(1), deadline)
    }

    fn next_in(patience: &Patience, from: Instant) -> Duration {
        patience.next().into_std().saturating_duration_since(from)
    }

    #[test]
    fn what_is_known_never_to_end_is_left_at_once() {
        let minute = Duration::from_secs(60);
        for (kind, stay) in [
            ("text/event-stream", FIRST_PAUSE),
            ("Text/Event-Stream; charset=utf-8", FIRST_PAUSE),
            ("multipart/x-mixed-replace; boundary=x", FIRST_PAUSE),
            ("audio/mpeg", FIRST_PAUSE),
            ("text/html", WHILE),
        ] {
            let patience = patience(kind, true, minute);
            let stays = patience.leave_from - patience.last;
            assert_eq!(stays, stay, "{kind}");
        }
    }

    #[test]
    fn whether_it_is_slow_is_seen_before_it_is_left() {
        let limit = Duration::from_secs(5);
        let deadline = Instant::now() + Duration::from_secs(60);
        let patience = Patience::new(&HeaderMap::new(), true, limit, deadline);
        assert_eq!(patience.leave_from - patience.last, limit);
    }

    #[test]
    fn it_is_left_before_the_deadline_and_never_undecided() {
        let limit = Duration::from_millis(500);
        let mut decided = patience("text/html", true, limit);
        assert!(next_in(&decided, decided.last) <= limit - RESERVE);
        decided.last_call = decided.last;
        assert!(decided.is_over(0, || false));

        let mut undecided = patience("text/html", false, limit);
        undecided.last_call = undecided.last;
        undecided.leave_from = undecided.last;
        assert!(!undecided.is_over(10, || false));
        assert!(!undecided.is_over(10, || panic!("nothing new has come")));
        assert!(next_in(&undecided, undecided.last) >= FIRST_PAUSE);
        undecided.leave_from = undecided.last;
        assert!(undecided.is_over(11, || true));
    }
}
