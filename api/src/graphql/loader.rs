//! Batched reads: a list of fifty websites costs one query a field, not fifty.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader;
use entity::feed::TickKey;
use entity::{evidence, region, tick, tls_facts, vote, website_status};
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder};

use crate::service;

/// Reads by key.
pub(super) struct Loader {
    db: DatabaseConnection,
}

impl Loader {
    pub(super) fn new(db: DatabaseConnection) -> Self {
        Self { db }
    }
}

/// A website's small integer, as the key of its status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct StatusOf(pub(super) i32);

/// A region's small integer, as the key of its row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct RegionOf(pub(super) i16);

/// A tick's key, as the key of its evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct EvidenceOf(pub(super) TickKey);

/// A website's small integer, as the key of what TLS showed in its regions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct TlsOf(pub(super) i32);

/// A website's small integer, as the key of what its regions say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct VotesOf(pub(super) i32);

impl dataloader::Loader<StatusOf> for Loader {
    type Value = website_status::Model;
    type Error = Arc<service::Error>;

    async fn load(&self, keys: &[StatusOf]) -> Result<HashMap<StatusOf, Self::Value>, Self::Error> {
        let keys = keys.iter().map(|key| key.0);
        let rows = website_status::Entity::find()
            .filter(website_status::Column::WebsiteKey.is_in(keys))
            .all(&self.db)
            .await
            .map_err(|err| Arc::new(err.into()))?;
        Ok(rows
            .into_iter()
            .map(|row| (StatusOf(row.website_key), row))
            .collect())
    }
}

impl dataloader::Loader<RegionOf> for Loader {
    type Value = region::Model;
    type Error = Arc<service::Error>;

    async fn load(&self, keys: &[RegionOf]) -> Result<HashMap<RegionOf, Self::Value>, Self::Error> {
        let keys = keys.iter().map(|key| key.0);
        let rows = region::Entity::find()
            .filter(region::Column::Key.is_in(keys))
            .all(&self.db)
            .await
            .map_err(|err| Arc::new(err.into()))?;
        Ok(rows
            .into_iter()
            .map(|row| (RegionOf(row.key), row))
            .collect())
    }
}

impl dataloader::Loader<TickKey> for Loader {
    type Value = tick::Model;
    type Error = Arc<service::Error>;

    async fn load(&self, keys: &[TickKey]) -> Result<HashMap<TickKey, Self::Value>, Self::Error> {
        let website_keys: Vec<i32> = keys.iter().map(|key| key.website_key).collect();
        let slots: Vec<i64> = keys.iter().map(|key| key.slot_ms).collect();
        let regions: Vec<i16> = keys.iter().map(|key| key.region_key).collect();
        // Last ticks of a page of websites: a few keys each, named one by one.
        let rows = tick::Entity::find()
            .filter(tick::Column::WebsiteKey.is_in(website_keys))
            .filter(tick::Column::RegionKey.is_in(regions))
            .filter(tick::Column::SlotMs.is_in(slots))
            .all(&self.db)
            .await
            .map_err(|err| Arc::new(err.into()))?;
        Ok(rows
            .into_iter()
            .map(|row| (service::tick::key(&row), row))
            .collect())
    }
}

impl dataloader::Loader<EvidenceOf> for Loader {
    type Value = evidence::Model;
    type Error = Arc<service::Error>;

    async fn load(
        &self,
        keys: &[EvidenceOf],
    ) -> Result<HashMap<EvidenceOf, Self::Value>, Self::Error> {
        let rows = evidence::Entity::find()
            .filter(evidence::Column::WebsiteKey.is_in(keys.iter().map(|key| key.0.website_key)))
            .filter(evidence::Column::RegionKey.is_in(keys.iter().map(|key| key.0.region_key)))
            .filter(evidence::Column::SlotMs.is_in(keys.iter().map(|key| key.0.slot_ms)))
            .all(&self.db)
            .await
            .map_err(|err| Arc::new(err.into()))?;
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

impl dataloader::Loader<TlsOf> for Loader {
    type Value = Vec<tls_facts::Model>;
    type Error = Arc<service::Error>;

    async fn load(&self, keys: &[TlsOf]) -> Result<HashMap<TlsOf, Self::Value>, Self::Error> {
        let rows = tls_facts::Entity::find()
            .filter(tls_facts::Column::WebsiteKey.is_in(keys.iter().map(|key| key.0)))
            .order_by_asc(tls_facts::Column::RegionKey)
            .all(&self.db)
            .await
            .map_err(|err| Arc::new(err.into()))?;
        let mut found: HashMap<TlsOf, Self::Value> = HashMap::new();
        for row in rows {
            found.entry(TlsOf(row.website_key)).or_default().push(row);
        }
        Ok(found)
    }
}

impl dataloader::Loader<VotesOf> for Loader {
    type Value = Vec<vote::Model>;
    type Error = Arc<service::Error>;

    async fn load(&self, keys: &[VotesOf]) -> Result<HashMap<VotesOf, Self::Value>, Self::Error> {
        let rows = vote::Entity::find()
            .filter(vote::Column::WebsiteKey.is_in(keys.iter().map(|key| key.0)))
            .order_by_asc(vote::Column::RegionKey)
            .all(&self.db)
            .await
            .map_err(|err| Arc::new(err.into()))?;
        let mut found: HashMap<VotesOf, Self::Value> = HashMap::new();
        for row in rows {
            found.entry(VotesOf(row.website_key)).or_default().push(row);
        }
        Ok(found)
    }
}
