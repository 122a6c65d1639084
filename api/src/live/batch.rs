//! One row of the feed with its ticks.

use std::collections::HashMap;

use entity::feed::{self, TickKey};
use entity::website;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{Cursor, Event};
use crate::service::{Result, tick};

/// The events of one row of the feed.
#[derive(Clone, Debug)]
pub(super) struct Batch {
    pub(super) seq: i64,
    pub(super) events: Vec<Event>,
}

/// Up to `limit` rows of the feed from `seq` on.
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

/// The events of a row of the feed, those of `websites` or of all.
pub(super) async fn load(
    db: &impl ConnectionTrait,
    row: &feed::Model,
    wanted: impl Fn(i32) -> bool,
) -> Result<Batch> {
    let keys: Vec<(u32, TickKey)> = (0..)
        .zip(row.keys())
        .filter(|(_, key)| wanted(key.website_key))
        .collect();
    let wanted: Vec<TickKey> = keys.iter().map(|(_, key)| *key).collect();
    let mut ticks = tick::by_keys(db, &wanted).await?;
    let websites: HashMap<i32, website::Model> = website::Entity::find()
        .filter(website::Column::Key.is_in(wanted.iter().map(|key| key.website_key)))
        .all(db)
        .await?
        .into_iter()
        .map(|website| (website.key, website))
        .collect();
    let events = keys.into_iter().filter_map(|(position, key)| {
        Some(Event {
            cursor: Cursor {
                seq: row.seq,
                position,
            },
            website: websites.get(&key.website_key)?.clone(),
            tick: ticks.remove(&key)?,
        })
    });
    Ok(Batch {
        seq: row.seq,
        events: events.collect(),
    })
}
