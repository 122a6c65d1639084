//! Validates requested windows and steps.

use chrono::{DateTime, Datelike, TimeDelta, Utc};
use status::history::{Step, Window};

use super::{Error, Result};

/// First and last year of a window: there is nothing before, and days and hours are 32-bit
/// numbers.
const FIRST_YEAR: i32 = 1970;
const LAST_YEAR: i32 = 9999;

/// Longest window: ten years.
const MAX_DAYS: i64 = 3_660;

/// Most hours of a series: a month.
const MAX_HOURS: i32 = 24 * 31;

/// Most days of a series: two years.
const MAX_DAY_STEPS: i32 = 2 * 366;

/// The window from `from` to `to`, or the `days` before `now` if neither is given.
///
/// # Errors
/// [`Error::Input`] if the arguments contradict one another.
pub fn window(
    days: Option<i64>,
    from: Option<DateTime<Utc>>,
    to: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<Window> {
    let (from, to) = match (days, from, to) {
        (Some(_), Some(_), _) | (Some(_), _, Some(_)) => {
            return Err(Error::input(
                "window",
                "cannot be given together with from or to",
            ));
        }
        (days, None, None) => (now - TimeDelta::days(days.unwrap_or(1)), now),
        (None, Some(from), to) => (from, to.unwrap_or(now)),
        (None, None, Some(_)) => return Err(Error::input("from", "must be given with to")),
    };
    for (field, at) in [("from", from), ("to", to)] {
        if !(FIRST_YEAR..=LAST_YEAR).contains(&at.year()) {
            let problem = format!("must lie in the years {FIRST_YEAR} to {LAST_YEAR}");
            return Err(Error::input(field, problem));
        }
    }
    if from >= to {
        return Err(Error::input("from", "must be before to"));
    }
    if to - from > TimeDelta::days(MAX_DAYS) {
        return Err(Error::input("from", "is more than ten years before to"));
    }
    Ok(Window {
        from_ms: from.timestamp_millis(),
        to_ms: to.timestamp_millis(),
    })
}

/// Number of steps of a series: by default 24 hours or 90 days.
///
/// # Errors
/// [`Error::Input`] on `steps` for none, or more than a month of hours or two years of days.
pub fn steps(step: Step, steps: Option<i32>) -> Result<u16> {
    let (default, most) = match step {
        Step::Hour => (24, MAX_HOURS),
        Step::Day => (90, MAX_DAY_STEPS),
    };
    let steps = steps.unwrap_or(default);
    let taken = u16::try_from(steps).ok();
    taken
        .filter(|taken| *taken > 0 && steps <= most)
        .ok_or_else(|| Error::input("steps", format!("must be 1 to {most}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(secs: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(secs, 0).unwrap()
    }

    #[test]
    fn a_window_is_named_or_given() {
        let now = at(1_000_000);
        let day = window(None, None, None, now).unwrap();
        assert_eq!((day.from_ms, day.to_ms), (913_600_000, 1_000_000_000));
        assert_eq!(window(Some(1), None, None, now).unwrap(), day);
        let given = window(None, Some(at(10)), Some(at(20)), now).unwrap();
        assert_eq!((given.from_ms, given.to_ms), (10_000, 20_000));
        assert_eq!(
            window(None, Some(at(10)), None, now).unwrap().to_ms,
            1_000_000_000
        );
    }

    #[test]
    fn windows_that_make_no_sense_are_refused() {
        let now = at(1_000_000);
        assert!(window(Some(1), Some(at(1)), None, now).is_err());
        assert!(window(None, None, Some(at(1)), now).is_err());
        assert!(window(None, Some(at(2)), Some(at(2)), now).is_err());
        assert!(window(None, Some(at(0)), Some(at(400_000_000)), now).is_err());
        let field = |from, to| match window(None, Some(from), Some(to), now) {
            Err(Error::Input { field, .. }) => field.into_owned(),
            other => panic!("{other:?}"),
        };
        let (first, last) = (DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC);
        let hour = TimeDelta::hours(1);
        assert_eq!(field(first, last), "from");
        assert_eq!(field(first, first + hour), "from");
        assert_eq!(field(last - hour, last), "from");
        assert_eq!(field(at(0), last), "to");
        assert_eq!(field(at(-1), at(1)), "from");
        let year_9999 = at(253_402_300_799);
        assert!(window(None, Some(year_9999 - hour), Some(year_9999), now).is_ok());
    }

    #[test]
    fn steps_have_bounds() {
        assert_eq!(steps(Step::Hour, None).unwrap(), 24);
        assert_eq!(steps(Step::Day, None).unwrap(), 90);
        assert_eq!(steps(Step::Hour, Some(744)).unwrap(), 744);
        for (step, count) in [
            (Step::Hour, 745),
            (Step::Day, 733),
            (Step::Day, 0),
            (Step::Day, -1),
        ] {
            assert!(steps(step, Some(count)).is_err(), "{step:?} {count}");
        }
    }
}
