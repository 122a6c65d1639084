//! Creates, changes, publishes and deletes status pages.

use entity::OrganizationId;
use entity::audit_entry::AuditAction;
use entity::database::begin_write;
use entity::status_page::{self, Access, Settings};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait, IntoActiveModel, ModelTrait, PaginatorTrait, QueryFilter, QuerySelect, SqlErr,
};
use uuid::Uuid;

use super::valid::{Change, Valid};
use super::{MOST_PAGES, StatusPage, components, log, owned, with_components};
use crate::service::access::Permission;
use crate::service::audit::{self, Entry};
use crate::service::identity::Identity;
use crate::service::{Error, Handles, Result};

/// Creates a status page; published at once if `is_published`.
///
/// # Errors
/// [`Error::Input`] for an invalid setting, [`Error::NotFound`] for a website, or
/// [`Error::Conflict`] if slug or host are taken, or there are too many pages.
pub async fn create(
    handles: &Handles,
    caller: &Identity,
    organization: OrganizationId,
    change: Change,
    is_published: bool,
) -> Result<StatusPage> {
    let written = Written::new(handles, organization, change, is_published).await?;
    written.commit(caller).await
}

/// Changes a status page. A list of components replaces the one before; those that are named by
/// their id stay who they are.
///
/// # Errors
/// As for [`create`], and [`Error::NotFound`].
pub async fn update(
    handles: &Handles,
    caller: &Identity,
    id: Uuid,
    change: Change,
) -> Result<StatusPage> {
    let written = Written::of(handles, caller, id, change).await?;
    written.commit(caller).await
}

/// The HTML that a new page would have; nothing is stored.
///
/// # Errors
/// As for [`create`].
pub async fn preview(
    handles: &Handles,
    organization: OrganizationId,
    change: Change,
) -> Result<String> {
    let written = Written::new(handles, organization, change, true).await?;
    written.preview().await
}

/// The HTML that a page would have after a change; nothing is stored.
///
/// # Errors
/// As for [`update`].
pub async fn preview_update(
    handles: &Handles,
    caller: &Identity,
    id: Uuid,
    change: Change,
) -> Result<String> {
    let written = Written::of(handles, caller, id, change).await?;
    written.preview().await
}

/// A page that has been written in a transaction that is still open.
struct Written {
    transaction: DatabaseTransaction,
    page: StatusPage,
    entry: Option<Entry>,
    now_ms: i64,
}

impl Written {
    /// A new page.
    async fn new(
        handles: &Handles,
        organization: OrganizationId,
        change: Change,
        is_published: bool,
    ) -> Result<Self> {
        let valid = Valid::of(handles, change, None).await?;
        let transaction = begin_write(&handles.db).await?;
        if owned([organization]).count(&transaction).await? >= MOST_PAGES {
            return Err(Error::Conflict {
                field: None,
                message: format!("an organization has at most {MOST_PAGES} status pages"),
            });
        }
        let now_ms = handles.clock.now_ms();
        let id = Uuid::now_v7();
        let mut row = status_page::ActiveModel {
            id: Set(id),
            organization_id: Set(organization),
            slug: Set(String::new()),
            host: Set(None),
            title: Set(String::new()),
            settings: Set(Settings::default()),
            access: Set(Access::Public),
            password_hash: Set(None),
            networks: Set(None),
            logo: Set(None),
            logo_type: Set(None),
            published_at_ms: Set(is_published.then_some(now_ms)),
            created_at_ms: Set(now_ms),
            updated_at_ms: Set(now_ms),
        };
        check_free(&transaction, &valid, id).await?;
        valid.set(&mut row, Settings::default(), now_ms);
        let row = row.insert(&transaction).await.map_err(taken)?;
        if let Some((field, given)) = valid.components {
            components::write(&transaction, &row, field, given, now_ms).await?;
        }
        let page = with_its_components(&transaction, row).await?;
        let created = log::entry(AuditAction::StatusPageCreated, &page.row);
        let created = created.with(log::snapshot(&transaction, &page).await?);
        Ok(Self {
            transaction,
            page,
            entry: Some(created),
            now_ms,
        })
    }

    /// A changed page.
    async fn of(handles: &Handles, caller: &Identity, id: Uuid, change: Change) -> Result<Self> {
        let known = super::row(&handles.db, &caller.access, id).await?;
        let valid = Valid::of(handles, change, Some(&known)).await?;
        let transaction = begin_write(&handles.db).await?;
        let row = lock(&transaction, caller, id).await?;
        let before = with_its_components(&transaction, row.clone()).await?;
        let was = log::snapshot(&transaction, &before).await?;
        check_free(&transaction, &valid, id).await?;
        let now_ms = handles.clock.now_ms();
        let settings = row.settings.clone();
        let mut changed = row.into_active_model();
        valid.set(&mut changed, settings, now_ms);
        let row = changed.update(&transaction).await.map_err(taken)?;
        if let Some((field, given)) = valid.components {
            components::write(&transaction, &row, field, given, now_ms).await?;
        }
        let page = with_its_components(&transaction, row).await?;
        let is = log::snapshot(&transaction, &page).await?;
        let updated = log::entry(AuditAction::StatusPageUpdated, &page.row).changing(&was, &is);
        Ok(Self {
            transaction,
            page,
            entry: Some(updated).filter(Entry::is_change),
            now_ms,
        })
    }

    async fn commit(self, caller: &Identity) -> Result<StatusPage> {
        let organization = self.page.row.organization_id;
        audit::commit(
            self.transaction,
            caller,
            organization,
            self.entry,
            self.now_ms,
        )
        .await?;
        Ok(self.page)
    }

    /// What the page says, before all is taken back.
    async fn preview(self) -> Result<String> {
        let html = pages::preview(&self.transaction, &self.page.row.slug, self.now_ms).await;
        self.transaction.rollback().await?;
        Ok(html?)
    }
}

/// Publishes a status page; does nothing if it is.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn publish(handles: &Handles, caller: &Identity, id: Uuid) -> Result<StatusPage> {
    set_published(handles, caller, id, true).await
}

/// Makes a status page a draft again, which only members see.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn unpublish(handles: &Handles, caller: &Identity, id: Uuid) -> Result<StatusPage> {
    set_published(handles, caller, id, false).await
}

async fn set_published(
    handles: &Handles,
    caller: &Identity,
    id: Uuid,
    is_published: bool,
) -> Result<StatusPage> {
    let transaction = begin_write(&handles.db).await?;
    let row = lock(&transaction, caller, id).await?;
    if row.published_at_ms.is_some() == is_published {
        return with_its_components(&transaction, row).await;
    }
    let now_ms = handles.clock.now_ms();
    let organization = row.organization_id;
    let mut row = row.into_active_model();
    row.published_at_ms = Set(is_published.then_some(now_ms));
    row.updated_at_ms = Set(now_ms);
    let row = row.update(&transaction).await?;
    let action = match is_published {
        true => AuditAction::StatusPagePublished,
        false => AuditAction::StatusPageUnpublished,
    };
    let entry = log::entry(action, &row);
    let page = with_its_components(&transaction, row).await?;
    audit::commit(transaction, caller, organization, Some(entry), now_ms).await?;
    Ok(page)
}

/// Deletes a status page with everything that was written on it.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn delete(handles: &Handles, caller: &Identity, id: Uuid) -> Result<()> {
    let transaction = begin_write(&handles.db).await?;
    let row = lock(&transaction, caller, id).await?;
    let organization = row.organization_id;
    let page = with_its_components(&transaction, row.clone()).await?;
    let deleted = log::entry(AuditAction::StatusPageDeleted, &row);
    let deleted = deleted.without(log::snapshot(&transaction, &page).await?);
    row.delete(&transaction).await?;
    let now_ms = handles.clock.now_ms();
    audit::commit(transaction, caller, organization, Some(deleted), now_ms).await
}

/// The page, locked so that changes of it are serialized.
pub(super) async fn lock(
    transaction: &DatabaseTransaction,
    caller: &Identity,
    id: Uuid,
) -> Result<status_page::Model> {
    let access = &caller.access;
    let row = owned(access.organizations())
        .filter(status_page::Column::Id.eq(id))
        .lock_exclusive();
    let row = row.one(transaction).await?;
    let row = row.ok_or(Error::NotFound("status page"))?;
    access.require(Permission::ChangeStatusPages, row.organization_id)?;
    Ok(row)
}

/// The page with its components.
async fn with_its_components(
    db: &impl ConnectionTrait,
    row: status_page::Model,
) -> Result<StatusPage> {
    let page = with_components(db, vec![row]).await?.pop();
    page.ok_or(Error::NotFound("status page"))
}

/// Refuses a slug or a host that another page has. They are unique in the installation, so this
/// tells that there is one: their addresses do, too.
async fn check_free(db: &impl ConnectionTrait, valid: &Valid, id: Uuid) -> Result<()> {
    let slug = valid.slug.as_ref().map(|slug| {
        let column = status_page::Column::Slug.eq(slug);
        ("slug", column)
    });
    let host = valid.host.as_ref().and_then(Option::as_ref).map(|host| {
        let column = status_page::Column::Host.eq(host);
        ("host", column)
    });
    for (field, is_same) in slug.into_iter().chain(host) {
        let taken = status_page::Entity::find()
            .filter(is_same)
            .filter(status_page::Column::Id.ne(id));
        if taken.count(db).await? > 0 {
            return Err(Error::Conflict {
                field: Some(field),
                message: format!("another status page has this {field}; choose another one"),
            });
        }
    }
    Ok(())
}

/// Somebody took the slug or the host in the same moment.
fn taken(err: DbErr) -> Error {
    match err.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => Error::Conflict {
            field: None,
            message: "another status page has just taken this slug or host".to_owned(),
        },
        _ => err.into(),
    }
}
