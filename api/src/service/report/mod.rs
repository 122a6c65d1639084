//! The monthly report: uptime and downtimes of a website, and how they were computed.

mod downtimes;
mod method;

use chrono::{DateTime, Months, NaiveDate, NaiveTime, Utc};
use entity::{WebsiteKey, region, schedule};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DatabaseConnection};
use sea_orm::{QueryFilter, QueryOrder, QuerySelect};
use status::Keep;
use status::domain::uptime::Tally;
use status::history::{self, Slots, Window};

use super::{Error, Result};

pub use downtimes::{Cause, Downtime, Downtimes, count, downtimes, explain};
pub use method::method;

/// Decimals of a percentage.
pub const PERCENT_DIGITS: u32 = 4;

/// Most schedule rows of a report.
const MOST_PLANNED: u64 = 10_000;

/// A month in UTC, up to now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Month {
    /// Name of the month, such as `2026-11`.
    pub name: String,
    /// From the start of the month to its end, or to now.
    pub window: Window,
}

/// Uptime of a website in one region or as a whole.
#[derive(Clone, Debug)]
pub struct Line {
    /// Name of the region; `None` for the website as a whole.
    pub region: Option<String>,
    /// Time in each status.
    pub tally: Tally,
    /// The ledger of its slots.
    pub slots: Slots,
}

/// Parses a month such as `2026-11`.
///
/// # Errors
/// [`Error::Input`] on `month` if it is invalid, or in the future.
pub fn month(text: &str, now: DateTime<Utc>) -> Result<Month> {
    let wrong = || {
        Error::input(
            "month",
            "must be a month like 2026-11, from 1970-01 to 9999-12",
        )
    };
    let (year, month) = text.split_once('-').ok_or_else(wrong)?;
    let number = |text: &str, len| {
        let is_number = text.len() == len && text.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| text.parse::<u16>().ok()).flatten()
    };
    let year = number(year, 4).filter(|year| *year >= 1970);
    let (Some(year), Some(month)) = (year, number(month, 2)) else {
        return Err(wrong());
    };
    let first = NaiveDate::from_ymd_opt(year.into(), month.into(), 1).ok_or_else(wrong)?;
    let next = first.checked_add_months(Months::new(1)).ok_or_else(wrong)?;
    let start_ms = |day: NaiveDate| day.and_time(NaiveTime::MIN).and_utc().timestamp_millis();
    let window = Window {
        from_ms: start_ms(first),
        to_ms: start_ms(next).min(now.timestamp_millis()),
    };
    if window.from_ms >= window.to_ms {
        return Err(Error::input("month", "is in the future"));
    }
    Ok(Month {
        name: text.to_owned(),
        window,
    })
}

/// Schedule rows of a website in `window`, oldest first.
///
/// # Errors
/// [`Error::Input`] on `month` if there are too many, or if the database fails.
pub async fn planned(
    db: &impl ConnectionTrait,
    website_key: WebsiteKey,
    window: Window,
) -> Result<Vec<schedule::Model>> {
    let rows = schedule::Entity::find_lean()
        .filter(schedule::Column::WebsiteKey.eq(website_key))
        .filter(schedule::Column::ValidFromMs.lt(window.to_ms))
        .filter(
            Condition::any()
                .add(schedule::Column::ValidToMs.is_null())
                .add(schedule::Column::ValidToMs.gt(window.from_ms)),
        )
        .order_by_asc(schedule::Column::ValidFromMs)
        .limit(MOST_PLANNED + 1)
        .all(db)
        .await?;
    if u64::try_from(rows.len()).is_ok_and(|len| len > MOST_PLANNED) {
        let problem = format!("has more than {MOST_PLANNED} changes of the schedule");
        return Err(Error::input("month", problem));
    }
    Ok(rows)
}

/// Regions from which any of `planned` was checked in `window`, by name.
pub fn regions_of(
    planned: &[schedule::Model],
    regions: &[region::Model],
    window: Window,
) -> Vec<region::Model> {
    // A row that ended before a region was first seen was not checked from it.
    let covers = |row: &schedule::Model, region: &region::Model| {
        let heard_of = |end_ms| region.valid_from_ms < end_ms;
        row.covers(region.key) && row.valid_to_ms.is_none_or(heard_of)
    };
    let mut found: Vec<region::Model> = regions
        .iter()
        .filter(|region| region.valid_from_ms < window.to_ms)
        .filter(|region| planned.iter().any(|row| covers(row, region)))
        .cloned()
        .collect();
    found.sort_by(|a, b| a.name.cmp(&b.name));
    found
}

/// The website as a whole, then as seen from each of `regions`.
///
/// # Errors
/// If the database fails.
pub async fn lines(
    db: &DatabaseConnection,
    website_key: WebsiteKey,
    regions: &[region::Model],
    window: Window,
    keep: &Keep,
    now_ms: i64,
) -> Result<Vec<Line>> {
    let mut lines = Vec::with_capacity(regions.len() + 1);
    for region in std::iter::once(None).chain(regions.iter().map(Some)) {
        let view = region.map(|region| region.key);
        lines.push(Line {
            region: region.map(|region| region.name.clone()),
            tally: history::tally(db, website_key, view, window, now_ms).await?,
            slots: history::slots(db, website_key, view, window, keep, now_ms).await?,
        });
    }
    Ok(lines)
}

/// Uptime in percent, truncated to [`PERCENT_DIGITS`]; `None` if nothing was measured.
pub fn uptime_percent(tally: &Tally) -> Option<String> {
    let measured_ms = measured_ms(tally);
    (measured_ms > 0).then(|| percent(measured_ms - tally.down_ms, measured_ms))
}

/// Coverage in percent, truncated to [`PERCENT_DIGITS`].
pub fn coverage_percent(tally: &Tally) -> String {
    let measured_ms = measured_ms(tally);
    let window_ms = measured_ms + tally.maintenance_ms + tally.unmeasured_ms;
    percent(measured_ms, window_ms)
}

fn measured_ms(tally: &Tally) -> i64 {
    tally.up_ms + tally.degraded_ms + tally.partial_ms + tally.down_ms
}

/// Truncates rather than rounds, so that only the whole makes a hundred percent.
fn percent(part_ms: i64, whole_ms: i64) -> String {
    let (unit, width) = (10_i128.pow(PERCENT_DIGITS), PERCENT_DIGITS as usize);
    let units = 100 * unit * i128::from(part_ms) / i128::from(whole_ms.max(1));
    format!("{}.{:0width$}", units / unit, units % unit)
}

#[cfg(test)]
mod tests {
    use entity::RegionKey;
    use uuid::Uuid;

    use super::*;

    fn row(from_ms: i64, to_ms: Option<i64>) -> schedule::Model {
        schedule::Model {
            website_key: WebsiteKey(1),
            revision: 1,
            website_id: Uuid::nil(),
            interval_ms: 60_000,
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

    #[test]
    fn a_region_counts_from_when_it_was_heard_of() {
        let regions = [("usa", 0), ("brazil", 1_500), ("later", 9_000)];
        let regions: Vec<_> = regions
            .into_iter()
            .zip(1..)
            .map(|((name, valid_from_ms), key)| region::Model {
                key: RegionKey(key),
                name: name.to_owned(),
                valid_from_ms,
            })
            .collect();
        let window = Window {
            from_ms: 1_000,
            to_ms: 2_000,
        };
        let names = |planned: &[schedule::Model]| -> Vec<String> {
            let found = regions_of(planned, &regions, window);
            found.into_iter().map(|region| region.name).collect()
        };
        assert_eq!(names(&[row(0, None)]), ["brazil", "usa"]);
        assert_eq!(names(&[row(0, Some(1_501))]), ["brazil", "usa"]);
        // Paused before the region existed.
        assert_eq!(names(&[row(0, Some(1_500))]), ["usa"]);
        let paused_for_a_while = [row(0, Some(1_200)), row(1_800, None)];
        assert_eq!(names(&paused_for_a_while), ["brazil", "usa"]);
    }

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn a_month_is_one_of_utc_up_to_now() {
        let now = at("2026-11-26T10:00:00.123Z");
        for (text, from, to) in [
            (
                "2026-11",
                "2026-11-01T00:00:00Z",
                "2026-11-26T10:00:00.123Z",
            ),
            ("2026-10", "2026-10-01T00:00:00Z", "2026-11-01T00:00:00Z"),
            ("2024-02", "2024-02-01T00:00:00Z", "2024-03-01T00:00:00Z"),
            ("2025-12", "2025-12-01T00:00:00Z", "2026-01-01T00:00:00Z"),
            ("1970-01", "1970-01-01T00:00:00Z", "1970-02-01T00:00:00Z"),
        ] {
            let window = month(text, now).unwrap().window;
            assert_eq!(window.from_ms, at(from).timestamp_millis(), "{text}");
            assert_eq!(window.to_ms, at(to).timestamp_millis(), "{text}");
        }
        for text in [
            "",
            "2026",
            "2026-13",
            "2026-00",
            "2026-1",
            "26-11",
            "2026-11-01",
            "+026-11",
            " 2026-11",
            "1969-12",
            "2026-12",
            "9999-12",
            "２026-11",
        ] {
            assert!(month(text, now).is_err(), "{text:?}");
        }
        // A month exists once its first millisecond has passed.
        assert!(month("2026-12", at("2026-12-01T00:00:00Z")).is_err());
        assert!(month("2026-12", at("2026-12-01T00:00:00.001Z")).is_ok());
    }

    #[test]
    fn a_percentage_is_cut_and_never_rounded_up() {
        for (down_ms, up_ms, expected) in [
            (0, 1, Some("100.0000")),
            (1, 2_591_999_999, Some("99.9999")),
            (1, 2, Some("66.6666")),
            (1, 0, Some("0.0000")),
            (1_999_999, 1, Some("0.0000")),
            (0, 0, None),
        ] {
            let tally = Tally {
                up_ms,
                down_ms,
                ..Tally::default()
            };
            assert_eq!(uptime_percent(&tally).as_deref(), expected);
        }
        let tally = Tally {
            up_ms: 2_591_999_999,
            unmeasured_ms: 1,
            ..Tally::default()
        };
        assert_eq!(coverage_percent(&tally), "99.9999");
        assert_eq!(coverage_percent(&Tally::default()), "0.0000");
    }
}
