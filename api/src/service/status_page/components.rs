//! Writes the components of a status page.

use std::collections::HashMap;

use entity::{OrganizationId, TagKey, WebsiteKey, page_component, status_page, website};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter,
    QuerySelect,
};
use uuid::Uuid;

use super::settings::GivenComponent;
use crate::service::input::{item, within};
use crate::service::tag::Tag;
use crate::service::{Error, Result, tag};

/// Makes `given` the components of the page.
pub(super) async fn write(
    transaction: &DatabaseTransaction,
    page: &status_page::Model,
    field: &'static str,
    given: Vec<GivenComponent>,
    now_ms: i64,
) -> Result<()> {
    let before = page_component::Entity::find()
        .filter(page_component::Column::PageId.eq(page.id))
        .all(transaction)
        .await?;
    let before: HashMap<Uuid, i64> = before
        .into_iter()
        .map(|component| (component.id, component.created_at_ms))
        .collect();
    if let Some(at) = given
        .iter()
        .position(|it| it.id.is_some_and(|id| !before.contains_key(&id)))
    {
        let id = within(item(field, at), "id");
        return Err(Error::input(id, "is no component of this page"));
    }
    let organization = page.organization_id;
    let websites = websites(transaction, organization, field, &given).await?;
    let tags = tags(transaction, organization, field, &given, now_ms).await?;
    page_component::Entity::delete_many()
        .filter(page_component::Column::PageId.eq(page.id))
        .exec(transaction)
        .await?;
    let rows = given.into_iter().zip(0..).map(|(it, position)| {
        let created_at_ms = it.id.and_then(|id| before.get(&id)).copied();
        page_component::ActiveModel {
            id: Set(it.id.unwrap_or_else(Uuid::now_v7)),
            page_id: Set(page.id),
            position: Set(position),
            section: Set(it.section),
            name: Set(it.name),
            description: Set(it.description),
            website_key: Set(it.website.and_then(|id| websites.get(&id)).copied()),
            tag_key: Set(it.tag.and_then(|text| tags.get(&text)).copied()),
            status: Set(it.status),
            shows: Set(it.shows),
            created_at_ms: Set(created_at_ms.unwrap_or(now_ms)),
        }
    });
    let rows: Vec<_> = rows.collect();
    for rows in rows.chunks(500) {
        page_component::Entity::insert_many(rows.to_vec())
            .exec_without_returning(transaction)
            .await?;
    }
    Ok(())
}

/// Keys of the websites that components name.
async fn websites(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    field: &'static str,
    given: &[GivenComponent],
) -> Result<HashMap<Uuid, WebsiteKey>> {
    let ids: Vec<Uuid> = given.iter().filter_map(|it| it.website).collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let found: Vec<(Uuid, WebsiteKey)> = website::Entity::find()
        .select_only()
        .columns([website::Column::Id, website::Column::Key])
        .filter(website::Column::Id.is_in(ids.iter().copied()))
        .filter(website::Column::OrganizationId.eq(organization))
        .filter(website::Column::DeletedAt.is_null())
        .into_tuple()
        .all(db)
        .await?;
    let found: HashMap<Uuid, WebsiteKey> = found.into_iter().collect();
    let is_unknown = |it: &GivenComponent| it.website.is_some_and(|id| !found.contains_key(&id));
    if let Some(at) = given.iter().position(is_unknown) {
        return Err(Error::Unknown {
            field: within(item(field, at), "websiteId").into(),
            what: "website",
        });
    }
    Ok(found)
}

/// Keys of the tags that components name, which are created where they are missing.
async fn tags(
    transaction: &DatabaseTransaction,
    organization: OrganizationId,
    field: &'static str,
    given: &[GivenComponent],
    now_ms: i64,
) -> Result<HashMap<String, TagKey>> {
    let mut tags = HashMap::new();
    for (at, component) in given.iter().enumerate() {
        let Some(text) = component
            .tag
            .as_ref()
            .filter(|text| !tags.contains_key(*text))
        else {
            continue;
        };
        let tag = Tag::parse("tag", text).map_err(|err| err.on(within(item(field, at), "tag")))?;
        let keys = tag::ensure(transaction, "tag", organization, &[tag], now_ms).await?;
        if let Some(key) = keys.first() {
            tags.insert(text.clone(), *key);
        }
    }
    Ok(tags)
}
