//! Websites: what a person may do with them.
//!
//! A change is one transaction: the website's row, its schedule rows, its status,
//! and the question to its regions. Only then are the jobs published; if that
//! fails, the sweep of open questions does it again.

mod change;
mod list;
mod settings;

pub use change::{check_now, create, delete, pause, resume, update};
use entity::website;
pub use list::{Filter, list};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Select};
pub use settings::{Change, New};
use uuid::Uuid;

use super::{Error, Result};
use crate::service::OrganizationId;

/// The website `id`, if `organization` has it.
///
/// # Errors
/// [`Error::NotFound`] if it is absent or another organization's: the caller
/// cannot tell which.
pub async fn get(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    id: Uuid,
) -> Result<website::Model> {
    owned(organization, id)
        .one(db)
        .await?
        .ok_or(Error::NotFound("website"))
}

fn owned(organization: OrganizationId, id: Uuid) -> Select<website::Entity> {
    website::Entity::find()
        .filter(website::Column::OrganizationId.eq(organization))
        .filter(website::Column::Id.eq(id))
        .filter(website::Column::DeletedAt.is_null())
}

/// The small integers of the websites `ids`, if `organization` has all of them.
///
/// # Errors
/// [`Error::NotFound`] if one is absent or another organization's.
pub async fn keys(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    ids: &[Uuid],
) -> Result<Vec<i32>> {
    let websites = website::Entity::find()
        .filter(website::Column::OrganizationId.eq(organization))
        .filter(website::Column::Id.is_in(ids.iter().copied()))
        .filter(website::Column::DeletedAt.is_null())
        .all(db)
        .await?;
    if ids
        .iter()
        .any(|id| websites.iter().all(|website| website.id != *id))
    {
        return Err(Error::NotFound("website"));
    }
    Ok(websites.into_iter().map(|website| website.key).collect())
}
