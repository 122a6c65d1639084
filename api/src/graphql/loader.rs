//! Batched reads of fields below a list: fifty ticks cost one query per field, not fifty.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::{self, DataLoader};
use entity::evidence;
use entity::feed::TickKey;
use sea_orm::DatabaseConnection;

use crate::service;

/// Reads evidence by the key of its tick.
pub(super) struct Evidences(DatabaseConnection);

/// Batched reads of evidence.
pub(super) type EvidenceLoader = DataLoader<Evidences>;

pub(super) fn evidences(db: DatabaseConnection) -> EvidenceLoader {
    DataLoader::new(Evidences(db), tokio::spawn)
}

/// Key of a tick, as the key of its evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct EvidenceOf(pub(super) TickKey);

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
