//! What the audit log says of maintenance.

use entity::audit_entry::AuditAction;
use entity::maintenance::{self, Hours, Rule};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use super::choice::named;
use crate::service::audit::{Entry, Snapshot};
use crate::service::text::time_of_day;
use crate::service::{Result, date, tag, website};

/// Something was done to maintenance that changed no setting.
pub(super) fn entry(action: AuditAction, row: &maintenance::Model) -> Entry {
    Entry::of(action, row.id, &row.title)
}

/// What it is set to.
///
/// # Errors
/// If the database fails.
pub(super) async fn snapshot(
    db: &impl ConnectionTrait,
    row: &maintenance::Model,
) -> Result<Snapshot> {
    let websites = match named(db, row).await? {
        Some(keys) => Some(website::names(db, &keys).await?),
        None => None,
    };
    let tags = match &row.chosen {
        Some(chosen) => Some(tag::texts(db, &chosen.tags).await?),
        None => None,
    };
    let mut settings = json!({
        "title": row.title,
        "public_title": row.public_title,
        "public_text": row.public_text,
        "websites": websites,
        "tags": tags,
        "time_zone": row.time_zone,
    });
    match &row.rule {
        Rule::Once { from_ms, to_ms } => {
            settings["from"] = json!(date(*from_ms));
            settings["to"] = json!(date(*to_ms));
        }
        rule => settings["rule"] = rule_settings(rule),
    }
    Ok(settings.into())
}

/// A rule as in the schema.
fn rule_settings(rule: &Rule) -> Value {
    let times = |days: Option<&[i8]>,
                 Hours {
                     from_minute,
                     to_minute,
                 }: Hours| {
        json!({ "days": days, "from": time_of_day(from_minute), "to": time_of_day(to_minute) })
    };
    match rule {
        Rule::Once { .. } => Value::Null,
        Rule::Daily { hours } => json!({ "daily": times(None, *hours) }),
        Rule::Weekly { days, hours } => json!({ "weekly": times(Some(days), *hours) }),
        Rule::Monthly { days, hours } => json!({ "monthly": times(Some(days), *hours) }),
        Rule::Cron {
            expression,
            duration_secs,
        } => json!({ "cron": { "expression": expression, "duration_secs": duration_secs } }),
    }
}
