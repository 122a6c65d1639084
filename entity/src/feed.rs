//! The feed: what ingest committed, in order, one row per batch, kept for a day.

use crate::{RegionKey, WebsiteKey};
use sea_orm::entity::prelude::*;

/// One ingested batch.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "feed")]
pub struct Model {
    /// Position in the feed; follows the order of commits.
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
    /// When the row was written, in milliseconds of Unix time.
    pub created_at_ms: i64,
    /// Packed keys of the batch's ticks, 14 bytes each; see [`pack`].
    pub ticks: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}

/// Primary key of a tick.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TickKey {
    /// Key of the website.
    pub website_key: WebsiteKey,
    /// Key of the region.
    pub region_key: RegionKey,
    /// The slot, in milliseconds of Unix time.
    pub slot_ms: i64,
}

/// Size of one packed key.
const KEY_BYTES: usize = 14;

impl Model {
    /// Number of the batch's ticks.
    pub fn len(&self) -> usize {
        self.ticks.len() / KEY_BYTES
    }

    /// Whether the batch has no ticks.
    pub fn is_empty(&self) -> bool {
        self.ticks.is_empty()
    }

    /// Keys of the batch's ticks, in order.
    pub fn keys(&self) -> Vec<TickKey> {
        unpack(&self.ticks)
    }
}

/// Packs `keys` for [`Model::ticks`]: big-endian, 14 bytes each.
pub fn pack(keys: &[TickKey]) -> Vec<u8> {
    let mut packed = Vec::with_capacity(keys.len() * KEY_BYTES);
    for key in keys {
        packed.extend(key.website_key.0.to_be_bytes());
        packed.extend(key.region_key.0.to_be_bytes());
        packed.extend(key.slot_ms.to_be_bytes());
    }
    packed
}

fn unpack(packed: &[u8]) -> Vec<TickKey> {
    let (keys, _) = packed.as_chunks::<KEY_BYTES>();
    keys.iter()
        .map(|&[w0, w1, w2, w3, r0, r1, slot @ ..]| TickKey {
            website_key: WebsiteKey(i32::from_be_bytes([w0, w1, w2, w3])),
            region_key: RegionKey(i16::from_be_bytes([r0, r1])),
            slot_ms: i64::from_be_bytes(slot),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_keys_come_back() {
        let keys = vec![
            TickKey {
                website_key: WebsiteKey(i32::MAX),
                region_key: RegionKey(-1),
                slot_ms: i64::MIN,
            },
            TickKey {
                website_key: WebsiteKey(7),
                region_key: RegionKey(2),
                slot_ms: 1_790_000_000_123,
            },
        ];
        assert_eq!(pack(&keys).len(), 28);
        assert_eq!(unpack(&pack(&keys)), keys);
    }
}
