//! Status pages: what an organization shows the public. What a page then says is read and rendered
//! by `pages`.

mod change;
mod components;
mod incident;
mod log;
mod settings;
mod valid;

use std::collections::HashMap;

use entity::status_page::Networks;
use entity::{OrganizationId, page_component, status_page};
use ipnet::IpNet;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};
use uuid::Uuid;

pub use self::change::{create, delete, preview, preview_update, publish, unpublish, update};
pub use self::incident::{
    IncidentChange, NewIncident, NewUpdate, create_incident, delete_incident, draft_incidents,
    incident, incidents, post_update, publish_incident, update_incident, updates,
};
pub use self::settings::{GivenComponent, GivenLink, GivenLogo};
pub use self::valid::Change;
use super::access::Access;
use super::{Error, Result};

/// Most status pages of one organization.
const MOST_PAGES: u64 = 100;

/// A status page with its components, in order.
#[derive(Clone, Debug)]
pub struct StatusPage {
    /// Its row.
    pub row: status_page::Model,
    /// Its components.
    pub components: Vec<page_component::Model>,
}

/// All status pages of `organization`, in order of creation.
///
/// # Errors
/// If the database fails.
pub async fn list(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
) -> Result<Vec<StatusPage>> {
    let rows = owned([organization]).order_by_asc(status_page::Column::Id);
    with_components(db, rows.all(db).await?).await
}

/// The status page `id` of an organization of the caller.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn get(db: &impl ConnectionTrait, access: &Access, id: Uuid) -> Result<StatusPage> {
    let row = row(db, access, id).await?;
    let page = with_components(db, vec![row]).await?.pop();
    page.ok_or(Error::NotFound("status page"))
}

async fn row(db: &impl ConnectionTrait, access: &Access, id: Uuid) -> Result<status_page::Model> {
    let row = owned(access.organizations()).filter(status_page::Column::Id.eq(id));
    row.one(db).await?.ok_or(Error::NotFound("status page"))
}

/// What decides who may see a page.
#[derive(Clone, Debug)]
pub struct Gate {
    /// Hash of its password.
    pub password_hash: Option<String>,
    /// Networks from which it is seen.
    pub networks: Vec<IpNet>,
}

/// The gate of the page `id`.
///
/// # Errors
/// [`Error::NotFound`], or if the database fails.
pub async fn gate(db: &impl ConnectionTrait, id: Uuid) -> Result<Gate> {
    let row: Option<(Option<String>, Option<Networks>)> = status_page::Entity::find_by_id(id)
        .select_only()
        .columns([
            status_page::Column::PasswordHash,
            status_page::Column::Networks,
        ])
        .into_tuple()
        .one(db)
        .await?;
    let (password_hash, networks) = row.ok_or(Error::NotFound("status page"))?;
    let networks = networks.map(|networks| networks.0).unwrap_or_default();
    Ok(Gate {
        password_hash,
        networks: networks
            .iter()
            .filter_map(|text| text.parse().ok())
            .collect(),
    })
}

fn owned(organizations: impl IntoIterator<Item = OrganizationId>) -> Select<status_page::Entity> {
    status_page::Entity::find().filter(status_page::Column::OrganizationId.is_in(organizations))
}

/// The pages with their components. One statement.
async fn with_components(
    db: &impl ConnectionTrait,
    rows: Vec<status_page::Model>,
) -> Result<Vec<StatusPage>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let components = page_component::Entity::find()
        .filter(page_component::Column::PageId.is_in(rows.iter().map(|row| row.id)))
        .order_by_asc(page_component::Column::Position)
        .all(db)
        .await?;
    let mut of_pages: HashMap<Uuid, Vec<page_component::Model>> = HashMap::new();
    for component in components {
        of_pages
            .entry(component.page_id)
            .or_default()
            .push(component);
    }
    let pages = rows.into_iter().map(|row| StatusPage {
        components: of_pages.remove(&row.id).unwrap_or_default(),
        row,
    });
    Ok(pages.collect())
}
