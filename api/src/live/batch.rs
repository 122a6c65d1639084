//! A row of the feed with what it is about.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use entity::feed::{self, TickKey};
use entity::{WebsiteKey, incident, tick};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::item::{Item, Part};
use super::{Cursor, Event, News, Subject, Topic};
use crate::service::website::{self, WebsiteSummary};
use crate::service::{Result, incident as incidents, tick as ticks};

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

/// What up to `limit` rows, starting at `seq`, have about `subject`, without the rows that have
/// nothing about it.
pub(super) async fn parts_from(
    db: &impl ConnectionTrait,
    subject: Subject,
    seq: i64,
    limit: u64,
) -> Result<Vec<Part>> {
    let parts: Vec<(i64, Vec<u8>)> = feed::Entity::find()
        .select_only()
        .columns([feed::Column::Seq, subject.column()])
        .filter(feed::Column::Seq.gte(seq))
        .filter(subject.column().is_not_null())
        .order_by_asc(feed::Column::Seq)
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?;
    let part = |(seq, packed)| Part { seq, packed };
    Ok(parts.into_iter().map(part).collect())
}

/// Events of a row of the feed of the topics `followed`.
pub(super) async fn load(
    db: &impl ConnectionTrait,
    row: &feed::Model,
    followed: &HashSet<Topic>,
) -> Result<Vec<Event>> {
    let subjects: BTreeSet<Subject> = followed.iter().map(|topic| topic.subject).collect();
    let mut events = Vec::new();
    for subject in subjects {
        let items = subject.items(subject.packed(row));
        let followed = |website: &WebsiteSummary| {
            followed.contains(&Topic {
                organization: website.organization_id,
                subject,
            })
        };
        events.extend(load_items(db, row.seq, items, followed).await?);
    }
    Ok(events)
}

/// Events of all that `part` has about `topic`.
pub(super) async fn load_part(
    db: &impl ConnectionTrait,
    part: &Part,
    topic: Topic,
) -> Result<Vec<Event>> {
    let items = topic.subject.items(&part.packed);
    let is_own = |website: &WebsiteSummary| website.organization_id == topic.organization;
    load_items(db, part.seq, items, is_own).await
}

/// Events of these items of the row `seq`, of the websites that `is_followed`.
async fn load_items(
    db: &impl ConnectionTrait,
    seq: i64,
    mut items: Vec<(u32, Item)>,
    is_followed: impl Fn(&WebsiteSummary) -> bool,
) -> Result<Vec<Event>> {
    if items.is_empty() {
        return Ok(Vec::new());
    }
    let mut websites = websites(db, &items).await?;
    websites.retain(|_, website| is_followed(website));
    items.retain(|(_, item)| websites.contains_key(&item.website_key()));
    events(db, seq, &items, &websites).await
}

/// The websites of these items.
pub(super) async fn websites(
    db: &impl ConnectionTrait,
    items: impl IntoIterator<Item = &(u32, Item)>,
) -> Result<HashMap<WebsiteKey, Arc<WebsiteSummary>>> {
    let items = items.into_iter();
    let keys: BTreeSet<WebsiteKey> = items.map(|(_, item)| item.website_key()).collect();
    let keys: Vec<WebsiteKey> = keys.into_iter().collect();
    let rows = website::of_keys(db, &keys).await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.key, Arc::new(row)))
        .collect())
}

/// What items point to.
#[derive(Default)]
struct Found {
    ticks: HashMap<TickKey, tick::Model>,
    incidents: HashMap<Uuid, Arc<incident::Model>>,
}

/// Events of these items of the row `seq`, for what still exists and websites in `websites`.
pub(super) async fn events(
    db: &impl ConnectionTrait,
    seq: i64,
    items: &[(u32, Item)],
    websites: &HashMap<WebsiteKey, Arc<WebsiteSummary>>,
) -> Result<Vec<Event>> {
    let mut found = find(db, items).await?;
    let events = items.iter().filter_map(|(position, item)| {
        Some(Event {
            cursor: Cursor {
                seq,
                position: *position,
            },
            website: Arc::clone(websites.get(&item.website_key())?),
            news: match item {
                Item::Tick(key) => News::Tick(Arc::new(found.ticks.remove(key)?)),
                Item::StatusChange(change) => News::StatusChange(*change),
                Item::Incident(step) => {
                    let incident = found.incidents.get(&step.incident_id)?;
                    News::Incident(*step, Arc::clone(incident))
                }
            },
            rendered: Arc::default(),
        })
    });
    Ok(events.collect())
}

async fn find(db: &impl ConnectionTrait, items: &[(u32, Item)]) -> Result<Found> {
    let mut keys: Vec<TickKey> = Vec::new();
    let mut ids: BTreeSet<Uuid> = BTreeSet::new();
    for (_, item) in items {
        match item {
            Item::Tick(key) => keys.push(*key),
            Item::Incident(step) => {
                ids.insert(step.incident_id);
            }
            Item::StatusChange(_) => {}
        }
    }
    let mut found = Found::default();
    if !keys.is_empty() {
        found.ticks = ticks::by_keys(db, &keys).await?;
    }
    if !ids.is_empty() {
        let rows = incidents::of_ids(db, ids).await?;
        let rows = rows.into_iter().map(|row| (row.id, Arc::new(row)));
        found.incidents = rows.collect();
    }
    Ok(found)
}
