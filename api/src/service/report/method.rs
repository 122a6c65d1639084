//! Explains how a report's numbers are computed, with the values that apply.
//!
//! Source of each rule: ARCHITECTURE.md, "From ticks to status" and "Uptime".

use chrono::{DateTime, SecondsFormat};
use entity::website::RegionKeys;
use entity::{region, schedule};
use status::history::Window;
use status::{Keep, Quorum};

use super::PERCENT_DIGITS;

/// Most periods described individually.
const MOST_PERIODS: usize = 20;

/// The explanation in paragraphs, for a report of `window` on a website with the schedule rows
/// `planned`. `regions` are all regions.
pub fn method(
    planned: &[schedule::Model],
    regions: &[region::Model],
    window: Window,
    keep: &Keep,
) -> Vec<String> {
    let Window { from_ms, to_ms } = window;
    let mut text = vec![
        format!(
            "The report covers {} (inclusive) to {} (exclusive), in UTC: {} ms.",
            time(from_ms),
            time(to_ms),
            to_ms - from_ms
        ),
        "Uptime is the share of the measured time during which the website was not down: \
         (up + degraded + partial) / (up + degraded + partial + down). It is computed from \
         time, from one status change to the next, to the millisecond, not from counts of checks."
            .to_owned(),
        "Coverage is the measured time divided by the time of the report. Unmeasured time is \
         neither up nor down and excluded from uptime: time without a result that is still \
         fresh, with too few results to decide, paused, not judged yet, before the website was \
         created, or in announced maintenance, whatever the status was then. Failures of the \
         monitoring itself never count as down."
            .to_owned(),
    ];
    let periods = periods(planned, regions, window);
    if periods.is_empty() {
        text.push("No check was planned in this time.".to_owned());
    }
    text.extend(periods.iter().take(MOST_PERIODS).map(Period::text));
    if let Some(more) = periods.len().checked_sub(MOST_PERIODS + 1) {
        text.push(format!(
            "{} further periods with other settings follow.",
            more + 1
        ));
    }
    text.extend([
        "A region reports down only after two consecutive failed attempts; until then its previous \
         result stands. A result expires two intervals and one time limit after the check's \
         slot, or two intervals after the check's end if that is later. A status changes at the \
         end of the check that changes it, not when its result arrives."
            .to_owned(),
        "Partial is the time during which some regions reported down, but fewer than needed; it counts \
         as up. The numbers of a single region include only its own results."
            .to_owned(),
        "Planned counts the checks in the schedule, for each region; recorded counts those with \
         a result, missing those without: planned = recorded + missing. Checks outside the schedule, \
         to confirm a failure or on request, affect the status but are not counted \
         here, nor are checks that may still be running, nor days whose data is no longer \
         kept."
            .to_owned(),
        "A downtime is a period during which the website as a whole was down, outside of \
         maintenance; one that started before the report or lasted beyond its end is cut there. Its failure is that of the newest check \
         before its start that found the website down."
            .to_owned(),
        format!(
            "Ticks, which contain the failures, are kept {} days; status changes are kept {}.",
            keep.ticks_days,
            keep.history_days
                .map_or_else(|| "forever".to_owned(), |days| format!("{days} days")),
        ),
        format!(
            "Percentages are truncated to {PERCENT_DIGITS} decimals and never rounded up: 100 means \
             that there was no downtime at all. Seconds are rounded so that all statuses add up to the \
             seconds of the report; downtimes are exact to the millisecond."
        ),
    ]);
    text
}

/// A period during which a website was checked with the same settings.
#[derive(Debug)]
struct Period {
    from_ms: i64,
    to_ms: i64,
    how: How,
}

#[derive(Debug, PartialEq, Eq)]
struct How {
    interval_ms: i64,
    timeout_ms: i32,
    retries: i16,
    quorum: String,
    chosen: Option<RegionKeys>,
    regions: Vec<String>,
}

/// The periods of `planned` within a window; adjacent ones with the same settings are merged.
fn periods(planned: &[schedule::Model], regions: &[region::Model], window: Window) -> Vec<Period> {
    let mut periods: Vec<Period> = Vec::new();
    for row in planned {
        let from_ms = row.valid_from_ms.max(window.from_ms);
        let to_ms = row
            .valid_to_ms
            .map_or(window.to_ms, |end_ms| end_ms.min(window.to_ms));
        if from_ms >= to_ms {
            continue;
        }
        let covered = regions
            .iter()
            .filter(|region| row.covers(region.key) && region.valid_from_ms < to_ms);
        let mut names: Vec<String> = covered.map(|region| region.name.clone()).collect();
        names.sort();
        let how = How {
            interval_ms: row.interval_ms,
            timeout_ms: row.timeout_ms,
            retries: row.retries,
            quorum: row.quorum.clone(),
            chosen: row.regions.clone(),
            regions: names,
        };
        match periods.last_mut() {
            Some(last) if last.to_ms == from_ms && last.how == how => last.to_ms = to_ms,
            _ => periods.push(Period {
                from_ms,
                to_ms,
                how,
            }),
        }
    }
    periods
}

impl Period {
    fn text(&self) -> String {
        let How {
            interval_ms,
            timeout_ms,
            retries,
            quorum,
            regions,
            ..
        } = &self.how;
        let needed = quorum
            .parse::<Quorum>()
            .unwrap_or_default()
            .needed(regions.len());
        let names = if regions.is_empty() {
            "no region".to_owned()
        } else {
            regions.join(", ")
        };
        let attempts = match i32::from(*retries) + 1 {
            1 => "1 attempt".to_owned(),
            more => format!("up to {more} attempts"),
        };
        format!(
            "From {} to {} it was checked every {} s from {names}, and down where {needed} of {} \
             regions said so (quorum: {quorum}). An attempt had {timeout_ms} ms; a check had {attempts}.",
            time(self.from_ms),
            time(self.to_ms),
            seconds(*interval_ms),
            regions.len(),
        )
    }
}

/// Milliseconds as seconds, with decimals only if needed.
fn seconds(ms: i64) -> String {
    if ms % 1_000 == 0 {
        (ms / 1_000).to_string()
    } else {
        format!("{}.{:03}", ms / 1_000, ms % 1_000)
    }
}

fn time(ms: i64) -> String {
    let at = DateTime::from_timestamp_millis(ms).unwrap_or_default();
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

#[cfg(test)]
mod tests {
    use entity::{RegionKey, WebsiteKey};
    use uuid::Uuid;

    use super::*;

    const WINDOW: Window = Window {
        from_ms: 1_000_000,
        to_ms: 2_000_000,
    };

    fn row(revision: i32, interval_ms: i64, from_ms: i64, to_ms: Option<i64>) -> schedule::Model {
        schedule::Model {
            website_key: WebsiteKey(1),
            revision,
            website_id: Uuid::nil(),
            interval_ms,
            timeout_ms: 10_000,
            retries: 1,
            url: "https://a.test/".to_owned(),
            quorum: "majority".to_owned(),
            regions: None,
            how: None,
            secrets: None,
            organization_id: None,
            valid_from_ms: from_ms,
            valid_to_ms: to_ms,
            updated_at_ms: from_ms,
        }
    }

    fn regions() -> Vec<region::Model> {
        [
            ("usa", 0),
            ("india", 0),
            ("brazil", 1_500_000),
            ("later", 9_000_000),
        ]
        .into_iter()
        .zip(1..)
        .map(|((name, valid_from_ms), key)| region::Model {
            key: RegionKey(key),
            name: name.to_owned(),
            valid_from_ms,
        })
        .collect()
    }

    fn told(planned: &[schedule::Model]) -> Vec<String> {
        let text = method(planned, &regions(), WINDOW, &Keep::default());
        let is_period = |line: &String| line.starts_with("From ") || line.starts_with("No check");
        text.into_iter().filter(is_period).collect()
    }

    #[test]
    fn settings_are_told_once_for_as_long_as_they_held() {
        let planned = [
            row(1, 60_000, 0, Some(1_200_000)),
            // A change that does not matter here.
            row(2, 60_000, 1_200_000, Some(1_300_000)),
            row(3, 10_500, 1_300_000, Some(1_900_000)),
            schedule::Model {
                retries: 0,
                ..row(4, 10_500, 1_900_000, None)
            },
        ];
        assert_eq!(
            told(&planned),
            [
                "From 1970-01-01T00:16:40.000Z to 1970-01-01T00:21:40.000Z it was checked every \
                 60 s from india, usa, and down where 2 of 2 regions said so (quorum: majority). \
                 An attempt had 10000 ms; a check had up to 2 attempts.",
                "From 1970-01-01T00:21:40.000Z to 1970-01-01T00:31:40.000Z it was checked every \
                 10.500 s from brazil, india, usa, and down where 2 of 3 regions said so (quorum: \
                 majority). An attempt had 10000 ms; a check had up to 2 attempts.",
                "From 1970-01-01T00:31:40.000Z to 1970-01-01T00:33:20.000Z it was checked every \
                 10.500 s from brazil, india, usa, and down where 2 of 3 regions said so (quorum: \
                 majority). An attempt had 10000 ms; a check had 1 attempt.",
            ]
        );
        assert_eq!(told(&[]), ["No check was planned in this time."]);
    }

    #[test]
    fn a_month_of_changes_is_told_in_short() {
        let planned: Vec<_> = (0..30)
            .map(|n| {
                let from_ms = 1_000_000 + n * 1_000;
                row(1, 10_000 + n, from_ms, Some(from_ms + 1_000))
            })
            .collect();
        let text = method(&planned, &regions(), WINDOW, &Keep::default());
        let periods = text.iter().filter(|line| line.starts_with("From "));
        assert_eq!(periods.count(), MOST_PERIODS);
        let more = "10 further periods with other settings follow.";
        assert!(text.iter().any(|line| line == more), "{text:#?}");
        let (exactly, _) = planned.split_at(MOST_PERIODS);
        let text = method(exactly, &regions(), WINDOW, &Keep::default());
        assert!(!text.iter().any(|line| line.contains("further periods")));
    }
}
