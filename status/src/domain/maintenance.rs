//! When maintenance takes place: from a rule and a time zone to windows.
//!
//! Rules are local times, so a window from 01:30 to 03:30 lasts an hour where the clocks skip one
//! and three hours where they repeat one; [`entity::civil`] has the rule for each. A cron
//! expression fires by the same rule, and its windows last as long as they say.

use croner::Cron;
use croner::errors::CronError;
use croner::parser::{CronParser, Seconds, Year};
use entity::civil::{end_ms, start_ms};
use entity::maintenance::{Hours, Rule};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// How far ahead windows are planned, in milliseconds.
pub const AHEAD_MS: i64 = 400 * 86_400_000;

/// Most windows that are planned ahead.
pub const MOST_AHEAD: usize = 2_000;

/// Shortest time between the beginnings of two windows, in milliseconds.
pub const SHORTEST_STEP_MS: i64 = 15 * 60_000;

/// Windows of a rule.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Planned {
    /// Windows from start to end (exclusive), in milliseconds of Unix time, oldest first.
    pub windows: Vec<(i64, i64)>,
    /// All that begin before this instant are there, in milliseconds of Unix time.
    pub to_ms: i64,
    /// Whether there are no others.
    pub is_all: bool,
}

/// Why nothing can be planned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The cron expression cannot be read, in words.
    Cron(String),
    /// It never fires.
    Never,
    /// It fires more often than each [`SHORTEST_STEP_MS`].
    TooOften,
    /// No window has any length.
    Empty,
}

/// The windows of `rule` in `zone` that end after `now_ms`, as far ahead as they are planned.
/// A cron expression that fires rarely takes tens of milliseconds.
///
/// # Errors
/// [`Problem`].
pub fn plan(rule: &Rule, zone: &TimeZone, now_ms: i64) -> Result<Planned, Problem> {
    let planned = windows(rule, zone, now_ms, now_ms + AHEAD_MS, MOST_AHEAD)?;
    if planned.windows.is_empty() && !matches!(rule, Rule::Cron { .. }) {
        return Err(Problem::Empty);
    }
    let mut two = planned.windows.windows(2);
    if two.any(|two| two[1].0 - two[0].0 < SHORTEST_STEP_MS) {
        return Err(Problem::TooOften);
    }
    Ok(planned)
}

/// The windows that end after `from_ms` and begin before `to_ms`, at most `most`.
fn windows(
    rule: &Rule,
    zone: &TimeZone,
    from_ms: i64,
    to_ms: i64,
    most: usize,
) -> Result<Planned, Problem> {
    let mut planned = Planned {
        windows: Vec::new(),
        to_ms,
        is_all: false,
    };
    match rule {
        Rule::Once {
            from_ms: start_ms,
            to_ms: end_ms,
        } => {
            let window = (*start_ms, *end_ms);
            planned.is_all = true;
            planned.add(window, from_ms);
        }
        Rule::Daily { hours } => daily(&mut planned, zone, from_ms, most, *hours, |_| true),
        Rule::Weekly { days, hours } => {
            let is_day = |date: Date| days.contains(&date.weekday().to_monday_one_offset());
            daily(&mut planned, zone, from_ms, most, *hours, is_day);
        }
        Rule::Monthly { days, hours } => {
            let is_day = |date: Date| {
                let last = date.days_in_month();
                let is_last = date.day() == last && days.iter().any(|day| *day > last);
                is_last || days.contains(&date.day())
            };
            daily(&mut planned, zone, from_ms, most, *hours, is_day);
        }
        Rule::Cron {
            expression,
            duration_secs,
        } => {
            let cron = cron(expression)?;
            let duration_ms = i64::from(*duration_secs) * 1_000;
            fire(&mut planned, &cron, zone, from_ms, most, duration_ms)?;
        }
    }
    Ok(planned)
}

impl Planned {
    /// Adds a window unless it is empty or over at `from_ms`.
    fn add(&mut self, (start_ms, end_ms): (i64, i64), from_ms: i64) {
        if start_ms < end_ms && end_ms > from_ms {
            self.windows.push((start_ms, end_ms));
        }
    }
}

/// Adds the windows that begin on the days for which `is_day`.
fn daily(
    planned: &mut Planned,
    zone: &TimeZone,
    from_ms: i64,
    most: usize,
    hours: Hours,
    is_day: impl Fn(Date) -> bool,
) {
    // One that began the day before may go on, and a zone may lie a day ahead.
    let first = Timestamp::from_millisecond(from_ms).ok();
    let first = first.map(|at| at.to_zoned(zone.clone()).date());
    let first = first.and_then(|date| date.checked_sub(2.days()).ok());
    let mut date = first;
    while let Some(day) = date {
        date = day.tomorrow().ok();
        let ends_on = if hours.to_minute > hours.from_minute {
            Some(day)
        } else {
            date
        };
        let start_ms = start_ms(zone, day, hours.from_minute);
        let (Some(start_ms), Some(ends_on)) = (start_ms, ends_on) else {
            break;
        };
        if start_ms >= planned.to_ms {
            return;
        }
        if planned.windows.len() >= most {
            planned.to_ms = start_ms;
            return;
        }
        if is_day(day)
            && let Some(end_ms) = end_ms(zone, ends_on, hours.to_minute)
        {
            planned.add((start_ms, end_ms), from_ms);
        }
    }
    planned.is_all = true;
}

/// Adds the windows that begin when `cron` fires.
fn fire(
    planned: &mut Planned,
    cron: &Cron,
    zone: &TimeZone,
    from_ms: i64,
    most: usize,
    duration_ms: i64,
) -> Result<(), Problem> {
    let first_ms = (from_ms - duration_ms).div_euclid(1_000) * 1_000;
    let first = Timestamp::from_millisecond(first_ms).map_err(|_| Problem::Never)?;
    let mut at = first.to_zoned(zone.clone());
    let mut is_first = true;
    loop {
        at = match cron.find_next_occurrence(&at, is_first) {
            Ok(at) => at,
            Err(CronError::TimeSearchLimitExceeded) if is_first => return Err(Problem::Never),
            Err(CronError::TimeSearchLimitExceeded) => break,
            Err(err) => return Err(Problem::Cron(err.to_string())),
        };
        is_first = false;
        let start_ms = at.timestamp().as_millisecond();
        if start_ms >= planned.to_ms {
            return Ok(());
        }
        if planned.windows.len() >= most {
            planned.to_ms = start_ms;
            return Ok(());
        }
        planned.add((start_ms, start_ms + duration_ms), from_ms);
    }
    planned.is_all = true;
    Ok(())
}

fn cron(expression: &str) -> Result<Cron, Problem> {
    let parser = CronParser::builder()
        .seconds(Seconds::Disallowed)
        .year(Year::Disallowed)
        .build();
    let cron = parser.parse(expression);
    cron.map_err(|err| Problem::Cron(err.to_string()))
}

/// The time zone called `name` by IANA, in its usual spelling.
pub fn zone(name: &str) -> Option<(TimeZone, String)> {
    let zone = TimeZone::get(name).ok()?;
    let name = zone.iana_name()?.to_owned();
    Some((zone, name))
}

#[cfg(test)]
#[path = "maintenance_tests.rs"]
mod tests;
