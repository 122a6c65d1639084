//! Creates, changes, pauses, resumes, tests and deletes channels.

use chrono::{DateTime, Utc};
use entity::alert::AlertKind;
use entity::audit_entry::AuditAction;
use entity::channel::{Audience, Rules};
use entity::database::begin_write;
use entity::{OrganizationId, channel, delivery};
use notify::deliver;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait,
    IntoActiveModel, PaginatorTrait, QueryFilter,
};
use serde_json::Value;
use uuid::Uuid;

use super::settings::{self, QuietHours};
use super::{MOST_CHANNELS, get, log, owned};
use crate::service::access::{Permission, Scope};
use crate::service::audit::{self, Actor, Entry};
use crate::service::identity::Identity;
use crate::service::website::count_change;
use crate::service::{Error, Handles, Result, quota, tag, website};

/// A kind of channel, and its settings by name.
pub type Kind = (&'static str, Value);

/// A new channel.
#[derive(Clone, Debug)]
pub struct New {
    /// Displayed name.
    pub name: String,
    /// Its kind and settings.
    pub kind: Kind,
    /// What else is set.
    pub change: Change,
}

/// Changes to a channel; `None` keeps the current value.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// Displayed name.
    pub name: Option<String>,
    /// Its kind and settings, all of them.
    pub kind: Option<Kind>,
    /// Kinds of alerts that it hears.
    pub kinds: Option<Vec<AlertKind>>,
    /// Websites that it hears of; `Some(None)` for all, or for those of its tags.
    pub websites: Option<Option<Vec<Uuid>>>,
    /// Tags of websites that it hears of, too; `Some(None)` for none.
    pub tags: Option<Option<Vec<String>>>,
    /// How often it repeats that an incident is open, in seconds; `Some(None)` for never.
    pub repeat_secs: Option<Option<i32>>,
    /// IANA time zone; `Some(None)` for UTC.
    pub time_zone: Option<Option<String>>,
    /// Hours of quiet; `Some(None)` for none.
    pub quiet: Option<Option<QuietHours>>,
    /// Whether it hears what other channels cannot deliver.
    pub fallback: Option<bool>,
}

/// Creates a channel, which hears of the incidents that are open.
///
/// # Errors
/// [`Error::Input`] for an invalid setting, [`Error::NotFound`] for a website, or
/// [`Error::Conflict`] if there are too many channels, or no key for its secrets.
pub async fn create(
    handles: &Handles,
    caller: &Identity,
    organization: OrganizationId,
    new: New,
) -> Result<channel::Model> {
    let id = Uuid::now_v7();
    let transaction = begin_write(&handles.db).await?;
    Audience::Change.lock(&transaction, [organization]).await?;
    if owned([organization]).count(&transaction).await? >= MOST_CHANNELS {
        return Err(Error::Conflict {
            field: None,
            message: format!("an organization has at most {MOST_CHANNELS} channels"),
        });
    }
    quota::check_channels(&transaction, organization).await?;
    let now_ms = handles.clock.now_ms();
    let (settings, secrets) = settings::stored(handles, new.kind, organization, id)?;
    let rules = settings::default_rules();
    let rules = changed(&transaction, organization, rules, &new.change, now_ms).await?;
    let is_fallback = new.change.fallback.unwrap_or(false);
    if is_fallback {
        drop_fallback(&transaction, organization).await?;
    }
    let row = channel::ActiveModel {
        id: Set(id),
        organization_id: Set(organization),
        name: Set(settings::name(&new.name)?),
        rules: Set(rules),
        repeat_secs: Set(repeat_secs(&new.change, None)?),
        settings: Set(settings),
        secrets: Set(secrets),
        paused: Set(false),
        paused_at_ms: Set(None),
        is_fallback: Set(is_fallback),
        failures: Set(0),
        failing_since_ms: Set(None),
        is_broken: Set(false),
        is_reported: Set(false),
        problem: Set(None),
        minute_from_ms: Set(0),
        minute_sent: Set(0),
        is_storm: Set(false),
        paced_until_ms: Set(0),
        created_at_ms: Set(now_ms),
        deleted_at_ms: Set(None),
    };
    let channel = row.insert(&transaction).await?;
    status::incident::catch_up(&transaction, &channel, None, now_ms).await?;
    let created = log::entry(AuditAction::ChannelCreated, &channel);
    let created = created.with(log::snapshot(&transaction, &channel).await?);
    audit::commit(transaction, caller, organization, Some(created), now_ms).await?;
    handles.alerts.wake.notify_one();
    Ok(channel)
}

/// Changes a channel. It is told of open incidents that it hears of now and did not before.
///
/// # Errors
/// As for [`create`], and [`Error::NotFound`].
pub async fn update(
    handles: &Handles,
    caller: &Identity,
    id: Uuid,
    change: Change,
) -> Result<channel::Model> {
    let transaction = begin_write(&handles.db).await?;
    let (channel, organization) = lock_audience(&transaction, caller, id).await?;
    let before = log::snapshot(&transaction, &channel).await?;
    let now_ms = handles.clock.now_ms();
    let rules = channel.rules.clone();
    let rules = changed(&transaction, organization, rules, &change, now_ms).await?;
    let repeat_secs = repeat_secs(&change, channel.repeat_secs)?;
    let heard = |rules: &Rules| {
        (
            rules.kinds.clone(),
            rules.websites.clone(),
            rules.tags.clone(),
        )
    };
    let hears_more = heard(&rules) != heard(&channel.rules);
    let mut row = channel.into_active_model();
    row.rules = Set(rules);
    row.repeat_secs = Set(repeat_secs);
    if let Some(name) = &change.name {
        row.name = Set(settings::name(name)?);
    }
    if let Some(kind) = change.kind {
        let (settings, secrets) = settings::stored(handles, kind, organization, id)?;
        (row.settings, row.secrets) = (Set(settings), Set(secrets));
        // With other settings it may work.
        row.failures = Set(0);
        row.failing_since_ms = Set(None);
        row.is_broken = Set(false);
        row.is_reported = Set(false);
        row.problem = Set(None);
        row.paced_until_ms = Set(0);
        deliver::make_due(&transaction, id, now_ms).await?;
        deliver::forget_threads(&transaction, id).await?;
    }
    if let Some(is_fallback) = change.fallback {
        if is_fallback {
            drop_fallback(&transaction, organization).await?;
        }
        row.is_fallback = Set(is_fallback);
    }
    let channel = row.update(&transaction).await?;
    if hears_more && !channel.paused {
        status::incident::catch_up(&transaction, &channel, None, now_ms).await?;
    }
    let after = log::snapshot(&transaction, &channel).await?;
    let updated = log::entry(AuditAction::ChannelUpdated, &channel).changing(&before, &after);
    let updated = Some(updated).filter(Entry::is_change);
    audit::commit(transaction, caller, organization, updated, now_ms).await?;
    handles.alerts.wake.notify_one();
    Ok(channel)
}

/// Pauses a channel: it hears nothing until it is resumed, and what waits for it is dropped.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn pause(handles: &Handles, caller: &Identity, id: Uuid) -> Result<channel::Model> {
    let transaction = begin_write(&handles.db).await?;
    let channel = lock(&transaction, caller, id).await?;
    let organization = channel.organization_id;
    if channel.paused {
        return Ok(channel);
    }
    let now_ms = handles.clock.now_ms();
    let (channel, paused) = pause_locked(&transaction, channel, now_ms).await?;
    audit::commit(transaction, caller, organization, Some(paused), now_ms).await?;
    Ok(channel)
}

/// Pauses a locked channel that is not paused; the entry is for the audit log.
async fn pause_locked(
    transaction: &DatabaseTransaction,
    channel: channel::Model,
    now_ms: i64,
) -> Result<(channel::Model, Entry)> {
    deliver::drop_waiting(transaction, channel.id, now_ms).await?;
    let mut row = channel.into_active_model();
    row.paused = Set(true);
    row.paused_at_ms = Set(Some(now_ms));
    let channel = row.update(transaction).await?;
    let paused = log::entry(AuditAction::ChannelPaused, &channel);
    Ok((channel, paused))
}

/// Pauses these channels, which are locked and of organizations that `actor` owns.
///
/// # Errors
/// If the database fails.
pub(in crate::service) async fn pause_all(
    transaction: &DatabaseTransaction,
    actor: Actor,
    channels: Vec<channel::Model>,
    now: DateTime<Utc>,
) -> Result<()> {
    for channel in channels.into_iter().filter(|channel| !channel.paused) {
        let organization = channel.organization_id;
        let (_, paused) = pause_locked(transaction, channel, now.timestamp_millis()).await?;
        audit::record(transaction, actor.clone(), organization, [paused], now).await?;
    }
    Ok(())
}

/// Resumes a channel: it is told of incidents that are open, and of the end of those of whose
/// opening it was told.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn resume(handles: &Handles, caller: &Identity, id: Uuid) -> Result<channel::Model> {
    let transaction = begin_write(&handles.db).await?;
    let (channel, organization) = lock_audience(&transaction, caller, id).await?;
    if !channel.paused {
        return Ok(channel);
    }
    let paused_at_ms = channel.paused_at_ms.unwrap_or(0);
    let mut row = channel.into_active_model();
    row.paused = Set(false);
    row.paced_until_ms = Set(0);
    let channel = row.update(&transaction).await?;
    let now_ms = handles.clock.now_ms();
    status::incident::catch_up(&transaction, &channel, Some(paused_at_ms), now_ms).await?;
    let resumed = log::entry(AuditAction::ChannelResumed, &channel);
    audit::commit(transaction, caller, organization, Some(resumed), now_ms).await?;
    handles.alerts.wake.notify_one();
    Ok(channel)
}

/// Deletes a channel with its secrets; what waits for it is dropped.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn delete(handles: &Handles, caller: &Identity, id: Uuid) -> Result<()> {
    let transaction = begin_write(&handles.db).await?;
    let channel = lock(&transaction, caller, id).await?;
    let organization = channel.organization_id;
    let now_ms = handles.clock.now_ms();
    deliver::drop_waiting(&transaction, id, now_ms).await?;
    let deleted = log::entry(AuditAction::ChannelDeleted, &channel);
    let deleted = deleted.without(log::snapshot(&transaction, &channel).await?);
    let mut row = channel.into_active_model();
    row.secrets = Set(None);
    row.is_fallback = Set(false);
    row.deleted_at_ms = Set(Some(now_ms));
    row.update(&transaction).await?;
    audit::commit(transaction, caller, organization, Some(deleted), now_ms).await
}

/// Sends a test, and waits for what becomes of it.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], [`Error::Conflict`] if the channel is paused, or [`Error::Busy`] after too
/// many tests.
pub async fn test(handles: &Handles, caller: &Identity, id: Uuid) -> Result<delivery::Model> {
    let channel = get(&handles.db, &caller.access, id).await?;
    let organization = channel.organization_id;
    caller
        .access
        .require(Permission::ChangeChannels, organization)?;
    if channel.paused {
        return Err(Error::Conflict {
            field: Some("id"),
            message: "the channel is paused; resume it first".to_owned(),
        });
    }
    let now_ms = handles.clock.now_ms();
    handles.throttle.channel_test(id, now_ms)?;
    let deliverer = handles.alerts.clone();
    // What has gone out is stored even if nobody waits for it any more.
    let tested = tokio::spawn(async move {
        let tested = deliver::test(&deliverer, &channel, now_ms).await;
        deliverer.wake.notify_one();
        tested
    });
    let tested = tested.await.map_err(|_| Error::Silent)??;
    let transaction = begin_write(&handles.db).await?;
    count_change(&transaction, organization).await?;
    transaction.commit().await?;
    Ok(tested)
}

/// The channel, locked.
async fn lock(
    transaction: &DatabaseTransaction,
    caller: &Identity,
    id: Uuid,
) -> Result<channel::Model> {
    let access = &caller.access;
    let channel = get(transaction, access, id).await?;
    access.require(Permission::ChangeChannels, channel.organization_id)?;
    let locked = channel::lock(transaction, channel.id).await?;
    locked.ok_or(Error::NotFound("channel"))
}

/// The channel and its organization, with the lock of whoever changes what channels hear of.
async fn lock_audience(
    transaction: &DatabaseTransaction,
    caller: &Identity,
    id: Uuid,
) -> Result<(channel::Model, OrganizationId)> {
    let found = get(transaction, &caller.access, id).await?;
    let organization = found.organization_id;
    Audience::Change.lock(transaction, [organization]).await?;
    Ok((lock(transaction, caller, id).await?, organization))
}

/// `rules` with the changes.
async fn changed(
    transaction: &DatabaseTransaction,
    organization: OrganizationId,
    mut rules: Rules,
    change: &Change,
    now_ms: i64,
) -> Result<Rules> {
    if let Some(kinds) = &change.kinds {
        rules.kinds = settings::kinds(kinds.clone())?;
    }
    if let Some(websites) = &change.websites {
        rules.websites = match websites {
            None => None,
            Some(ids) => {
                let keys = website::keys(transaction, &Scope::all(organization), ids).await?;
                Some(settings::websites(keys)?)
            }
        };
    }
    if let Some(tags) = &change.tags {
        rules.tags = tag::chosen(transaction, organization, tags.as_deref(), now_ms).await?;
    }
    if let Some(zone) = &change.time_zone {
        rules.time_zone = zone.as_deref().map(settings::time_zone).transpose()?;
    }
    if let Some(quiet) = &change.quiet {
        rules.quiet = quiet.as_ref().map(settings::quiet).transpose()?;
    }
    Ok(rules)
}

/// How often the channel repeats, changed from `before`.
fn repeat_secs(change: &Change, before: Option<i32>) -> Result<Option<i32>> {
    let secs = change.repeat_secs.unwrap_or(before);
    secs.map(settings::repeat_secs).transpose()
}

async fn drop_fallback(
    transaction: &DatabaseTransaction,
    organization: OrganizationId,
) -> Result<()> {
    channel::Entity::update_many()
        .col_expr(channel::Column::IsFallback, Expr::value(false))
        .filter(channel::Column::OrganizationId.eq(organization))
        .filter(channel::Column::IsFallback.eq(true))
        .exec(transaction)
        .await?;
    Ok(())
}
