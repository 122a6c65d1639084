//! A row of the feed with its ticks.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use entity::feed::{self, TickKey};
use entity::{OrganizationId, WebsiteKey};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{Cursor, Event};
use crate::service::website::{self, WebsiteSummary};
use crate::service::{Result, tick};

/// Up to `limit` rows of the feed, starting at `seq`.
pub(super) async fn rows_from(
    db: &impl ConnectionTrait,
    seq: i64,
    limit: u64,
) -> Result<Vec<feed::Model>> {
    Ok(feed::Entity::find()
        .filter(feed::Column::Seq.gte(seq))
        .order_by_asc(feed::Column::Seq)
        .limit(limit)
        .all(db)
        .await?)
}

/// Events of a row of the feed of the organizations `followed`.
pub(super) async fn load(
    db: &impl ConnectionTrait,
    row: &feed::Model,
    followed: &HashSet<OrganizationId>,
) -> Result<Vec<Event>> {
    let mut keys: Vec<(u32, TickKey)> = (0..).zip(row.keys()).collect();
    let mut websites = websites(db, keys.iter().map(|(_, key)| key.website_key)).await?;
    websites.retain(|_, website| followed.contains(&website.organization_id));
    keys.retain(|(_, key)| websites.contains_key(&key.website_key));
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    events(db, row.seq, &keys, &websites).await
}

/// The websites with these keys, which may contain duplicates.
pub(super) async fn websites(
    db: &impl ConnectionTrait,
    keys: impl Iterator<Item = WebsiteKey>,
) -> Result<HashMap<WebsiteKey, Arc<WebsiteSummary>>> {
    let keys: BTreeSet<WebsiteKey> = keys.collect();
    let keys: Vec<WebsiteKey> = keys.into_iter().collect();
    let rows = website::of_keys(db, &keys).await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.key, Arc::new(row)))
        .collect())
}

/// Events with these positions and keys of the batch `seq`, for ticks that still exist and
/// websites in `websites`.
pub(super) async fn events(
    db: &impl ConnectionTrait,
    seq: i64,
    keys: &[(u32, TickKey)],
    websites: &HashMap<WebsiteKey, Arc<WebsiteSummary>>,
) -> Result<Vec<Event>> {
    let wanted: Vec<TickKey> = keys.iter().map(|(_, key)| *key).collect();
    let mut ticks = tick::by_keys(db, &wanted).await?;
    let events = keys.iter().filter_map(|(position, key)| {
        Some(Event {
            cursor: Cursor {
                seq,
                position: *position,
            },
            website: Arc::clone(websites.get(&key.website_key)?),
            tick: Arc::new(ticks.remove(key)?),
            rendered: Arc::default(),
        })
    });
    Ok(events.collect())
}
