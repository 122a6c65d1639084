//! When maintenance takes place: its validation.

use entity::civil;
use entity::maintenance::{Hours, Rule};
use entity::maintenance_window::LONGEST_MS;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use status::domain::maintenance::{self as domain, Planned, Problem};

use super::change::Change;
use crate::service::input::{in_range, within};
use crate::service::text::{line, prose};
use crate::service::{Error, Result};

/// Longest title, in characters.
const MAX_TITLE_CHARS: usize = 100;

/// Longest text for status pages, in characters.
const MAX_PUBLIC_CHARS: usize = 10_000;

/// Longest cron expression, in bytes.
const MAX_CRON_BYTES: usize = 100;

/// How long a window of a cron expression may be, in seconds: up to a week.
const DURATION_SECS: std::ops::RangeInclusive<i32> = 60..=604_800;

/// Local times of a period, such as `22:00` to `01:30`.
#[derive(Clone, Debug)]
pub struct Given {
    /// Time of day at which it begins.
    pub from: String,
    /// Time of day at which it ends; on the next day if not after `from`.
    pub to: String,
}

/// Days of a week, and times on them.
#[derive(Clone, Debug)]
pub struct Weekly {
    /// Days on which it begins, 1 (Monday) to 7.
    pub days: Vec<i32>,
    /// Times of day.
    pub hours: Given,
}

/// Days of a month, and times on them.
#[derive(Clone, Debug)]
pub struct Monthly {
    /// Days on which it begins, 1 to 31.
    pub days: Vec<i32>,
    /// Times of day.
    pub hours: Given,
}

/// A repetition, as a person gives it.
#[derive(Clone, Debug)]
pub enum When {
    /// Each day.
    Daily(Given),
    /// On days of the week.
    Weekly(Weekly),
    /// On days of the month.
    Monthly(Monthly),
    /// When a cron expression fires, for so many seconds.
    Cron(String, i32),
}

/// A validated title.
pub(super) fn title(text: &str) -> Result<String> {
    line("title", text, MAX_TITLE_CHARS)
}

/// What status pages are to say, validated: what they call it, and a text.
pub(super) fn public(change: &Change) -> Result<(Public, Public)> {
    let title = match &change.public_title {
        Some(Some(title)) => Some(Some(line("publicTitle", title, MAX_TITLE_CHARS)?)),
        other => other.clone(),
    };
    let text = match &change.public_text {
        Some(Some(text)) => Some(prose("publicText", text, MAX_PUBLIC_CHARS)?),
        other => other.clone(),
    };
    Ok((title, text))
}

/// A change of what status pages say; `Some(None)` for nothing.
pub(super) type Public = Option<Option<String>>;

/// The time zone called `name`, and its usual spelling.
pub(super) fn time_zone(name: &str) -> Result<(TimeZone, String)> {
    let problem = "must be an IANA time zone, such as Europe/Berlin";
    domain::zone(name).ok_or_else(|| Error::input("timeZone", problem))
}

/// The instant `text` in milliseconds of Unix time: with an offset, or by the clock of `zone`.
/// What the clocks skip or repeat is [`entity::civil`]'s concern.
pub(super) fn instant(
    field: &'static str,
    text: &str,
    zone: &TimeZone,
    is_end: bool,
) -> Result<i64> {
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Ok(instant.as_millisecond());
    }
    let problem = "must be an instant such as 2026-11-30T22:00:00Z, or a local time such as \
                   2026-11-30T22:00";
    let wrong = || Error::input(field, problem);
    let is_local = !text.contains(['Z', 'z', '+', '[']) && text.contains('T');
    let local = text.parse::<DateTime>().ok().filter(|_| is_local);
    let local = local.ok_or_else(wrong)?;
    if (local.second(), local.subsec_nanosecond()) != (0, 0) {
        let problem = "must be a whole minute, unless it has an offset";
        return Err(Error::input(field, problem));
    }
    let minute = 60 * i16::from(local.hour()) + i16::from(local.minute());
    let of = if is_end {
        civil::end_ms
    } else {
        civil::start_ms
    };
    of(zone, local.date(), minute).ok_or_else(wrong)
}

/// A validated period that is not over at `now_ms`.
pub(super) fn once(from_ms: i64, to_ms: i64, now_ms: i64) -> Result<Rule> {
    let problem = if to_ms < from_ms {
        "must be after from"
    } else if to_ms == from_ms {
        "must be after from; by the clock of its time zone, this window has no length"
    } else if to_ms <= now_ms {
        "is in the past"
    } else if to_ms - from_ms > LONGEST_MS {
        "must be at most 92 days after from"
    } else {
        return Ok(Rule::Once { from_ms, to_ms });
    };
    Err(Error::input("to", problem))
}

/// A validated repetition.
pub(super) fn rule(when: &When) -> Result<Rule> {
    Ok(match when {
        When::Daily(given) => Rule::Daily {
            hours: hours("rule.daily", given)?,
        },
        When::Weekly(weekly) => Rule::Weekly {
            days: days("rule.weekly", &weekly.days, 7)?,
            hours: hours("rule.weekly", &weekly.hours)?,
        },
        When::Monthly(monthly) => Rule::Monthly {
            days: days("rule.monthly", &monthly.days, 31)?,
            hours: hours("rule.monthly", &monthly.hours)?,
        },
        When::Cron(expression, duration_secs) => {
            if expression.len() > MAX_CRON_BYTES {
                let problem = format!("must have at most {MAX_CRON_BYTES} bytes");
                return Err(Error::input("rule.cron.expression", problem));
            }
            Rule::Cron {
                expression: expression.trim().to_owned(),
                duration_secs: in_range("rule.cron.durationSecs", *duration_secs, &DURATION_SECS)?,
            }
        }
    })
}

/// The windows of a rule, or what is wrong with it by the name of its field.
pub(super) fn planned(planned: Result<Planned, Problem>) -> Result<Planned> {
    let cron = "rule.cron.expression";
    planned.map_err(|problem| match problem {
        Problem::Cron(problem) => Error::input(
            cron,
            format!(
                "must be five fields (minute, hour, day of the month, month, day of the week): \
                 {problem}"
            ),
        ),
        Problem::Never => Error::input(cron, "never fires"),
        Problem::TooOften => {
            let minutes = domain::SHORTEST_STEP_MS / 60_000;
            Error::input(
                cron,
                format!("fires more often than every {minutes} minutes"),
            )
        }
        Problem::Empty => Error::input("rule", "has no window of any length"),
    })
}

fn hours(parent: &str, given: &Given) -> Result<Hours> {
    let hours = Hours {
        from_minute: minute(parent, "from", &given.from)?,
        to_minute: minute(parent, "to", &given.to)?,
    };
    if hours.from_minute == hours.to_minute {
        let problem = "must differ from from, or the window is empty";
        return Err(Error::input(within(parent, "to"), problem));
    }
    Ok(hours)
}

fn days(parent: &str, days: &[i32], most: i32) -> Result<Vec<i8>> {
    let field = || within(parent, "days");
    if days.is_empty() {
        return Err(Error::input(field(), "must name a day at least"));
    }
    let mut valid = Vec::with_capacity(days.len().min(31));
    for day in days {
        let day = in_range(field(), *day, &(1..=most))?;
        valid.push(i8::try_from(day).unwrap_or_default());
    }
    valid.sort_unstable();
    valid.dedup();
    Ok(valid)
}

/// The minute of a day at a local time such as `22:00`; the end of the day is `24:00`.
fn minute(parent: &str, field: &str, text: &str) -> Result<i16> {
    let parts = text.split_once(':').filter(|(hours, minutes)| {
        let is_number = |text: &str| text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit());
        is_number(hours) && is_number(minutes)
    });
    let minute = parts.and_then(|(hours, minutes)| {
        let (hours, minutes) = (hours.parse::<i16>().ok()?, minutes.parse::<i16>().ok()?);
        let minute = 60 * hours + minutes;
        let latest = if field == "to" { 1_440 } else { 1_439 };
        (minutes < 60 && minute <= latest).then_some(minute)
    });
    let problem = "must be a time of day such as 22:00";
    minute.ok_or_else(|| Error::input(within(parent, field), problem))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(text: &str) -> i64 {
        text.parse::<Timestamp>().unwrap().as_millisecond()
    }

    #[test]
    fn an_instant_has_an_offset_or_is_local() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        for (text, is_end, expected) in [
            ("2026-11-30T22:00:00Z", false, "2026-11-30T22:00:00Z"),
            (
                "2026-11-30T22:00:00.5+02:00",
                false,
                "2026-11-30T20:00:00.5Z",
            ),
            ("2026-11-30T22:00", false, "2026-11-30T21:00:00Z"),
            ("2026-07-01T22:00:00", true, "2026-07-01T20:00:00Z"),
            ("2026-03-29T02:30", false, "2026-03-29T01:00:00Z"),
            ("2026-03-29T02:30", true, "2026-03-29T01:00:00Z"),
            ("2026-10-25T02:30", false, "2026-10-25T00:30:00Z"),
            ("2026-10-25T02:30", true, "2026-10-25T01:30:00Z"),
        ] {
            let found = instant("from", text, &zone, is_end).unwrap();
            assert_eq!(found, ms(expected), "{text}");
        }
        for bad in [
            "",
            "22:00",
            "2026-11-30",
            "2026-13-01T00:00",
            "2026-11-30T24:30",
            "2026-11-30T22:00:01",
            "2026-11-30T22:00[Europe/Paris]",
            "tomorrow",
        ] {
            assert!(instant("from", bad, &zone, false).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_time_of_day_may_be_the_end_of_the_day_only_as_an_end() {
        for (field, text, expected) in [
            ("from", "00:00", Some(0)),
            ("from", "23:59", Some(1_439)),
            ("from", "24:00", None),
            ("to", "24:00", Some(1_440)),
            ("to", "24:01", None),
            ("to", "12:60", None),
            ("to", "7:30", None),
            ("to", "+1:30", None),
        ] {
            assert_eq!(minute("rule.daily", field, text).ok(), expected, "{text}");
        }
    }
}
