//! What the audit log says of websites.

use entity::audit_entry::AuditAction;
use entity::{region, website};
use serde_json::{Value, json};

use crate::service::audit::{Entry, Snapshot};
use crate::service::tag::Tag;
use crate::service::{Result, check};

/// The website was created, with these tags.
pub(super) fn created(
    website: &website::Model,
    regions: &[region::Model],
    tags: &[Tag],
) -> Result<Entry> {
    let mut settings = snapshot(website, regions)?;
    let tags: Vec<&str> = tags.iter().map(Tag::text).collect();
    settings.settings["tags"] = json!(tags);
    Ok(entry(AuditAction::WebsiteCreated, website).with(settings))
}

/// The settings of a website were changed; `None` if they are the same.
pub(super) fn updated(
    before: &website::Model,
    after: &website::Model,
    regions: &[region::Model],
    tags: Option<(Vec<String>, Vec<String>)>,
) -> Result<Option<Entry>> {
    let (mut was, mut is) = (snapshot(before, regions)?, snapshot(after, regions)?);
    if let Some((before, after)) = tags {
        was.settings["tags"] = json!(before);
        is.settings["tags"] = json!(after);
    }
    let entry = entry(AuditAction::WebsiteUpdated, after).changing(&was, &is);
    Ok(Some(entry).filter(Entry::is_change))
}

/// The website got or lost tags.
pub(super) fn retagged(website: &website::Model, before: &[String], after: &[String]) -> Entry {
    let tags = |tags: &[String]| json!({ "tags": tags }).into();
    entry(AuditAction::WebsiteUpdated, website).changing(&tags(before), &tags(after))
}

/// The website was deleted.
pub(super) fn deleted(website: &website::Model, regions: &[region::Model]) -> Result<Entry> {
    let settings = snapshot(website, regions)?;
    Ok(entry(AuditAction::WebsiteDeleted, website).without(settings))
}

/// Something was done to a website that changed no setting.
pub(super) fn entry(action: AuditAction, website: &website::Model) -> Entry {
    Entry::of(action, website.id, &website.name)
}

fn snapshot(website: &website::Model, regions: &[region::Model]) -> Result<Snapshot> {
    let mut how = serde_json::to_value(check::of(website)?)?;
    // As in the schema, the kind's details are beside what all kinds have.
    if let Some(fields) = how.as_object_mut()
        && let Some(Value::Object(kind)) = fields.remove("kind")
    {
        fields.extend(kind.into_iter().map(|(name, of)| (name.to_lowercase(), of)));
    }
    let names = website.regions.as_ref().map(|keys| {
        let chosen = regions.iter().filter(|region| keys.0.contains(&region.key));
        chosen.map(|region| &*region.name).collect::<Vec<&str>>()
    });
    let settings = json!({
        "name": website.name,
        "url": website.url,
        "interval_secs": website.interval_ms / 1_000,
        "timeout_ms": website.timeout_ms,
        "retries": website.retries,
        "quorum": website.quorum,
        "regions": names,
        "confirmation_secs": website.confirmation_ms / 1_000,
        "recovery_secs": website.recovery_ms / 1_000,
        "check": how,
    });
    Ok(Snapshot {
        settings,
        secrets: website.secrets.clone(),
    })
}
