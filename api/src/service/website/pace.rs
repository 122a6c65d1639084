//! Rate limit of changes and unscheduled checks of one website.
//!
//! Each change leaves a schedule row, and each unscheduled check a tick, which all later
//! judgements of the website have to read. So a website has an allowance, far beyond the needs
//! of people and automation, that is stored with it: it holds across replicas and restarts.
//! Pausing and deleting are always allowed: a person who stops a website expects it to stop
//! now.

use entity::{WebsiteKey, website_pace};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, DatabaseTransaction, EntityTrait};

use crate::service::{Error, Result};

/// Number of changes allowed at once.
const BURST: i64 = 60;

/// Time until one more change is allowed, in milliseconds.
const EVERY_MS: i64 = 10_000;

/// Takes one change or check from the allowance of the website, which the transaction has
/// locked.
///
/// # Errors
/// [`Error::Busy`] if its allowance is used up.
pub(super) async fn pay(
    transaction: &DatabaseTransaction,
    website_key: WebsiteKey,
    now_ms: i64,
) -> Result<()> {
    let row = website_pace::Entity::find_by_id(website_key);
    let row = row.one(transaction).await?;
    let free_at_ms = row.map_or(now_ms, |row| row.free_at_ms.max(now_ms));
    // If the clock went back by more than the whole allowance, the wait stays bounded.
    let free_at_ms = free_at_ms.min(now_ms + BURST * EVERY_MS);
    let wait_ms = free_at_ms + EVERY_MS - (now_ms + BURST * EVERY_MS);
    if wait_ms > 0 {
        let retry_after_secs = u32::try_from((wait_ms + 999) / 1_000).unwrap_or(u32::MAX);
        return Err(Error::Busy { retry_after_secs });
    }
    let row = website_pace::ActiveModel {
        website_key: Set(website_key),
        free_at_ms: Set(free_at_ms + EVERY_MS),
    };
    website_pace::Entity::insert(row)
        .on_conflict(
            OnConflict::column(website_pace::Column::WebsiteKey)
                .update_column(website_pace::Column::FreeAtMs)
                .to_owned(),
        )
        .exec_without_returning(transaction)
        .await?;
    Ok(())
}
