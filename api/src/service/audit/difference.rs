//! What differs between two states of an object.

use std::collections::{BTreeMap, BTreeSet};

use entity::audit_entry::Change;
use notify::channel::field::camel_case;
use serde_json::Value;

use super::Snapshot;

/// Longest value that is kept, in characters.
const MAX_VALUE_CHARS: usize = 1_000;

/// The fields that differ, by path. What is nothing, false or empty on one side and absent on the
/// other does not differ.
pub(super) fn changes(before: &Snapshot, after: &Snapshot) -> Vec<Change> {
    let (was, is) = (fields(&before.settings), fields(&after.settings));
    let paths: BTreeSet<&String> = was.keys().chain(is.keys()).collect();
    let change = |path: &String| {
        let (before, after) = (was.get(path), is.get(path));
        let is_same = match (before, after) {
            (Some(before), Some(after)) => before == after,
            (Some(value), None) | (None, Some(value)) => is_empty(value),
            (None, None) => true,
        };
        (!is_same).then(|| Change {
            field: path.clone(),
            before: before.and_then(|value| text(value)),
            after: after.and_then(|value| text(value)),
        })
    };
    let mut changes: Vec<Change> = paths.into_iter().filter_map(change).collect();
    if before.secrets != after.secrets {
        let text =
            |secrets: &Option<Vec<u8>>, text: &str| secrets.as_ref().map(|_| text.to_owned());
        changes.push(Change {
            field: "secrets".to_owned(),
            before: text(&before.secrets, "set"),
            after: text(&after.secrets, "set anew"),
        });
    }
    changes
}

/// The fields of an object by path; a list is one field.
fn fields(value: &Value) -> BTreeMap<String, &Value> {
    let mut found = BTreeMap::new();
    collect(String::new(), value, &mut found);
    found
}

fn collect<'a>(path: String, value: &'a Value, found: &mut BTreeMap<String, &'a Value>) {
    let Value::Object(fields) = value else {
        if !path.is_empty() {
            found.insert(path, value);
        }
        return;
    };
    for (name, value) in fields {
        let name = camel_case(name);
        let path = match path.as_str() {
            "" => name,
            path => format!("{path}.{name}"),
        };
        collect(path, value, found);
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(is) => !is,
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}

fn text(value: &Value) -> Option<String> {
    let text = match value {
        Value::Null => return None,
        Value::Array(items) if items.is_empty() => return None,
        Value::String(text) => text.clone(),
        Value::Array(items) if items.iter().all(Value::is_string) => {
            let items = items.iter().filter_map(Value::as_str);
            items.collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    };
    Some(match text.char_indices().nth(MAX_VALUE_CHARS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn change(field: &str, before: Option<&str>, after: Option<&str>) -> Change {
        Change {
            field: field.to_owned(),
            before: before.map(str::to_owned),
            after: after.map(str::to_owned),
        }
    }

    #[test]
    fn only_what_differs_is_there_by_its_path() {
        let before = json!({ "name": "Shop", "interval_secs": 60, "paused": false, "regions": null,
            "check": { "http": { "method": "GET", "statuses": [{ "from": 200, "to": 299 }] } } });
        let after = json!({ "name": "Shop", "interval_secs": 30, "paused": true,
            "regions": ["eu", "us"],
            "check": { "http": { "method": "HEAD", "statuses": [{ "from": 200, "to": 299 }] } } });
        let found = changes(&before.into(), &after.into());
        let expected = [
            change("check.http.method", Some("GET"), Some("HEAD")),
            change("intervalSecs", Some("60"), Some("30")),
            change("paused", Some("false"), Some("true")),
            change("regions", None, Some("eu, us")),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn what_is_new_has_what_is_set_and_what_goes_had_it() {
        let settings = json!({ "name": "Shop", "paused": false, "tags": [], "regions": null });
        let snapshot = Snapshot::from(settings);
        let none = Snapshot::default();
        assert_eq!(
            changes(&none, &snapshot),
            [change("name", None, Some("Shop"))]
        );
        assert_eq!(
            changes(&snapshot, &none),
            [change("name", Some("Shop"), None)]
        );
    }

    #[test]
    fn of_secrets_only_the_change_is_told() {
        let with = |secrets: Option<&[u8]>| Snapshot {
            settings: json!({}),
            secrets: secrets.map(<[u8]>::to_vec),
        };
        let (one, other) = (with(Some(b"hunter2")), with(Some(b"hunter3")));
        assert_eq!(
            changes(&one, &other),
            [change("secrets", Some("set"), Some("set anew"))]
        );
        assert_eq!(changes(&one, &one), []);
        assert_eq!(
            changes(&one, &with(None)),
            [change("secrets", Some("set"), None)]
        );
    }

    #[test]
    fn a_long_value_is_cut() {
        let after = json!({ "body": "ä".repeat(MAX_VALUE_CHARS + 1) });
        let found = changes(&Snapshot::default(), &after.into());
        let text = found[0].after.as_ref().unwrap();
        assert_eq!(text.chars().count(), MAX_VALUE_CHARS + 1);
        assert!(text.ends_with("ä…"));
    }
}
