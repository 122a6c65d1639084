//! Uptime and ledger of a window, as asked for.

use chrono::{DateTime, TimeDelta, Utc};
use entity::{region, website};
use sea_orm::DatabaseConnection;
use status::domain::uptime::Tally;
use status::history::{self, Slots, Window};

use super::{Error, Result};

/// Longest window: ten years.
const MAX_DAYS: i64 = 3_660;

/// What became of a window.
#[derive(Clone, Copy, Debug)]
pub struct Uptime {
    /// Its time, by kind.
    pub tally: Tally,
    /// Its slots.
    pub slots: Slots,
}

/// The window from `from` to `to`, or the `days` before `now` where neither is
/// given.
///
/// # Errors
/// [`Error::Input`] where the two do not go together.
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

/// Uptime and ledger of a website, over all its regions or in one.
///
/// # Errors
/// Where the database fails.
pub async fn of(
    db: &DatabaseConnection,
    website: &website::Model,
    region: Option<region::Model>,
    window: Window,
    now_ms: i64,
) -> Result<Uptime> {
    let key = region.as_ref().map(|region| region.key);
    let regions = match region {
        Some(region) => vec![region],
        None => status::region::all(db).await?,
    };
    Ok(Uptime {
        tally: history::tally(db, website.key, key, window, now_ms).await?,
        slots: history::slots(db, website.key, &regions, window, now_ms).await?,
    })
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
    }
}
