//! Times of day in a time zone, on days on which the clocks change, too.
//!
//! A time that the clocks skip is the first instant after the gap. Of a time that comes twice,
//! a period begins at the first and ends at the second. So what is announced by the clock is
//! never cut short, and a period never ends before it begins.

use jiff::civil::Date;
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{Timestamp, ToSpan};

/// When a period begins that starts at `minute` (from midnight, 0 to 1,440) of `date`, in
/// milliseconds of Unix time; `None` beyond the calendar.
pub fn start_ms(zone: &TimeZone, date: Date, minute: i16) -> Option<i64> {
    instant(zone, date, minute, false)
}

/// When a period ends that lasts to `minute` (from midnight, 0 to 1,440) of `date`, in
/// milliseconds of Unix time; `None` beyond the calendar.
pub fn end_ms(zone: &TimeZone, date: Date, minute: i16) -> Option<i64> {
    instant(zone, date, minute, true)
}

fn instant(zone: &TimeZone, date: Date, minute: i16, is_end: bool) -> Option<i64> {
    let time = date
        .at(0, 0, 0, 0)
        .checked_add(i64::from(minute).minutes())
        .ok()?;
    let ambiguous = zone.to_ambiguous_timestamp(time);
    let timestamp = match ambiguous.offset() {
        AmbiguousOffset::Unambiguous { offset } => offset.to_timestamp(time).ok()?,
        AmbiguousOffset::Fold { before, after } => {
            let offset = if is_end { after } else { before };
            offset.to_timestamp(time).ok()?
        }
        AmbiguousOffset::Gap { before, .. } => {
            // By the clock before the gap this is an instant after it.
            let later = before.to_timestamp(time).ok()?;
            transition(zone, later)?
        }
    };
    Some(timestamp.as_millisecond())
}

/// The last change of the clocks at or before `instant`.
fn transition(zone: &TimeZone, instant: Timestamp) -> Option<Timestamp> {
    let after = instant.checked_add(1.nanosecond()).ok()?;
    let transition = zone.preceding(after).next()?;
    Some(transition.timestamp())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_time_that_is_skipped_or_comes_twice_has_its_rule() {
        let spring = [
            ("Europe/Berlin", date(2026, 3, 29)),
            ("America/New_York", date(2026, 3, 8)),
            ("Australia/Lord_Howe", date(2026, 10, 4)),
        ];
        let autumn = [
            ("Europe/Berlin", date(2026, 10, 25)),
            ("America/New_York", date(2026, 11, 1)),
            ("Australia/Lord_Howe", date(2026, 4, 5)),
        ];
        let at = |text: &str| text.parse::<Timestamp>().unwrap().as_millisecond();
        let zone = |name: &str| TimeZone::get(name).unwrap();
        for ((name, day), (minute, expected)) in spring.into_iter().zip([
            (150, "2026-03-29T01:00:00Z"),
            (150, "2026-03-08T07:00:00Z"),
            (135, "2026-10-03T15:30:00Z"),
        ]) {
            let zone = zone(name);
            assert_eq!(start_ms(&zone, day, minute), Some(at(expected)), "{name}");
            assert_eq!(end_ms(&zone, day, minute), Some(at(expected)), "{name}");
        }
        for ((name, day), (minute, first, second)) in autumn.into_iter().zip([
            (150, "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"),
            (90, "2026-11-01T05:30:00Z", "2026-11-01T06:30:00Z"),
            (105, "2026-04-04T14:45:00Z", "2026-04-04T15:15:00Z"),
        ]) {
            let zone = zone(name);
            assert_eq!(start_ms(&zone, day, minute), Some(at(first)), "{name}");
            assert_eq!(end_ms(&zone, day, minute), Some(at(second)), "{name}");
        }
        let berlin = zone("Europe/Berlin");
        let leap = date(2028, 2, 29);
        assert_eq!(start_ms(&berlin, leap, 0), Some(at("2028-02-28T23:00:00Z")));
        assert_eq!(
            end_ms(&berlin, leap, 1_440),
            Some(at("2028-02-29T23:00:00Z"))
        );
    }
}
