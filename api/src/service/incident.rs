//! Incidents: reading them, and what people do to them.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use entity::audit_entry::AuditAction;
use entity::database::begin_write;
use entity::incident_event::{self, IncidentEventKind};
use entity::tag::TagKeys;
use entity::verdict::{self, VerdictKind};
use entity::{OrganizationId, WebsiteKey, incident, user, website as website_entity};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{
    ActiveEnum, ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait,
    QueryFilter, QueryOrder, QuerySelect, Select,
};
use serde_json::{Value, json};
use status::incident as acts;
use uuid::Uuid;

use super::access::{Access, Permission, Scope};
use super::audit::{self, Entry};
use super::identity::Identity;
use super::page::Page;
use super::text::is_invisible;
use super::website::{self, with_tags};
use super::{Error, Handles, Result, date};

/// Longest note, in characters.
const MAX_NOTE_CHARS: usize = 10_000;

/// Which incidents a list has.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    /// Only open ones, or only resolved ones.
    pub open: Option<bool>,
    /// Only those of this website.
    pub website: Option<WebsiteKey>,
    /// Only those that opened at or after this instant.
    pub from: Option<DateTime<Utc>>,
    /// Only those that opened before this instant.
    pub to: Option<DateTime<Utc>>,
}

/// A page of the incidents of `scope`, newest first.
///
/// # Errors
/// If the database fails.
pub async fn list(
    db: &impl ConnectionTrait,
    scope: &Scope,
    filter: Filter,
    first: u64,
    after: Option<Uuid>,
) -> Result<Page<incident::Model>> {
    let mut query = owned([scope.organization], scope.only.as_deref())
        .order_by_desc(incident::Column::Id)
        .limit(first + 1);
    query = match filter.open {
        Some(true) => query.filter(incident::Column::ResolvedAtMs.is_null()),
        Some(false) => query.filter(incident::Column::ResolvedAtMs.is_not_null()),
        None => query,
    };
    if let Some(website) = filter.website {
        query = query.filter(incident::Column::WebsiteKey.eq(website));
    }
    if let Some(from) = filter.from {
        query = query.filter(incident::Column::OpenedAtMs.gte(from.timestamp_millis()));
    }
    if let Some(to) = filter.to {
        query = query.filter(incident::Column::OpenedAtMs.lt(to.timestamp_millis()));
    }
    if let Some(after) = after {
        query = query.filter(incident::Column::Id.lt(after));
    }
    Ok(Page::of(query.all(db).await?, first))
}

/// The incident `id` of an organization of the caller.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn get(db: &impl ConnectionTrait, access: &Access, id: Uuid) -> Result<incident::Model> {
    let (organizations, only) = access.scopes();
    owned(organizations, only)
        .filter(incident::Column::Id.eq(id))
        .one(db)
        .await?
        .ok_or(Error::NotFound("incident"))
}

/// The incidents with these ids, of whichever organization, also of deleted websites.
///
/// # Errors
/// If the database fails.
pub async fn of_ids(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<incident::Model>> {
    let rows = incident::Entity::find().filter(incident::Column::Id.is_in(ids));
    Ok(rows.all(db).await?)
}

/// Incidents of websites that are not deleted, and have one of the tags `only`, if there are any.
fn owned(
    organizations: impl IntoIterator<Item = OrganizationId>,
    only: Option<&TagKeys>,
) -> Select<incident::Entity> {
    let deleted = Query::select()
        .expr(Expr::value(1))
        .from(website_entity::Entity)
        .and_where(
            Expr::col((website_entity::Entity, website_entity::Column::Key))
                .equals((incident::Entity, incident::Column::WebsiteKey)),
        )
        .and_where(website_entity::Column::DeletedAt.is_not_null())
        .to_owned();
    let found = incident::Entity::find()
        .filter(incident::Column::OrganizationId.is_in(organizations))
        .filter(Expr::exists(deleted).not());
    match only {
        Some(tags) => found.filter(incident::Column::WebsiteKey.in_subquery(with_tags(tags))),
        None => found,
    }
}

/// Notes that `user` takes care of the incident, and tells the channels that hear of it. Does
/// nothing if somebody has before.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], or [`Error::Conflict`] if it has resolved.
pub async fn acknowledge(
    handles: &Handles,
    caller: &Identity,
    id: Uuid,
) -> Result<incident::Model> {
    let transaction = begin_write(&handles.db).await?;
    let incident = workable(&transaction, caller, id).await?;
    let now_ms = handles.clock.now_ms();
    let (incident, entries) =
        acts::acknowledge(&transaction, incident, caller.user.id, now_ms).await?;
    if incident.acknowledged_at_ms.is_none() {
        return Err(Error::Conflict {
            field: Some("id"),
            message: "the incident has resolved; there is nothing to take care of".to_owned(),
        });
    }
    if !entries.is_empty() {
        let action = AuditAction::IncidentAcknowledged;
        record(&transaction, caller, &incident, action, Value::Null, now_ms).await?;
    }
    handles.tell(transaction, entries, now_ms).await?;
    Ok(incident)
}

/// Resolves the incident by hand. Does nothing if it has resolved.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn resolve(handles: &Handles, caller: &Identity, id: Uuid) -> Result<incident::Model> {
    let transaction = begin_write(&handles.db).await?;
    let incident = workable(&transaction, caller, id).await?;
    let now_ms = handles.clock.now_ms();
    let entries = acts::resolve(&transaction, &incident, caller.user.id, now_ms).await?;
    let incident = get(&transaction, &caller.access, id).await?;
    if !entries.is_empty() {
        let action = AuditAction::IncidentResolved;
        record(&transaction, caller, &incident, action, Value::Null, now_ms).await?;
    }
    handles.tell(transaction, entries, now_ms).await?;
    Ok(incident)
}

/// Adds a note to the incident's timeline.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], or [`Error::Input`] on `text`.
pub async fn add_note(
    handles: &Handles,
    caller: &Identity,
    id: Uuid,
    text: &str,
) -> Result<incident::Model> {
    let text = note(text)?;
    let transaction = begin_write(&handles.db).await?;
    let incident = workable(&transaction, caller, id).await?;
    let now_ms = handles.clock.now_ms();
    let (action, settings) = (AuditAction::IncidentNoteAdded, json!({ "text": text }));
    let entries = acts::note(&transaction, &incident, caller.user.id, text, now_ms).await?;
    record(&transaction, caller, &incident, action, settings, now_ms).await?;
    handles.tell(transaction, entries, now_ms).await?;
    Ok(incident)
}

/// The incident, if the caller may work on it.
async fn workable(
    transaction: &DatabaseTransaction,
    caller: &Identity,
    id: Uuid,
) -> Result<incident::Model> {
    let access = &caller.access;
    let incident = get(transaction, access, id).await?;
    access.require(Permission::WorkOnIncidents, incident.organization_id)?;
    Ok(incident)
}

/// Writes what was done to the incident into the audit log, under its website's name.
async fn record(
    transaction: &DatabaseTransaction,
    caller: &Identity,
    incident: &incident::Model,
    action: AuditAction,
    settings: Value,
    now_ms: i64,
) -> Result<()> {
    let names = website::names(transaction, &[incident.website_key]).await?;
    let name = names.first().map_or("", String::as_str);
    let entry = Entry::of(action, incident.id, name).with(settings);
    let organization = incident.organization_id;
    audit::record(transaction, caller, organization, [entry], date(now_ms)).await
}

fn note(text: &str) -> Result<String> {
    let text = text.trim();
    let is_allowed = |c: char| matches!(c, '\n' | '\t') || !(c.is_control() || is_invisible(c));
    if text.is_empty() || text.chars().count() > MAX_NOTE_CHARS || !text.chars().all(is_allowed) {
        let problem = format!(
            "must be 1 to {MAX_NOTE_CHARS} characters, without control characters and characters \
             that change the direction of writing"
        );
        return Err(Error::input("text", problem));
    }
    Ok(text.to_owned())
}

/// A page of an incident's timeline, oldest first, of all entries or those of one kind.
///
/// # Errors
/// If the database fails.
pub async fn timeline(
    db: &impl ConnectionTrait,
    incident: Uuid,
    kind: Option<IncidentEventKind>,
    first: u64,
    after: Option<i64>,
) -> Result<Page<incident_event::Model>> {
    let mut query = incident_event::Entity::find()
        .filter(incident_event::Column::IncidentId.eq(incident))
        .order_by_asc(incident_event::Column::Seq)
        .limit(first + 1);
    if let Some(kind) = kind {
        query = query.filter(incident_event::Column::Kind.eq(kind));
    }
    if let Some(after) = after {
        query = query.filter(incident_event::Column::Seq.gt(after));
    }
    Ok(Page::of(query.all(db).await?, first))
}

/// A page of a website's verdicts, newest first, of those before `before` (first instant and
/// kind).
///
/// # Errors
/// If the database fails.
pub async fn verdicts(
    db: &impl ConnectionTrait,
    website_key: WebsiteKey,
    first: u64,
    before: Option<(i64, i16)>,
) -> Result<Page<verdict::Model>> {
    let mut query = verdict::Entity::find()
        .filter(verdict::Column::WebsiteKey.eq(website_key))
        .order_by_desc(verdict::Column::FirstMs)
        .order_by_desc(verdict::Column::Kind)
        .limit(first + 1);
    if let Some((first_ms, kind)) = before {
        let kind = VerdictKind::try_from_value(&kind)?;
        query = query.filter(
            Condition::any()
                .add(verdict::Column::FirstMs.lt(first_ms))
                .add(
                    Condition::all()
                        .add(verdict::Column::FirstMs.eq(first_ms))
                        .add(verdict::Column::Kind.lt(kind)),
                ),
        );
    }
    Ok(Page::of(query.all(db).await?, first))
}

/// The users with these ids, by id.
///
/// # Errors
/// If the database fails.
pub async fn users(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, user::Model>> {
    let ids: BTreeSet<Uuid> = ids.into_iter().collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let users = user::Entity::find().filter(user::Column::Id.is_in(ids));
    let users = users.all(db).await?;
    Ok(users.into_iter().map(|user| (user.id, user)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_text_of_some_lines() {
        assert_eq!(note(" on it\n\ta line ").unwrap(), "on it\n\ta line");
        let longest = "ä".repeat(MAX_NOTE_CHARS);
        assert_eq!(note(&longest).unwrap(), longest);
        for bad in ["", " \n", "a\0b", "a\u{202e}b", &format!("{longest}a")] {
            let refused = note(bad).unwrap_err();
            assert!(matches!(refused, Error::Input { .. }), "{bad:?}");
        }
    }
}
