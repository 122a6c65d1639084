//! Reads the incidents of a page that are published.

use std::collections::HashMap;

use entity::page_component::ComponentStatus;
use entity::page_update::UpdateState;
use entity::{page_incident, page_update};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use crate::Result;
use crate::view::{Affected, Incident, Update};

/// Most incidents that are read at once.
const MOST: u64 = 200;

/// Incidents that are open, or began after `from_ms`, newest first. `named` are the components of
/// the page.
pub(super) async fn recent(
    db: &impl ConnectionTrait,
    page_id: Uuid,
    named: &HashMap<Uuid, &str>,
    from_ms: i64,
) -> Result<Vec<Incident>> {
    let recent = Condition::any()
        .add(page_incident::Column::ResolvedAtMs.is_null())
        .add(page_incident::Column::BeganAtMs.gte(from_ms));
    read(db, page_id, named, recent).await
}

/// When the oldest incident began, in milliseconds of Unix time.
pub(super) async fn oldest(db: &impl ConnectionTrait, page_id: Uuid) -> Result<Option<i64>> {
    let oldest = page_incident::Entity::find()
        .select_only()
        .column(page_incident::Column::BeganAtMs)
        .filter(page_incident::Column::PageId.eq(page_id))
        .filter(page_incident::Column::PublishedAtMs.is_not_null())
        .order_by_asc(page_incident::Column::BeganAtMs)
        .limit(1)
        .into_tuple()
        .one(db)
        .await?;
    Ok(oldest)
}

/// Incidents that began from `from_ms` on and before `to_ms`, newest first.
pub(super) async fn between(
    db: &impl ConnectionTrait,
    page_id: Uuid,
    named: &HashMap<Uuid, &str>,
    (from_ms, to_ms): (i64, i64),
) -> Result<Vec<Incident>> {
    let between = Condition::all()
        .add(page_incident::Column::BeganAtMs.gte(from_ms))
        .add(page_incident::Column::BeganAtMs.lt(to_ms));
    read(db, page_id, named, between).await
}

/// The incident `id`.
pub(super) async fn one(
    db: &impl ConnectionTrait,
    page_id: Uuid,
    named: &HashMap<Uuid, &str>,
    id: Uuid,
) -> Result<Option<Incident>> {
    let is_it = Condition::all().add(page_incident::Column::Id.eq(id));
    Ok(read(db, page_id, named, is_it).await?.pop())
}

async fn read(
    db: &impl ConnectionTrait,
    page_id: Uuid,
    named: &HashMap<Uuid, &str>,
    condition: Condition,
) -> Result<Vec<Incident>> {
    let rows = page_incident::Entity::find()
        .filter(page_incident::Column::PageId.eq(page_id))
        .filter(page_incident::Column::PublishedAtMs.is_not_null())
        .filter(condition)
        .order_by_desc(page_incident::Column::BeganAtMs)
        .order_by_desc(page_incident::Column::Id)
        .limit(MOST)
        .all(db)
        .await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let updates = page_update::Entity::find()
        .filter(page_update::Column::PageIncidentId.is_in(rows.iter().map(|row| row.id)))
        .order_by_asc(page_update::Column::AtMs)
        .order_by_asc(page_update::Column::Id)
        .all(db)
        .await?;
    let mut of_incidents: HashMap<Uuid, Vec<page_update::Model>> = HashMap::new();
    for update in updates {
        let of_incident = of_incidents.entry(update.page_incident_id).or_default();
        of_incident.push(update);
    }
    let incidents = rows.into_iter().filter_map(|row| {
        let updates = of_incidents.remove(&row.id)?;
        Some(Incident {
            id: row.id,
            title: row.title,
            began_at_ms: row.began_at_ms,
            resolved_at_ms: row.resolved_at_ms,
            published_at_ms: row.published_at_ms?,
            affected: affected(&updates, named),
            updates: updates.into_iter().rev().map(update).collect(),
        })
    });
    Ok(incidents.collect())
}

fn update(row: page_update::Model) -> Update {
    Update {
        id: row.id,
        state: row.state,
        text: row.text,
        at_ms: row.at_ms,
    }
}

/// What the newest of `updates` says is affected; of what is resolved, the worst that any said.
fn affected(updates: &[page_update::Model], named: &HashMap<Uuid, &str>) -> Vec<Affected> {
    let is_over = updates
        .last()
        .is_some_and(|update| update.state == UpdateState::Resolved);
    let counting = match is_over {
        true => updates,
        false => &updates[updates.len().saturating_sub(1)..],
    };
    let mut affected: Vec<Affected> = Vec::new();
    for (id, status) in counting.iter().flat_map(|update| &update.affected.0) {
        if *status == ComponentStatus::Operational {
            continue;
        }
        match affected.iter_mut().find(|known| known.id == *id) {
            Some(known) => known.status = known.status.or_worse(*status),
            None => affected.extend(named.get(id).map(|name| Affected {
                id: *id,
                name: (*name).to_owned(),
                status: *status,
            })),
        }
    }
    affected
}
