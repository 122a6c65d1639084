//! Quotas of the installation, which its operators set: how much an organization may have.
//!
//! They hold for what is created or changed from then on. What exists already goes on.

use entity::audit_entry::AuditAction;
use entity::database::begin_write;
use entity::member::{self, Role};
use entity::{OrganizationId, channel, organization, quota, website};
use sea_orm::sea_query::{LockType, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait,
    PaginatorTrait, QueryFilter, QuerySelect,
};
use serde_json::json;
use uuid::Uuid;

use super::audit::{self, Entry, Snapshot};
use super::identity::Identity;
use super::input::in_range;
use super::{Error, Handles, Result};

/// The only row.
const ID: i16 = 1;

/// Ranges of the quotas: what an organization may have without any is the most.
const WEBSITES: std::ops::RangeInclusive<i32> = 0..=10_000_000;
const CHANNELS: std::ops::RangeInclusive<i32> = 0..=100;
const ORGANIZATIONS: std::ops::RangeInclusive<i32> = 0..=100;
const INTERVAL_SECS: std::ops::RangeInclusive<i32> = 10..=86_400;

/// Changes of quotas: `None` keeps one, `Some(None)` removes it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Change {
    /// Most websites of an organization.
    pub websites: Option<Option<i32>>,
    /// Most channels of an organization.
    pub channels: Option<Option<i32>>,
    /// Most organizations that an account owns, besides its personal one.
    pub organizations: Option<Option<i32>>,
    /// Shortest interval of a website, in seconds.
    pub shortest_interval_secs: Option<Option<i32>>,
}

/// The quotas.
///
/// # Errors
/// If the database fails.
pub async fn get(db: &impl ConnectionTrait) -> Result<quota::Model> {
    let row = quota::Entity::find_by_id(ID).one(db).await?;
    Ok(row.unwrap_or(quota::Model {
        id: ID,
        ..Default::default()
    }))
}

/// Changes quotas. The caller must be an operator.
///
/// # Errors
/// [`Error::Input`] on the field of a quota that is out of range.
pub async fn set(handles: &Handles, caller: &Identity, change: Change) -> Result<quota::Model> {
    let valid = |field: &'static str, value: Option<Option<i32>>, range| {
        let value = value.flatten();
        value.map_or(Ok(()), |value| in_range(field, value, range).map(drop))
    };
    valid("websites", change.websites, &WEBSITES)?;
    valid("channels", change.channels, &CHANNELS)?;
    valid("organizations", change.organizations, &ORGANIZATIONS)?;
    let secs = change.shortest_interval_secs;
    valid("shortestIntervalSecs", secs, &INTERVAL_SECS)?;
    let transaction = begin_write(&handles.db).await?;
    // Operators wait for each other here.
    let row = quota::ActiveModel {
        id: Set(ID),
        ..Default::default()
    };
    quota::Entity::insert(row)
        .on_conflict(
            OnConflict::column(quota::Column::Id)
                .update_column(quota::Column::Id)
                .to_owned(),
        )
        .exec_without_returning(&transaction)
        .await?;
    let before = get(&transaction).await?;
    let after = quota::Model {
        id: ID,
        websites: change.websites.unwrap_or(before.websites),
        channels: change.channels.unwrap_or(before.channels),
        organizations: change.organizations.unwrap_or(before.organizations),
        shortest_interval_secs: secs.unwrap_or(before.shortest_interval_secs),
    };
    let row = quota::ActiveModel {
        id: Set(ID),
        websites: Set(after.websites),
        channels: Set(after.channels),
        organizations: Set(after.organizations),
        shortest_interval_secs: Set(after.shortest_interval_secs),
    };
    quota::Entity::update(row).exec(&transaction).await?;
    // Others see it within a second, when what is reused runs out.
    let updated = Entry::new(AuditAction::QuotasUpdated);
    let updated = updated.changing(&snapshot(&before), &snapshot(&after));
    let updated = Some(updated).filter(Entry::is_change);
    let now_ms = handles.clock.now_ms();
    audit::commit(transaction, caller, caller.account(), updated, now_ms).await?;
    Ok(after)
}

fn snapshot(quotas: &quota::Model) -> Snapshot {
    let settings = json!({
        "websites": quotas.websites,
        "channels": quotas.channels,
        "organizations": quotas.organizations,
        "shortest_interval_secs": quotas.shortest_interval_secs,
    });
    settings.into()
}

/// Refuses an interval that is shorter than the quota.
///
/// # Errors
/// [`Error::Input`] on `intervalSecs`.
pub fn check_interval(quotas: &quota::Model, interval_ms: i64) -> Result<()> {
    match quotas.shortest_interval_secs {
        Some(secs) if interval_ms < i64::from(secs) * 1_000 => {
            let problem = format!("must be at least {secs}, the shortest interval here");
            Err(Error::input("intervalSecs", problem))
        }
        _ => Ok(()),
    }
}

/// Refuses the website of `organization` that the transaction has created if it is beyond the
/// quota. With a quota, websites of an organization are created one after the other.
///
/// # Errors
/// [`Error::Conflict`].
pub async fn check_websites(
    transaction: &DatabaseTransaction,
    quotas: &quota::Model,
    organization: OrganizationId,
) -> Result<()> {
    let Some(most) = quotas.websites else {
        return Ok(());
    };
    organization::Entity::find_by_id(organization)
        .lock(LockType::NoKeyUpdate)
        .one(transaction)
        .await?;
    let websites = website::Entity::find()
        .filter(website::Column::OrganizationId.eq(organization))
        .filter(website::Column::DeletedAt.is_null());
    let what = "an organization may have";
    let others = websites.count(transaction).await?.saturating_sub(1);
    refuse_beyond(most, others, what, "website")
}

/// Refuses one more channel of `organization` beyond the quota. The caller holds the lock of the
/// organization's channels.
///
/// # Errors
/// [`Error::Conflict`].
pub async fn check_channels(
    transaction: &DatabaseTransaction,
    organization: OrganizationId,
) -> Result<()> {
    let Some(most) = get(transaction).await?.channels else {
        return Ok(());
    };
    let channels = channel::Entity::find()
        .filter(channel::Column::OrganizationId.eq(organization))
        .filter(channel::Column::DeletedAtMs.is_null());
    let what = "an organization may have";
    refuse_beyond(most, channels.count(transaction).await?, what, "channel")
}

/// Refuses one more organization that `owner` owns beyond the quota. The caller holds the lock of
/// the account.
///
/// # Errors
/// [`Error::Conflict`].
pub async fn check_organizations(transaction: &DatabaseTransaction, owner: Uuid) -> Result<()> {
    let Some(most) = get(transaction).await?.organizations else {
        return Ok(());
    };
    let owned = member::Entity::find()
        .filter(member::Column::UserId.eq(owner))
        .filter(member::Column::Role.eq(Role::Owner));
    // The personal one is not counted.
    let owned = owned.count(transaction).await?.saturating_sub(1);
    let what = "besides the personal one an account may own";
    refuse_beyond(most, owned, what, "organization")
}

fn refuse_beyond(most: i32, count: u64, what: &str, thing: &str) -> Result<()> {
    let most = u64::try_from(most).unwrap_or_default();
    if count < most {
        return Ok(());
    }
    let plural = if most == 1 { "" } else { "s" };
    Err(Error::Conflict {
        field: Some("organizationId").filter(|_| thing != "organization"),
        message: format!("{what} {most} {thing}{plural} in this installation"),
    })
}
