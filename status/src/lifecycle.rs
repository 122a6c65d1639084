//! What a person's change of a website does to its votes and its status.
//!
//! An edit and a resume void the votes: what was seen of the old target says
//! nothing about the new one. Called inside the transaction that changes the
//! website.

use entity::website_status::{self, WebsiteStatus};
use entity::{schedule, status_change, tls_facts, vote, website};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

use crate::domain::epoch::{quorum_of, regions_of, wait_ms};
use crate::rollup::due::Marks;
use crate::standing::{self, Standing};
use crate::{Result, region};

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
    let wait_ms = wait_ms(website.interval_ms, website.timeout_ms);
    let rejudge_at_ms = Some(now_ms + wait_ms);
    let status = WebsiteStatus::Pending;
    reset(transaction, website, status, now_ms, rejudge_at_ms).await?;
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
    reset(transaction, website, WebsiteStatus::Paused, now_ms, None).await
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
    let Some(mut standing) = before(transaction, website).await? else {
        return Ok(());
    };
    let regions = region::counting(&region::all(transaction).await?);
    let regions = regions_of(website.regions.as_ref().map(|keys| &*keys.0), &regions);
    let quorum = website.quorum.parse().unwrap_or_default();
    standing.ballot.recount(now_ms, regions, quorum);
    save(transaction, standing, now_ms).await
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
    website: &website::Model,
    status: WebsiteStatus,
    now_ms: i64,
    rejudge_at_ms: Option<i64>,
) -> Result<()> {
    if let Some(mut standing) = before(transaction, website).await? {
        standing.ballot.advance(now_ms);
        standing.ballot.restart(now_ms, status, rejudge_at_ms);
        save(transaction, standing, now_ms).await?;
    } else {
        begin(transaction, website.key, status, now_ms, rejudge_at_ms).await?;
    }
    vote::Entity::delete_many()
        .filter(vote::Column::WebsiteKey.eq(website.key))
        .exec(transaction)
        .await?;
    Ok(())
}

/// Where the website stood before this change of it, counted as it was then, under
/// lock; `None` for a new one.
async fn before(
    transaction: &DatabaseTransaction,
    website: &website::Model,
) -> Result<Option<Standing>> {
    let regions = region::counting(&region::all(transaction).await?);
    let mut standings = standing::lock(transaction, &[website.key], &regions).await?;
    let Some(mut standing) = standings.remove(&website.key) else {
        return Ok(None);
    };
    let row = schedule::Entity::find_lean()
        .filter(schedule::Column::WebsiteKey.eq(website.key))
        .filter(schedule::Column::Revision.lt(website.revision))
        .order_by_desc(schedule::Column::Revision)
        .one(transaction)
        .await?;
    if let Some(row) = row {
        standing.ballot.regions = regions_of(row.regions.as_ref().map(|keys| &*keys.0), &regions);
        standing.ballot.quorum = quorum_of(&row);
    }
    Ok(Some(standing))
}

async fn save(transaction: &DatabaseTransaction, standing: Standing, now_ms: i64) -> Result<()> {
    let mut marks = Marks::default();
    standing::save(transaction, &mut [standing], &mut marks, now_ms).await?;
    marks.save(transaction).await
}

/// The first status of a new website.
async fn begin(
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
    website_status::Entity::insert(fresh)
        .exec_without_returning(transaction)
        .await?;
    let change = ((website_key, status_change::WHOLE, now_ms), status);
    standing::record(transaction, [change]).await
}
