//! Ticks in a window.

use entity::{RegionKey, WebsiteKey, tick};
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use status::history::Window;

use super::{Lane, Merged, Part};
use crate::service::Result;

/// Ticks in a window, oldest slot first; within a slot by region.
pub type Ticks = Merged<OfRegion>;

/// Ticks of one region: a range of the ticks' key.
#[derive(Debug)]
pub struct OfRegion {
    website_key: WebsiteKey,
    region_key: RegionKey,
    from_ms: i64,
    to_ms: i64,
}

/// Ticks of a website in `window` from these regions, in key order.
pub fn ticks(website_key: WebsiteKey, region_keys: &[RegionKey], window: Window) -> Ticks {
    let mut region_keys = region_keys.to_vec();
    region_keys.sort_unstable();
    Merged::new(region_keys.into_iter().map(|region_key| OfRegion {
        website_key,
        region_key,
        from_ms: window.from_ms,
        to_ms: window.to_ms,
    }))
}

impl Lane for OfRegion {
    type Row = tick::Model;

    async fn read(&mut self, db: &DatabaseConnection, first: u64) -> Result<Part<tick::Model>> {
        let rows = tick::Entity::find()
            .filter(tick::Column::WebsiteKey.eq(self.website_key))
            .filter(tick::Column::RegionKey.eq(self.region_key))
            .filter(tick::Column::SlotMs.gte(self.from_ms))
            .filter(tick::Column::SlotMs.lt(self.to_ms))
            .order_by_asc(tick::Column::SlotMs)
            .limit(first)
            .all(db)
            .await?;
        if let Some(last) = rows.last() {
            self.from_ms = last.slot_ms + 1;
        }
        Ok(Part {
            is_last: (rows.len() as u64) < first,
            rows,
        })
    }

    fn at_ms(row: &tick::Model) -> i64 {
        row.slot_ms
    }
}
