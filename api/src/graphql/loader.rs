//! Batched reads of what lies below a list: fifty ticks cost one query a field, not fifty.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::{self, DataLoader, HashMapCache};
use entity::feed::TickKey;
use entity::{evidence, region};
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter};

use crate::service;

/// Reads evidence by its tick's key.
pub(super) struct Evidences(DatabaseConnection);

/// Reads regions by their small integers.
pub(super) struct Regions(DatabaseConnection);

/// Evidence, batched.
pub(super) type EvidenceLoader = DataLoader<Evidences>;

/// Regions, batched, and remembered for good: a region's row never changes.
pub(super) type RegionLoader = DataLoader<Regions, HashMapCache>;

pub(super) fn evidences(db: DatabaseConnection) -> EvidenceLoader {
    DataLoader::new(Evidences(db), tokio::spawn)
}

pub(super) fn regions(db: DatabaseConnection) -> RegionLoader {
    DataLoader::with_cache(Regions(db), tokio::spawn, HashMapCache::default())
}

/// A tick's key, as the key of its evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct EvidenceOf(pub(super) TickKey);

/// A region's small integer, as the key of its row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct RegionOf(pub(super) i16);

impl dataloader::Loader<EvidenceOf> for Evidences {
    type Value = evidence::Model;
    type Error = Arc<service::Error>;

    async fn load(
        &self,
        keys: &[EvidenceOf],
    ) -> Result<HashMap<EvidenceOf, Self::Value>, Self::Error> {
        let keys: Vec<TickKey> = keys.iter().map(|key| key.0).collect();
        let rows = service::tick::evidence_of(&self.0, &keys).await?;
        let key = |row: &evidence::Model| TickKey {
            website_key: row.website_key,
            region_key: row.region_key,
            slot_ms: row.slot_ms,
        };
        Ok(rows
            .into_iter()
            .map(|row| (EvidenceOf(key(&row)), row))
            .collect())
    }
}

impl dataloader::Loader<RegionOf> for Regions {
    type Value = region::Model;
    type Error = Arc<service::Error>;

    async fn load(&self, keys: &[RegionOf]) -> Result<HashMap<RegionOf, Self::Value>, Self::Error> {
        let rows = region::Entity::find()
            .filter(region::Column::Key.is_in(keys.iter().map(|key| key.0)))
            .all(&self.0)
            .await
            .map_err(service::Error::from)?;
        Ok(rows
            .into_iter()
            .map(|row| (RegionOf(row.key), row))
            .collect())
    }
}
