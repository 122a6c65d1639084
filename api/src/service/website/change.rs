//! Creates, changes, pauses, resumes, deletes and checks websites.

use chrono::{DateTime, Utc};
use entity::database::begin_write;
use entity::{OrganizationId, ask, organization, website};
use queue::Clock;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter,
    QuerySelect,
};
use status::feed::Entries;
use status::lifecycle;
use tracing::warn;
use uuid::Uuid;

use super::apply::{self, Applied, Update};
use super::settings::{Change, New, Settings};
use super::{log, pace, text};
use crate::service::Handles;
use crate::service::access::Permission;
use crate::service::audit;
use crate::service::check::SecretStore;
use crate::service::identity::Identity;
use crate::service::tag::{self, Tag};
use crate::service::{Error, Result, date, quota, reach};

/// Creates a website and checks it immediately.
///
/// # Errors
/// [`Error::Input`] for an invalid setting, or [`Error::Conflict`] beyond the quota.
pub async fn create(
    handles: &Handles,
    caller: &Identity,
    organization: OrganizationId,
    new: New,
) -> Result<website::Model> {
    let tags = Tag::parse_all("tags", new.tags.as_deref().unwrap_or_default())?;
    let regions = status::region::all(&handles.db).await?;
    let staffed = reach::probers(handles).await;
    let quotas = quota::get(&handles.db).await?;
    let new = new.within(&quotas);
    let id = Uuid::now_v7();
    let vault = SecretStore {
        keys: &handles.keys,
        organization,
        website: id,
        sealed: None,
    };
    let settings = Settings::new(new, &regions, &vault)?;
    settings.check_reach(&staffed)?;
    quota::check_interval(&quotas, settings.interval_ms)?;
    let transaction = begin_write(&handles.db).await?;
    let now = date(handles.clock.now_ms());
    let mut row = website::ActiveModel {
        id: Set(id),
        organization_id: Set(organization),
        paused: Set(false),
        revision: Set(1),
        created_at: Set(now),
        updated_at: Set(now),
        ..Default::default()
    };
    settings.write(&mut row)?;
    let website = row.insert(&transaction).await?;
    text::save(&transaction, &website).await?;
    if !tags.is_empty() {
        let now_ms = now.timestamp_millis();
        let tags = tag::ensure(&transaction, "tags", organization, &tags, now_ms).await?;
        tag::set(&transaction, website.key, &tags).await?;
        tag::note_change(&transaction, organization).await?;
    }
    let (asks, entries) = apply::plan_anew(&transaction, &website, now).await?;
    let created = log::created(&website, &regions, &tags)?;
    // Locks the organization, so it comes after everything else that is locked.
    quota::check_websites(&transaction, &quotas, organization).await?;
    let created = Applied {
        website,
        asks,
        entries,
        is_retagged: false,
        log: Some(created),
    };
    finish_one(handles, transaction, caller, created, now).await
}

/// Changes a website's settings. If more than its name and tags change, it is checked immediately.
/// Another target, check or choice of regions voids earlier votes.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], [`Error::Input`] for an invalid setting, or
/// [`Error::Busy`] if the website was changed too often.
pub async fn update(
    handles: &Handles,
    caller: &Identity,
    id: Uuid,
    change: Change,
) -> Result<website::Model> {
    if change.tags.is_some() {
        caller.access.unlimited()?;
    }
    let update = Update::read(handles, change).await?;
    let transaction = begin_write(&handles.db).await?;
    let (website, now) = lock_with_status(&transaction, &handles.clock, caller, id).await?;
    let (organization, now_ms) = (website.organization_id, now.timestamp_millis());
    let tags = update.tag_keys(&transaction, organization, now_ms).await?;
    let tags = tags.as_deref();
    let updated = apply::update(handles, &transaction, website, &update, tags, now).await?;
    finish_one(handles, transaction, caller, updated, now).await
}

/// Stops checking a website until it is resumed. Does nothing if it is already paused.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn pause(handles: &Handles, caller: &Identity, id: Uuid) -> Result<website::Model> {
    let transaction = begin_write(&handles.db).await?;
    let (website, now) = lock_with_status(&transaction, &handles.clock, caller, id).await?;
    if website.paused {
        return Ok(website);
    }
    let paused = apply::pause(&transaction, website, caller.user.id, now).await?;
    finish_one(handles, transaction, caller, paused, now).await
}

/// Resumes a paused website: checks it immediately, then on its schedule. Does nothing if it
/// is not paused.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], or [`Error::Busy`] if the website was changed too
/// often.
pub async fn resume(handles: &Handles, caller: &Identity, id: Uuid) -> Result<website::Model> {
    let transaction = begin_write(&handles.db).await?;
    let (website, now) = lock_with_status(&transaction, &handles.clock, caller, id).await?;
    if !website.paused {
        return Ok(website);
    }
    let resumed = apply::resume(&transaction, website, now).await?;
    finish_one(handles, transaction, caller, resumed, now).await
}

/// Deletes a website permanently.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn delete(handles: &Handles, caller: &Identity, id: Uuid) -> Result<()> {
    let transaction = begin_write(&handles.db).await?;
    let (website, now) = lock_with_status(&transaction, &handles.clock, caller, id).await?;
    let deleted = apply::delete(&transaction, website, Some(caller.user.id), now).await?;
    finish_one(handles, transaction, caller, deleted, now).await?;
    Ok(())
}

/// Deletes a website of a deleted organization, if it is still there.
///
/// # Errors
/// If the database fails.
pub(in crate::service) async fn remove(
    handles: &Handles,
    organization: OrganizationId,
    id: Uuid,
) -> Result<()> {
    let transaction = begin_write(&handles.db).await?;
    let website = website::Entity::find()
        .filter(website::Column::OrganizationId.eq(organization))
        .filter(website::Column::Id.eq(id))
        .filter(website::Column::DeletedAt.is_null())
        .lock_exclusive();
    let Some(website) = website.one(&transaction).await? else {
        return Ok(());
    };
    let now = later(&transaction, &handles.clock, &website).await?;
    let deleted = apply::delete(&transaction, website, None, now).await?;
    finish(handles, transaction, organization, vec![deleted], now).await
}

/// Asks every region of the website to check it immediately; the ticks arrive like those of
/// scheduled checks.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], [`Error::Conflict`] if it is paused, or [`Error::Busy`] if this was
/// requested too often.
pub async fn check_now(handles: &Handles, caller: &Identity, id: Uuid) -> Result<website::Model> {
    let transaction = begin_write(&handles.db).await?;
    let (website, now) = lock_with_status(&transaction, &handles.clock, caller, id).await?;
    if website.paused {
        let message = "the website is paused; resume it first".to_owned();
        return Err(Error::Conflict {
            field: Some("id"),
            message,
        });
    }
    pace::pay(&transaction, website.key, now.timestamp_millis()).await?;
    let regions = status::region::all(&transaction).await?;
    let asks =
        scheduler::ask::open(&transaction, &website, &regions, now.timestamp_millis()).await?;
    let asked = Applied {
        website,
        asks,
        entries: Entries::default(),
        is_retagged: false,
        log: None,
    };
    finish_one(handles, transaction, caller, asked, now).await
}

/// Commits the change of a website by `caller`; see [`finish`].
async fn finish_one(
    handles: &Handles,
    transaction: DatabaseTransaction,
    caller: &Identity,
    mut applied: Applied,
    now: DateTime<Utc>,
) -> Result<website::Model> {
    let (website, organization) = (applied.website.clone(), applied.website.organization_id);
    audit::record(&transaction, caller, organization, applied.log.take(), now).await?;
    finish(handles, transaction, organization, vec![applied], now).await?;
    Ok(website)
}

/// Commits changes of websites of one organization, tells subscribers of them, and publishes the
/// checks that they ask for. They are in the audit log already.
pub(super) async fn finish(
    handles: &Handles,
    transaction: DatabaseTransaction,
    organization: OrganizationId,
    applied: Vec<Applied>,
    now: DateTime<Utc>,
) -> Result<()> {
    let mut entries = Entries::default();
    let mut asks = Vec::new();
    let mut is_retagged = false;
    for change in applied {
        entries.extend(change.entries);
        asks.extend(change.asks);
        is_retagged |= change.is_retagged;
    }
    if is_retagged {
        tag::note_change(&transaction, organization).await?;
    }
    count_change(&transaction, organization).await?;
    handles
        .tell(transaction, entries, now.timestamp_millis())
        .await?;
    if !asks.is_empty() {
        publish(handles, &asks).await;
    }
    Ok(())
}

/// Invalidates cached responses in every replica. Last in each transaction but for the feed's
/// row, since it blocks other changes of the organization.
pub(in crate::service) async fn count_change(
    transaction: &DatabaseTransaction,
    organization: OrganizationId,
) -> Result<()> {
    let changes = Expr::col(organization::Column::Changes).add(1_i64);
    organization::Entity::update_many()
        .col_expr(organization::Column::Changes, changes)
        .filter(organization::Column::Id.eq(organization))
        .exec(transaction)
        .await?;
    Ok(())
}

/// The website, locked until the transaction ends, so that changes of one website are
/// serialized.
async fn lock(
    transaction: &DatabaseTransaction,
    caller: &Identity,
    id: Uuid,
) -> Result<website::Model> {
    let access = &caller.access;
    let website = super::owned(access, id).lock_exclusive();
    let website = website.one(transaction).await?;
    let website = website.ok_or(Error::NotFound("website"))?;
    access.require(Permission::ChangeWebsites, website.organization_id)?;
    Ok(website)
}

/// The website, locked with its status, and the instant at which its change takes effect.
///
/// No tick of it is stored while locked. So the time is read only now, and is later than
/// everything recorded, however long the wait was and whichever clock is ahead.
async fn lock_with_status(
    transaction: &DatabaseTransaction,
    clock: &Clock,
    caller: &Identity,
    id: Uuid,
) -> Result<(website::Model, DateTime<Utc>)> {
    let website = lock(transaction, caller, id).await?;
    let now = later(transaction, clock, &website).await?;
    Ok((website, now))
}

/// Locks the status of the locked website, and returns an instant after all that is recorded.
pub(super) async fn later(
    transaction: &DatabaseTransaction,
    clock: &Clock,
    website: &website::Model,
) -> Result<DateTime<Utc>> {
    let after_ms = lifecycle::lock(transaction, website.key).await?;
    Ok(date(Ord::max(clock.now_ms(), after_ms + 1)))
}

async fn publish(handles: &Handles, asks: &[ask::Model]) {
    // The change is stored; if publishing fails, the loop publishes the open asks.
    let publisher = handles.publisher();
    let published = scheduler::ask::publish(&handles.db, &publisher, asks, handles.clock.now_ms());
    if let Err(error) = published.await {
        warn!(
            error = &error as &dyn std::error::Error,
            "Cannot publish first checks yet"
        );
    }
}
