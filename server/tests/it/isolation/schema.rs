//! Documents made from the schema: each field, with an id wherever it takes one.

use serde_json::{Value, json};

use crate::support::Client;

/// The schema, as introspection tells it.
pub(crate) struct Schema(Value);

impl Schema {
    pub(crate) async fn of(person: &Client) -> Self {
        let of_type = "kind name ofType { kind name ofType { kind name ofType { kind name } } }";
        let query = format!(
            "{{ __schema {{ types {{ kind name
                 fields {{ name args {{ name type {{ {of_type} }} }} type {{ {of_type} }} }}
                 inputFields {{ name type {{ {of_type} }} }} enumValues {{ name }} }} }} }}"
        );
        Self(
            person
                .graphql(&query, json!({}))
                .await
                .data("/__schema")
                .clone(),
        )
    }

    fn named(&self, name: &str) -> &Value {
        let types = self.0["types"].as_array().unwrap();
        types.iter().find(|one| one["name"] == name).unwrap()
    }

    pub(crate) fn roots(&self, kind: &str) -> &[Value] {
        self.named(kind)["fields"].as_array().unwrap()
    }

    /// A value of the type, in which each id is `id`; what may be left out is, unless it has ids.
    fn value(&self, kind: &Value, id: &Value, depth: usize) -> Option<Value> {
        let inner = &kind["ofType"];
        match kind["kind"].as_str().unwrap() {
            "NON_NULL" => self.value(inner, id, depth).or_else(|| self.least(inner)),
            "LIST" => Some(json!([self.value(inner, id, depth)?])),
            "SCALAR" if kind["name"] == "ID" => Some(id.clone()),
            "INPUT_OBJECT" if depth < 4 => {
                let fields = self.named(kind["name"].as_str().unwrap());
                let fields = fields["inputFields"].as_array().unwrap().iter();
                let values = fields.filter_map(|field| {
                    let value = self.value(&field["type"], id, depth + 1)?;
                    let is_wanted = field["type"]["kind"] == "NON_NULL" || has(&value, id);
                    let value = is_wanted.then_some(value)?;
                    Some((field["name"].as_str().unwrap().to_owned(), value))
                });
                let values: serde_json::Map<_, _> = values.collect();
                (!values.is_empty()).then_some(Value::Object(values))
            }
            _ => None,
        }
    }

    /// Any value of a type without ids.
    fn least(&self, kind: &Value) -> Option<Value> {
        Some(match (kind["kind"].as_str()?, kind["name"].as_str()) {
            ("SCALAR", Some("String")) => json!("x"),
            ("SCALAR", Some("Boolean")) => json!(true),
            ("SCALAR", Some("DateTime")) => json!("2026-11-01T00:00:00Z"),
            ("SCALAR", _) => json!(1),
            ("ENUM", Some(name)) => self.named(name)["enumValues"][0]["name"].clone(),
            ("LIST", _) => json!([]),
            _ => json!({}),
        })
    }

    /// The document that asks for the field with `id` wherever it takes one; `None` if it takes
    /// none.
    pub(crate) fn document(
        &self,
        operation: &str,
        field: &Value,
        id: &Value,
    ) -> Option<(String, Value)> {
        let name = field["name"].as_str().unwrap();
        let (mut declared, mut given, mut values) =
            (Vec::new(), Vec::new(), serde_json::Map::new());
        let mut has_id = false;
        for argument in field["args"].as_array().unwrap() {
            let argument_name = argument["name"].as_str().unwrap();
            let Some(value) = self.value(&argument["type"], id, 0) else {
                continue;
            };
            let is_wanted = argument["type"]["kind"] == "NON_NULL" || has(&value, id);
            if !is_wanted {
                continue;
            }
            has_id |= has(&value, id);
            declared.push(format!("${argument_name}: {}", text(&argument["type"])));
            given.push(format!("{argument_name}: ${argument_name}"));
            values.insert(argument_name.to_owned(), value);
        }
        let below = if self.is_leaf(&field["type"]) {
            ""
        } else {
            "{ __typename }"
        };
        let document = format!(
            "{operation}({}) {{ {name}({}) {below} }}",
            declared.join(", "),
            given.join(", ")
        );
        has_id.then_some((document, Value::Object(values)))
    }

    /// Selections of an object of the type: its own leaves, and those of each object within reach, by
    /// every way that passes no type twice and needs no argument.
    pub(crate) fn selections(&self, kind: &Value) -> Vec<String> {
        self.within(kind, &mut Vec::new())
    }

    fn within<'a>(&'a self, kind: &'a Value, above: &mut Vec<&'a str>) -> Vec<String> {
        let name = match kind["kind"].as_str().unwrap() {
            "NON_NULL" | "LIST" => return self.within(&kind["ofType"], above),
            _ => kind["name"].as_str().unwrap(),
        };
        if above.contains(&name) {
            return Vec::new();
        }
        above.push(name);
        let is_free = |field: &&Value| {
            let mut arguments = field["args"].as_array().unwrap().iter();
            arguments.all(|argument| argument["type"]["kind"] != "NON_NULL")
        };
        let fields = self.roots(name).iter().filter(is_free);
        let (leaves, objects): (Vec<_>, Vec<_>) =
            fields.partition(|field| self.is_leaf(&field["type"]));
        let leaves: Vec<&str> = leaves
            .iter()
            .filter_map(|one| one["name"].as_str())
            .collect();
        let mut found = vec![format!("{{ __typename {} }}", leaves.join(" "))];
        for field in objects {
            let below = self.within(&field["type"], above);
            let name = field["name"].as_str().unwrap();
            found.extend(below.iter().map(|below| format!("{{ {name} {below} }}")));
        }
        above.pop();
        found
    }

    pub(crate) fn is_leaf(&self, kind: &Value) -> bool {
        match kind["kind"].as_str().unwrap() {
            "NON_NULL" | "LIST" => self.is_leaf(&kind["ofType"]),
            kind => matches!(kind, "SCALAR" | "ENUM"),
        }
    }
}

fn has(value: &Value, id: &Value) -> bool {
    value.to_string().contains(&id.to_string())
}

/// A type as a document writes it.
pub(crate) fn text(kind: &Value) -> String {
    match kind["kind"].as_str().unwrap() {
        "NON_NULL" => format!("{}!", text(&kind["ofType"])),
        "LIST" => format!("[{}]", text(&kind["ofType"])),
        _ => kind["name"].as_str().unwrap().to_owned(),
    }
}
