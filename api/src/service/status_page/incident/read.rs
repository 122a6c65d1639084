//! Reads incidents of status pages.

use std::collections::HashMap;

use entity::{
    OrganizationId, WebsiteKey, page_component, page_incident, page_update, status_page,
    website_tag,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use crate::service::access::Access;
use crate::service::page::Page;
use crate::service::status_page::owned;
use crate::service::{Error, Result};

/// A page of the incidents of a status page, newest first, drafts included.
///
/// # Errors
/// If the database fails.
pub async fn incidents(
    db: &impl ConnectionTrait,
    page_id: Uuid,
    is_open: Option<bool>,
    first: u64,
    after: Option<(i64, Uuid)>,
) -> Result<Page<page_incident::Model>> {
    let mut query = page_incident::Entity::find()
        .filter(page_incident::Column::PageId.eq(page_id))
        .order_by_desc(page_incident::Column::BeganAtMs)
        .order_by_desc(page_incident::Column::Id)
        .limit(first + 1);
    query = match is_open {
        None => query,
        Some(true) => query.filter(page_incident::Column::ResolvedAtMs.is_null()),
        Some(false) => query.filter(page_incident::Column::ResolvedAtMs.is_not_null()),
    };
    if let Some((began_at_ms, id)) = after {
        let same_time = Condition::all()
            .add(page_incident::Column::BeganAtMs.eq(began_at_ms))
            .add(page_incident::Column::Id.lt(id));
        let later = Condition::any()
            .add(page_incident::Column::BeganAtMs.lt(began_at_ms))
            .add(same_time);
        query = query.filter(later);
    }
    Ok(Page::of(query.all(db).await?, first))
}

/// The incident `id` of a page of the caller's organizations, with the page.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn incident(
    db: &impl ConnectionTrait,
    access: &Access,
    id: Uuid,
) -> Result<(page_incident::Model, status_page::Model)> {
    let missing = || Error::NotFound("incident of a status page");
    let row = page_incident::Entity::find_by_id(id).one(db).await?;
    let row = row.ok_or_else(missing)?;
    let page = owned(access.organizations()).filter(status_page::Column::Id.eq(row.page_id));
    let page = page.one(db).await?.ok_or_else(missing)?;
    Ok((row, page))
}

/// The updates of incidents, oldest first.
///
/// # Errors
/// If the database fails.
pub async fn updates(
    db: &impl ConnectionTrait,
    incidents: &[Uuid],
) -> Result<HashMap<Uuid, Vec<page_update::Model>>> {
    let rows = page_update::Entity::find()
        .filter(page_update::Column::PageIncidentId.is_in(incidents.iter().copied()))
        .order_by_asc(page_update::Column::AtMs)
        .order_by_asc(page_update::Column::Id)
        .all(db)
        .await?;
    let mut of_incidents: HashMap<Uuid, Vec<page_update::Model>> = HashMap::new();
    for row in rows {
        let of_incident = of_incidents.entry(row.page_incident_id).or_default();
        of_incident.push(row);
    }
    Ok(of_incidents)
}

/// Pages of the organization that show the website, with the components that do.
pub(super) async fn showing(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    website: WebsiteKey,
) -> Result<HashMap<Uuid, Vec<page_component::Model>>> {
    let tags: Vec<entity::TagKey> = website_tag::Entity::find()
        .select_only()
        .column(website_tag::Column::TagKey)
        .filter(website_tag::Column::WebsiteKey.eq(website))
        .into_tuple()
        .all(db)
        .await?;
    let shows = Condition::any()
        .add(page_component::Column::WebsiteKey.eq(website))
        .add(page_component::Column::TagKey.is_in(tags));
    let of_pages: Vec<Uuid> = owned([organization])
        .select_only()
        .column(status_page::Column::Id)
        .into_tuple()
        .all(db)
        .await?;
    let components = page_component::Entity::find()
        .filter(page_component::Column::PageId.is_in(of_pages))
        .filter(shows)
        .all(db)
        .await?;
    let mut pages: HashMap<Uuid, Vec<page_component::Model>> = HashMap::new();
    for component in components {
        pages.entry(component.page_id).or_default().push(component);
    }
    Ok(pages)
}
