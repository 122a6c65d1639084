//! Which websites maintenance is for: those that are named, and those with its tags.

use entity::database::begin_write;
use entity::maintenance::{self, Chosen};
use entity::maintenance_scope::{self, WebsiteKeys};
use entity::{OrganizationId, WebsiteKey, website_tag};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction,
    EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
};
use status::maintenance as acts;
use uuid::Uuid;

use super::Change;
use crate::service::access::Scope;
use crate::service::website::count_change;
use crate::service::{Error, Handles, Result, tag, website};

/// A choice of websites.
pub(super) struct Choice {
    /// What chooses them, if tags do.
    pub(super) chosen: Option<Chosen>,
    /// Those that are chosen; `None` for all, including future ones.
    pub(super) keys: Option<WebsiteKeys>,
}

/// What is chosen after `change` of the maintenance `before`.
///
/// # Errors
/// [`Error::NotFound`] for a website, [`Error::Input`] on `websiteIds` or `tags`.
pub(super) async fn choice(
    transaction: &DatabaseTransaction,
    organization: OrganizationId,
    before: Option<&maintenance::Model>,
    change: &Change,
    now_ms: i64,
) -> Result<Choice> {
    let named = match &change.websites {
        Some(None) => None,
        Some(Some(ids)) if ids.is_empty() => return Err(none_named()),
        Some(Some(ids)) => {
            let scope = Scope::all(organization);
            Some(website::keys(transaction, &scope, ids).await?)
        }
        None => match before {
            Some(row) => self::named(transaction, row).await?,
            None => None,
        },
    };
    let tags = match &change.tags {
        Some(tags) => tag::chosen(transaction, organization, tags.as_deref(), now_ms).await?,
        None => {
            let chosen = before.and_then(|row| row.chosen.as_ref());
            chosen.map(|chosen| chosen.tags.clone())
        }
    };
    let sorted = |mut keys: Vec<WebsiteKey>| {
        keys.sort_unstable();
        keys.dedup();
        keys
    };
    let Some(tags) = tags else {
        let keys = named.map(|keys| WebsiteKeys(sorted(keys)));
        if keys.as_ref().is_some_and(|keys| keys.0.is_empty()) {
            return Err(none_named());
        }
        return Ok(Choice { chosen: None, keys });
    };
    let chosen = Chosen {
        websites: sorted(named.unwrap_or_default()),
        tags,
    };
    let keys = Some(resolved(transaction, &chosen).await?);
    Ok(Choice {
        chosen: Some(chosen),
        keys,
    })
}

fn none_named() -> Error {
    let problem = "must name a website at least; null stands for all";
    Error::input("websiteIds", problem)
}

/// The websites that are named; `None` if all are chosen, or tags alone choose.
///
/// # Errors
/// If the database fails.
pub(super) async fn named(
    db: &impl ConnectionTrait,
    row: &maintenance::Model,
) -> Result<Option<Vec<WebsiteKey>>> {
    if let Some(chosen) = &row.chosen {
        let named = &chosen.websites;
        return Ok((!named.is_empty()).then(|| named.clone()));
    }
    Ok(scoped(db, row).await?.map(|keys| keys.0))
}

/// The websites in the scope of the maintenance; `None` for all.
async fn scoped(
    db: &impl ConnectionTrait,
    row: &maintenance::Model,
) -> Result<Option<WebsiteKeys>> {
    let scope = maintenance_scope::Entity::find_by_id(row.scope_id);
    Ok(scope.one(db).await?.and_then(|scope| scope.websites))
}

/// The websites that are chosen now.
async fn resolved(db: &impl ConnectionTrait, chosen: &Chosen) -> Result<WebsiteKeys> {
    let tagged: Vec<WebsiteKey> = website_tag::Entity::find()
        .select_only()
        .column(website_tag::Column::WebsiteKey)
        .filter(website_tag::Column::TagKey.is_in(chosen.tags.iter().copied()))
        .into_tuple()
        .all(db)
        .await?;
    let mut keys = chosen.websites.clone();
    keys.extend(tagged);
    keys.sort_unstable();
    keys.dedup();
    Ok(WebsiteKeys(keys))
}

/// Writes which websites the maintenance is for from now on.
///
/// # Errors
/// If the database fails.
pub(super) async fn scope(
    transaction: &DatabaseTransaction,
    row: &maintenance::Model,
    websites: Option<WebsiteKeys>,
) -> Result<()> {
    let scope = maintenance_scope::ActiveModel {
        id: Set(row.scope_id),
        maintenance_id: Set(row.id),
        websites: Set(websites),
    };
    maintenance_scope::Entity::insert(scope)
        .exec_without_returning(transaction)
        .await?;
    Ok(())
}

/// Gives maintenance of the organization the websites that its tags choose now.
///
/// # Errors
/// If the database fails.
pub async fn follow_tags(handles: &Handles, organization: OrganizationId) -> Result<()> {
    let by_tags = maintenance::Entity::find()
        .filter(maintenance::Column::OrganizationId.eq(organization))
        .filter(maintenance::Column::CancelledAtMs.is_null())
        .filter(maintenance::Column::Chosen.is_not_null());
    for before in by_tags.all(&handles.db).await? {
        let transaction = begin_write(&handles.db).await?;
        let row = maintenance::Entity::find_by_id(before.id).lock_exclusive();
        let Some(row) = row.one(&transaction).await? else {
            continue;
        };
        let Some(chosen) = row.chosen.clone().filter(|_| row.cancelled_at_ms.is_none()) else {
            continue;
        };
        let keys = Some(resolved(&transaction, &chosen).await?);
        if keys == scoped(&transaction, &row).await? {
            continue;
        }
        let mut row = row.into_active_model();
        row.scope_id = Set(Uuid::now_v7());
        let row = row.update(&transaction).await?;
        scope(&transaction, &row, keys).await?;
        acts::rescope(&transaction, &row, handles.clock.now_ms()).await?;
        count_change(&transaction, organization).await?;
        transaction.commit().await?;
    }
    Ok(())
}
