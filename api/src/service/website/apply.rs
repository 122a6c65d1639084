//! Changes of a locked website within a transaction.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use entity::audit_entry::AuditAction;
use entity::{OrganizationId, TagKey, ask, quota, region, website};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter,
};
use status::feed::Entries;
use status::lifecycle;
use uuid::Uuid;

use super::settings::{Change, Effect, Settings};
use super::{log, pace, text};
use crate::service::audit::Entry;
use crate::service::check::SecretStore;
use crate::service::region::RegionProbers;
use crate::service::tag::{self, Tag};
use crate::service::{Handles, Result, quota as quotas, reach};

/// A changed website, and what is left to be done for it.
pub(super) struct Applied {
    /// The website after the change.
    pub(super) website: website::Model,
    /// Checks to publish once the change is committed.
    pub(super) asks: Vec<ask::Model>,
    /// What subscribers are to be told.
    pub(super) entries: Entries,
    /// Whether it got or lost tags.
    pub(super) is_retagged: bool,
    /// What the audit log is to say.
    pub(super) log: Option<Entry>,
}

/// A change of settings, and what is known before a transaction begins.
pub(super) struct Update {
    change: Change,
    tags: Option<Vec<Tag>>,
    quotas: quota::Model,
    regions: Vec<region::Model>,
    staffed: Arc<Vec<RegionProbers>>,
}

impl Update {
    /// Reads what the change needs.
    ///
    /// # Errors
    /// [`Error::Input`](crate::service::Error::Input) on `tags`, or if the database fails.
    pub(super) async fn read(handles: &Handles, change: Change) -> Result<Self> {
        let tags = change.tags.as_deref();
        Ok(Self {
            tags: tags.map(|tags| Tag::parse_all("tags", tags)).transpose()?,
            quotas: match change.interval_secs {
                Some(_) => quotas::get(&handles.db).await?,
                None => quota::Model::default(),
            },
            regions: status::region::all(&handles.db).await?,
            staffed: reach::probers(handles).await,
            change,
        })
    }

    /// Keys of the website's new tags, which are created where they are missing; `None` if it
    /// keeps its own.
    ///
    /// # Errors
    /// [`Error::Conflict`](crate::service::Error::Conflict) on `tags` if the organization has too
    /// many.
    pub(super) async fn tag_keys(
        &self,
        transaction: &DatabaseTransaction,
        organization: OrganizationId,
        now_ms: i64,
    ) -> Result<Option<Vec<TagKey>>> {
        match &self.tags {
            Some(tags) => {
                let keys = tag::ensure(transaction, "tags", organization, tags, now_ms);
                Ok(Some(keys.await?))
            }
            None => Ok(None),
        }
    }
}

/// Changes the settings of a locked website, and its tags if they are given.
///
/// # Errors
/// [`Error::Input`](crate::service::Error::Input) for an invalid setting, or
/// [`Error::Busy`](crate::service::Error::Busy) if the website was changed too often; nothing is
/// written then.
pub(super) async fn update(
    handles: &Handles,
    transaction: &DatabaseTransaction,
    website: website::Model,
    update: &Update,
    tags: Option<&[TagKey]>,
    now: DateTime<Utc>,
) -> Result<Applied> {
    let Update {
        change,
        regions,
        staffed,
        ..
    } = update;
    let vault = SecretStore {
        keys: &handles.keys,
        organization: website.organization_id,
        website: website.id,
        sealed: website.secrets.as_deref(),
    };
    let current = Settings::of(&website)?;
    let settings = current.clone().changed(change.clone(), regions, &vault)?;
    if settings.interval_ms != current.interval_ms {
        quotas::check_interval(&update.quotas, settings.interval_ms)?;
    }
    let effect = settings.effect(&current);
    if effect == Effect::Checked {
        settings.check_reach(staffed)?;
    }
    let mut row: website::ActiveModel = website.clone().into();
    settings.write(&mut row)?;
    row.updated_at = Set(now);
    if matches!(effect, Effect::Counted | Effect::Checked) {
        pace::pay(transaction, website.key, now.timestamp_millis()).await?;
        row.revision = Set(website.revision + 1);
    }
    let before = website;
    let website = row.update(transaction).await?;
    text::save(transaction, &website).await?;
    let retagged = match tags {
        Some(tags) => {
            let given = status::tags::of_websites(transaction, &[website.key]).await?;
            let given = given.get(&website.key).map_or(&[][..], Vec::as_slice);
            tag::set(transaction, website.key, tags).await?;
            let before = tag::texts(transaction, given).await?;
            Some((before, tag::texts(transaction, tags).await?))
        }
        None => None,
    };
    let log = log::updated(&before, &website, regions, retagged)?;
    let now_ms = now.timestamp_millis();
    let (asks, entries) = match effect {
        Effect::Shown => (Vec::new(), Entries::default()),
        Effect::Timed => {
            let entries = lifecycle::retime(transaction, &website, now_ms).await?;
            (Vec::new(), entries)
        }
        Effect::Checked if !website.paused => plan_anew(transaction, &website, now).await?,
        Effect::Counted if !website.paused => {
            scheduler::revise::revise(transaction, &website, now_ms).await?;
            let entries = lifecycle::recount(transaction, &website, now_ms).await?;
            let asks = scheduler::ask::open(transaction, &website, regions, now_ms).await?;
            (asks, entries)
        }
        // A paused website has no slots and no votes.
        Effect::Counted | Effect::Checked => (Vec::new(), Entries::default()),
    };
    Ok(Applied {
        website,
        asks,
        entries,
        is_retagged: tags.is_some(),
        log,
    })
}

/// Pauses a locked website that is not paused.
///
/// # Errors
/// If the database fails.
pub(super) async fn pause(
    transaction: &DatabaseTransaction,
    website: website::Model,
    user: Uuid,
    now: DateTime<Utc>,
) -> Result<Applied> {
    let now_ms = now.timestamp_millis();
    let revision = website.revision + 1;
    let mut row: website::ActiveModel = website.into();
    row.paused = Set(true);
    row.revision = Set(revision);
    row.updated_at = Set(now);
    let website = row.update(transaction).await?;
    scheduler::revise::revise(transaction, &website, now_ms).await?;
    let entries = lifecycle::pause(transaction, &website, Some(user), now_ms).await?;
    close_asks(transaction, &website).await?;
    Ok(Applied {
        log: Some(log::entry(AuditAction::WebsitePaused, &website)),
        website,
        asks: Vec::new(),
        entries,
        is_retagged: false,
    })
}

/// Resumes a locked website that is paused.
///
/// # Errors
/// [`Error::Busy`](crate::service::Error::Busy) if it was changed too often; nothing is written
/// then.
pub(super) async fn resume(
    transaction: &DatabaseTransaction,
    website: website::Model,
    now: DateTime<Utc>,
) -> Result<Applied> {
    pace::pay(transaction, website.key, now.timestamp_millis()).await?;
    let revision = website.revision + 1;
    let mut row: website::ActiveModel = website.into();
    row.paused = Set(false);
    row.revision = Set(revision);
    row.updated_at = Set(now);
    let website = row.update(transaction).await?;
    let (asks, entries) = plan_anew(transaction, &website, now).await?;
    Ok(Applied {
        log: Some(log::entry(AuditAction::WebsiteResumed, &website)),
        website,
        asks,
        entries,
        is_retagged: false,
    })
}

/// Deletes a locked website; `user` does so.
///
/// # Errors
/// If the database fails.
pub(super) async fn delete(
    transaction: &DatabaseTransaction,
    website: website::Model,
    user: Option<Uuid>,
    now: DateTime<Utc>,
) -> Result<Applied> {
    let now_ms = now.timestamp_millis();
    let regions = status::region::all(transaction).await?;
    let log = log::deleted(&website, &regions)?;
    let entries = lifecycle::end(transaction, &website, user, now_ms).await?;
    let revision = website.revision + 1;
    let mut row: website::ActiveModel = website.into();
    row.revision = Set(revision);
    row.updated_at = Set(now);
    row.deleted_at = Set(Some(now));
    row.secrets = Set(None);
    let website = row.update(transaction).await?;
    scheduler::revise::revise(transaction, &website, now_ms).await?;
    lifecycle::remove(transaction, &website).await?;
    text::remove(transaction, website.key).await?;
    tag::set(transaction, website.key, &[]).await?;
    close_asks(transaction, &website).await?;
    Ok(Applied {
        log: Some(log),
        website,
        asks: Vec::new(),
        entries,
        is_retagged: false,
    })
}

/// A new revision without votes: its schedule row, its status, and the asks to its regions,
/// which it returns with what subscribers are to be told.
///
/// # Errors
/// If the database fails.
pub(super) async fn plan_anew(
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
