//! Ticks, newest first.

mod strip;

use std::collections::{BTreeSet, HashMap, HashSet};

use entity::feed::TickKey;
use entity::{RegionKey, WebsiteKey, evidence, tick};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbBackend, DbErr, EntityTrait, QueryFilter,
    QueryResult,
};

use status::ingest::AHEAD_MS;
use status::sql::Params;

pub use self::strip::{Strip, strip};
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
/// however long the history. At first only the time is read that contains the page if hardly
/// any ticks are missing, and all days if that is not enough.
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
    let mut range = Range {
        website_key: website.key,
        region_keys,
        after,
        from_ms: to_ms,
        to_ms,
    };
    let mut found = Vec::new();
    for length_ms in lengths_ms(website, region_keys, rows) {
        range.from_ms = to_ms.min(now_ms).saturating_sub(length_ms).max(0);
        found = newest(db, &range, rows).await?;
        if i64::try_from(found.len()).is_ok_and(|found| found >= rows) {
            break;
        }
    }
    found.sort_by_key(|tick| (std::cmp::Reverse(tick.slot_ms), tick.region_key));
    Ok(Page::of(found, first))
}

/// How far back to look for `rows` ticks: where they lie if hardly any are missing, then if only
/// one region is left, and at last everywhere.
fn lengths_ms(website: &WebsiteSummary, region_keys: &[RegionKey], rows: i64) -> [i64; 3] {
    let checks_from = |key: &&RegionKey| {
        let chosen = website.regions.as_ref();
        chosen.is_none_or(|chosen| chosen.0.contains(key))
    };
    let regions = region_keys.iter().filter(checks_from).count();
    let slots = rows / i64::try_from(regions.max(1)).unwrap_or(i64::MAX) + 1;
    let length_ms = |slots: i64| website.interval_ms.saturating_mul(slots);
    [
        length_ms(slots + slots / 2 + 5),
        length_ms(rows.saturating_mul(2)),
        i64::MAX,
    ]
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

/// The newest `rows` ticks of these regions; on SQLite of each of them.
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
                    "SELECT * FROM (SELECT {COLUMNS} FROM tick AS t
                     WHERE t.website_key = {website} AND t.region_key = {region}
                       AND t.slot_ms BETWEEN {from_ms} AND {last_ms}
                     ORDER BY t.slot_ms DESC LIMIT {rows})"
                )
            };
            let parts: Vec<String> = region_keys.iter().map(of_region).collect();
            found.extend(ticks(db, lists, parts.join(" UNION ALL ")).await?);
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
    let sql = format!(
        "SELECT {COLUMNS} FROM {regions} CROSS JOIN LATERAL (
             SELECT * FROM tick AS n
             WHERE n.website_key = {website} AND n.region_key = r.key AND n.slot_ms <= r.last_ms
               AND n.slot_ms >= {from_ms} AND n.slot_ms <= {to_ms}
             ORDER BY n.slot_ms DESC LIMIT {rows}) AS t
         ORDER BY t.slot_ms DESC, t.region_key LIMIT {rows}"
    );
    ticks(db, lists, sql).await
}

/// What [`of_row`] reads of the ticks `t`, in this order.
const COLUMNS: &str = "t.website_key, t.region_key, t.slot_ms, t.checked_at_ms, t.revision, \
    t.origin, t.outcome, t.failure, t.attempts, t.http_status, t.dns_us, t.connect_us, t.tls_us, \
    t.ttfb_us, t.transfer_us, t.detail, t.reason";

/// Reads a tick by the places of its columns: to look each up by its name costs more than to
/// read it.
fn of_row(row: &QueryResult) -> Result<tick::Model, DbErr> {
    Ok(tick::Model {
        website_key: row.try_get_by_index(0)?,
        region_key: row.try_get_by_index(1)?,
        slot_ms: row.try_get_by_index(2)?,
        checked_at_ms: row.try_get_by_index(3)?,
        revision: row.try_get_by_index(4)?,
        origin: row.try_get_by_index(5)?,
        outcome: row.try_get_by_index(6)?,
        failure: row.try_get_by_index(7)?,
        attempts: row.try_get_by_index(8)?,
        http_status: row.try_get_by_index(9)?,
        dns_us: row.try_get_by_index(10)?,
        connect_us: row.try_get_by_index(11)?,
        tls_us: row.try_get_by_index(12)?,
        ttfb_us: row.try_get_by_index(13)?,
        transfer_us: row.try_get_by_index(14)?,
        detail: row.try_get_by_index(15)?,
        reason: row.try_get_by_index(16)?,
    })
}

/// The ticks that a statement with [`COLUMNS`] finds.
async fn ticks(db: &impl ConnectionTrait, lists: Params, sql: String) -> Result<Vec<tick::Model>> {
    let rows = lists.all(db, sql).await?;
    Ok(rows.iter().map(of_row).collect::<Result<_, _>>()?)
}

/// The ticks with these few keys, each looked up individually; deleted ones are omitted.
///
/// # Errors
/// If the database fails.
pub async fn exactly(db: &impl ConnectionTrait, keys: &[TickKey]) -> Result<Vec<tick::Model>> {
    match by_key(db, "tick", COLUMNS, keys) {
        Some((lists, sql)) => ticks(db, lists, sql).await,
        None => Ok(Vec::new()),
    }
}

/// Evidence of these few ticks.
///
/// # Errors
/// If the database fails.
pub async fn evidence_of(
    db: &impl ConnectionTrait,
    keys: &[TickKey],
) -> Result<Vec<evidence::Model>> {
    let Some((lists, sql)) = by_key(db, "evidence", "t.*", keys) else {
        return Ok(Vec::new());
    };
    let found = evidence::Entity::find().from_raw_sql(lists.statement(sql));
    Ok(found.all(db).await?)
}

/// The statement for `columns` of the rows `t` of `table` with these keys, each looked up
/// individually; `None` without keys.
fn by_key(
    db: &impl ConnectionTrait,
    table: &str,
    columns: &str,
    keys: &[TickKey],
) -> Option<(Params, String)> {
    let slots = || keys.iter().map(|key| key.slot_ms);
    let (least_ms, most_ms) = (slots().min()?, slots().max()?);
    let key_columns = [
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
    let wanted = lists.table("k", key_columns, &rows);
    // The overall bounds let the planner skip all other days.
    let (least_ms, most_ms) = (lists.value(least_ms), lists.value(most_ms));
    let sql = format!(
        "SELECT {columns} FROM {wanted} CROSS JOIN {table} AS t
         WHERE t.website_key = k.website_key AND t.region_key = k.region_key
           AND t.slot_ms = k.slot_ms AND t.slot_ms BETWEEN {least_ms} AND {most_ms}"
    );
    Some((lists, sql))
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
