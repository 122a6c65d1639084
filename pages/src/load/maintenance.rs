//! Reads the maintenance of the websites that a page shows.

use std::collections::{HashMap, HashSet};

use entity::maintenance_window::LONGEST_MS;
use entity::{OrganizationId, WebsiteKey, maintenance, maintenance_scope, maintenance_window};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::Result;
use crate::view::{Maintenance, opaque};

/// How far ahead maintenance is shown, in milliseconds: 60 days.
const AHEAD_MS: i64 = 60 * 86_400_000;

/// Most windows that are read at once.
const MOST: u64 = 1_000;

/// A component: its public id, its name, and its websites.
type Of<'a> = (Uuid, &'a str, &'a [WebsiteKey]);

/// The windows that go on, and the next of each maintenance, in order of time.
pub(super) async fn current(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    components: &[Of<'_>],
    now_ms: i64,
) -> Result<Vec<Maintenance>> {
    let windows = windows(db, organization, (now_ms, now_ms + AHEAD_MS)).await?;
    let mut next = HashSet::new();
    let windows = windows.into_iter().filter(|window| {
        let goes_on = window.from_ms <= now_ms;
        goes_on || next.insert(window.maintenance_id)
    });
    shown(db, windows.collect(), components).await
}

/// The windows that begin from `from_ms` on and before `to_ms`, in order of time.
pub(super) async fn between(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    components: &[Of<'_>],
    (from_ms, to_ms): (i64, i64),
) -> Result<Vec<Maintenance>> {
    let mut windows = windows(db, organization, (from_ms, to_ms)).await?;
    windows.retain(|window| window.from_ms >= from_ms);
    shown(db, windows, components).await
}

/// Windows that overlap a time, in order of time.
async fn windows(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    (from_ms, to_ms): (i64, i64),
) -> Result<Vec<maintenance_window::Model>> {
    let windows = maintenance_window::Entity::find()
        .filter(maintenance_window::Column::OrganizationId.eq(organization))
        .filter(maintenance_window::Column::FromMs.gt(from_ms - LONGEST_MS - 1))
        .filter(maintenance_window::Column::FromMs.lt(to_ms))
        .filter(maintenance_window::Column::ToMs.gt(from_ms))
        .order_by_asc(maintenance_window::Column::FromMs)
        .order_by_asc(maintenance_window::Column::Seq)
        .limit(MOST)
        .all(db)
        .await?;
    Ok(windows)
}

/// Those of `windows` that are for one of the components.
async fn shown(
    db: &impl ConnectionTrait,
    windows: Vec<maintenance_window::Model>,
    components: &[Of<'_>],
) -> Result<Vec<Maintenance>> {
    if windows.is_empty() {
        return Ok(Vec::new());
    }
    let ids: HashSet<Uuid> = windows.iter().map(|window| window.scope_id).collect();
    let scopes = maintenance_scope::Entity::find()
        .filter(maintenance_scope::Column::Id.is_in(ids))
        .all(db)
        .await?;
    let scopes: HashMap<Uuid, Option<HashSet<WebsiteKey>>> = scopes
        .into_iter()
        .map(|scope| {
            (
                scope.id,
                scope.websites.map(|keys| keys.0.into_iter().collect()),
            )
        })
        .collect();
    let ids: HashSet<Uuid> = windows.iter().map(|window| window.maintenance_id).collect();
    let announced = maintenance::Entity::find()
        .filter(maintenance::Column::Id.is_in(ids))
        .all(db)
        .await?;
    let announced: HashMap<Uuid, maintenance::Model> =
        announced.into_iter().map(|row| (row.id, row)).collect();
    let windows = windows.into_iter().filter_map(|window| {
        let row = announced.get(&window.maintenance_id)?;
        let scope = scopes.get(&window.scope_id)?.as_ref();
        let is_for = |keys: &[WebsiteKey]| {
            let mut keys = keys.iter();
            keys.any(|key| scope.is_none_or(|scope| scope.contains(key)))
        };
        let components: Vec<(Uuid, String)> = components
            .iter()
            .filter(|(_, _, keys)| is_for(keys))
            .map(|(id, name, _)| (*id, (*name).to_owned()))
            .collect();
        (!components.is_empty()).then(|| Maintenance {
            id: opaque(&[row.id.as_bytes(), &window.seq.to_be_bytes()]),
            title: row.public_title.clone(),
            text: row.public_text.clone(),
            from_ms: window.from_ms,
            to_ms: window.to_ms,
            announced_at_ms: row.created_at_ms,
            components,
        })
    });
    Ok(windows.collect())
}
