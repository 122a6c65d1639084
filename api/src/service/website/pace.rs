//! How often one website may be changed or checked out of turn.
//!
//! Each change leaves a row of the schedule, and each check out of turn a tick, which all
//! later judgements of the website read past. So a website has an allowance, far beyond
//! what a person or an automation does, that is kept with it: no replica and no restart
//! forgets it. Pausing and deleting are always allowed: whoever says stop means now.

use entity::website_pace;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, DatabaseTransaction, EntityTrait};

use crate::service::{Error, Result};

/// What may be done at once.
const BURST: i64 = 60;

/// One more may be done each time this has passed, milliseconds.
const EVERY_MS: i64 = 10_000;

/// Pays for one change or check of the website, which the transaction has locked.
///
/// # Errors
/// [`Error::Busy`] where its allowance is used up.
pub(super) async fn pay(
    transaction: &DatabaseTransaction,
    website_key: i32,
    now_ms: i64,
) -> Result<()> {
    let row = website_pace::Entity::find_by_id(website_key);
    let row = row.one(transaction).await?;
    let free_at_ms = row.map_or(now_ms, |row| row.free_at_ms.max(now_ms));
    // A clock that went back by more than the whole allowance holds nobody up for longer.
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
