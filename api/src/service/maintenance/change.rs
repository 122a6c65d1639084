//! Announces, changes, cancels, starts and ends maintenance.

use entity::OrganizationId;
use entity::audit_entry::AuditAction;
use entity::database::begin_write;
use entity::maintenance::{self, Rule};
use jiff::tz::TimeZone;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, DatabaseTransaction, EntityTrait,
    IntoActiveModel, PaginatorTrait, QueryFilter, QuerySelect,
};
use status::domain::maintenance::Planned;
use status::maintenance as acts;
use status::maintenance::Started;
use uuid::Uuid;

use super::choice::{choice, scope};
use super::settings::{self, When};
use super::{Announced, announced, log, owned, row, unfinished};
use crate::service::access::Permission;
use crate::service::audit::{self, Entry};
use crate::service::identity::Identity;
use crate::service::website::count_change;
use crate::service::{Error, Handles, Result, date};

/// Most maintenance of one organization that goes on or is to come.
const MOST_PLANNED: u64 = 100;

/// Changes to maintenance; `None` keeps the current value.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// Displayed title.
    pub title: Option<String>,
    /// What status pages call it; `Some(None)` if they only say that it takes place.
    pub public_title: Option<Option<String>>,
    /// What status pages say of it, in Markdown; `Some(None)` for nothing.
    pub public_text: Option<Option<String>>,
    /// Websites; `Some(None)` for all, including future ones, or for those of its tags.
    pub websites: Option<Option<Vec<Uuid>>>,
    /// Tags of websites, too; `Some(None)` for none.
    pub tags: Option<Option<Vec<String>>>,
    /// When it begins, if it takes place once.
    pub from: Option<String>,
    /// When it ends, if it takes place once.
    pub to: Option<String>,
    /// When it takes place, if more than once.
    pub rule: Option<When>,
    /// IANA time zone of local times.
    pub time_zone: Option<String>,
}

/// Announces maintenance.
///
/// # Errors
/// [`Error::Input`] for an invalid setting, [`Error::NotFound`] for a website, or
/// [`Error::Conflict`] if too much is planned.
pub async fn create(
    handles: &Handles,
    caller: &Identity,
    organization: OrganizationId,
    change: Change,
) -> Result<Announced> {
    let title = settings::title(change.title.as_deref().unwrap_or_default())?;
    let public = settings::public(&change)?;
    let now_ms = handles.clock.now_ms();
    let (zone, time_zone) = settings::time_zone(change.time_zone.as_deref().unwrap_or("UTC"))?;
    let rule = rule(&change, None, &zone, now_ms)?;
    let rule = rule.ok_or_else(|| {
        let problem = "is missing: give from and to, or a rule";
        Error::input("from", problem)
    })?;
    let planned = planned(&rule, &time_zone, now_ms).await?;
    let transaction = begin_write(&handles.db).await?;
    // Others may have been waited for.
    let now_ms = handles.clock.now_ms();
    let rule = from_now(rule, None, now_ms);
    let is_planned = Condition::any()
        .add(maintenance::Column::PlanAtMs.is_not_null())
        .add(maintenance::Column::Id.in_subquery(unfinished(organization, now_ms)));
    let many = owned([organization]).filter(is_planned).count(&transaction);
    if many.await? >= MOST_PLANNED {
        return Err(Error::Conflict {
            field: None,
            message: format!("an organization plans at most {MOST_PLANNED} maintenances"),
        });
    }
    let id = Uuid::now_v7();
    let choice = choice(&transaction, organization, None, &change, now_ms).await?;
    let new = maintenance::ActiveModel {
        id: Set(id),
        organization_id: Set(organization),
        title: Set(title),
        public_title: Set(public.0.flatten()),
        public_text: Set(public.1.flatten()),
        scope_id: Set(Uuid::now_v7()),
        rule: Set(rule),
        time_zone: Set(time_zone),
        chosen: Set(choice.chosen.clone()),
        plan_at_ms: Set(acts::plan_at_ms(&planned, now_ms)),
        created_at_ms: Set(now_ms),
        cancelled_at_ms: Set(None),
    };
    let row = new.insert(&transaction).await?;
    scope(&transaction, &row, choice.keys).await?;
    acts::replan(&transaction, &row, &planned, now_ms).await?;
    let created = log::entry(AuditAction::MaintenanceCreated, &row);
    let created = created.with(log::snapshot(&transaction, &row).await?);
    finish(transaction, caller, &row, Some(created), now_ms).await
}

/// Changes maintenance from now on: what was, was.
///
/// # Errors
/// As for [`create`], [`Error::NotFound`], or [`Error::Conflict`] if it is cancelled.
pub async fn update(
    handles: &Handles,
    caller: &Identity,
    id: Uuid,
    change: Change,
) -> Result<Announced> {
    let before = row(&handles.db, &caller.access, id).await?;
    let title = change.title.as_deref().map(settings::title).transpose()?;
    let (public_title, public_text) = settings::public(&change)?;
    let now_ms = handles.clock.now_ms();
    let zone = change.time_zone.as_deref().unwrap_or(&before.time_zone);
    let (zone, time_zone) = settings::time_zone(zone)?;
    let rule = rule(&change, Some(&before.rule), &zone, now_ms)?;
    let is_zone_moved = time_zone != before.time_zone && !matches!(before.rule, Rule::Once { .. });
    let replanned = if rule.is_some() || is_zone_moved {
        let rule = rule.unwrap_or_else(|| before.rule.clone());
        let planned = planned(&rule, &time_zone, now_ms).await?;
        Some((rule, planned))
    } else {
        None
    };
    let transaction = begin_write(&handles.db).await?;
    let row = lock(&transaction, caller, id).await?;
    let was = log::snapshot(&transaction, &row).await?;
    let now_ms = handles.clock.now_ms();
    if row.cancelled_at_ms.is_some() || row.rule != before.rule {
        let message = "the maintenance has been cancelled or changed meanwhile".to_owned();
        return Err(Error::Conflict {
            field: Some("id"),
            message,
        });
    }
    let choice = if change.websites.is_some() || change.tags.is_some() {
        let organization = row.organization_id;
        Some(choice(&transaction, organization, Some(&row), &change, now_ms).await?)
    } else {
        None
    };
    let mut changed = row.into_active_model();
    if let Some(title) = title {
        changed.title = Set(title);
    }
    if let Some(title) = public_title {
        changed.public_title = Set(title);
    }
    if let Some(text) = public_text {
        changed.public_text = Set(text);
    }
    changed.time_zone = Set(time_zone);
    if let Some(choice) = &choice {
        changed.scope_id = Set(Uuid::now_v7());
        changed.chosen = Set(choice.chosen.clone());
    }
    if let Some((rule, planned)) = &replanned {
        changed.rule = Set(from_now(rule.clone(), Some(&before.rule), now_ms));
        changed.plan_at_ms = Set(acts::plan_at_ms(planned, now_ms));
    }
    let row = changed.update(&transaction).await?;
    if let Some(choice) = choice {
        scope(&transaction, &row, choice.keys).await?;
        acts::rescope(&transaction, &row, now_ms).await?;
    }
    if let Some((_, planned)) = &replanned {
        acts::replan(&transaction, &row, planned, now_ms).await?;
    }
    let is = log::snapshot(&transaction, &row).await?;
    let updated = log::entry(AuditAction::MaintenanceUpdated, &row).changing(&was, &is);
    let updated = Some(updated).filter(Entry::is_change);
    finish(transaction, caller, &row, updated, now_ms).await
}

/// Ends what goes on and drops what is to come. Does nothing if it is cancelled.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn cancel(handles: &Handles, caller: &Identity, id: Uuid) -> Result<Announced> {
    let transaction = begin_write(&handles.db).await?;
    let row = lock(&transaction, caller, id).await?;
    let now_ms = handles.clock.now_ms();
    let mut cancelled = None;
    if row.cancelled_at_ms.is_none() {
        acts::cancel(&transaction, &row, now_ms).await?;
        let mut row = row.clone().into_active_model();
        row.cancelled_at_ms = Set(Some(now_ms));
        row.plan_at_ms = Set(None);
        let row = row.update(&transaction).await?;
        cancelled = Some(log::entry(AuditAction::MaintenanceCancelled, &row));
    }
    finish(transaction, caller, &row, cancelled, now_ms).await
}

/// Begins now, for as long as the next window. One that takes place once is moved.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], or [`Error::Conflict`] if it goes on already or nothing is to come.
pub async fn start(handles: &Handles, caller: &Identity, id: Uuid) -> Result<Announced> {
    let transaction = begin_write(&handles.db).await?;
    let row = lock(&transaction, caller, id).await?;
    let now_ms = handles.clock.now_ms();
    let conflict = |message: &str| {
        Err(Error::Conflict {
            field: Some("id"),
            message: message.to_owned(),
        })
    };
    match acts::start(&transaction, &row, now_ms).await? {
        Started::Before => return conflict("the maintenance goes on already"),
        Started::Nothing => return conflict("no window of the maintenance is to come"),
        Started::Until(to_ms) => once_again(&transaction, &row, now_ms, to_ms).await?,
    }
    let started = log::entry(AuditAction::MaintenanceStarted, &row);
    finish(transaction, caller, &row, Some(started), now_ms).await
}

/// Ends the window that goes on.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], or [`Error::Conflict`] if none goes on.
pub async fn end(handles: &Handles, caller: &Identity, id: Uuid) -> Result<Announced> {
    let transaction = begin_write(&handles.db).await?;
    let row = lock(&transaction, caller, id).await?;
    let now_ms = handles.clock.now_ms();
    if !acts::end(&transaction, &row, now_ms).await? {
        return Err(Error::Conflict {
            field: Some("id"),
            message: "no window of the maintenance goes on".to_owned(),
        });
    }
    if let Rule::Once { from_ms, .. } = row.rule {
        once_again(&transaction, &row, from_ms, now_ms).await?;
    }
    let ended = log::entry(AuditAction::MaintenanceEnded, &row);
    finish(transaction, caller, &row, Some(ended), now_ms).await
}

/// Notes when maintenance that takes place once does so.
async fn once_again(
    transaction: &DatabaseTransaction,
    row: &maintenance::Model,
    from_ms: i64,
    to_ms: i64,
) -> Result<()> {
    if matches!(row.rule, Rule::Once { .. }) {
        let mut row = row.clone().into_active_model();
        row.rule = Set(Rule::Once { from_ms, to_ms });
        row.update(transaction).await?;
    }
    Ok(())
}

/// When it takes place, if that is given; `before` is when it did.
fn rule(
    change: &Change,
    before: Option<&Rule>,
    zone: &TimeZone,
    now_ms: i64,
) -> Result<Option<Rule>> {
    let (from, to) = (change.from.as_deref(), change.to.as_deref());
    if let Some(when) = &change.rule {
        if from.is_some() || to.is_some() {
            let problem = "excludes from and to: those are for what takes place once";
            return Err(Error::input("rule", problem));
        }
        return settings::rule(when).map(Some);
    }
    if from.is_none() && to.is_none() {
        return Ok(None);
    }
    let (was_from_ms, was_to_ms) = match before {
        Some(Rule::Once { from_ms, to_ms }) => (Some(*from_ms), Some(*to_ms)),
        _ => (None, None),
    };
    let either = |field, text: Option<&str>, was_ms: Option<i64>, is_end| match (text, was_ms) {
        (Some(text), _) => settings::instant(field, text, zone, is_end),
        (None, Some(was_ms)) => Ok(was_ms),
        (None, None) => Err(Error::input(field, "is missing")),
    };
    let from_ms = either("from", from, was_from_ms, false)?;
    let to_ms = either("to", to, was_to_ms, true)?;
    settings::once(from_ms, to_ms, now_ms).map(Some)
}

/// The rule without what was before `now_ms` and is not part of `before`: what was is not changed,
/// so it is not claimed either.
fn from_now(rule: Rule, before: Option<&Rule>, now_ms: i64) -> Rule {
    match (rule, before) {
        (
            Rule::Once { from_ms, to_ms },
            Some(Rule::Once {
                from_ms: was_ms, ..
            }),
        ) if from_ms == *was_ms => Rule::Once { from_ms, to_ms },
        (Rule::Once { from_ms, to_ms }, _) => Rule::Once {
            from_ms: from_ms.max(now_ms),
            to_ms,
        },
        (rule, _) => rule,
    }
}

async fn planned(rule: &Rule, time_zone: &str, now_ms: i64) -> Result<Planned> {
    settings::planned(acts::planned(rule.clone(), time_zone, now_ms).await?)
}

/// The maintenance, locked so that changes of it are serialized.
async fn lock(
    transaction: &DatabaseTransaction,
    caller: &Identity,
    id: Uuid,
) -> Result<maintenance::Model> {
    let access = &caller.access;
    let row = owned(access.organizations())
        .filter(maintenance::Column::Id.eq(id))
        .lock_exclusive();
    let row = row.one(transaction).await?;
    let row = row.ok_or(Error::NotFound("maintenance"))?;
    access.require(Permission::ChangeMaintenance, row.organization_id)?;
    Ok(row)
}

/// Commits, with what the audit log says of it, and returns the maintenance as it is then.
async fn finish(
    transaction: DatabaseTransaction,
    caller: &Identity,
    row: &maintenance::Model,
    entry: Option<Entry>,
    now_ms: i64,
) -> Result<Announced> {
    let organization = row.organization_id;
    audit::record(&transaction, caller, organization, entry, date(now_ms)).await?;
    let row = maintenance::Entity::find_by_id(row.id)
        .one(&transaction)
        .await?;
    let announced = announced(&transaction, row.into_iter().collect(), now_ms).await?;
    let announced = announced.into_iter().next();
    let announced = announced.ok_or(Error::NotFound("maintenance"))?;
    count_change(&transaction, organization).await?;
    transaction.commit().await?;
    Ok(announced)
}
