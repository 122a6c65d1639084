//! Hours of quiet, by the clock of the channel's time zone.

use entity::alert::AlertKind;
use entity::channel::Rules;
use entity::civil;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Most hours of quiet in a row: those of a week, and one that began the day before.
const MOST_IN_A_ROW: usize = 8;

/// Kinds that may disturb at any time. A summary holds nothing that may not.
pub(super) fn except(rules: &Rules) -> Vec<AlertKind> {
    let chosen = rules.quiet.iter().flat_map(|quiet| &quiet.except).copied();
    chosen
        .chain([AlertKind::Test, AlertKind::Summary])
        .collect()
}

/// When the quiet ends that keeps an alert of `kind` at `now_ms`, both in milliseconds of Unix
/// time; `None` if it may disturb.
pub(super) fn until(rules: &Rules, kind: AlertKind, now_ms: i64) -> Option<i64> {
    ends(rules, now_ms).filter(|_| !except(rules).contains(&kind))
}

/// The first instant from `at_ms` on at which an alert of `kind` may disturb, both in
/// milliseconds of Unix time.
pub(super) fn free_from(rules: &Rules, kind: AlertKind, at_ms: i64) -> i64 {
    let ends = std::iter::successors(Some(at_ms), |at_ms| until(rules, kind, *at_ms));
    ends.take(MOST_IN_A_ROW).last().unwrap_or(at_ms)
}

/// When the quiet ends that goes on at `now_ms`, both in milliseconds of Unix time.
pub(super) fn ends(rules: &Rules, now_ms: i64) -> Option<i64> {
    let quiet = rules.quiet.as_ref()?;
    let zone = rules.time_zone.as_deref().unwrap_or("UTC");
    let zone = TimeZone::get(zone).ok()?;
    let today = Timestamp::from_millisecond(now_ms)
        .ok()?
        .to_zoned(zone.clone())
        .date();
    [today.yesterday().ok()?, today]
        .into_iter()
        .find_map(|day| {
            let weekday = i16::from(day.weekday().to_monday_one_offset());
            if !quiet.days.is_empty() && !quiet.days.contains(&weekday) {
                return None;
            }
            let last = if quiet.to_minute > quiet.from_minute {
                day
            } else {
                day.tomorrow().ok()?
            };
            let from_ms = civil::start_ms(&zone, day, quiet.from_minute)?;
            let to_ms = civil::end_ms(&zone, last, quiet.to_minute)?;
            (from_ms..to_ms).contains(&now_ms).then_some(to_ms)
        })
}

#[cfg(test)]
mod tests {
    use entity::channel::Quiet;

    use super::*;

    fn at(text: &str) -> i64 {
        text.parse::<Timestamp>().unwrap().as_millisecond()
    }

    fn rules(zone: &str, from_minute: i16, to_minute: i16, days: &[i16]) -> Rules {
        Rules {
            kinds: Vec::new(),
            websites: None,
            tags: None,
            time_zone: Some(zone.to_owned()),
            quiet: Some(Quiet {
                from_minute,
                to_minute,
                days: days.to_vec(),
                except: vec![AlertKind::IncidentResolved],
            }),
        }
    }

    #[test]
    fn quiet_holds_by_the_clock_of_its_zone() {
        let night = rules("Europe/Berlin", 22 * 60, 7 * 60, &[]);
        let weekend = rules("America/New_York", 0, 0, &[6, 7]);
        for (rules, now, end) in [
            (&night, "2026-06-01T19:59:59Z", None),
            (&night, "2026-06-01T20:00:00Z", Some("2026-06-02T05:00:00Z")),
            (&night, "2026-06-02T04:59:59Z", Some("2026-06-02T05:00:00Z")),
            (&night, "2026-06-02T05:00:00Z", None),
            // The nights in which the clocks change are an hour shorter and longer.
            (&night, "2026-03-28T21:00:00Z", Some("2026-03-29T05:00:00Z")),
            (&night, "2026-10-24T20:00:00Z", Some("2026-10-25T06:00:00Z")),
            (&weekend, "2026-06-06T03:59:59Z", None),
            (
                &weekend,
                "2026-06-06T04:00:00Z",
                Some("2026-06-07T04:00:00Z"),
            ),
            (
                &weekend,
                "2026-06-08T03:59:59Z",
                Some("2026-06-08T04:00:00Z"),
            ),
            (&weekend, "2026-06-08T04:00:00Z", None),
        ] {
            let kind = AlertKind::IncidentOpened;
            assert_eq!(until(rules, kind, at(now)), end.map(at), "{now}");
            let except = AlertKind::IncidentResolved;
            assert_eq!(until(rules, except, at(now)), None);
        }
    }
}
