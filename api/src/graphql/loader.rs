//! Batched reads: a list of fifty websites costs one query a field, not fifty.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader;
use entity::feed::TickKey;
use entity::{region, tick, website_status};
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter};

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
