//! What the audit log says of channels.

use entity::audit_entry::AuditAction;
use entity::channel;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::service::audit::{Entry, Snapshot};
use crate::service::text::time_of_day;
use crate::service::{Result, tag, website};

/// Something was done to a channel that changed no setting.
pub(super) fn entry(action: AuditAction, channel: &channel::Model) -> Entry {
    Entry::of(action, channel.id, &channel.name)
}

/// What it is set to.
///
/// # Errors
/// If the database fails.
pub(super) async fn snapshot(
    db: &impl ConnectionTrait,
    channel: &channel::Model,
) -> Result<Snapshot> {
    let rules = &channel.rules;
    let websites = match &rules.websites {
        Some(keys) => Some(website::names(db, keys).await?),
        None => None,
    };
    let tags = match &rules.tags {
        Some(keys) => Some(tag::texts(db, keys).await?),
        None => None,
    };
    let quiet = rules.quiet.as_ref().map(|quiet| {
        json!({
            "from": time_of_day(quiet.from_minute),
            "to": time_of_day(quiet.to_minute),
            "days": quiet.days,
            "except": quiet.except,
        })
    });
    // By their names in the schema.
    let kinds = rules.kinds.iter().map(|kind| json!(kind));
    let kinds = kinds.filter_map(|kind| kind.as_str().map(str::to_uppercase));
    let mut settings = json!({
        "name": channel.name,
        "kinds": kinds.collect::<Vec<String>>(),
        "websites": websites,
        "tags": tags,
        "repeat_secs": channel.repeat_secs,
        "time_zone": rules.time_zone,
        "quiet": quiet,
        "fallback": channel.is_fallback,
    });
    // As in the schema, the settings of its kind are under its name.
    let mut of_kind: Value = serde_json::from_str(&channel.settings)?;
    let kind = of_kind.as_object_mut().and_then(|it| it.remove("kind"));
    if let Some(Value::String(kind)) = kind {
        settings["kind"] = json!(kind);
        settings[kind] = of_kind;
    }
    Ok(Snapshot {
        settings,
        secrets: channel.secrets.clone(),
    })
}
