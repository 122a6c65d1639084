//! Orders of websites other than that of creation.
//!
//! The websites are ordered here, by bytes that compare as their values do: both databases then
//! agree, and whatever can be computed of a website can order it.

use std::cmp::Ordering;
use std::collections::HashMap;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entity::{RegionKey, WebsiteKey, WebsiteStatus};
use sea_orm::ConnectionTrait;
use status::history::{self, Window};
use status::sql::Params;
use uuid::Uuid;

use super::filter::Valid;
use super::text::folded;
use crate::service::page::{self, Page};
use crate::service::{Error, Handles, Result};

/// Most websites in an order that is computed of their history.
const MOST_COMPUTED: usize = 2_000;

/// Window of computed orders, in milliseconds: a day.
const WINDOW_MS: i64 = 86_400_000;

/// How much of a name orders it, in bytes; it is part of cursors.
const MOST_BYTES: usize = 256;

/// What websites are ordered by; equal ones by creation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// Creation, oldest first.
    #[default]
    Created,
    /// Severity of the status, worst first.
    Severity,
    /// Name, ignoring case.
    Name,
    /// Uptime of the last 24 hours, lowest first.
    Uptime,
    /// 95th percentile of the response time in the last whole hours of a day, slowest first.
    P95,
    /// When the status began, newest first.
    LastChange,
}

/// An order of websites.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Order {
    /// What they are ordered by.
    pub sort: Sort,
    /// Whether the order is reversed.
    pub reverse: bool,
}

impl Order {
    /// Whether it is the order of creation, for which nothing must be computed.
    pub fn is_of_creation(self) -> bool {
        self == Self::default()
    }

    /// A byte of a cursor: one of another order is not accepted.
    fn mark(self) -> u8 {
        let sort = match self.sort {
            Sort::Created => 0,
            Sort::Severity => 1,
            Sort::Name => 2,
            Sort::Uptime => 3,
            Sort::P95 => 4,
            Sort::LastChange => 5,
        };
        sort << 1 | u8::from(self.reverse)
    }
}

/// Place of a website in an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    value: Vec<u8>,
    id: Uuid,
}

impl Place {
    /// The place in a cursor.
    ///
    /// # Errors
    /// [`Error::Input`] on `after` if it is not a cursor of this order.
    pub(super) fn parse(order: Order, cursor: &str) -> Result<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(cursor).unwrap_or_default();
        let parts = bytes.split_first().and_then(|(mark, rest)| {
            let (id, value) = rest.split_first_chunk::<16>()?;
            let fits = *mark == order.mark() && value.len() <= MOST_BYTES;
            fits.then(|| (Uuid::from_bytes(*id), value.to_vec()))
        });
        let (id, value) = parts.ok_or_else(page::foreign)?;
        Ok(Self { value, id })
    }

    fn cursor(&self, order: Order) -> String {
        page::cursor(&[&[order.mark()], self.id.as_bytes().as_slice(), &self.value].concat())
    }

    fn compare(&self, other: &Self, order: Order) -> Ordering {
        let ordering = self.value.cmp(&other.value).then(self.id.cmp(&other.id));
        if order.reverse {
            ordering.reverse()
        } else {
            ordering
        }
    }
}

/// A website of which the place is to be found.
struct Candidate {
    key: WebsiteKey,
    id: Uuid,
    name: String,
    status: WebsiteStatus,
    since_ms: i64,
}

/// The page of websites that match `filter`, each with its cursor.
///
/// # Errors
/// [`Error::Input`] on `sort` if there are too many, or if the database fails.
pub(super) async fn places(
    handles: &Handles,
    filter: &Valid<'_>,
    order: Order,
    first: u64,
    after: Option<&Place>,
) -> Result<Page<(WebsiteKey, String)>> {
    let candidates = candidates(&handles.db, filter).await?;
    let values = values(handles, order.sort, &candidates).await?;
    let mut placed: Vec<(Place, WebsiteKey)> = candidates
        .iter()
        .zip(values)
        .map(|(website, value)| {
            let id = website.id;
            (Place { value, id }, website.key)
        })
        .filter(|(place, _)| after.is_none_or(|after| place.compare(after, order).is_gt()))
        .collect();
    let rows = usize::try_from(first + 1).unwrap_or(usize::MAX);
    if rows < placed.len() {
        placed.select_nth_unstable_by(rows - 1, |a, b| a.0.compare(&b.0, order));
        placed.truncate(rows);
    }
    placed.sort_unstable_by(|a, b| a.0.compare(&b.0, order));
    let places = placed.into_iter();
    let places = places.map(|(place, key)| (key, place.cursor(order)));
    Ok(Page::of(places.collect(), first))
}

async fn candidates(db: &impl ConnectionTrait, filter: &Valid<'_>) -> Result<Vec<Candidate>> {
    let mut params = Params::on(db);
    let limits = filter.of_websites(&mut params);
    let sql = format!(
        "SELECT w.key, w.id, w.name, s.status, s.since_ms, w.created_at FROM website AS w
         LEFT JOIN website_status AS s ON s.website_key = w.key
         WHERE {limits}"
    );
    let mut found = Vec::new();
    for row in params.all(db, sql).await? {
        let status: Option<WebsiteStatus> = row.try_get_by_index(3)?;
        found.push(Candidate {
            key: row.try_get_by_index(0)?,
            id: row.try_get_by_index(1)?,
            name: row.try_get_by_index(2)?,
            status: status.unwrap_or(WebsiteStatus::Pending),
            since_ms: row.try_get_by_index::<Option<i64>>(4)?.unwrap_or_default(),
        });
    }
    Ok(found)
}

/// What each website is ordered by, as bytes.
async fn values(handles: &Handles, sort: Sort, websites: &[Candidate]) -> Result<Vec<Vec<u8>>> {
    let is_computed = matches!(sort, Sort::Uptime | Sort::P95);
    if is_computed && websites.len() > MOST_COMPUTED {
        let problem = format!(
            "by uptime or p95 is for at most {MOST_COMPUTED} websites: filter them, or sort by \
             something else"
        );
        return Err(Error::input("sort", problem));
    }
    let values = |value: &dyn Fn(&Candidate) -> Vec<u8>| websites.iter().map(value).collect();
    Ok(match sort {
        Sort::Created => values(&|_| Vec::new()),
        Sort::Severity => values(&|website| vec![severity(website.status)]),
        Sort::Name => values(&|website| {
            let mut name = folded(&website.name).into_bytes();
            name.truncate(MOST_BYTES);
            name
        }),
        Sort::LastChange => values(&|website| newest_first(website.since_ms)),
        Sort::Uptime => {
            let ratios = ratios(handles, websites).await?;
            values(&|website| smallest_first(ratios.get(&website.key).copied()))
        }
        Sort::P95 => {
            let slowness = slowness(handles, websites).await?;
            values(&|website| smallest_first(slowness.get(&website.key).copied()))
        }
    })
}

/// Rank of a status, the worst first. What needs a person's eyes comes before what does not.
fn severity(status: WebsiteStatus) -> u8 {
    match status {
        WebsiteStatus::Down => 0,
        WebsiteStatus::Partial => 1,
        WebsiteStatus::Degraded => 2,
        WebsiteStatus::Unmeasured => 3,
        WebsiteStatus::Pending => 4,
        WebsiteStatus::Up => 5,
        WebsiteStatus::Paused => 6,
    }
}

fn newest_first(at_ms: i64) -> Vec<u8> {
    // Before 1970 there are none.
    let at_ms = u64::try_from(at_ms).unwrap_or_default();
    (u64::MAX - at_ms).to_be_bytes().to_vec()
}

/// A number; what has none is last.
fn smallest_first(value: Option<f64>) -> Vec<u8> {
    let Some(value) = value else {
        return vec![u8::MAX; 9];
    };
    // The bits of numbers that are not negative compare as they do (IEEE 754, 5.10).
    let bits = value.to_bits();
    let ordered = if value.is_sign_negative() {
        !bits
    } else {
        bits | 1 << 63
    };
    ordered.to_be_bytes().to_vec()
}

async fn ratios(handles: &Handles, websites: &[Candidate]) -> Result<HashMap<WebsiteKey, f64>> {
    let keys: Vec<WebsiteKey> = websites.iter().map(|website| website.key).collect();
    let now_ms = handles.clock.now_ms();
    let made = status::rollup::made(&handles.front).await?;
    let tallies = history::tallies(&handles.db, &keys, None, window(now_ms), made, now_ms).await?;
    let ratio = |(key, tally): (WebsiteKey, history::Tally)| Some((key, tally.ratio()?));
    Ok(tallies.into_iter().filter_map(ratio).collect())
}

/// Response times as negative numbers, so that the slowest is the smallest.
async fn slowness(handles: &Handles, websites: &[Candidate]) -> Result<HashMap<WebsiteKey, f64>> {
    let keys: Vec<WebsiteKey> = websites.iter().map(|website| website.key).collect();
    let now_ms = handles.clock.now_ms();
    let regions = handles.region_cache.all(&handles.front).await?;
    let regions: Vec<RegionKey> = regions.iter().map(|region| region.key).collect();
    let times = history::response_times(&handles.db, &keys, &regions, window(now_ms)).await?;
    let p95 = |(key, times): (WebsiteKey, history::Sketch)| Some((key, -times.quantile_us(0.95)?));
    Ok(times.into_iter().filter_map(p95).collect())
}

fn window(now_ms: i64) -> Window {
    Window {
        from_ms: now_ms - WINDOW_MS,
        to_ms: now_ms,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_compare_as_values_do() {
        let numbers = [-1e9, -2.5, -0.5, 0.0, 0.25, 0.999, 1.0, 7e12];
        let bytes: Vec<Vec<u8>> = numbers.map(|n| smallest_first(Some(n))).into();
        assert!(bytes.is_sorted_by(|a, b| a < b));
        assert!(bytes.iter().all(|one| *one < smallest_first(None)));
        assert!(newest_first(2_000) < newest_first(1_000));
        assert!(severity(WebsiteStatus::Down) < severity(WebsiteStatus::Up));
    }

    #[test]
    fn a_cursor_is_of_its_order_only() {
        let order = Order {
            sort: Sort::Name,
            reverse: true,
        };
        let place = Place {
            value: b"shop".to_vec(),
            id: Uuid::from_u128(7),
        };
        let cursor = place.cursor(order);
        assert_eq!(Place::parse(order, &cursor).unwrap(), place);
        let other = Order {
            reverse: false,
            ..order
        };
        for (order, cursor) in [(other, &*cursor), (order, ""), (order, "!"), (order, "BQ")] {
            let error = Place::parse(order, cursor).unwrap_err();
            assert!(matches!(error, Error::Input { field, .. } if field == "after"));
        }
    }
}
