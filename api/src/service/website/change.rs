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

use super::settings::{Change, Effect, New, Settings};
use super::{pace, text};
use crate::service::Handles;
use crate::service::access::{Access, Permission};
use crate::service::check::SecretStore;
use crate::service::{Error, Result, date, quota, reach};

/// Creates a website and checks it immediately.
///
/// # Errors
/// [`Error::Input`] for an invalid setting, or [`Error::Conflict`] beyond the quota.
pub async fn create(
    handles: &Handles,
    organization: OrganizationId,
    new: New,
) -> Result<website::Model> {
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
    quota::check_websites(&transaction, &quotas, organization).await?;
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
    let (asks, entries) = plan_anew(&transaction, &website, now).await?;
    count_change(&transaction, organization).await?;
    handles
        .tell(transaction, entries, now.timestamp_millis())
        .await?;
    publish(handles, &asks).await;
    Ok(website)
}

/// Changes a website's settings. If more than its name changes, it is checked immediately.
/// Another target, check or choice of regions voids earlier votes.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], [`Error::Input`] for an invalid setting, or [`Error::Busy`] if the
/// website was changed too often.
pub async fn update(
    handles: &Handles,
    access: &Access,
    id: Uuid,
    change: Change,
) -> Result<website::Model> {
    let regions = status::region::all(&handles.db).await?;
    let staffed = reach::probers(handles).await;
    let quotas = match change.interval_secs {
        Some(_) => quota::get(&handles.db).await?,
        None => Default::default(),
    };
    let transaction = begin_write(&handles.db).await?;
    let (website, now) = lock_with_status(&transaction, &handles.clock, access, id).await?;
    let vault = SecretStore {
        keys: &handles.keys,
        organization: website.organization_id,
        website: website.id,
        sealed: website.secrets.as_deref(),
    };
    let before = Settings::of(&website)?;
    let settings = before.clone().changed(change, &regions, &vault)?;
    if settings.interval_ms != before.interval_ms {
        quota::check_interval(&quotas, settings.interval_ms)?;
    }
    let effect = settings.effect(&before);
    if effect == Effect::Checked {
        settings.check_reach(&staffed)?;
    }
    let mut row: website::ActiveModel = website.clone().into();
    settings.write(&mut row)?;
    row.updated_at = Set(now);
    if matches!(effect, Effect::Counted | Effect::Checked) {
        pace::pay(&transaction, website.key, now.timestamp_millis()).await?;
        row.revision = Set(website.revision + 1);
    }
    let website = row.update(&transaction).await?;
    text::save(&transaction, &website).await?;
    let now_ms = now.timestamp_millis();
    let (asks, entries) = match effect {
        Effect::Shown => (Vec::new(), Entries::default()),
        Effect::Timed => {
            let entries = lifecycle::retime(&transaction, &website, now_ms).await?;
            (Vec::new(), entries)
        }
        Effect::Checked if !website.paused => plan_anew(&transaction, &website, now).await?,
        Effect::Counted if !website.paused => {
            scheduler::revise::revise(&transaction, &website, now_ms).await?;
            let entries = lifecycle::recount(&transaction, &website, now_ms).await?;
            let asks = scheduler::ask::open(&transaction, &website, &regions, now_ms).await?;
            (asks, entries)
        }
        // A paused website has no slots and no votes.
        Effect::Counted | Effect::Checked => (Vec::new(), Entries::default()),
    };
    count_change(&transaction, website.organization_id).await?;
    handles.tell(transaction, entries, now_ms).await?;
    publish(handles, &asks).await;
    Ok(website)
}

/// Stops checking a website until it is resumed. Does nothing if it is already paused.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn pause(
    handles: &Handles,
    access: &Access,
    user: Uuid,
    id: Uuid,
) -> Result<website::Model> {
    let transaction = begin_write(&handles.db).await?;
    let (website, now) = lock_with_status(&transaction, &handles.clock, access, id).await?;
    if website.paused {
        return Ok(website);
    }
    let mut row: website::ActiveModel = website.clone().into();
    row.paused = Set(true);
    row.revision = Set(website.revision + 1);
    row.updated_at = Set(now);
    let website = row.update(&transaction).await?;
    scheduler::revise::revise(&transaction, &website, now.timestamp_millis()).await?;
    let entries =
        lifecycle::pause(&transaction, &website, Some(user), now.timestamp_millis()).await?;
    close_asks(&transaction, &website).await?;
    count_change(&transaction, website.organization_id).await?;
    handles
        .tell(transaction, entries, now.timestamp_millis())
        .await?;
    Ok(website)
}

/// Resumes a paused website: checks it immediately, then on its schedule. Does nothing if it
/// is not paused.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], or [`Error::Busy`] if the website was changed too often.
pub async fn resume(handles: &Handles, access: &Access, id: Uuid) -> Result<website::Model> {
    let transaction = begin_write(&handles.db).await?;
    let (website, now) = lock_with_status(&transaction, &handles.clock, access, id).await?;
    if !website.paused {
        return Ok(website);
    }
    pace::pay(&transaction, website.key, now.timestamp_millis()).await?;
    let mut row: website::ActiveModel = website.clone().into();
    row.paused = Set(false);
    row.revision = Set(website.revision + 1);
    row.updated_at = Set(now);
    let website = row.update(&transaction).await?;
    let (asks, entries) = plan_anew(&transaction, &website, now).await?;
    count_change(&transaction, website.organization_id).await?;
    handles
        .tell(transaction, entries, now.timestamp_millis())
        .await?;
    publish(handles, &asks).await;
    Ok(website)
}

/// Deletes a website permanently.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn delete(handles: &Handles, access: &Access, user: Uuid, id: Uuid) -> Result<()> {
    let transaction = begin_write(&handles.db).await?;
    let (website, now) = lock_with_status(&transaction, &handles.clock, access, id).await?;
    end(handles, transaction, website, Some(user), now).await
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
    end(handles, transaction, website, None, now).await
}

/// Deletes the locked website; `user` does so.
async fn end(
    handles: &Handles,
    transaction: DatabaseTransaction,
    website: website::Model,
    user: Option<Uuid>,
    now: DateTime<Utc>,
) -> Result<()> {
    let entries = lifecycle::end(&transaction, &website, user, now.timestamp_millis()).await?;
    let mut row: website::ActiveModel = website.clone().into();
    row.revision = Set(website.revision + 1);
    row.updated_at = Set(now);
    row.deleted_at = Set(Some(now));
    row.secrets = Set(None);
    let website = row.update(&transaction).await?;
    scheduler::revise::revise(&transaction, &website, now.timestamp_millis()).await?;
    lifecycle::remove(&transaction, &website).await?;
    text::remove(&transaction, website.key).await?;
    close_asks(&transaction, &website).await?;
    count_change(&transaction, website.organization_id).await?;
    handles
        .tell(transaction, entries, now.timestamp_millis())
        .await
}

/// Asks every region of the website to check it immediately; the ticks arrive like those of
/// scheduled checks.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], [`Error::Conflict`] if it is paused, or [`Error::Busy`] if this was
/// requested too often.
pub async fn check_now(handles: &Handles, access: &Access, id: Uuid) -> Result<website::Model> {
    let transaction = begin_write(&handles.db).await?;
    let (website, now) = lock_with_status(&transaction, &handles.clock, access, id).await?;
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
    count_change(&transaction, website.organization_id).await?;
    transaction.commit().await?;
    publish(handles, &asks).await;
    Ok(website)
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
    access: &Access,
    id: Uuid,
) -> Result<website::Model> {
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
    access: &Access,
    id: Uuid,
) -> Result<(website::Model, DateTime<Utc>)> {
    let website = lock(transaction, access, id).await?;
    let now = later(transaction, clock, &website).await?;
    Ok((website, now))
}

/// Locks the status of the locked website, and returns an instant after all that is recorded.
async fn later(
    transaction: &DatabaseTransaction,
    clock: &Clock,
    website: &website::Model,
) -> Result<DateTime<Utc>> {
    let after_ms = lifecycle::lock(transaction, website.key).await?;
    Ok(date(Ord::max(clock.now_ms(), after_ms + 1)))
}

/// A new revision without votes: its schedule row, its status, and the asks to its regions,
/// which it returns with what subscribers are to be told.
async fn plan_anew(
    transaction: &DatabaseTransaction,
    website: &website::Model,
    now: DateTime<Utc>,
) -> Result<(Vec<ask::Model>, Entries)> {
    let now_ms = now.timestamp_millis();
    let regions = status::region::all(transaction).await?;
    scheduler::revise::revise(transaction, website, now_ms).await?;
    let entries = lifecycle::restart(transaction, website, now_ms).await?;
    let asks = scheduler::ask::open(transaction, website, &regions, now_ms).await?;
    Ok((asks, entries))
}

/// Only after the status row is locked: ingest locks the two in this order too.
async fn close_asks(transaction: &DatabaseTransaction, website: &website::Model) -> Result<()> {
    ask::Entity::delete_many()
        .filter(ask::Column::WebsiteKey.eq(website.key))
        .exec(transaction)
        .await?;
    Ok(())
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
