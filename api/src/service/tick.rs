//! Ticks, newest first.

use std::collections::HashMap;

use entity::feed::TickKey;
use entity::{region, tick};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::page::Page;
use super::{Result, page};

/// Where a page of ticks ends: the last row's slot and region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// The slot.
    pub slot_ms: i64,
    /// The region.
    pub region_key: i16,
}

impl Position {
    /// The position as an opaque cursor.
    pub fn cursor(self) -> String {
        let mut bytes = self.slot_ms.to_be_bytes().to_vec();
        bytes.extend(self.region_key.to_be_bytes());
        page::cursor(&bytes)
    }

    /// The position in a cursor.
    ///
    /// # Errors
    /// [`super::Error::Input`] on `after` for what is no such cursor.
    pub fn parse(cursor: Option<&str>) -> Result<Option<Self>> {
        let bytes = page::after::<10>(cursor)?;
        Ok(bytes.map(|[s0, s1, s2, s3, s4, s5, s6, s7, r0, r1]| Self {
            slot_ms: i64::from_be_bytes([s0, s1, s2, s3, s4, s5, s6, s7]),
            region_key: i16::from_be_bytes([r0, r1]),
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

/// A page of a website's ticks in `regions`, newest slot first; within a slot by
/// region.
///
/// Each region is read by itself, as a range of the ticks' key: no other index is
/// needed, however long the history.
///
/// # Errors
/// Where the database fails.
pub async fn page(
    db: &impl ConnectionTrait,
    website_key: i32,
    regions: &[region::Model],
    first: u64,
    after: Option<Position>,
) -> Result<Page<tick::Model>> {
    let mut rows = Vec::new();
    for region in regions {
        let mut query = tick::Entity::find()
            .filter(tick::Column::WebsiteKey.eq(website_key))
            .filter(tick::Column::RegionKey.eq(region.key))
            .order_by_desc(tick::Column::SlotMs)
            .limit(first + 1);
        if let Some(after) = after {
            query = query.filter(if region.key > after.region_key {
                tick::Column::SlotMs.lte(after.slot_ms)
            } else {
                tick::Column::SlotMs.lt(after.slot_ms)
            });
        }
        rows.extend(query.all(db).await?);
    }
    rows.sort_by_key(|tick| (std::cmp::Reverse(tick.slot_ms), tick.region_key));
    Ok(Page::of(rows, first))
}

/// The ticks with these keys, in no order; those that are gone are left out.
///
/// # Errors
/// Where the database fails.
pub async fn by_keys(
    db: &impl ConnectionTrait,
    keys: &[TickKey],
) -> Result<HashMap<TickKey, tick::Model>> {
    let (Some(from_ms), Some(to_ms)) = (
        keys.iter().map(|key| key.slot_ms).min(),
        keys.iter().map(|key| key.slot_ms).max(),
    ) else {
        return Ok(HashMap::new());
    };
    let wanted: std::collections::HashSet<TickKey> = keys.iter().copied().collect();
    let distinct = |column: fn(&TickKey) -> i32| {
        let mut values: Vec<i32> = keys.iter().map(column).collect();
        values.sort_unstable();
        values.dedup();
        values
    };
    // A batch's slots lie close together: ranges of the key are read, which is
    // far cheaper than a thousand single keys, and the rest is left out here.
    let rows = tick::Entity::find()
        .filter(
            Condition::all()
                .add(tick::Column::WebsiteKey.is_in(distinct(|key| key.website_key)))
                .add(tick::Column::RegionKey.is_in(distinct(|key| i32::from(key.region_key))))
                .add(tick::Column::SlotMs.between(from_ms, to_ms)),
        )
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| (key(&row), row))
        .filter(|(key, _)| wanted.contains(key))
        .collect())
}

/// The key of a tick.
pub fn key(tick: &tick::Model) -> TickKey {
    TickKey {
        website_key: tick.website_key,
        region_key: tick.region_key,
        slot_ms: tick.slot_ms,
    }
}
