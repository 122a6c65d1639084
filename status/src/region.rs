//! Regions: places to check from.
//!
//! Regions are not configured. A region exists once one of its probers is first heard of; it
//! gets slots from 3 s later, so that every scheduler knows it by then.

use std::collections::{BTreeMap, HashSet};

use entity::database::begin_write;
use entity::slots::LEAD_MS;
use entity::{RegionKey, region};
use queue::{RegionName, Transport};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder,
};
use tracing::info;

use crate::Result;

/// All regions by key.
///
/// # Errors
/// If the database fails.
pub async fn all(db: &impl sea_orm::ConnectionTrait) -> Result<Vec<region::Model>> {
    Ok(region::Entity::find()
        .order_by_asc(region::Column::Key)
        .all(db)
        .await?)
}

/// When each region begins to count: when it was first heard of.
pub(crate) fn counting(regions: &[region::Model]) -> BTreeMap<RegionKey, i64> {
    let counting = regions.iter();
    counting
        .map(|region| (region.key, region.valid_from_ms - LEAD_MS))
        .collect()
}

/// Registers unknown regions that have announced probers.
///
/// # Errors
/// If the database or the queue fails.
pub async fn hear(db: &DatabaseConnection, transport: &dyn Transport, now_ms: i64) -> Result<()> {
    let heard: HashSet<RegionName> = transport
        .probers()
        .await?
        .into_iter()
        .map(|seen| seen.region)
        .collect();
    if heard.is_empty() {
        return Ok(());
    }
    let known: HashSet<String> = all(db)
        .await?
        .into_iter()
        .map(|region| region.name)
        .collect();
    for name in heard {
        if !known.contains(name.as_str()) {
            register(db, &name, now_ms).await?;
        }
    }
    Ok(())
}

/// The region `name`, which is created if it is new.
///
/// # Errors
/// If the database fails.
pub async fn register(
    db: &DatabaseConnection,
    name: &RegionName,
    now_ms: i64,
) -> Result<region::Model> {
    let by_name = || region::Entity::find().filter(region::Column::Name.eq(name.as_str()));
    if let Some(region) = by_name().one(db).await? {
        return Ok(region);
    }
    let transaction = begin_write(db).await?;
    // Two replicas that create different regions at once may pick the same key; the second one
    // then fails and retries at its next pass.
    let last = region::Entity::find()
        .order_by_desc(region::Column::Key)
        .one(&transaction)
        .await?;
    let fresh = region::ActiveModel {
        key: Set(RegionKey(last.map_or(1, |region| region.key.0 + 1))),
        name: Set(name.to_string()),
        valid_from_ms: Set(now_ms + LEAD_MS),
    };
    region::Entity::insert(fresh)
        .on_conflict_do_nothing_on([region::Column::Name])
        .exec_without_returning(&transaction)
        .await?;
    let region = by_name()
        .one(&transaction)
        .await?
        .ok_or_else(|| sea_orm::DbErr::RecordNotFound(format!("region {name}")))?;
    transaction.commit().await?;
    info!(region = %name, "Heard of region {name} for the first time");
    Ok(region)
}
