//! Websites: reading and changing them.
//!
//! A change is one transaction: the website's row, its schedule rows, its status, and the asks
//! to its regions. Jobs are published only after that; if publishing fails, the loop of open
//! asks repeats it.

mod apply;
mod bulk;
mod change;
mod current;
mod filter;
mod list;
mod log;
mod pace;
mod settings;
mod sort;
mod summary;
pub mod text;
mod trial;

use std::collections::HashSet;

pub use bulk::{Action, Done, Failed, Selection, change_all};
pub use change::{check_now, create, delete, pause, resume, update};
pub(super) use change::{count_change, remove};
pub use current::{CurrentStatus, statuses, tls_facts, votes};
use entity::tag::TagKeys;
use entity::{WebsiteKey, website, website_tag};
pub use filter::{Filter, counts};
pub use list::{MAX_FIRST, list};
use sea_orm::sea_query::SelectStatement;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait, Select,
};
pub use settings::{Change, New, once};
pub use sort::{Order, Sort};
use status::sql::Params;
pub use summary::{WebsiteAndStatus, WebsiteSummary, hows, of_keys, present_of_keys};
pub use trial::{Tried, try_check, try_update};
use uuid::Uuid;

use super::access::{Access, Scope};
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
    let (organizations, only) = access.scopes();
    let organizations: Vec<String> = organizations.map(|id| params.value(id)).collect();
    let (organizations, id) = (organizations.join(", "), params.value(id));
    let mut limits = format!("w.organization_id IN ({organizations}) AND w.id = {id}");
    if let Some(tags) = only {
        limits = format!("{limits} AND {}", filter::tagged(&mut params, tags));
    }
    let found = WebsiteAndStatus::select(db, params, &limits).await?;
    found.into_iter().next().ok_or(Error::NotFound("website"))
}

fn owned(access: &Access, id: Uuid) -> Select<website::Entity> {
    let (organizations, only) = access.scopes();
    let found = website::Entity::find()
        .filter(website::Column::OrganizationId.is_in(organizations))
        .filter(website::Column::Id.eq(id))
        .filter(website::Column::DeletedAt.is_null());
    match only {
        Some(tags) => found.filter(website::Column::Key.in_subquery(with_tags(tags))),
        None => found,
    }
}

/// Keys of the websites with one of `tags`.
pub(super) fn with_tags(tags: &TagKeys) -> SelectStatement {
    website_tag::Entity::find()
        .select_only()
        .column(website_tag::Column::WebsiteKey)
        .filter(website_tag::Column::TagKey.is_in(tags.0.iter().copied()))
        .into_query()
}

/// Keys of the websites with one of `tags`, also of those that are deleted.
///
/// # Errors
/// If the database fails.
pub async fn keys_with_tags(db: &impl ConnectionTrait, tags: &TagKeys) -> Result<Vec<WebsiteKey>> {
    let found = website_tag::Entity::find()
        .select_only()
        .column(website_tag::Column::WebsiteKey)
        .filter(website_tag::Column::TagKey.is_in(tags.0.iter().copied()));
    Ok(found.into_tuple().all(db).await?)
}

/// Key of the website `id` of `scope`.
///
/// # Errors
/// [`Error::Unknown`] on `websiteId` if it does not exist or belongs to another organization.
pub async fn of(db: &impl ConnectionTrait, scope: &Scope, id: Uuid) -> Result<WebsiteKey> {
    let found = in_scope(scope, [id]);
    found.into_tuple().one(db).await?.ok_or(Error::Unknown {
        field: "websiteId".into(),
        what: "website",
    })
}

/// Keys of the websites `ids` of `scope`.
///
/// # Errors
/// On `websiteIds`: [`Error::Unknown`] if one does not exist or belongs to another organization,
/// [`Error::Input`] if there are too many.
pub async fn keys(
    db: &impl ConnectionTrait,
    scope: &Scope,
    ids: &[Uuid],
) -> Result<Vec<WebsiteKey>> {
    let ids: HashSet<Uuid> = ids.iter().copied().collect();
    if ids.len() > MOST_KEYS {
        let problem = format!("must have at most {MOST_KEYS} items; omit it for all websites");
        return Err(Error::input("websiteIds", problem));
    }
    let found = in_scope(scope, ids.iter().copied());
    let keys: Vec<WebsiteKey> = found.into_tuple().all(db).await?;
    if keys.len() < ids.len() {
        return Err(Error::Unknown {
            field: "websiteIds".into(),
            what: "website",
        });
    }
    Ok(keys)
}

/// Names of the websites with these keys, also of deleted ones, in order.
///
/// # Errors
/// If the database fails.
pub(super) async fn names(db: &impl ConnectionTrait, keys: &[WebsiteKey]) -> Result<Vec<String>> {
    let websites = of_keys(db, keys).await?;
    let mut names: Vec<String> = websites.into_iter().map(|website| website.name).collect();
    names.sort();
    Ok(names)
}

/// Selects the keys of those of `ids` that are websites of `scope`.
fn in_scope(scope: &Scope, ids: impl IntoIterator<Item = Uuid>) -> Select<website::Entity> {
    let found = website::Entity::find()
        .select_only()
        .column(website::Column::Key)
        .filter(website::Column::OrganizationId.eq(scope.organization))
        .filter(website::Column::Id.is_in(ids))
        .filter(website::Column::DeletedAt.is_null());
    match &scope.only {
        Some(tags) => found.filter(website::Column::Key.in_subquery(with_tags(tags))),
        None => found,
    }
}
