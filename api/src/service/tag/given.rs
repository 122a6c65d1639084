//! Tags that websites are given, or that choose them: created where they are missing.

use std::collections::HashSet;

use entity::{OrganizationId, TagKey, WebsiteKey, tag, tag_due, website_tag};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait,
    PaginatorTrait, QueryFilter,
};
use uuid::Uuid;

use super::{MOST_TAGS, Tag};
use crate::service::{Error, Result, date};

/// Keys of these tags of the organization, which are created where they are missing.
///
/// # Errors
/// [`Error::Conflict`] on `field` if there are too many.
pub(in crate::service) async fn ensure(
    transaction: &DatabaseTransaction,
    field: &'static str,
    organization: OrganizationId,
    tags: &[Tag],
    now_ms: i64,
) -> Result<Vec<TagKey>> {
    let mut found = named(transaction, organization, tags).await?;
    if found.len() < tags.len() {
        let there: HashSet<&str> = found.iter().map(|tag| tag.folded.as_str()).collect();
        let missing = tags.iter().filter(|tag| !there.contains(&*tag.folded));
        let missing: Vec<&Tag> = missing.collect();
        insert(transaction, organization, &missing, None, now_ms)
            .await
            .map_err(|error| match error {
                Error::Conflict { message, .. } => Error::Conflict {
                    field: Some(field),
                    message,
                },
                other => other,
            })?;
        found = named(transaction, organization, tags).await?;
    }
    Ok(found.into_iter().map(|tag| tag.key).collect())
}

/// Keys of those of these tags that the organization has.
///
/// # Errors
/// If the database fails.
pub(in crate::service) async fn keys(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    tags: &[Tag],
) -> Result<HashSet<TagKey>> {
    let found = named(db, organization, tags).await?;
    Ok(found.into_iter().map(|tag| tag.key).collect())
}

/// Notes that websites of the organization got or lost tags: what chooses by tags follows soon.
///
/// # Errors
/// If the database fails.
pub(in crate::service) async fn note_change(
    transaction: &DatabaseTransaction,
    organization: OrganizationId,
) -> Result<()> {
    let row = tag_due::ActiveModel {
        organization_id: Set(organization),
        mark: Set(Uuid::now_v7()),
    };
    tag_due::Entity::insert(row)
        .on_conflict(
            OnConflict::column(tag_due::Column::OrganizationId)
                .update_column(tag_due::Column::Mark)
                .to_owned(),
        )
        .exec_without_returning(transaction)
        .await?;
    Ok(())
}

/// Keys of the tags by which something chooses websites, which are created where they are missing;
/// `None` for none.
///
/// # Errors
/// [`Error::Input`] or [`Error::Conflict`] on `tags`.
pub(in crate::service) async fn chosen(
    transaction: &DatabaseTransaction,
    organization: OrganizationId,
    texts: Option<&[String]>,
    now_ms: i64,
) -> Result<Option<Vec<TagKey>>> {
    let Some(tags) = texts.map(some).transpose()? else {
        return Ok(None);
    };
    let mut keys = ensure(transaction, "tags", organization, &tags, now_ms).await?;
    keys.sort_unstable();
    Ok(Some(keys))
}

/// As [`chosen`], but the organization has them already.
///
/// # Errors
/// [`Error::Input`] on `tags`.
pub(in crate::service) async fn existing(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    texts: Option<&[String]>,
) -> Result<Option<Vec<TagKey>>> {
    let Some(tags) = texts.map(some).transpose()? else {
        return Ok(None);
    };
    let found = named(db, organization, &tags).await?;
    let is_found = |tag: &&Tag| found.iter().any(|found| found.folded == tag.folded);
    if let Some(unknown) = tags.iter().find(|tag| !is_found(tag)) {
        let problem = format!("names {}, which is no tag here", unknown.text);
        return Err(Error::input("tags", problem));
    }
    let mut keys: Vec<TagKey> = found.into_iter().map(|tag| tag.key).collect();
    keys.sort_unstable();
    Ok(Some(keys))
}

/// One tag or more.
fn some(texts: &[String]) -> Result<Vec<Tag>> {
    let tags = Tag::parse_all("tags", texts)?;
    if tags.is_empty() {
        let problem = "must have a tag at least; null for none";
        return Err(Error::input("tags", problem));
    }
    Ok(tags)
}

/// Gives the website these tags and no others.
///
/// # Errors
/// If the database fails.
pub(in crate::service) async fn set(
    transaction: &DatabaseTransaction,
    website: WebsiteKey,
    tags: &[TagKey],
) -> Result<()> {
    website_tag::Entity::delete_many()
        .filter(website_tag::Column::WebsiteKey.eq(website))
        .filter(website_tag::Column::TagKey.is_not_in(tags.iter().copied()))
        .exec(transaction)
        .await?;
    add(transaction, website, tags).await
}

/// Gives the website these tags, too.
async fn add(
    transaction: &DatabaseTransaction,
    website: WebsiteKey,
    tags: &[TagKey],
) -> Result<()> {
    let rows = tags.iter().map(|tag| website_tag::ActiveModel {
        website_key: Set(website),
        tag_key: Set(*tag),
    });
    if rows.len() > 0 {
        website_tag::Entity::insert_many(rows)
            .on_conflict_do_nothing_on([
                website_tag::Column::WebsiteKey,
                website_tag::Column::TagKey,
            ])
            .exec_without_returning(transaction)
            .await?;
    }
    Ok(())
}

/// Inserts tags. Others may insert the same ones meanwhile: all go in one order, so that two never
/// wait for each other.
pub(super) async fn insert(
    transaction: &DatabaseTransaction,
    organization: OrganizationId,
    tags: &[&Tag],
    color: Option<String>,
    now_ms: i64,
) -> Result<()> {
    let there = tag::Entity::find().filter(tag::Column::OrganizationId.eq(organization));
    let more = u64::try_from(tags.len()).unwrap_or(u64::MAX);
    if there.count(transaction).await?.saturating_add(more) > MOST_TAGS {
        return Err(Error::Conflict {
            field: None,
            message: format!("an organization has at most {MOST_TAGS} tags; delete some"),
        });
    }
    let mut tags = tags.to_vec();
    tags.sort();
    let rows = tags.into_iter().map(|tag| tag::ActiveModel {
        id: Set(Uuid::now_v7()),
        organization_id: Set(organization),
        text: Set(tag.text.clone()),
        folded: Set(tag.folded.clone()),
        color: Set(color.clone()),
        created_at: Set(date(now_ms)),
        ..Default::default()
    });
    let unique = [tag::Column::OrganizationId, tag::Column::Folded];
    tag::Entity::insert_many(rows)
        .on_conflict(OnConflict::columns(unique).do_nothing().to_owned())
        .exec_without_returning(transaction)
        .await?;
    Ok(())
}

/// Those of these tags that the organization has.
pub(super) async fn named(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    tags: impl IntoIterator<Item = &Tag>,
) -> Result<Vec<tag::Model>> {
    let folded = tags.into_iter().map(|tag| tag.folded.as_str());
    let found = tag::Entity::find()
        .filter(tag::Column::OrganizationId.eq(organization))
        .filter(tag::Column::Folded.is_in(folded));
    Ok(found.all(db).await?)
}
