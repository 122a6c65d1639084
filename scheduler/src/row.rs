//! A schedule row in the plan: what jobs need, in few bytes.

use std::collections::HashSet;
use std::hash::Hash;
use std::sync::Arc;

use entity::slots::Grid;
use entity::website::RegionKeys;
use entity::{OrganizationId, RegionKey, WebsiteKey, schedule};
use uuid::Uuid;

/// Identity of a row: website and revision.
pub(crate) type RowId = (WebsiteKey, i32);

/// How long after its slot a check may start at most, at any interval, in milliseconds.
/// Source: ARCHITECTURE.md, "Probing".
const LONGEST_WINDOW_MS: i64 = 60_000;

/// A row, without the quorum, which jobs do not carry.
#[derive(Debug)]
pub(crate) struct Row {
    website_id: Uuid,
    valid_from_ms: i64,
    valid_to_ms: Option<i64>,
    /// The row's next slot; other entries of the row in the queue of slots are stale.
    pub(crate) next_ms: i64,
    url: Box<str>,
    regions: Option<Arc<[RegionKey]>>,
    extra: Option<Box<Extra>>,
    organization_id: Option<OrganizationId>,
    interval_ms: u32,
    timeout_ms: i32,
    retries: i16,
}

/// The parts that only websites with custom check settings have.
#[derive(Debug)]
struct Extra {
    how: Option<Arc<str>>,
    secrets: Option<Box<[u8]>>,
}

/// Values that many rows share, stored once.
#[derive(Debug, Default)]
pub(crate) struct Shared {
    regions: HashSet<Arc<[RegionKey]>>,
    hows: HashSet<Arc<str>>,
}

impl Shared {
    /// Drops values that no row uses any more.
    pub(crate) fn tidy(&mut self) {
        self.regions.retain(|keys| Arc::strong_count(keys) > 1);
        self.hows.retain(|how| Arc::strong_count(how) > 1);
    }
}

impl Row {
    pub(crate) fn new(row: schedule::Model, shared: &mut Shared) -> Self {
        let has_extra = row.how.is_some() || row.secrets.is_some();
        let extra = has_extra.then(|| Extra {
            how: row.how.map(|how| keep(&mut shared.hows, how.into())),
            secrets: row.secrets.map(Vec::into_boxed_slice),
        });
        Self {
            website_id: row.website_id,
            valid_from_ms: row.valid_from_ms,
            valid_to_ms: row.valid_to_ms,
            next_ms: i64::MAX,
            url: row.url.into_boxed_str(),
            regions: row
                .regions
                .map(|keys| keep(&mut shared.regions, keys.0.into())),
            extra: extra.map(Box::new),
            organization_id: row.organization_id,
            interval_ms: u32::try_from(row.interval_ms.max(1)).unwrap_or(u32::MAX),
            timeout_ms: row.timeout_ms,
            retries: row.retries,
        }
    }

    /// The row as in the database, but without a quorum.
    pub(crate) fn model(&self, (website_key, revision): RowId) -> schedule::Model {
        let extra = self.extra.as_deref();
        schedule::Model {
            website_key,
            revision,
            website_id: self.website_id,
            interval_ms: self.interval_ms(),
            timeout_ms: self.timeout_ms,
            retries: self.retries,
            url: self.url.to_string(),
            quorum: String::new(),
            regions: self.regions.as_ref().map(|keys| RegionKeys(keys.to_vec())),
            how: extra.and_then(|extra| extra.how.as_deref().map(str::to_owned)),
            secrets: extra.and_then(|extra| extra.secrets.as_deref().map(<[u8]>::to_vec)),
            organization_id: self.organization_id,
            valid_from_ms: self.valid_from_ms,
            valid_to_ms: self.valid_to_ms,
            updated_at_ms: 0,
        }
    }

    pub(crate) fn interval_ms(&self) -> i64 {
        i64::from(self.interval_ms)
    }

    pub(crate) fn grid(&self) -> Grid {
        Grid::new(self.website_id, self.interval_ms())
    }

    pub(crate) fn valid_from_ms(&self) -> i64 {
        self.valid_from_ms
    }

    pub(crate) fn valid_to_ms(&self) -> Option<i64> {
        self.valid_to_ms
    }

    /// Whether the row has ended by `at_ms`.
    pub(crate) fn is_over(&self, at_ms: i64) -> bool {
        self.valid_to_ms.is_some_and(|end_ms| at_ms >= end_ms)
    }

    /// The earliest slot whose check can still start at `now_ms`.
    pub(crate) fn earliest_ms(&self, now_ms: i64) -> i64 {
        now_ms - self.interval_ms().min(LONGEST_WINDOW_MS) + 1
    }

    /// Number of the row's slots in `from_ms..to_ms`.
    pub(crate) fn count(&self, from_ms: i64, to_ms: i64) -> i64 {
        let to_ms = self.valid_to_ms.map_or(to_ms, |end_ms| end_ms.min(to_ms));
        self.grid().count(from_ms.max(self.valid_from_ms), to_ms)
    }

    /// Whether the website is checked from the region.
    pub(crate) fn covers(&self, region_key: RegionKey) -> bool {
        self.regions
            .as_ref()
            .is_none_or(|keys| keys.contains(&region_key))
    }
}

/// The stored equal of `value`, or `value` itself, which is then stored.
fn keep<T: ?Sized + Eq + Hash>(known: &mut HashSet<Arc<T>>, value: Arc<T>) -> Arc<T> {
    if let Some(equal) = known.get(&value) {
        return Arc::clone(equal);
    }
    known.insert(Arc::clone(&value));
    value
}
