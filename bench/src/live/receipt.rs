//! What a socket received, in few bytes and without parsing JSON.

use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::Context;
use memchr::memmem::Finder;
use sea_orm::prelude::ChronoDateTimeWithTimeZone;
use uuid::Uuid;

/// Length of an id.
const ID: usize = 36;

/// A tick, as far as messages tell: the last half of its website's id, and its slot. One
/// region checks.
pub(super) type TickId = (u64, i64);

/// A message that came.
#[derive(Clone, Copy, Debug)]
pub(super) struct Receipt {
    pub(super) tick: TickId,
    /// When the check ended, milliseconds of Unix time.
    pub(super) checked_at_ms: i64,
    /// When it came, microseconds of Unix time.
    pub(super) at_us: i64,
}

/// What one socket received.
#[derive(Debug, Default)]
pub(super) struct Received {
    pub(super) receipts: Vec<Receipt>,
    /// Of all messages.
    pub(super) bytes: usize,
    /// The first message without a tick.
    pub(super) other: Option<String>,
}

/// Finds the fields; cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct Scanner {
    website: Finder<'static>,
    slot: Finder<'static>,
    checked_at: Finder<'static>,
}

impl Scanner {
    pub(super) fn new() -> Self {
        Self {
            website: Finder::new(br#""website":{"id":""#),
            slot: Finder::new(br#""slot":""#),
            checked_at: Finder::new(br#""checkedAt":""#),
        }
    }

    /// Notes `message`, which came at `at_us`.
    pub(super) fn take(&self, message: &[u8], at_us: i64, received: &mut Received) {
        received.bytes += message.len();
        match self.receipt(message, at_us) {
            Some(receipt) => received.receipts.push(receipt),
            None if received.other.is_none() => {
                received.other = Some(String::from_utf8_lossy(message).into_owned());
            }
            None => {}
        }
    }

    fn receipt(&self, message: &[u8], at_us: i64) -> Option<Receipt> {
        let id = behind(&self.website, message)?.get(..ID)?;
        let (_, website) = Uuid::try_parse_ascii(id).ok()?.as_u64_pair();
        let slot_ms = instant(behind(&self.slot, message)?)?;
        let checked_at_ms = instant(behind(&self.checked_at, message)?)?;
        Some(Receipt {
            tick: (website, slot_ms),
            checked_at_ms,
            at_us,
        })
    }
}

fn behind<'m>(field: &Finder<'static>, message: &'m [u8]) -> Option<&'m [u8]> {
    let at = field.find(message)? + field.needle().len();
    message.get(at..)
}

/// The instant at the begin of `text`, which ends with a quote; milliseconds of Unix time.
fn instant(text: &[u8]) -> Option<i64> {
    let end = memchr::memchr(b'"', text)?;
    let text = std::str::from_utf8(text.get(..end)?).ok()?;
    let instant = ChronoDateTimeWithTimeZone::parse_from_rfc3339(text).ok()?;
    Some(instant.timestamp_millis())
}

/// This machine's time of day, microseconds of Unix time.
pub(super) fn now_us() -> anyhow::Result<i64> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?;
    i64::try_from(now.as_micros()).context("a time")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_known_by_website_and_slot() {
        let message = br#"{"type":"next","id":"1","payload":{"data":{"ticks":{"cursor":"x","website":{"id":"019ad27f-0000-7000-8000-00000000002a","name":"a"},"tick":{"slot":"1970-01-01T00:00:01.500+00:00","checkedAt":"1970-01-01T00:00:02+00:00"}}}}}"#;
        let mut received = Received::default();
        let scanner = Scanner::new();
        scanner.take(message, 7, &mut received);
        let receipt = received.receipts[0];
        assert_eq!(receipt.tick, (0x8000_0000_0000_002a, 1_500));
        assert_eq!((receipt.checked_at_ms, receipt.at_us), (2_000, 7));
        scanner.take(br#"{"type":"complete","id":"1"}"#, 8, &mut received);
        assert_eq!(received.receipts.len(), 1);
        assert!(received.other.unwrap().contains("complete"));
    }
}
