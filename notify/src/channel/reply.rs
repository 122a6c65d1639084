//! What a reply means.

use std::time::Duration;

use hyper::StatusCode;
use hyper::header::{HeaderMap, RETRY_AFTER};
use jiff::{Timestamp, fmt::rfc2822};
use net::fetch::Reply;
use serde_json::Value;

use super::Outcome;

/// Most bytes of a reply that are kept.
const KEPT_BYTES: usize = 1_024;

/// Longest pause that a receiver can ask for.
const LONGEST: Duration = Duration::from_secs(3_600);

/// What a reply of an API that we know means, by its status alone. `now_ms` is the time of the
/// attempt.
pub(super) fn usual(reply: &Reply, now_ms: i64) -> Outcome {
    match reply.status.as_u16() {
        200..=299 => Outcome::Delivered { receipt: None },
        408 | 409 | 423 | 425 | 429 | 500..=599 => later(reply, now_ms),
        400 | 413 | 422 => Outcome::Refused,
        _ => broken(reply),
    }
}

/// That it may be taken later, after the pause that the reply asks for.
pub(super) fn later(reply: &Reply, now_ms: i64) -> Outcome {
    let after = retry_after(&reply.headers, now_ms).max(said_pause(reply));
    Outcome::Later { after }
}

/// The pause that a body asks for, as those of Discord, Telegram and Matrix do.
fn said_pause(reply: &Reply) -> Option<Duration> {
    let said = json(reply)?;
    let secs = said["retry_after"].as_f64();
    let secs = secs.or_else(|| said["parameters"]["retry_after"].as_f64());
    let secs = secs.or_else(|| Some(said["retry_after_ms"].as_f64()? / 1_000.0));
    pause(secs?)
}

/// That the channel is broken, in the reply's own words.
pub(super) fn broken(reply: &Reply) -> Outcome {
    Outcome::Broken {
        why: said(reply.status.as_u16(), &text(&reply.body)),
    }
}

/// What a reply of this status and text says of the channel, in a sentence.
pub(crate) fn said(status: u16, text: &str) -> String {
    let status = StatusCode::from_u16(status).unwrap_or_default();
    let said = crate::text::cut(text, 200, crate::text::Unit::Chars);
    let mut why = match status.is_redirection() {
        true => "it redirects elsewhere, which is not followed: ",
        false => "the reply is ",
    }
    .to_owned();
    why.push_str(status.as_str());
    if let Some(reason) = status.canonical_reason() {
        why = format!("{why} {reason}");
    }
    if !said.is_empty() {
        why = format!("{why}: {said}");
    }
    why
}

/// The reply's body as JSON, if it is that.
pub(super) fn json(reply: &Reply) -> Option<Value> {
    serde_json::from_slice(&reply.body).ok()
}

/// Whether the reply begins as one that says "ok": of one that is longer than what is read of it,
/// or that broke off, no more can be known, and to send the message again would be wrong.
pub(super) fn begins_with_ok(reply: &Reply) -> bool {
    !reply.is_whole && reply.body.starts_with(b"{\"ok\":true")
}

/// The pause that a header asks for: in seconds, also with decimals, or until a date. At most
/// an hour. Source: RFC 9110, section 10.2.3.
fn retry_after(headers: &HeaderMap, now_ms: i64) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(secs) = text.parse::<f64>() {
        return pause(secs);
    }
    let at: Timestamp = rfc2822::parse(text).ok()?.timestamp();
    let left_ms = at.as_millisecond().saturating_sub(now_ms);
    let left = Duration::from_millis(u64::try_from(left_ms).unwrap_or(0));
    Some(left.min(LONGEST))
}

/// A pause of `secs` that a receiver asks for, at most an hour.
fn pause(secs: f64) -> Option<Duration> {
    if secs.is_nan() || secs < 0.0 {
        return None;
    }
    let limit = LONGEST.as_secs_f64();
    Duration::try_from_secs_f64(secs.min(limit)).ok()
}

/// The beginning of a body as text of one paragraph, without control characters: at most 1 KiB.
pub(super) fn text(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    let text = crate::text::one_line(&text);
    crate::text::cut(&text, KEPT_BYTES, crate::text::Unit::Bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(value: &str) -> Option<f64> {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, value.parse().unwrap());
        // 1994-11-06 08:49:37 UTC
        let now_ms = 784_111_777_000;
        retry_after(&headers, now_ms).map(|pause| pause.as_secs_f64())
    }

    #[test]
    fn a_pause_is_in_seconds_or_until_a_date() {
        for (value, expected) in [
            ("7", Some(7.0)),
            ("0", Some(0.0)),
            (" 1.5 ", Some(1.5)),
            ("86400", Some(3_600.0)),
            ("1e300", Some(3_600.0)),
            ("inf", Some(3_600.0)),
            ("Sun, 06 Nov 1994 08:50:07 GMT", Some(30.0)),
            ("Sun, 06 Nov 1994 08:49:07 GMT", Some(0.0)),
            ("Sat, 06 Nov 2094 08:49:07 GMT", Some(3_600.0)),
            ("-1", None),
            ("NaN", None),
            ("soon", None),
            ("", None),
        ] {
            assert_eq!(asked(value), expected, "{value}");
        }
    }

    #[test]
    fn a_body_is_kept_as_harmless_text() {
        assert_eq!(text(b"a\x1b[31m\r\nb\xff"), "a [31m b\u{fffd}");
        assert!(text(&[0xff; 4_096]).len() <= 1_024);
    }
}
