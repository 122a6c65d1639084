//! A cache of the regions' state, shared by all requests to this replica.
//!
//! Probers and backlogs are the same for every caller. So the queue is queried at most once a
//! second, and only on request: a thousand tenants, or a document with a hundred aliases,
//! cause one query.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use entity::RegionKey;
use sea_orm::DatabaseConnection;
use tokio::sync::Mutex;

use super::kept::Kept;
use super::region::{self, Queues, Region, RegionProbers};
use super::{Error, Result};
use crate::service::Handles;

/// Results of the last queries; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct RegionCache {
    staffed: Kept<Vec<RegionProbers>>,
    queues: Kept<HashMap<String, Queues>>,
    all: Kept<Vec<Region>>,
    names: Arc<Names>,
}

/// Names of regions by key. A region is never renamed, so they are known for good.
#[derive(Debug, Default)]
struct Names {
    known: RwLock<HashMap<RegionKey, Arc<str>>>,
    reading: Mutex<()>,
}

impl RegionCache {
    /// All regions with their probers, by name.
    ///
    /// # Errors
    /// If the database or the queue fails.
    pub async fn staffed(&self, handles: &Handles) -> Result<Arc<Vec<RegionProbers>>> {
        let (transport, now_ms) = (handles.transport.as_ref(), handles.clock.now_ms());
        let look = region::staffed(&handles.front, transport, now_ms);
        self.staffed.get(look).await
    }

    /// All regions by key.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn all(&self, db: &DatabaseConnection) -> Result<Arc<Vec<Region>>> {
        let look = async { Ok(status::region::all(db).await?) };
        self.all.get(look).await
    }

    /// Name of the region with this key.
    ///
    /// # Errors
    /// [`Error::NotFound`] if there is none, or if the database fails.
    pub async fn name(&self, db: &DatabaseConnection, key: RegionKey) -> Result<Arc<str>> {
        if let Some(name) = self.names.known(key) {
            return Ok(name);
        }
        let _reading = self.names.reading.lock().await;
        if let Some(name) = self.names.known(key) {
            return Ok(name);
        }
        let regions = status::region::all(db).await?;
        let names = regions.into_iter().map(|it| (it.key, it.name.into()));
        self.names.keep(names.collect());
        self.names.known(key).ok_or(Error::NotFound("region"))
    }

    /// Backlogs of every region, by region name.
    ///
    /// # Errors
    /// If the database or the queue fails.
    pub async fn queues(&self, handles: &Handles) -> Result<Arc<HashMap<String, Queues>>> {
        let look = async {
            let mut queues = HashMap::new();
            for region in status::region::all(&handles.front).await? {
                let found = region::queues(handles.transport.as_ref(), &region.name).await?;
                queues.insert(region.name, found);
            }
            Ok(queues)
        };
        self.queues.get(look).await
    }
}

impl Names {
    fn known(&self, key: RegionKey) -> Option<Arc<str>> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.get(&key).cloned()
    }

    fn keep(&self, names: HashMap<RegionKey, Arc<str>>) {
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = names;
    }
}
