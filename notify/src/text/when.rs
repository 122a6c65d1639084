//! Instants and durations, as people read them.

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// The instant `at_ms` (milliseconds of Unix time) in `zone`: `2026-11-30 10:12:05 CET`.
pub fn instant(at_ms: i64, zone: &TimeZone) -> String {
    let Ok(at) = Timestamp::from_millisecond(at_ms) else {
        return "an unknown time".to_owned();
    };
    let at = at.to_zoned(zone.clone());
    at.strftime("%Y-%m-%d %H:%M:%S %Z").to_string()
}

/// The instant `at_ms` (milliseconds of Unix time) as RFC 3339 has it, in UTC:
/// `2026-11-30T09:12:05.000Z`.
pub(crate) fn rfc3339(at_ms: i64) -> String {
    let at = Timestamp::from_millisecond(at_ms).unwrap_or(Timestamp::UNIX_EPOCH);
    format!("{at:.3}")
}

/// A duration of `ms` milliseconds, in its two largest units: `45 s`, `12 min`, `2 h 5 min`.
pub fn duration(ms: i64) -> String {
    let secs = ms.max(0) / 1_000;
    let (mins, hours, days) = (secs / 60, secs / 3_600, secs / 86_400);
    let two = |first: i64, unit: &str, second: i64, small: &str| match second {
        0 => format!("{first} {unit}"),
        _ => format!("{first} {unit} {second} {small}"),
    };
    if days > 0 {
        two(days, "d", hours % 24, "h")
    } else if hours > 0 {
        two(hours, "h", mins % 60, "min")
    } else if mins > 0 {
        format!("{mins} min")
    } else {
        format!("{secs} s")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_two_units_at_most() {
        for (secs, expected) in [
            (-5, "0 s"),
            (0, "0 s"),
            (59, "59 s"),
            (60, "1 min"),
            (754, "12 min"),
            (3_600, "1 h"),
            (7_500, "2 h 5 min"),
            (86_400, "1 d"),
            (273_600, "3 d 4 h"),
        ] {
            assert_eq!(duration(secs * 1_000), expected);
        }
    }

    #[test]
    fn times_carry_the_abbreviation_of_their_zone() {
        let at_ms = 1_796_029_925_000;
        for (zone, expected) in [
            ("UTC", "2026-11-30 09:12:05 UTC"),
            ("Europe/Berlin", "2026-11-30 10:12:05 CET"),
            ("America/New_York", "2026-11-30 04:12:05 EST"),
            ("Asia/Kolkata", "2026-11-30 14:42:05 IST"),
        ] {
            let zone = TimeZone::get(zone).unwrap();
            assert_eq!(instant(at_ms, &zone), expected);
        }
        assert_eq!(rfc3339(at_ms), "2026-11-30T09:12:05.000Z");
        let summer = instant(1_782_000_000_000, &TimeZone::get("Europe/Berlin").unwrap());
        assert!(summer.ends_with(" CEST"), "{summer}");
        assert_eq!(instant(i64::MAX, &TimeZone::UTC), "an unknown time");
    }
}
