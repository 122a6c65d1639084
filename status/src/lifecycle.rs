//! Applies people's changes of a website to its votes and its status.
//!
//! An edit and a resume void the votes: the old target's results say nothing about the new
//! one. Called inside the transaction that changes the website; each change returns what
//! subscribers are to be told of it, which ends the transaction ([`Entries::append`]).

use entity::feed::StatusChange;
use entity::{RegionKey, WebsiteKey, WebsiteStatus, website_status};
use entity::{schedule, tls_facts, vote, website};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

use crate::domain::revision::{regions_of, wait_ms};
use crate::feed::Entries;
use crate::rollup::due::Marks;
use crate::website_state::incident::Act;
use crate::website_state::{self, WebsiteState};
use crate::{Result, planned, region};

/// Makes the website wait for its first vote from `now_ms` on. If none arrives, the wait ends
/// as long after its first slot as a vote would last.
///
/// # Errors
/// If the database fails.
pub async fn restart(
    transaction: &DatabaseTransaction,
    website: &website::Model,
    now_ms: i64,
) -> Result<Entries> {
    let wait_ms = wait_ms(website.interval_ms, website.timeout_ms);
    let rejudge_at_ms = Some(now_ms + wait_ms);
    let status = WebsiteStatus::Pending;
    let entries = reset(
        transaction,
        website,
        status,
        now_ms,
        rejudge_at_ms,
        Act::Edit,
    )
    .await?;
    // The old target's TLS facts say nothing about the new one either.
    forget_tls(transaction, website.key).await?;
    Ok(entries)
}

/// Pauses the website from `now_ms` on. Whoever is told that its incident resolved is told that
/// `user` paused it, too.
///
/// # Errors
/// If the database fails.
pub async fn pause(
    transaction: &DatabaseTransaction,
    website: &website::Model,
    user: Option<Uuid>,
    now_ms: i64,
) -> Result<Entries> {
    let act = Act::End("the website was paused", user);
    reset(
        transaction,
        website,
        WebsiteStatus::Paused,
        now_ms,
        None,
        act,
    )
    .await
}

/// Locks the website's status until the transaction ends, as every batch of ticks does.
/// Returns the latest recorded instant, in milliseconds of Unix time.
///
/// # Errors
/// If the database fails.
pub async fn lock(transaction: &DatabaseTransaction, website_key: WebsiteKey) -> Result<i64> {
    let status = website_status::Entity::find_by_id(website_key)
        .lock_exclusive()
        .one(transaction)
        .await?;
    Ok(status.map_or(0, |row| {
        Ord::max(row.changed_at_ms, row.last_slot_ms.unwrap_or(0))
    }))
}

/// Counts the existing votes again, with another quorum or interval.
///
/// # Errors
/// If the database fails.
pub async fn recount(
    transaction: &DatabaseTransaction,
    website: &website::Model,
    now_ms: i64,
) -> Result<Entries> {
    let Some(mut state) = before(transaction, website).await? else {
        return Ok(Entries::default());
    };
    let regions = region::counting(&region::all(transaction).await?);
    let regions = regions_of(website.regions.as_ref().map(|keys| &*keys.0), &regions);
    let quorum = website.quorum.parse().unwrap_or_default();
    state.votes.recount(now_ms, regions, quorum);
    save(transaction, state, now_ms).await
}

/// Follows the website's incident with other confirmation or recovery.
///
/// # Errors
/// If the database fails.
pub async fn retime(
    transaction: &DatabaseTransaction,
    website: &website::Model,
    now_ms: i64,
) -> Result<Entries> {
    match before(transaction, website).await? {
        Some(state) => save(transaction, state, now_ms).await,
        None => Ok(Entries::default()),
    }
}

/// Resolves the open incident of a website that `user` is about to delete.
///
/// # Errors
/// If the database fails.
pub async fn end(
    transaction: &DatabaseTransaction,
    website: &website::Model,
    user: Option<Uuid>,
    now_ms: i64,
) -> Result<Entries> {
    let Some(mut state) = before(transaction, website).await? else {
        return Ok(Entries::default());
    };
    state.act = Act::End("the website was deleted", user);
    save(transaction, state, now_ms).await
}

/// Deletes the status of a deleted website, which is no longer judged.
///
/// # Errors
/// If the database fails.
pub async fn remove(transaction: &DatabaseTransaction, website: &website::Model) -> Result<()> {
    // The status row first: every batch locks it.
    website_status::Entity::delete_by_id(website.key)
        .exec(transaction)
        .await?;
    vote::Entity::delete_many()
        .filter(vote::Column::WebsiteKey.eq(website.key))
        .exec(transaction)
        .await?;
    forget_tls(transaction, website.key).await
}

async fn forget_tls(transaction: &DatabaseTransaction, website_key: WebsiteKey) -> Result<()> {
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
    act: Act,
) -> Result<Entries> {
    let entries = if let Some(mut state) = before(transaction, website).await? {
        state.votes.advance(now_ms);
        state.votes.restart(now_ms, status, rejudge_at_ms);
        state.act = act;
        save(transaction, state, now_ms).await?
    } else {
        begin(transaction, website.key, status, now_ms, rejudge_at_ms).await?
    };
    vote::Entity::delete_many()
        .filter(vote::Column::WebsiteKey.eq(website.key))
        .exec(transaction)
        .await?;
    Ok(entries)
}

/// State of the website before this change, with the settings of that time, under lock; `None`
/// for a new website.
async fn before(
    transaction: &DatabaseTransaction,
    website: &website::Model,
) -> Result<Option<WebsiteState>> {
    let regions = region::counting(&region::all(transaction).await?);
    let mut states = website_state::lock(transaction, &[website.key], &regions).await?;
    let Some(mut state) = states.remove(&website.key) else {
        return Ok(None);
    };
    let row = schedule::Entity::find_lean()
        .filter(schedule::Column::WebsiteKey.eq(website.key))
        .filter(schedule::Column::Revision.lt(website.revision))
        .order_by_desc(schedule::Column::Revision)
        .one(transaction)
        .await?;
    if let Some(row) = row {
        let revision = planned::revision(&row);
        state.votes.regions = revision.regions_of(&regions);
        state.votes.quorum = revision.quorum;
    }
    Ok(Some(state))
}

async fn save(
    transaction: &DatabaseTransaction,
    state: WebsiteState,
    now_ms: i64,
) -> Result<Entries> {
    let mut marks = Marks::default();
    let entries = website_state::save(transaction, &mut [state], &mut marks, now_ms).await?;
    marks.save(transaction).await?;
    Ok(entries)
}

/// Writes the first status of a new website.
async fn begin(
    transaction: &DatabaseTransaction,
    website_key: WebsiteKey,
    status: WebsiteStatus,
    now_ms: i64,
    rejudge_at_ms: Option<i64>,
) -> Result<Entries> {
    let fresh = website_status::ActiveModel {
        website_key: Set(website_key),
        status: Set(status),
        since_ms: Set(now_ms),
        rejudge_at_ms: Set(rejudge_at_ms),
        last_region_key: Set(None),
        last_slot_ms: Set(None),
        changed_at_ms: Set(now_ms),
        watch: Set(None),
        incident_due_ms: Set(None),
    };
    website_status::Entity::insert(fresh)
        .exec_without_returning(transaction)
        .await?;
    let change = ((website_key, RegionKey::ALL, now_ms), status);
    website_state::record(transaction, [change]).await?;
    let change = StatusChange {
        website_key,
        region_key: RegionKey::ALL,
        at_ms: now_ms,
        status,
        before: None,
    };
    Ok(Entries {
        changes: vec![change],
        ..Entries::default()
    })
}
