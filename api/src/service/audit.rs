//! The audit log: who did what to what, from where, and what it was before and after.
//!
//! An entry is written in the transaction of the change, so there is one if and only if the change
//! took place. Secrets are not in it: of them it says that they were changed.

mod difference;
mod purge;

use chrono::{DateTime, Utc};
use entity::audit_entry::{self, AuditAction, Change, Changes};
use entity::{OrganizationId, organization, user};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect, Select,
};
use serde_json::Value;
use uuid::Uuid;

use super::identity::Identity;
use super::page::Page;
use super::throttle::Origin;
use super::website::count_change;
use super::{Error, Result, date};
use difference::changes;
pub use purge::{pass as purge, run};

/// Most entries that one statement writes: SQLite takes 32,766 parameters.
const AT_ONCE: usize = 500;

/// Rows of a page of an export.
const PAGE_ROWS: u64 = 1_000;

/// Who does something.
#[derive(Clone, Debug)]
pub struct Actor {
    name: String,
    user: Option<Uuid>,
    api_key: Option<Uuid>,
    origin: Option<Origin>,
}

impl Actor {
    /// A person who signs in.
    pub fn person(user: &user::Model, origin: Option<Origin>) -> Self {
        Self {
            name: user.email.clone(),
            user: Some(user.id),
            api_key: None,
            origin,
        }
    }

    /// A program of the installation itself.
    pub fn program(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            user: None,
            api_key: None,
            origin: None,
        }
    }
}

impl From<&Identity> for Actor {
    fn from(caller: &Identity) -> Self {
        let person = Self::person(&caller.user, caller.origin);
        match &caller.key {
            Some(key) => Self {
                // No key can pass for a person.
                name: format!("API key {}", key.name),
                api_key: Some(key.id),
                ..person
            },
            None => person,
        }
    }
}

/// What the log may say of an object.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    /// Its settings, as an object with the names of the schema or of columns.
    pub settings: Value,
    /// Its secrets, sealed. Of them the log says only whether they differ.
    pub secrets: Option<Vec<u8>>,
}

impl From<Value> for Snapshot {
    fn from(settings: Value) -> Self {
        Self {
            settings,
            secrets: None,
        }
    }
}

/// What is done, and to what.
#[derive(Clone, Debug)]
pub struct Entry {
    action: AuditAction,
    object: Option<(Uuid, String)>,
    changes: Vec<Change>,
}

impl Entry {
    /// Something that is done to the organization, or the account, as a whole.
    pub fn new(action: AuditAction) -> Self {
        Self {
            action,
            object: None,
            changes: Vec::new(),
        }
    }

    /// Something that is done to the object `id`, which is called `name`.
    pub fn of(action: AuditAction, id: Uuid, name: &str) -> Self {
        Self {
            object: Some((id, name.to_owned())),
            ..Self::new(action)
        }
    }

    /// With what it makes different.
    pub fn changing(self, before: &Snapshot, after: &Snapshot) -> Self {
        Self {
            changes: changes(before, after),
            ..self
        }
    }

    /// With the settings of what is new.
    pub fn with(self, after: impl Into<Snapshot>) -> Self {
        self.changing(&Snapshot::default(), &after.into())
    }

    /// With the settings of what goes.
    pub fn without(self, before: impl Into<Snapshot>) -> Self {
        self.changing(&before.into(), &Snapshot::default())
    }

    /// Whether it says that something is different.
    pub fn is_change(&self) -> bool {
        !self.changes.is_empty()
    }
}

/// Writes entries into the log of `organization`.
///
/// # Errors
/// If the database fails.
pub async fn record(
    db: &impl ConnectionTrait,
    actor: impl Into<Actor>,
    organization: OrganizationId,
    entries: impl IntoIterator<Item = Entry>,
    now: DateTime<Utc>,
) -> Result<()> {
    let actor = actor.into();
    let address = actor.origin.map(|origin| origin.0.to_canonical());
    let rows = entries.into_iter().map(|entry| {
        let (object_id, object_name) = entry.object.unzip();
        audit_entry::ActiveModel {
            id: Set(Uuid::now_v7()),
            organization_id: Set(organization),
            created_at: Set(now),
            action: Set(entry.action),
            actor: Set(actor.name.clone()),
            user_id: Set(actor.user),
            api_key_id: Set(actor.api_key),
            address: Set(address.map(|address| address.to_string())),
            object_id: Set(object_id),
            object_name: Set(object_name),
            changes: Set(Changes(entry.changes)),
        }
    });
    let rows: Vec<audit_entry::ActiveModel> = rows.collect();
    for rows in rows.chunks(AT_ONCE) {
        audit_entry::Entity::insert_many(rows.iter().cloned())
            .exec_without_returning(db)
            .await?;
    }
    Ok(())
}

/// Commits a change of `organization` with its entries, and invalidates cached responses.
///
/// # Errors
/// If the database fails; then nothing is changed.
pub(super) async fn commit(
    transaction: DatabaseTransaction,
    actor: impl Into<Actor>,
    organization: OrganizationId,
    entries: impl IntoIterator<Item = Entry>,
    now_ms: i64,
) -> Result<()> {
    record(&transaction, actor, organization, entries, date(now_ms)).await?;
    count_change(&transaction, organization).await?;
    transaction.commit().await?;
    Ok(())
}

/// Writes an entry into the log of the personal organization of the account `user`.
///
/// # Errors
/// If the database fails.
pub async fn record_of_account(
    db: &impl ConnectionTrait,
    actor: impl Into<Actor>,
    user: Uuid,
    entry: Entry,
    now: DateTime<Utc>,
) -> Result<()> {
    let personal = organization::Entity::find()
        .select_only()
        .column(organization::Column::Id)
        .filter(organization::Column::PersonalOf.eq(user));
    let personal = personal.into_tuple().one(db).await?;
    let personal = personal.ok_or(Error::NotFound("account"))?;
    record(db, actor, personal, [entry], now).await
}

/// Which entries a list has.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only these actions.
    pub actions: Option<Vec<AuditAction>>,
    /// Only what this person did, or a key that they made.
    pub user: Option<Uuid>,
    /// Only what this key did.
    pub api_key: Option<Uuid>,
    /// Only what was done to this object.
    pub object: Option<Uuid>,
    /// Only at or after this instant.
    pub from: Option<DateTime<Utc>>,
    /// Only before this instant.
    pub to: Option<DateTime<Utc>>,
}

impl Filter {
    fn of(&self, organization: OrganizationId) -> Select<audit_entry::Entity> {
        use audit_entry::Column;
        let actions = self.actions.as_ref();
        let limits = [
            actions.map(|actions| Column::Action.is_in(actions.iter().copied())),
            self.user.map(|user| Column::UserId.eq(user)),
            self.api_key.map(|key| Column::ApiKeyId.eq(key)),
            self.object.map(|object| Column::ObjectId.eq(object)),
            self.from.map(|from| Column::CreatedAt.gte(from)),
            self.to.map(|to| Column::CreatedAt.lt(to)),
        ];
        let all = audit_entry::Entity::find().filter(Column::OrganizationId.eq(organization));
        limits.into_iter().flatten().fold(all, QueryFilter::filter)
    }
}

/// A page of the log of `organization`, newest first.
///
/// # Errors
/// [`Error::Input`] on `filter.actions` if it is empty, or if the database fails.
pub async fn list(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    filter: &Filter,
    first: u64,
    after: Option<Uuid>,
) -> Result<Page<audit_entry::Model>> {
    if filter.actions.as_ref().is_some_and(Vec::is_empty) {
        let problem = "must name an action at least; omit it for all";
        return Err(Error::input("filter.actions", problem));
    }
    let mut query = filter.of(organization);
    if let Some(after) = after {
        query = query.filter(audit_entry::Column::Id.lt(after));
    }
    let query = query
        .order_by_desc(audit_entry::Column::Id)
        .limit(first + 1);
    Ok(Page::of(query.all(db).await?, first))
}

/// The log of an organization in a window, oldest first, page by page: for an export, as in
/// [`super::export`].
#[derive(Debug)]
pub struct Entries {
    organization: OrganizationId,
    filter: Filter,
    after: Option<Uuid>,
}

/// The entries of `organization` from `from` to `to`, exclusive.
pub fn entries(organization: OrganizationId, from: DateTime<Utc>, to: DateTime<Utc>) -> Entries {
    let filter = Filter {
        from: Some(from),
        to: Some(to),
        ..Filter::default()
    };
    Entries {
        organization,
        filter,
        after: None,
    }
}

impl Entries {
    /// The next page; `None` at the end.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn next(
        &mut self,
        db: &impl ConnectionTrait,
    ) -> Result<Option<Vec<audit_entry::Model>>> {
        let mut query = self.filter.of(self.organization);
        if let Some(after) = self.after {
            query = query.filter(audit_entry::Column::Id.gt(after));
        }
        let query = query.order_by_asc(audit_entry::Column::Id).limit(PAGE_ROWS);
        let rows = query.all(db).await?;
        self.after = rows.last().map(|row| row.id).or(self.after);
        Ok((!rows.is_empty()).then_some(rows))
    }
}
