//! Inserts ticks; existing rows stay unchanged.

use std::collections::HashSet;

use entity::feed::TickKey;
use entity::tick;
use sea_orm::{
    ActiveModelTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, TryInsertResult,
};

use crate::Result;
use crate::sql::postgres_bulk;

/// Inserts `ticks`, the first of those with equal keys, and returns the keys that were new.
///
/// # Errors
/// If the database fails.
pub async fn insert_ticks(
    transaction: &DatabaseTransaction,
    mut ticks: Vec<tick::Model>,
) -> Result<HashSet<TickKey>> {
    if ticks.is_empty() {
        return Ok(HashSet::new());
    }
    if postgres_bulk::understood_by(transaction) {
        // Inserts neighbours in the index one after the other.
        let key = |row: &tick::Model| (row.website_key, row.region_key, row.slot_ms);
        ticks.sort_by_key(key);
        ticks.dedup_by_key(|row| key(row));
        let keys = postgres_bulk::insert_ticks(transaction, &ticks).await?;
        return Ok(keys.into_iter().collect());
    }
    let rows = ticks
        .into_iter()
        .map(|row| row.into_active_model().reset_all());
    let inserted = tick::Entity::insert_many(rows)
        .on_conflict_do_nothing_on([
            tick::Column::WebsiteKey,
            tick::Column::RegionKey,
            tick::Column::SlotMs,
        ])
        .exec_with_returning_keys(transaction)
        .await?;
    let keys = match inserted {
        TryInsertResult::Inserted(keys) => keys,
        TryInsertResult::Empty | TryInsertResult::Conflicted => Vec::new(),
    };
    Ok(keys
        .into_iter()
        .map(|(website_key, region_key, slot_ms)| TickKey {
            website_key,
            region_key,
            slot_ms,
        })
        .collect())
}
