//! Regions: places to check from.
//!
//! Nobody inserts them by hand. A region exists when one of its probers is
//! first heard of; from 3 s later on it gets slots, so that every scheduler
//! knows it by then.

use std::collections::{BTreeMap, HashSet};

use entity::database::begin_write;
use entity::region;
use entity::schedule::LEAD_MS;
use queue::{RegionName, Transport};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder,
};
use tracing::info;

use crate::Result;

/// Every region, by key.
///
/// # Errors
/// Where the database fails.
pub async fn all(db: &impl sea_orm::ConnectionTrait) -> Result<Vec<region::Model>> {
    Ok(region::Entity::find()
        .order_by_asc(region::Column::Key)
        .all(db)
        .await?)
}

/// Of each region, from when on it counts: since it was heard of.
pub(crate) fn counting(regions: &[region::Model]) -> BTreeMap<i16, i64> {
    let counting = regions.iter();
    counting
        .map(|region| (region.key, region.valid_from_ms - LEAD_MS))
        .collect()
}

/// Makes regions of those that have announced probers and are not known yet.
///
/// # Errors
/// Where the database or the queue fails.
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

/// The region `name`, made if it is new.
///
/// # Errors
/// Where the database fails.
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
    // Two replicas that make different regions at once may pick one key; the
    // second then fails, and does it again at its next look.
    let last = region::Entity::find()
        .order_by_desc(region::Column::Key)
        .one(&transaction)
        .await?;
    let fresh = region::ActiveModel {
        key: Set(last.map_or(1, |region| region.key + 1)),
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
