//! What a person's change of a website does to its votes and its status.
//!
//! An edit and a resume void the votes: what was seen of the old target says
//! nothing about the new one. Called inside the transaction that changes the
//! website.

use entity::website_status::{self, WebsiteStatus};
use entity::{schedule, status_change, tls_facts, vote, website};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect,
};

use crate::Result;
use crate::standing;

/// The website waits for its first vote from `now_ms` on; when none comes, the
/// wait ends as long after its first slot as a vote would last.
///
/// # Errors
/// Where the database fails.
pub async fn restart(
    transaction: &DatabaseTransaction,
    website: &website::Model,
    now_ms: i64,
) -> Result<()> {
    let wait_ms = schedule::LEAD_MS + 2 * website.interval_ms + i64::from(website.timeout_ms);
    reset(
        transaction,
        website.key,
        WebsiteStatus::Pending,
        now_ms,
        Some(now_ms + wait_ms),
    )
    .await?;
    // What TLS showed of the old target says nothing of the new one either.
    forget_tls(transaction, website.key).await
}

/// The website is paused from `now_ms` on.
///
/// # Errors
/// Where the database fails.
pub async fn pause(
    transaction: &DatabaseTransaction,
    website: &website::Model,
    now_ms: i64,
) -> Result<()> {
    reset(
        transaction,
        website.key,
        WebsiteStatus::Paused,
        now_ms,
        None,
    )
    .await
}

/// Locks the website's status until the transaction ends, as every batch of ticks
/// does; says up to when something is recorded of it, milliseconds of Unix time.
///
/// # Errors
/// Where the database fails.
pub async fn lock(transaction: &DatabaseTransaction, website_key: i32) -> Result<i64> {
    let status = website_status::Entity::find_by_id(website_key)
        .lock_exclusive()
        .one(transaction)
        .await?;
    Ok(status.map_or(0, |row| {
        Ord::max(row.changed_at_ms, row.last_slot_ms.unwrap_or(0))
    }))
}

/// Another quorum or interval: the votes stand, and are counted again.
///
/// # Errors
/// Where the database fails.
pub async fn recount(
    transaction: &DatabaseTransaction,
    website: &website::Model,
    now_ms: i64,
) -> Result<()> {
    let votes = vote::Entity::find()
        .filter(vote::Column::WebsiteKey.eq(website.key))
        .filter(vote::Column::Say.is_not_null())
        .one(transaction)
        .await?;
    if votes.is_none() {
        // It still waits for its first vote.
        return Ok(());
    }
    website_status::Entity::update_many()
        .col_expr(website_status::Column::RejudgeAtMs, Expr::value(now_ms))
        .filter(website_status::Column::WebsiteKey.eq(website.key))
        .filter(website_status::Column::RejudgeAtMs.gt(now_ms))
        .exec(transaction)
        .await?;
    Ok(())
}

/// The website is deleted: nothing is judged any more.
///
/// # Errors
/// Where the database fails.
pub async fn remove(transaction: &DatabaseTransaction, website: &website::Model) -> Result<()> {
    // The status row first: it is what every batch locks.
    website_status::Entity::delete_by_id(website.key)
        .exec(transaction)
        .await?;
    vote::Entity::delete_many()
        .filter(vote::Column::WebsiteKey.eq(website.key))
        .exec(transaction)
        .await?;
    forget_tls(transaction, website.key).await
}

async fn forget_tls(transaction: &DatabaseTransaction, website_key: i32) -> Result<()> {
    tls_facts::Entity::delete_many()
        .filter(tls_facts::Column::WebsiteKey.eq(website_key))
        .exec(transaction)
        .await?;
    Ok(())
}

async fn reset(
    transaction: &DatabaseTransaction,
    website_key: i32,
    status: WebsiteStatus,
    now_ms: i64,
    rejudge_at_ms: Option<i64>,
) -> Result<()> {
    let fresh = website_status::ActiveModel {
        website_key: Set(website_key),
        status: Set(status),
        since_ms: Set(now_ms),
        rejudge_at_ms: Set(rejudge_at_ms),
        last_region_key: Set(None),
        last_slot_ms: Set(None),
        changed_at_ms: Set(now_ms),
    };
    // The row's lock comes first here too, as in every batch.
    website_status::Entity::insert(fresh)
        .on_conflict(
            OnConflict::column(website_status::Column::WebsiteKey)
                .update_columns([
                    website_status::Column::Status,
                    website_status::Column::SinceMs,
                    website_status::Column::RejudgeAtMs,
                    website_status::Column::ChangedAtMs,
                ])
                .to_owned(),
        )
        .exec_without_returning(transaction)
        .await?;
    let votes = vote::Entity::find()
        .filter(vote::Column::WebsiteKey.eq(website_key))
        .all(transaction)
        .await?;
    let voiced = votes.iter().filter(|vote| vote.say.is_some());
    let changes = voiced
        .map(|vote| {
            (
                (website_key, vote.region_key, now_ms),
                WebsiteStatus::Unmeasured,
            )
        })
        .chain([((website_key, status_change::WHOLE, now_ms), status)]);
    standing::record(transaction, changes).await?;
    vote::Entity::delete_many()
        .filter(vote::Column::WebsiteKey.eq(website_key))
        .exec(transaction)
        .await?;
    Ok(())
}
