//! Creates, changes and deletes tags.

use entity::audit_entry::AuditAction;
use entity::database::begin_write;
use entity::{OrganizationId, tag, website_tag};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait,
    IntoActiveModel, QueryFilter, QuerySelect,
};
use serde_json::json;
use uuid::Uuid;

use super::given::{insert, named};
use super::{Tag, follow};
use crate::service::access::Permission;
use crate::service::audit::{self, Entry, Snapshot};
use crate::service::identity::Identity;
use crate::service::{Error, Handles, Result};

/// Creates a tag.
///
/// # Errors
/// [`Error::Input`] on `text` or `color`, or [`Error::Conflict`] if there is such a tag, or too
/// many.
pub async fn create(
    handles: &Handles,
    caller: &Identity,
    organization: OrganizationId,
    text: &str,
    color: Option<&str>,
) -> Result<tag::Model> {
    let tag = Tag::parse("text", text)?;
    let color = color.map(valid_color).transpose()?;
    let transaction = begin_write(&handles.db).await?;
    if !named(&transaction, organization, [&tag]).await?.is_empty() {
        return Err(taken());
    }
    let now_ms = handles.clock.now_ms();
    insert(&transaction, organization, &[&tag], color, now_ms).await?;
    let created = named(&transaction, organization, [&tag]).await?;
    let created = created.into_iter().next().ok_or(Error::NotFound("tag"))?;
    let entry = entry(AuditAction::TagCreated, &created).with(snapshot(&created));
    audit::commit(transaction, caller, organization, Some(entry), now_ms).await?;
    Ok(created)
}

/// Changes a tag on all websites that have it; `None` keeps the current value, and a color of
/// `Some(None)` removes it.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], [`Error::Input`] on `text` or `color`, or
/// [`Error::Conflict`] if there is such a tag.
pub async fn update(
    handles: &Handles,
    caller: &Identity,
    id: Uuid,
    text: Option<&str>,
    color: Option<Option<&str>>,
) -> Result<tag::Model> {
    let renamed = text.map(|text| Tag::parse("text", text)).transpose()?;
    let color = color.map(|color| color.map(valid_color).transpose());
    let color = color.transpose()?;
    let transaction = begin_write(&handles.db).await?;
    let tag = lock(&transaction, caller, id).await?;
    let (key, organization) = (tag.key, tag.organization_id);
    let before = snapshot(&tag);
    let mut row = tag.into_active_model();
    if let Some(renamed) = renamed {
        let same = named(&transaction, organization, [&renamed]).await?;
        if same.iter().any(|other| other.key != key) {
            return Err(taken());
        }
        row.text = Set(renamed.text);
        row.folded = Set(renamed.folded);
    }
    if let Some(color) = color {
        row.color = Set(color);
    }
    let tag = row.update(&transaction).await?;
    let entry = entry(AuditAction::TagUpdated, &tag).changing(&before, &snapshot(&tag));
    let entry = Some(entry).filter(Entry::is_change);
    let now_ms = handles.clock.now_ms();
    audit::commit(transaction, caller, organization, entry, now_ms).await?;
    Ok(tag)
}

/// Removes a tag from all websites.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], or [`Error::Conflict`] if a channel or maintenance
/// chooses websites by it.
pub async fn delete(handles: &Handles, caller: &Identity, id: Uuid) -> Result<()> {
    let transaction = begin_write(&handles.db).await?;
    let tag = lock(&transaction, caller, id).await?;
    follow::check_unused(&transaction, &tag).await?;
    website_tag::Entity::delete_many()
        .filter(website_tag::Column::TagKey.eq(tag.key))
        .exec(&transaction)
        .await?;
    tag::Entity::delete_many()
        .filter(tag::Column::Key.eq(tag.key))
        .exec(&transaction)
        .await?;
    let entry = entry(AuditAction::TagDeleted, &tag).without(snapshot(&tag));
    let now_ms = handles.clock.now_ms();
    audit::commit(
        transaction,
        caller,
        tag.organization_id,
        Some(entry),
        now_ms,
    )
    .await
}

fn entry(action: AuditAction, tag: &tag::Model) -> Entry {
    Entry::of(action, tag.id, &tag.text)
}

fn snapshot(tag: &tag::Model) -> Snapshot {
    json!({ "text": tag.text, "color": tag.color }).into()
}

async fn lock(
    transaction: &DatabaseTransaction,
    caller: &Identity,
    id: Uuid,
) -> Result<tag::Model> {
    let access = &caller.access;
    let tag = tag::Entity::find()
        .filter(tag::Column::OrganizationId.is_in(access.organizations()))
        .filter(tag::Column::Id.eq(id))
        .lock_exclusive();
    let tag = tag.one(transaction).await?;
    let tag = tag.ok_or(Error::NotFound("tag"))?;
    access.require(Permission::ChangeWebsites, tag.organization_id)?;
    Ok(tag)
}

fn taken() -> Error {
    Error::Conflict {
        field: Some("text"),
        message: "there is such a tag already".to_owned(),
    }
}

/// A color for display, in lower case.
fn valid_color(text: &str) -> Result<String> {
    let digits = text.strip_prefix('#').unwrap_or_default();
    if digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Ok(text.to_ascii_lowercase());
    }
    Err(Error::input(
        "color",
        "must be written as #rrggbb, such as #1f6feb",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_color_is_six_digits() {
        assert_eq!(valid_color("#1F6feb").unwrap(), "#1f6feb");
        for text in ["", "1f6feb", "#fff", "#1f6feg", "#1f6feb0", "red"] {
            assert!(valid_color(text).is_err(), "{text}");
        }
    }
}
