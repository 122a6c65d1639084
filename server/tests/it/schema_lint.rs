//! The conventions that the schema keeps: names, inputs, connections, deprecations.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::support::TestApp;

const QUERY: &str = "{ __schema { types { kind name
    fields(includeDeprecated: true) { name isDeprecated deprecationReason
        args(includeDeprecated: true) { name isDeprecated deprecationReason type { ...t } }
        type { ...t } }
    inputFields(includeDeprecated: true) { name isDeprecated deprecationReason type { ...t } }
    enumValues(includeDeprecated: true) { name isDeprecated deprecationReason }
    possibleTypes { name } interfaces { name } } } }
    fragment t on __Type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }";

/// The types of the schema by name.
type Types = BTreeMap<String, Value>;

async fn types() -> Types {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let answer = ada.graphql(QUERY, json!({})).await;
    let types = answer.data("/__schema/types").as_array().unwrap().iter();
    let types = types.map(|it| (name(it).to_owned(), it.clone()));
    types.filter(|(name, _)| !name.starts_with("__")).collect()
}

fn name(item: &Value) -> &str {
    item["name"].as_str().unwrap()
}

fn list<'v>(item: &'v Value, part: &str) -> impl Iterator<Item = &'v Value> {
    item[part].as_array().into_iter().flatten()
}

/// A type as SDL writes it.
fn written(of: &Value) -> String {
    match of["kind"].as_str().unwrap() {
        "NON_NULL" => format!("{}!", written(&of["ofType"])),
        "LIST" => format!("[{}]", written(&of["ofType"])),
        _ => name(of).to_owned(),
    }
}

/// The name of a type without what is around it.
fn core(of: &Value) -> String {
    written(of).replace(['[', ']', '!'], "")
}

fn is_camel(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_alphanumeric())
}

fn is_pascal(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.chars().all(|c| c.is_ascii_alphanumeric())
}

fn is_upper(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_uppercase())
        && name
            .chars()
            .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
}

#[tokio::test]
async fn names_tell_what_they_are_names_of() {
    let mut wrong = Vec::new();
    for (name_of, kind) in types().await {
        let is_input = kind["kind"] == "INPUT_OBJECT";
        if !is_pascal(&name_of) || name_of.ends_with("Input") != is_input {
            wrong.push(name_of.clone());
        }
        let fields = list(&kind, "fields").chain(list(&kind, "inputFields"));
        for field in fields {
            let args = list(field, "args").map(name);
            for part in args.chain([name(field)]).filter(|it| !is_camel(it)) {
                wrong.push(format!("{name_of}.{part}"));
            }
        }
        let values = list(&kind, "enumValues").map(name);
        wrong.extend(values.filter(|it| !is_upper(it)).map(str::to_owned));
    }
    assert_eq!(wrong, [""; 0]);
}

#[tokio::test]
async fn a_mutation_takes_one_input_or_an_id_or_nothing() {
    let types = types().await;
    for mutation in list(&types["Mutation"], "fields") {
        let args = list(mutation, "args");
        let args: Vec<_> = args.map(|it| (name(it), written(&it["type"]))).collect();
        let is_right = match args.as_slice() {
            [] => true,
            [("id", of)] => of == "ID!",
            [("input", of)] => of.ends_with("Input!"),
            _ => false,
        };
        assert!(is_right, "{} takes {args:?}", name(mutation));
    }
}

/// Source: the GraphQL Cursor Connections specification of Relay, with `nodes` besides.
#[tokio::test]
async fn connections_are_those_of_relay() {
    let types = types().await;
    let fields = |of: &str| -> BTreeMap<String, String> {
        let fields = list(&types[of], "fields");
        let fields = fields.map(|it| (name(it).to_owned(), written(&it["type"])));
        fields.collect()
    };
    let named = |pairs: &[(&str, &str)]| -> BTreeMap<String, String> {
        let pairs = pairs
            .iter()
            .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()));
        pairs.collect()
    };
    let page_info = named(&[
        ("endCursor", "String"),
        ("hasNextPage", "Boolean!"),
        ("hasPreviousPage", "Boolean!"),
        ("startCursor", "String"),
    ]);
    assert_eq!(fields("PageInfo"), page_info);
    let mut connections = BTreeSet::new();
    for (of, kind) in &types {
        for field in list(kind, "fields") {
            let core = core(&field["type"]);
            if !core.ends_with("Connection") {
                continue;
            }
            let place = format!("{of}.{}", name(field));
            let args: Vec<_> = list(field, "args").map(name).collect();
            assert!(
                args.contains(&"first") && args.contains(&"after"),
                "{place}"
            );
            assert_eq!(written(&field["type"]), format!("{core}!"), "{place}");
            connections.insert(core);
        }
    }
    for connection in &connections {
        let node = connection.strip_suffix("Connection").unwrap();
        let mut found = fields(connection);
        // Counts and the like may stand besides.
        found.retain(|field, _| ["edges", "nodes", "pageInfo"].contains(&field.as_str()));
        let edge = format!("{node}Edge");
        let expected = [
            ("edges", format!("[{edge}!]!")),
            ("nodes", format!("[{node}!]!")),
            ("pageInfo", "PageInfo!".to_owned()),
        ];
        let expected = expected.map(|(field, of)| (field.to_owned(), of));
        assert_eq!(found, BTreeMap::from(expected), "{connection}");
        let node = format!("{node}!");
        let expected = named(&[("cursor", "String!"), ("node", &node)]);
        assert_eq!(fields(&edge), expected, "{edge}");
    }
    let named = types.keys().filter(|of| of.ends_with("Connection"));
    assert!(named.eq(&connections) && connections.len() > 5);
}

#[tokio::test]
async fn every_type_is_reached_from_a_root() {
    let types = types().await;
    let mut reached = BTreeSet::new();
    let mut next = vec![
        "Query".to_owned(),
        "Mutation".to_owned(),
        "Subscription".to_owned(),
    ];
    while let Some(of) = next.pop() {
        let Some(kind) = types.get(&of) else { continue };
        if !reached.insert(of) {
            continue;
        }
        for field in list(kind, "fields").chain(list(kind, "inputFields")) {
            next.push(core(&field["type"]));
            next.extend(list(field, "args").map(|arg| core(&arg["type"])));
        }
        let others = list(kind, "possibleTypes").chain(list(kind, "interfaces"));
        next.extend(others.map(|it| name(it).to_owned()));
    }
    // Arguments of introspection and directives are of these.
    let own = ["Boolean", "String"].map(str::to_owned);
    let unused: Vec<_> = types
        .keys()
        .filter(|it| !reached.contains(*it) && !own.contains(it))
        .collect();
    assert!(unused.is_empty(), "{unused:?}");
}

#[tokio::test]
async fn what_is_deprecated_says_what_to_use() {
    for (of, kind) in types().await {
        let parts = ["fields", "inputFields", "enumValues"];
        let items = parts.iter().flat_map(|part| list(&kind, part));
        for item in items.flat_map(|it| std::iter::once(it).chain(list(it, "args"))) {
            let reason = item["deprecationReason"].as_str().unwrap_or_default();
            // The default of the specification says nothing.
            let is_told = !reason.is_empty() && reason != "No longer supported";
            assert_eq!(item["isDeprecated"] == true, is_told, "{of}.{}", name(item));
        }
    }
}
