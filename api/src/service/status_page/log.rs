//! What the audit log says of status pages.

use std::collections::HashMap;

use entity::audit_entry::AuditAction;
use entity::{TagKey, WebsiteKey, status_page};
use sea_orm::ConnectionTrait;
use serde_json::json;

use super::StatusPage;
use crate::service::audit::{Entry, Snapshot};
use crate::service::{Result, tag, website};

/// Something was done to a status page.
pub(super) fn entry(action: AuditAction, row: &status_page::Model) -> Entry {
    Entry::of(action, row.id, &row.title)
}

/// What it is set to.
///
/// # Errors
/// If the database fails.
pub(super) async fn snapshot(db: &impl ConnectionTrait, page: &StatusPage) -> Result<Snapshot> {
    let row = &page.row;
    let keys = page.components.iter().filter_map(|it| it.website_key);
    let websites = website::of_keys(db, &keys.collect::<Vec<_>>()).await?;
    let websites: HashMap<WebsiteKey, &str> = websites
        .iter()
        .map(|website| (website.key, website.name.as_str()))
        .collect();
    let keys = page.components.iter().filter_map(|it| it.tag_key);
    let tags = tag::of_keys(db, &keys.collect::<Vec<_>>()).await?;
    let tags: HashMap<TagKey, &str> = tags
        .iter()
        .map(|tag| (tag.key, tag.text.as_str()))
        .collect();
    let components = page.components.iter().map(|component| {
        json!({
            "name": component.name,
            "section": component.section,
            "description": component.description,
            "website": component.website_key.and_then(|key| websites.get(&key)),
            "tag": component.tag_key.and_then(|key| tags.get(&key)),
            "status": component.status,
            "shows": component.shows,
        })
    });
    let components: Vec<_> = components.collect();
    let settings = json!({
        "slug": row.slug,
        "host": row.host,
        "title": row.title,
        "text": row.settings.text,
        "language": row.settings.language,
        "color": row.settings.color,
        "links": row.settings.links,
        "fold_sections": row.settings.folds_sections,
        "publish_incidents": row.settings.publishes_since_ms.is_some(),
        "access": row.access,
        "networks": row.networks,
        "logo": row.logo_type,
        "components": components,
    });
    Ok(Snapshot {
        settings,
        secrets: row
            .password_hash
            .as_ref()
            .map(|hash| hash.as_bytes().to_vec()),
    })
}
