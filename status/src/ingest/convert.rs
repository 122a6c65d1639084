//! Converts reports from the wire to rows.

use entity::feed::TickKey;
use entity::{FailureClass, Origin, Outcome, tick};
use queue::Report;

/// The tick's row of a report.
pub(super) fn tick(key: TickKey, report: &Report) -> tick::Model {
    let phases = report.phases.unwrap_or_default();
    let failure = report.failure.as_ref();
    let us = |us: Option<u32>| us.map(|us| i32::try_from(us).unwrap_or(i32::MAX));
    tick::Model {
        website_key: key.website_key,
        region_key: key.region_key,
        slot_ms: key.slot_ms,
        checked_at_ms: report.checked_at_ms,
        revision: report.key.revision,
        origin: origin(report.key.origin),
        outcome: outcome(report.outcome),
        failure: failure.map(|failure| class(failure.class)),
        attempts: i16::from(report.attempts),
        http_status: report
            .http_status
            .and_then(|status| i16::try_from(status).ok()),
        dns_us: us(phases.dns_us),
        connect_us: us(phases.connect_us),
        tls_us: us(phases.tls_us),
        ttfb_us: us(phases.ttfb_us),
        transfer_us: us(phases.transfer_us),
        detail: failure.map(|failure| bounded(&failure.detail, 64)),
        reason: failure.map(|failure| bounded(&failure.reason, 512)),
    }
}

pub(super) fn outcome(outcome: queue::Outcome) -> Outcome {
    match outcome {
        queue::Outcome::Up => Outcome::Up,
        queue::Outcome::Degraded => Outcome::Degraded,
        queue::Outcome::Down => Outcome::Down,
        queue::Outcome::Unmeasured => Outcome::Unmeasured,
    }
}

fn origin(origin: queue::Origin) -> Origin {
    match origin {
        queue::Origin::Schedule => Origin::Schedule,
        queue::Origin::Confirmation => Origin::Confirmation,
        queue::Origin::Person => Origin::Person,
    }
}

fn class(class: queue::FailureClass) -> FailureClass {
    match class {
        queue::FailureClass::Dns => FailureClass::Dns,
        queue::FailureClass::Connect => FailureClass::Connect,
        queue::FailureClass::Tls => FailureClass::Tls,
        queue::FailureClass::Timeout => FailureClass::Timeout,
        queue::FailureClass::Protocol => FailureClass::Protocol,
        queue::FailureClass::Status => FailureClass::Status,
        queue::FailureClass::Assertion => FailureClass::Assertion,
        queue::FailureClass::Redirect => FailureClass::Redirect,
        queue::FailureClass::Body => FailureClass::Body,
        queue::FailureClass::Blocked => FailureClass::Blocked,
        queue::FailureClass::Internal => FailureClass::Internal,
        queue::FailureClass::Expired => FailureClass::Expired,
    }
}

/// Cuts a prober's text to `max_bytes`, since probers are the least trusted part, and removes
/// NUL, which PostgreSQL does not allow in text.
pub(super) fn bounded(text: &str, max_bytes: usize) -> String {
    let mut text = text.replace('\0', "");
    if text.len() > max_bytes {
        let end = (0..=max_bytes)
            .rev()
            .find(|i| text.is_char_boundary(*i))
            .unwrap_or(0);
        text.truncate(end);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::bounded;

    #[test]
    fn text_is_cut_between_characters() {
        assert_eq!(bounded("aé", 2), "a");
        assert_eq!(bounded("a\0b", 9), "ab");
        assert_eq!(bounded("abc", 3), "abc");
    }
}
