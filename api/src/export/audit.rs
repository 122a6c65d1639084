//! Entries of an audit log as lines.

use std::borrow::Cow;

use entity::audit_entry::{self, Change, Changes};
use serde::Serialize;
use uuid::Uuid;

use super::{Format, Sheet, Unwritable, time};
use crate::graphql::names;

/// Columns, in order.
pub const COLUMNS: [&str; 10] = [
    "id",
    "at",
    "action",
    "actor",
    "user_id",
    "api_key_id",
    "address",
    "object_id",
    "object_name",
    "changes",
];

#[derive(Serialize)]
struct Row<'a> {
    id: Uuid,
    at: String,
    action: &'static str,
    actor: Cow<'a, str>,
    user_id: Option<Uuid>,
    api_key_id: Option<Uuid>,
    address: Option<&'a str>,
    object_id: Option<Uuid>,
    object_name: Option<Cow<'a, str>>,
    changes: Cell<'a>,
}

/// What differs: in a table as JSON, in one cell.
#[derive(Serialize)]
#[serde(untagged)]
enum Cell<'a> {
    Text(String),
    List(&'a [Change]),
}

/// Lines of `entries`.
///
/// # Errors
/// If they cannot be written.
pub fn audit(format: Format, entries: &[audit_entry::Model]) -> Result<Vec<u8>, Unwritable> {
    let mut sheet = Sheet::new(format);
    for entry in entries {
        let Changes(changes) = &entry.changes;
        let name = entry.object_name.as_deref();
        sheet.line(Row {
            id: entry.id,
            at: time(entry.created_at.timestamp_millis()),
            action: names::audit_action(entry.action),
            actor: format.text(&entry.actor),
            user_id: entry.user_id,
            api_key_id: entry.api_key_id,
            address: entry.address.as_deref(),
            object_id: entry.object_id,
            object_name: name.map(|name| format.text(name)),
            changes: match format {
                Format::Csv => {
                    Cell::Text(format.text(&serde_json::to_string(changes)?).into_owned())
                }
                Format::Ndjson => Cell::List(changes),
            },
        })?;
    }
    sheet.finish()
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use entity::OrganizationId;
    use entity::audit_entry::AuditAction;

    use super::*;
    use crate::export::lines::tests::head_of;

    fn entry() -> audit_entry::Model {
        audit_entry::Model {
            id: Uuid::nil(),
            organization_id: OrganizationId(Uuid::nil()),
            created_at: DateTime::UNIX_EPOCH,
            action: AuditAction::WebsiteUpdated,
            actor: "=ada@example.org".to_owned(),
            user_id: None,
            api_key_id: None,
            address: Some("192.0.2.1".to_owned()),
            object_id: None,
            object_name: Some("Shop".to_owned()),
            changes: Changes(vec![Change {
                field: "name".to_owned(),
                before: None,
                after: Some("Shop".to_owned()),
            }]),
        }
    }

    #[test]
    fn the_columns_are_those_of_the_rows() {
        let row = Row {
            id: Uuid::nil(),
            at: String::new(),
            action: "SIGNED_IN",
            actor: "".into(),
            user_id: None,
            api_key_id: None,
            address: None,
            object_id: None,
            object_name: None,
            changes: Cell::Text(String::new()),
        };
        assert_eq!(head_of(row), COLUMNS);
    }

    #[test]
    fn changes_are_json_in_one_cell_or_a_list() {
        let csv = String::from_utf8(audit(Format::Csv, &[entry()]).unwrap()).unwrap();
        let expected = "00000000-0000-0000-0000-000000000000,1970-01-01T00:00:00.000Z,\
                        WEBSITE_UPDATED,'=ada@example.org,,,192.0.2.1,,Shop,\
                        \"[{\"\"field\"\":\"\"name\"\",\"\"after\"\":\"\"Shop\"\"}]\"\n";
        assert_eq!(csv, expected);
        let line = audit(Format::Ndjson, &[entry()]).unwrap();
        let line: serde_json::Value = serde_json::from_slice(&line).unwrap();
        assert_eq!(line["changes"][0]["after"], "Shop");
        assert_eq!(line["actor"], "=ada@example.org");
    }
}
