//! Ticks, newest first.

use std::collections::{BTreeSet, HashMap, HashSet};

use entity::feed::TickKey;
use entity::{RegionKey, WebsiteKey, evidence, tick};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, Statement,
};

use status::ingest::AHEAD_MS;
use status::sql::Params;

use super::page::Page;
use super::website::WebsiteSummary;
use super::{Result, page};

/// Longest time that is read as one range, in milliseconds.
const SPAN_MS: i64 = 600_000;

/// Most regions in one SQLite statement, which has one part for each: SQLite allows at most
/// 500 parts.
const REGIONS_TOGETHER: usize = 100;

/// Position after which a page of ticks continues: slot and region of the last row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// Slot of the tick.
    pub slot_ms: i64,
    /// Key of the region.
    pub region_key: RegionKey,
}

impl Position {
    /// The position as an opaque cursor.
    pub fn cursor(self) -> String {
        let mut bytes = self.slot_ms.to_be_bytes().to_vec();
        bytes.extend(self.region_key.0.to_be_bytes());
        page::cursor(&bytes)
    }

    /// Parses the position in a cursor.
    ///
    /// # Errors
    /// [`super::Error::Input`] on `after` if it is invalid.
    pub fn parse(cursor: Option<&str>) -> Result<Option<Self>> {
        let Some([s0, s1, s2, s3, s4, s5, s6, s7, r0, r1]) = page::after::<10>(cursor)? else {
            return Ok(None);
        };
        let slot_ms = i64::from_be_bytes([s0, s1, s2, s3, s4, s5, s6, s7]);
        Ok(Some(Self {
            slot_ms: page::instant(slot_ms)?,
            region_key: RegionKey(i16::from_be_bytes([r0, r1])),
        }))
    }
}

impl From<&tick::Model> for Position {
    fn from(tick: &tick::Model) -> Self {
        Self {
            slot_ms: tick.slot_ms,
            region_key: tick.region_key,
        }
    }
}

/// A page of a website's ticks from these regions, newest slot first; within a slot by region.
///
/// Each region is read separately, as a range of the ticks' key: no other index is needed,
/// however long the history. At first only those days are read that contain the page if no
/// ticks are missing, and all days if that is not enough.
///
/// # Errors
/// If the database fails.
pub async fn page(
    db: &impl ConnectionTrait,
    website: &WebsiteSummary,
    region_keys: &[RegionKey],
    first: u64,
    after: Option<Position>,
    now_ms: i64,
) -> Result<Page<tick::Model>> {
    let to_ms = after.map_or(now_ms + AHEAD_MS, |after| after.slot_ms);
    let rows = i64::try_from(first).unwrap_or(i64::MAX).saturating_add(1);
    let usual_ms = website.interval_ms.saturating_mul(rows).saturating_mul(2);
    let mut range = Range {
        website_key: website.key,
        region_keys,
        after,
        from_ms: to_ms.saturating_sub(usual_ms),
        to_ms,
    };
    let mut found = newest(db, &range, rows).await?;
    if i64::try_from(found.len()).is_ok_and(|found| found < rows) {
        range.from_ms = 0;
        found = newest(db, &range, rows).await?;
    }
    found.sort_by_key(|tick| (std::cmp::Reverse(tick.slot_ms), tick.region_key));
    Ok(Page::of(found, first))
}

/// The slots to read, both ends inclusive.
struct Range<'a> {
    website_key: WebsiteKey,
    region_keys: &'a [RegionKey],
    /// The tick after which the page starts.
    after: Option<Position>,
    from_ms: i64,
    to_ms: i64,
}

impl Range<'_> {
    /// The last slot of a region that comes after that tick.
    fn last_ms(&self, region_key: RegionKey) -> i64 {
        match self.after {
            Some(after) if region_key <= after.region_key => self.to_ms.saturating_sub(1),
            _ => self.to_ms,
        }
    }
}

/// The newest `rows` ticks of each region.
async fn newest(
    db: &impl ConnectionTrait,
    range: &Range<'_>,
    rows: i64,
) -> Result<Vec<tick::Model>> {
    if db.get_database_backend() == DbBackend::Sqlite {
        let mut found = Vec::new();
        for region_keys in range.region_keys.chunks(REGIONS_TOGETHER) {
            let mut lists = Params::on(db);
            let website = lists.value(range.website_key);
            let (from_ms, rows) = (lists.value(range.from_ms), lists.value(rows));
            let of_region = |key: &RegionKey| {
                let (region, last_ms) = (lists.value(*key), lists.value(range.last_ms(*key)));
                format!(
                    "SELECT * FROM (SELECT * FROM tick
                     WHERE website_key = {website} AND region_key = {region}
                       AND slot_ms BETWEEN {from_ms} AND {last_ms}
                     ORDER BY slot_ms DESC LIMIT {rows})"
                )
            };
            let parts: Vec<String> = region_keys.iter().map(of_region).collect();
            let statement = lists.statement(parts.join(" UNION ALL "));
            found.extend(tick::Entity::find().from_raw_sql(statement).all(db).await?);
        }
        return Ok(found);
    }
    let mut lists = Params::on(db);
    let keys = range.region_keys.iter();
    let regions: Vec<[i64; 2]> = keys
        .map(|key| [key.0.into(), range.last_ms(*key)])
        .collect();
    let regions = lists.table("r", [("key", "smallint"), ("last_ms", "bigint")], &regions);
    let website = lists.value(range.website_key);
    // The overall bounds let the planner skip all other days.
    let (from_ms, to_ms) = (lists.value(range.from_ms), lists.value(range.to_ms));
    let rows = lists.value(rows);
    let statement = lists.statement(format!(
        "SELECT n.* FROM {regions} CROSS JOIN LATERAL (
             SELECT * FROM tick AS t
             WHERE t.website_key = {website} AND t.region_key = r.key AND t.slot_ms <= r.last_ms
               AND t.slot_ms >= {from_ms} AND t.slot_ms <= {to_ms}
             ORDER BY t.slot_ms DESC LIMIT {rows}) AS n"
    ));
    Ok(tick::Entity::find().from_raw_sql(statement).all(db).await?)
}

/// The ticks with these few keys, each looked up individually; deleted ones are omitted.
///
/// # Errors
/// If the database fails.
pub async fn exactly(db: &impl ConnectionTrait, keys: &[TickKey]) -> Result<Vec<tick::Model>> {
    let Some(statement) = by_key(db, "tick", keys) else {
        return Ok(Vec::new());
    };
    Ok(tick::Entity::find().from_raw_sql(statement).all(db).await?)
}

/// Evidence of these few ticks.
///
/// # Errors
/// If the database fails.
pub async fn evidence_of(
    db: &impl ConnectionTrait,
    keys: &[TickKey],
) -> Result<Vec<evidence::Model>> {
    let Some(statement) = by_key(db, "evidence", keys) else {
        return Ok(Vec::new());
    };
    let found = evidence::Entity::find().from_raw_sql(statement);
    Ok(found.all(db).await?)
}

/// The rows of `table` with these keys, each looked up individually; `None` without keys.
fn by_key(db: &impl ConnectionTrait, table: &str, keys: &[TickKey]) -> Option<Statement> {
    let slots = || keys.iter().map(|key| key.slot_ms);
    let (least_ms, most_ms) = (slots().min()?, slots().max()?);
    let columns = [
        ("website_key", "integer"),
        ("region_key", "smallint"),
        ("slot_ms", "bigint"),
    ];
    let row = |key: &TickKey| {
        [
            key.website_key.0.into(),
            key.region_key.0.into(),
            key.slot_ms,
        ]
    };
    let rows: Vec<[i64; 3]> = keys.iter().map(row).collect();
    let mut lists = Params::on(db);
    let wanted = lists.table("k", columns, &rows);
    // The overall bounds let the planner skip all other days.
    let (least_ms, most_ms) = (lists.value(least_ms), lists.value(most_ms));
    Some(lists.statement(format!(
        "SELECT t.* FROM {wanted} CROSS JOIN {table} AS t
         WHERE t.website_key = k.website_key AND t.region_key = k.region_key
           AND t.slot_ms = k.slot_ms AND t.slot_ms BETWEEN {least_ms} AND {most_ms}"
    )))
}

/// The ticks with these keys, in no particular order; deleted ones are omitted.
///
/// # Errors
/// If the database fails.
pub async fn by_keys(
    db: &impl ConnectionTrait,
    keys: &[TickKey],
) -> Result<HashMap<TickKey, tick::Model>> {
    let mut by_time = keys.to_vec();
    by_time.sort_unstable_by_key(|key| key.slot_ms);
    let mut found = HashMap::with_capacity(keys.len());
    for keys in spans(&by_time) {
        let wanted: HashSet<TickKey> = keys.iter().copied().collect();
        let rows = between(db, keys).await?;
        let rows = rows.into_iter().map(|row| (key(&row), row));
        found.extend(rows.filter(|(key, _)| wanted.contains(key)));
    }
    Ok(found)
}

/// Splits `keys`, ordered by slot, into parts of at most [`SPAN_MS`]: a report that waited for
/// days must not cause all days since to be read.
fn spans(keys: &[TickKey]) -> Vec<&[TickKey]> {
    let mut parts = Vec::new();
    let mut rest = keys;
    while let Some(first) = rest.first() {
        let len = rest.partition_point(|key| key.slot_ms <= first.slot_ms + SPAN_MS);
        let (part, behind) = rest.split_at(len);
        parts.push(part);
        rest = behind;
    }
    parts
}

/// The ticks in the ranges that span `keys`, and some others.
///
/// The slots of a batch are close together: reading ranges of the key is far cheaper than
/// looking up a thousand keys.
async fn between(db: &impl ConnectionTrait, keys: &[TickKey]) -> Result<Vec<tick::Model>> {
    let (Some(first), Some(last)) = (keys.first(), keys.last()) else {
        return Ok(Vec::new());
    };
    let websites: BTreeSet<WebsiteKey> = keys.iter().map(|key| key.website_key).collect();
    let regions: BTreeSet<RegionKey> = keys.iter().map(|key| key.region_key).collect();
    let ranges = Condition::all()
        .add(tick::Column::WebsiteKey.is_in(websites))
        .add(tick::Column::RegionKey.is_in(regions))
        .add(tick::Column::SlotMs.between(first.slot_ms, last.slot_ms));
    Ok(tick::Entity::find().filter(ranges).all(db).await?)
}

/// Decodes the evidence of a check.
///
/// # Errors
/// [`super::Error::Unreadable`] if a newer version has written it.
pub fn evidence(row: &evidence::Model) -> Result<queue::Evidence> {
    Ok(serde_json::from_str(&row.body)?)
}

/// Primary key of a tick.
pub fn key(tick: &tick::Model) -> TickKey {
    TickKey {
        website_key: tick.website_key,
        region_key: tick.region_key,
        slot_ms: tick.slot_ms,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_never_longer_than_a_span() {
        let key = |slot_ms| TickKey {
            website_key: WebsiteKey(1),
            region_key: RegionKey(1),
            slot_ms,
        };
        let keys: Vec<TickKey> = [0, 1, SPAN_MS, SPAN_MS + 1, 9 * SPAN_MS].map(key).into();
        let lens: Vec<usize> = spans(&keys).iter().map(|part| part.len()).collect();
        assert_eq!(lens, [3, 1, 1]);
        assert!(spans(&[]).is_empty());
    }
}
