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

pub use change::{check_now, create, delete, pause, resume, update};
pub(super) use change::{count_change, remove};
pub use current::{CurrentStatus, statuses, tls_facts, votes};
use entity::{OrganizationId, WebsiteKey, website};
pub use list::{Filter, list};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, Select};
pub use settings::{Change, New, once};
use status::sql::Params;
pub use summary::{WebsiteAndStatus, WebsiteSummary, hows, of_keys};
use uuid::Uuid;

use super::access::Access;
use super::{Error, Result};

/// Most websites in one request.
const MOST_KEYS: usize = 1_000;

/// The website `id` of an organization of the caller.
///
/// # Errors
/// [`Error::NotFound`] if it does not exist or belongs to another organization: the caller
/// cannot tell which.
pub async fn get(db: &impl ConnectionTrait, access: &Access, id: Uuid) -> Result<WebsiteAndStatus> {
    let mut params = Params::on(db);
    let organizations = access.organizations();
    let organizations: Vec<String> = organizations.map(|id| params.value(id)).collect();
    let (organizations, id) = (organizations.join(", "), params.value(id));
    let limits = format!("w.organization_id IN ({organizations}) AND w.id = {id}");
    let found = WebsiteAndStatus::select(db, params, &limits).await?;
    found.into_iter().next().ok_or(Error::NotFound("website"))
}

fn owned(access: &Access, id: Uuid) -> Select<website::Entity> {
    website::Entity::find()
        .filter(website::Column::OrganizationId.is_in(access.organizations()))
        .filter(website::Column::Id.eq(id))
        .filter(website::Column::DeletedAt.is_null())
}

/// Key of the website `id` of `organization`.
///
/// # Errors
/// [`Error::Unknown`] on `websiteId` if it does not exist or belongs to another organization.
pub async fn of(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    id: Uuid,
) -> Result<WebsiteKey> {
    let found = in_organization(organization, [id]);
    found.into_tuple().one(db).await?.ok_or(Error::Unknown {
        field: "websiteId",
        what: "website",
    })
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
    let found = in_organization(organization, ids.iter().copied());
    let keys: Vec<WebsiteKey> = found.into_tuple().all(db).await?;
    if keys.len() < ids.len() {
        return Err(Error::Unknown {
            field: "websiteIds",
            what: "website",
        });
    }
    Ok(keys)
}

/// Selects the keys of those of `ids` that are websites of `organization`.
fn in_organization(
    organization: OrganizationId,
    ids: impl IntoIterator<Item = Uuid>,
) -> Select<website::Entity> {
    website::Entity::find()
        .select_only()
        .column(website::Column::Key)
        .filter(website::Column::OrganizationId.eq(organization))
        .filter(website::Column::Id.is_in(ids))
        .filter(website::Column::DeletedAt.is_null())
}
