//! Instants and days as pages write them: in UTC, until a script of the page knows the reader's
//! time zone.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// Milliseconds of a day.
const DAY_MS: i64 = 86_400_000;

/// The instant as `2026-11-30 14:02 UTC`.
pub(crate) fn utc(ms: i64) -> String {
    stamp(ms).strftime("%Y-%m-%d %H:%M UTC").to_string()
}

/// The instant by RFC 3339, in seconds.
pub(crate) fn rfc3339(ms: i64) -> String {
    stamp(ms).strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// The instant by RFC 3339, in milliseconds.
pub(crate) fn rfc3339_ms(ms: i64) -> String {
    stamp(ms).strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

/// The instant by RFC 2822, as RSS has it.
pub(crate) fn rfc2822(ms: i64) -> String {
    stamp(ms)
        .strftime("%a, %d %b %Y %H:%M:%S +0000")
        .to_string()
}

/// The instant as calendars have it. Source: RFC 5545, 3.3.5.
pub(crate) fn basic(ms: i64) -> String {
    stamp(ms).strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// The instant as HTML.
pub(crate) fn html(ms: i64) -> String {
    format!("<time datetime=\"{}\">{}</time>", rfc3339(ms), utc(ms))
}

/// The day with this number, counted from 1970, as `2026-11-30`.
pub(crate) fn day(day: i32) -> String {
    let at = stamp(i64::from(day) * DAY_MS);
    at.strftime("%Y-%m-%d").to_string()
}

/// The number of the day that is written as `2026-11-30`.
pub(crate) fn day_of(text: &str) -> Option<i32> {
    let date: Date = text.parse().ok().filter(|_| text.len() == 10)?;
    let at = date.to_zoned(TimeZone::UTC).ok()?.timestamp();
    i32::try_from(at.as_millisecond().div_euclid(DAY_MS)).ok()
}

/// The year and month of an instant.
pub(crate) fn month_of(ms: i64) -> (i16, i8) {
    let date = stamp(ms).to_zoned(TimeZone::UTC).date();
    (date.year(), date.month())
}

/// The month before or after, by `by`.
pub(crate) fn month_after((year, month): (i16, i8), by: i8) -> (i16, i8) {
    match month + by {
        0 => (year - 1, 12),
        13 => (year + 1, 1),
        month => (year, month),
    }
}

/// The instants at which a month begins and ends, in milliseconds of Unix time.
pub(crate) fn span_of_month(month: (i16, i8)) -> Option<(i64, i64)> {
    let begin = |(year, month): (i16, i8)| {
        let date = Date::new(year, month, 1).ok()?.to_zoned(TimeZone::UTC);
        Some(date.ok()?.timestamp().as_millisecond())
    };
    Some((begin(month)?, begin(month_after(month, 1))?))
}

/// Year and month of a text like `2026-11`.
pub(crate) fn month_from(text: &str) -> Option<(i16, i8)> {
    let (year, month) = text.split_once('-')?;
    let is_exact = year.len() == 4 && month.len() == 2;
    let month = (year.parse().ok()?, month.parse().ok()?);
    (is_exact && (1..=12).contains(&month.1) && month.0 >= 1970).then_some(month)
}

/// A month as `2026-11`.
pub(crate) fn month_text((year, month): (i16, i8)) -> String {
    format!("{year:04}-{month:02}")
}

pub(crate) fn stamp(ms: i64) -> Timestamp {
    Timestamp::from_millisecond(ms).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_months_read_as_they_are_written() {
        assert_eq!(day(0), "1970-01-01");
        assert_eq!(day_of("2026-12-01"), Some(20_788));
        assert_eq!(day(20_788), "2026-12-01");
        for wrong in ["2026-13-01", "2026-1-1", "", "2026-12-01T00:00"] {
            assert_eq!(day_of(wrong), None, "{wrong}");
        }
        assert_eq!(month_from("2026-12"), Some((2026, 12)));
        assert_eq!(month_text(month_after((2026, 12), 1)), "2027-01");
        assert_eq!(month_text(month_after((2026, 1), -1)), "2025-12");
        for wrong in ["2026-13", "2026-00", "26-12", "2026", "2026-1", "9999-12x"] {
            assert_eq!(month_from(wrong), None, "{wrong}");
        }
        let (from_ms, to_ms) = span_of_month((2026, 2)).unwrap();
        assert_eq!(to_ms - from_ms, 28 * DAY_MS);
        assert_eq!(utc(1_000), "1970-01-01 00:00 UTC");
    }
}
