//! Websites: reading and changing them.
//!
//! A change is one transaction: the website's row, its schedule rows, its status, and the asks
//! to its regions. Jobs are published only after that; if publishing fails, the loop of open
//! asks repeats it.

mod change;
mod current;
mod list;
mod pace;
mod settings;
mod summary;
pub mod text;

use std::collections::HashSet;

pub(super) use change::count_change;
pub use change::{check_now, create, delete, pause, resume, update};
pub use current::{CurrentStatus, statuses, tls_facts, votes};
use entity::{OrganizationId, WebsiteKey, website};
pub use list::{Filter, list};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, Select};
pub use settings::{Change, New, once};
use status::sql::Params;
pub use summary::{WebsiteAndStatus, WebsiteSummary, hows, of_keys};
use uuid::Uuid;

use super::{Error, Result};

/// Most websites in one request.
const MOST_KEYS: usize = 1_000;

/// The website `id` of `organization`.
///
/// # Errors
/// [`Error::NotFound`] if it does not exist or belongs to another organization: the caller
/// cannot tell which.
pub async fn get(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    id: Uuid,
) -> Result<WebsiteAndStatus> {
    let mut params = Params::on(db);
    let (organization, id) = (params.value(organization), params.value(id));
    let limits = format!("w.organization_id = {organization} AND w.id = {id}");
    let found = WebsiteAndStatus::select(db, params, &limits).await?;
    found.into_iter().next().ok_or(Error::NotFound("website"))
}

fn owned(organization: OrganizationId, id: Uuid) -> Select<website::Entity> {
    website::Entity::find()
        .filter(website::Column::OrganizationId.eq(organization))
        .filter(website::Column::Id.eq(id))
        .filter(website::Column::DeletedAt.is_null())
}

/// Keys of the websites `ids` of `organization`.
///
/// # Errors
/// On `websiteIds`: [`Error::Unknown`] if one does not exist or belongs to another organization,
/// [`Error::Input`] if there are too many.
pub async fn keys(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    ids: &[Uuid],
) -> Result<Vec<WebsiteKey>> {
    let ids: HashSet<Uuid> = ids.iter().copied().collect();
    if ids.len() > MOST_KEYS {
        let problem = format!("must have at most {MOST_KEYS} items; omit it for all websites");
        return Err(Error::input("websiteIds", problem));
    }
    let keys: Vec<WebsiteKey> = website::Entity::find()
        .select_only()
        .column(website::Column::Key)
        .filter(website::Column::OrganizationId.eq(organization))
        .filter(website::Column::Id.is_in(ids.iter().copied()))
        .filter(website::Column::DeletedAt.is_null())
        .into_tuple()
        .all(db)
        .await?;
    if keys.len() < ids.len() {
        return Err(Error::Unknown {
            field: "websiteIds",
            what: "website",
        });
    }
    Ok(keys)
}
