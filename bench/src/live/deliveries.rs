//! What was delivered of what was published, and how late.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use super::receipt::{Received, TickId};
use crate::load::Times;

/// Ticks that were published, with when: microseconds of Unix time.
pub(super) type Published = HashMap<TickId, i64>;

/// The measured time, milliseconds of Unix time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Window {
    pub(super) from_ms: i64,
    pub(super) to_ms: i64,
}

/// How long the last message of a window may take. What comes later is missing, and counts
/// among the delays as so late.
pub(super) const LAST: Duration = Duration::from_secs(3);

/// What came of a window.
#[derive(Clone, Copy, Debug)]
pub(super) struct Deliveries {
    /// Messages that came within it.
    pub(super) messages: usize,
    /// Mean length of a message, bytes.
    pub(super) bytes: f64,
    /// Ticks of the window that a socket ought to have received, of all sockets.
    pub(super) expected: usize,
    pub(super) missing: usize,
    pub(super) doubled: usize,
    /// Ticks that nobody published.
    pub(super) foreign: usize,
    /// From the publication to the receipt.
    pub(super) delay: Times,
    /// From the end of the check to the receipt.
    pub(super) since_check: Times,
}

impl Window {
    fn has(self, at_ms: i64) -> bool {
        (self.from_ms..self.to_ms).contains(&at_ms)
    }
}

/// What all sockets together saw of the window; each tick was published when it was checked.
pub(super) fn seen(all: &[Received], window: Window) -> Published {
    let receipts = all.iter().flat_map(|received| &received.receipts);
    receipts
        .filter(|receipt| window.has(receipt.checked_at_ms))
        .map(|receipt| (receipt.tick, receipt.checked_at_ms * 1_000))
        .collect()
}

/// Compares what each socket received with what was published for it: that of its account,
/// which alternate.
pub(super) fn compare(all: &[Received], published: &[Published], window: Window) -> Deliveries {
    let (mut delays, mut since_check) = (Vec::new(), Vec::new());
    let (mut messages, mut expected, mut missing, mut doubled, mut foreign) = (0, 0, 0, 0, 0);
    let (mut bytes, mut received_messages) = (0, 0);
    for (received, published) in all.iter().zip(published.iter().cycle()) {
        bytes += received.bytes;
        received_messages += received.receipts.len();
        expected += published.len();
        let mut had = HashSet::with_capacity(published.len());
        for receipt in &received.receipts {
            messages += usize::from(window.has(receipt.at_us / 1_000));
            if !window.has(receipt.checked_at_ms) {
                continue;
            }
            match published.get(&receipt.tick) {
                None => foreign += 1,
                Some(_) if !had.insert(receipt.tick) => doubled += 1,
                Some(at_us) => {
                    delays.push(between(*at_us, receipt.at_us));
                    since_check.push(between(receipt.checked_at_ms * 1_000, receipt.at_us));
                }
            }
        }
        let never = published.len() - had.len();
        missing += never;
        delays.extend(std::iter::repeat_n(LAST, never));
        since_check.extend(std::iter::repeat_n(LAST, never));
    }
    Deliveries {
        messages,
        bytes: bytes as f64 / received_messages.max(1) as f64,
        expected,
        missing,
        doubled,
        foreign,
        delay: Times::of(delays),
        since_check: Times::of(since_check),
    }
}

fn between(from_us: i64, to_us: i64) -> Duration {
    Duration::from_micros(u64::try_from(to_us - from_us).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::live::receipt::Receipt;

    #[test]
    fn each_socket_gets_each_tick_once() {
        let receipt = |tick, checked_at_ms| Receipt {
            tick,
            checked_at_ms,
            at_us: checked_at_ms * 1_000 + 3_000,
        };
        let received = |receipts| Received {
            receipts,
            bytes: 30,
            other: None,
        };
        let window = Window {
            from_ms: 100,
            to_ms: 200,
        };
        let all = [
            received(vec![
                receipt((1, 1), 100),
                receipt((1, 2), 199),
                receipt((1, 3), 200),
            ]),
            received(vec![
                receipt((1, 1), 100),
                receipt((1, 1), 100),
                receipt((2, 9), 150),
            ]),
        ];
        let published = Published::from([((1, 1), 101_000), ((1, 2), 200_000)]);
        let found = compare(&all, &[published], window);
        assert_eq!((found.expected, found.missing), (4, 1));
        assert_eq!((found.doubled, found.foreign), (1, 1));
        assert_eq!(found.messages, 4);
        assert!((found.delay.p50 - 2.0).abs() < 1e-9);
        assert!((found.since_check.p50 - 3.0).abs() < 1e-9);
        assert!((found.delay.worst - 3_000.0).abs() < 1e-9);
        assert_eq!(seen(&all, window).len(), 3);
    }
}
