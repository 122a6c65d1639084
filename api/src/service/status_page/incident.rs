//! Incidents of status pages, and the updates that people post to them.

mod read;

use entity::audit_entry::AuditAction;
use entity::database::begin_write;
use entity::page_component::ComponentStatus;
use entity::page_update::{Affected, UpdateState};
use entity::{page_component, page_incident, page_update, status_page};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction,
    EntityTrait, IntoActiveModel, ModelTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use self::read::showing;
pub use self::read::{incident, incidents, updates};
use super::change::lock;
use super::settings::MAX_TEXT_CHARS;
use crate::service::audit::{self, Entry};
use crate::service::identity::Identity;
use crate::service::input::{item, within};
use crate::service::text::{line, prose};
use crate::service::{Error, Handles, Result, incident as website_incident};

/// Longest title, in characters.
const MAX_TITLE_CHARS: usize = 200;

/// Most updates of an incident.
const MOST_UPDATES: u64 = 500;

/// Furthest back that an incident may have begun, in milliseconds: ten years.
const FURTHEST_BACK_MS: i64 = 3_653 * 86_400_000;

/// A new incident of a page.
#[derive(Clone, Debug)]
pub struct NewIncident {
    /// The page.
    pub page: Uuid,
    /// Displayed title.
    pub title: String,
    /// When the trouble began, in milliseconds of Unix time; now if `None`.
    pub began_at_ms: Option<i64>,
    /// Its first update.
    pub update: NewUpdate,
    /// Whether it is published at once.
    pub is_published: bool,
}

/// A new update.
#[derive(Clone, Debug)]
pub struct NewUpdate {
    /// How far the work is.
    pub state: UpdateState,
    /// What it says, in Markdown.
    pub text: String,
    /// Components, and how they are affected; `None` for those of the update before.
    pub affected: Option<Vec<(Uuid, ComponentStatus)>>,
}

/// Changes to an incident; `None` keeps the current value.
#[derive(Clone, Debug, Default)]
pub struct IncidentChange {
    /// Displayed title.
    pub title: Option<String>,
    /// When the trouble began, in milliseconds of Unix time.
    pub began_at_ms: Option<i64>,
}

/// Writes an incident on a page.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], or [`Error::Input`] for an invalid value.
pub async fn create_incident(
    handles: &Handles,
    caller: &Identity,
    new: NewIncident,
) -> Result<page_incident::Model> {
    let title = line("title", &new.title, MAX_TITLE_CHARS)?;
    let transaction = begin_write(&handles.db).await?;
    let page = lock(&transaction, caller, new.page).await?;
    let now_ms = handles.clock.now_ms();
    let row = page_incident::ActiveModel {
        id: Set(Uuid::now_v7()),
        page_id: Set(page.id),
        incident_id: Set(None),
        title: Set(title),
        began_at_ms: Set(began(new.began_at_ms, now_ms)?),
        resolved_at_ms: Set(None),
        published_at_ms: Set(new.is_published.then_some(now_ms)),
        created_at_ms: Set(now_ms),
    };
    let row = row.insert(&transaction).await?;
    let row = write(&transaction, caller, row, new.update, now_ms).await?;
    let entry = entry(AuditAction::StatusPageIncidentCreated, &page, &row);
    finish(transaction, caller, &page, vec![entry], now_ms).await?;
    Ok(row)
}

/// Drafts an incident of each page that shows the website of the incident `id`, unless the page
/// has one of it: with the title and the text that `words` makes for the page.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], or [`Error::Conflict`] if no page shows the website.
pub async fn draft_incidents(
    handles: &Handles,
    caller: &Identity,
    id: Uuid,
) -> Result<Vec<page_incident::Model>> {
    let incident = website_incident::get(&handles.db, &caller.access, id).await?;
    let organization = incident.organization_id;
    let shown = showing(&handles.db, organization, incident.website_key).await?;
    if shown.is_empty() {
        return Err(Error::Conflict {
            field: Some("id"),
            message: "no status page shows the website of this incident".to_owned(),
        });
    }
    let transaction = begin_write(&handles.db).await?;
    let now_ms = handles.clock.now_ms();
    let mut pages: Vec<(&Uuid, &Vec<page_component::Model>)> = shown.iter().collect();
    // In one order, so that two who draft never wait for each other.
    pages.sort_by_key(|(id, _)| **id);
    let (mut drafts, mut entries) = (Vec::new(), Vec::new());
    for (page_id, components) in pages {
        let page = lock(&transaction, caller, *page_id).await?;
        let known = page_incident::Entity::find()
            .filter(page_incident::Column::PageId.eq(page.id))
            .filter(page_incident::Column::IncidentId.eq(id));
        if let Some(known) = known.one(&transaction).await? {
            drafts.push(known);
            continue;
        }
        let drafted = pages::draft(&page, components, &incident);
        let row = drafted.incident.insert(&transaction).await?;
        for mut update in drafted.updates {
            update.written_by = Set(Some(caller.user.id));
            update.insert(&transaction).await?;
        }
        entries.push(entry(AuditAction::StatusPageIncidentCreated, &page, &row));
        drafts.push(row);
    }
    audit::commit(transaction, caller, organization, entries, now_ms).await?;
    Ok(drafts)
}

/// Changes the title or the beginning of an incident.
///
/// # Errors
/// As for [`create_incident`].
pub async fn update_incident(
    handles: &Handles,
    caller: &Identity,
    id: Uuid,
    change: IncidentChange,
) -> Result<page_incident::Model> {
    let title = change
        .title
        .map(|title| line("title", &title, MAX_TITLE_CHARS))
        .transpose()?;
    let transaction = begin_write(&handles.db).await?;
    let (row, page) = locked(&transaction, caller, id).await?;
    let now_ms = handles.clock.now_ms();
    let mut row = row.into_active_model();
    if let Some(title) = title {
        row.title = Set(title);
    }
    if let Some(began_at_ms) = change.began_at_ms {
        row.began_at_ms = Set(began(Some(began_at_ms), now_ms)?);
    }
    let row = match row.is_changed() {
        true => row.update(&transaction).await?,
        false => row.try_into().map_err(Error::Database)?,
    };
    let entry = entry(AuditAction::StatusPageIncidentUpdated, &page, &row);
    finish(transaction, caller, &page, vec![entry], now_ms).await?;
    Ok(row)
}

/// Publishes an incident that is a draft; does nothing if it is none.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn publish_incident(
    handles: &Handles,
    caller: &Identity,
    id: Uuid,
) -> Result<page_incident::Model> {
    let transaction = begin_write(&handles.db).await?;
    let (row, page) = locked(&transaction, caller, id).await?;
    if row.published_at_ms.is_some() {
        return Ok(row);
    }
    let now_ms = handles.clock.now_ms();
    let mut row = row.into_active_model();
    row.published_at_ms = Set(Some(now_ms));
    let row = row.update(&transaction).await?;
    let entry = entry(AuditAction::StatusPageIncidentPublished, &page, &row);
    finish(transaction, caller, &page, vec![entry], now_ms).await?;
    Ok(row)
}

/// Posts an update to an incident: on a published one it is public at once.
///
/// # Errors
/// As for [`create_incident`], or [`Error::Conflict`] if there are too many.
pub async fn post_update(
    handles: &Handles,
    caller: &Identity,
    id: Uuid,
    new: NewUpdate,
) -> Result<page_incident::Model> {
    let transaction = begin_write(&handles.db).await?;
    let (row, page) = locked(&transaction, caller, id).await?;
    let many = page_update::Entity::find().filter(page_update::Column::PageIncidentId.eq(id));
    if many.count(&transaction).await? >= MOST_UPDATES {
        return Err(Error::Conflict {
            field: None,
            message: format!("an incident has at most {MOST_UPDATES} updates; write another one"),
        });
    }
    let now_ms = handles.clock.now_ms();
    let row = write(&transaction, caller, row, new, now_ms).await?;
    let entry = entry(AuditAction::StatusPageUpdatePosted, &page, &row);
    finish(transaction, caller, &page, vec![entry], now_ms).await?;
    Ok(row)
}

/// Removes an incident with its updates from its page.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn delete_incident(handles: &Handles, caller: &Identity, id: Uuid) -> Result<()> {
    let transaction = begin_write(&handles.db).await?;
    let (row, page) = locked(&transaction, caller, id).await?;
    let now_ms = handles.clock.now_ms();
    let entry = entry(AuditAction::StatusPageIncidentDeleted, &page, &row);
    row.delete(&transaction).await?;
    finish(transaction, caller, &page, vec![entry], now_ms).await
}

/// The incident, with its page, which is locked.
async fn locked(
    transaction: &DatabaseTransaction,
    caller: &Identity,
    id: Uuid,
) -> Result<(page_incident::Model, status_page::Model)> {
    let (_, page) = incident(transaction, &caller.access, id).await?;
    let page = lock(transaction, caller, page.id).await?;
    // It may have changed before the lock was there.
    let (row, _) = incident(transaction, &caller.access, id).await?;
    Ok((row, page))
}

/// Writes an update of the incident, which is resolved or open again by it.
async fn write(
    transaction: &DatabaseTransaction,
    caller: &Identity,
    incident: page_incident::Model,
    new: NewUpdate,
    now_ms: i64,
) -> Result<page_incident::Model> {
    let text = prose("text", &new.text, MAX_TEXT_CHARS)?;
    let text = text.ok_or_else(|| Error::input("text", "is empty: say what is known"))?;
    let affected = match new.affected {
        Some(affected) => checked(transaction, incident.page_id, affected).await?,
        None => {
            let before = page_update::Entity::find()
                .filter(page_update::Column::PageIncidentId.eq(incident.id))
                .order_by_desc(page_update::Column::AtMs)
                .order_by_desc(page_update::Column::Id)
                .one(transaction)
                .await?;
            before.map(|update| update.affected).unwrap_or_default()
        }
    };
    let update = page_update::ActiveModel {
        id: Set(Uuid::now_v7()),
        page_incident_id: Set(incident.id),
        state: Set(new.state),
        text: Set(text),
        affected: Set(affected),
        written_by: Set(Some(caller.user.id)),
        at_ms: Set(now_ms),
    };
    update.insert(transaction).await?;
    let mut row = incident.into_active_model();
    row.resolved_at_ms = Set((new.state == UpdateState::Resolved).then_some(now_ms));
    Ok(row.update(transaction).await?)
}

/// Affected components, which are of the page.
async fn checked(
    db: &impl ConnectionTrait,
    page_id: Uuid,
    affected: Vec<(Uuid, ComponentStatus)>,
) -> Result<Affected> {
    let known: Vec<Uuid> = page_component::Entity::find()
        .select_only()
        .column(page_component::Column::Id)
        .filter(page_component::Column::PageId.eq(page_id))
        .into_tuple()
        .all(db)
        .await?;
    let unknown = affected.iter().position(|(id, _)| !known.contains(id));
    if let Some(at) = unknown {
        let field = within(item("affected", at), "componentId");
        return Err(Error::input(field, "is no component of this page"));
    }
    Ok(Affected(affected))
}

/// When a trouble began, which is not to come.
fn began(began_at_ms: Option<i64>, now_ms: i64) -> Result<i64> {
    match began_at_ms {
        None => Ok(now_ms),
        Some(at_ms) if (now_ms - FURTHEST_BACK_MS..=now_ms).contains(&at_ms) => Ok(at_ms),
        Some(_) => {
            let problem = "must be an instant of the last ten years, and not to come";
            Err(Error::input("beganAt", problem))
        }
    }
}

/// What the log of the page says of its incident.
fn entry(action: AuditAction, page: &status_page::Model, row: &page_incident::Model) -> Entry {
    Entry::of(action, row.id, &format!("{}: {}", page.title, row.title))
}

async fn finish(
    transaction: DatabaseTransaction,
    caller: &Identity,
    page: &status_page::Model,
    entries: Vec<Entry>,
    now_ms: i64,
) -> Result<()> {
    audit::commit(transaction, caller, page.organization_id, entries, now_ms).await
}
