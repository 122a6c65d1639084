//! Writes schedule rows when a website changes.
//!
//! Called inside the transaction that changes the website. A new row starts [`LEAD_MS`] ahead,
//! so that every scheduler has read it by then.

use entity::schedule;
use entity::slots::LEAD_MS;
use entity::website;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder,
};

use crate::Result;

/// Closes the website's open row and opens one for its current revision.
///
/// A paused or deleted website gets no new row, and its old one ends immediately, since a
/// person who stops a website expects that. (A scheduler that has not read the change yet may
/// publish one more slot, whose tick is dropped by ingest as unplanned.)
///
/// # Errors
/// If the database fails.
pub async fn revise(
    transaction: &impl ConnectionTrait,
    website: &website::Model,
    now_ms: i64,
) -> Result<()> {
    let stops = website.paused || website.deleted_at.is_some();
    let mut turn_ms = if stops { now_ms } else { now_ms + LEAD_MS };
    let newest = schedule::Entity::find()
        .filter(schedule::Column::WebsiteKey.eq(website.key))
        .order_by_desc(schedule::Column::Revision)
        .one(transaction)
        .await?;
    if let Some(row) = newest {
        // Rows never overlap, even if the clocks of two replicas differ.
        turn_ms = turn_ms
            .max(row.valid_from_ms)
            .max(row.valid_to_ms.unwrap_or(turn_ms));
        if row.valid_to_ms.is_none() {
            let mut row = row.into_active_model();
            row.valid_to_ms = Set(Some(turn_ms));
            row.updated_at_ms = Set(now_ms);
            row.update(transaction).await?;
        }
    }
    if stops {
        return Ok(());
    }
    schedule::Entity::insert(schedule::ActiveModel {
        website_key: Set(website.key),
        revision: Set(website.revision),
        website_id: Set(website.id),
        interval_ms: Set(website.interval_ms),
        timeout_ms: Set(website.timeout_ms),
        retries: Set(website.retries),
        url: Set(website.url.clone()),
        quorum: Set(website.quorum.clone()),
        regions: Set(website.regions.clone()),
        how: Set(website.how.clone()),
        secrets: Set(website.secrets.clone()),
        organization_id: Set(Some(website.organization_id)),
        valid_from_ms: Set(turn_ms),
        valid_to_ms: Set(None),
        updated_at_ms: Set(now_ms),
    })
    .exec_without_returning(transaction)
    .await?;
    Ok(())
}
