//! The public schema is a reviewed file.

use serde_json::{Value, json};

use crate::support::TestApp;

#[test]
fn schema_graphql_is_what_the_code_says() {
    let committed = include_str!("../../../schema.graphql");
    assert_eq!(
        committed,
        api::graphql::sdl(),
        "run `make schema` and review the difference"
    );
}

/// What a person reads in GraphiQL, and a generator writes into a client's types.
#[tokio::test]
async fn everything_in_the_schema_says_what_it_is() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let query = "{ __schema { subscriptionType { name } types { kind name description
        fields(includeDeprecated: true) { name description args { name description } }
        inputFields { name description }
        enumValues(includeDeprecated: true) { name description } } } }";
    let answer = ada.graphql(query, json!({})).await;
    let schema = answer.data("/__schema");
    assert_eq!(schema["subscriptionType"]["name"], "Subscription");
    let mut silent = Vec::new();
    for kind in schema["types"].as_array().unwrap() {
        let name = kind["name"].as_str().unwrap();
        if name.starts_with("__") {
            continue;
        }
        look(name, kind, &mut silent);
        for part in ["fields", "inputFields", "enumValues"] {
            for item in kind[part].as_array().into_iter().flatten() {
                let place = format!("{name}.{}", item["name"].as_str().unwrap());
                look(&place, item, &mut silent);
                for arg in item["args"].as_array().into_iter().flatten() {
                    let place = format!("{place}({})", arg["name"].as_str().unwrap());
                    look(&place, arg, &mut silent);
                }
            }
        }
    }
    assert_eq!(silent, [""; 0], "these have no description");
}

#[tokio::test]
async fn the_examples_of_the_docs_are_of_this_schema() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    for (file, text) in [
        ("README.md", include_str!("../../../README.md")),
        ("docs/ALERTS.md", include_str!("../../../docs/ALERTS.md")),
        (
            "docs/ACCOUNTS.md",
            include_str!("../../../docs/ACCOUNTS.md"),
        ),
        ("docs/TEAMS.md", include_str!("../../../docs/TEAMS.md")),
        ("docs/exports.md", include_str!("../../../docs/exports.md")),
    ] {
        let examples = text.split("```graphql\n").skip(1);
        let examples: Vec<&str> = examples
            .filter_map(|rest| Some(rest.split_once("```")?.0))
            .collect();
        assert!(!examples.is_empty(), "{file}");
        for example in examples {
            let answer = ada.graphql(example, json!({})).await;
            // The ids in them are not there.
            let code = answer.0.pointer("/errors/0/extensions/code");
            let is_valid = code.is_none_or(|code| code != "GRAPHQL_VALIDATION_FAILED");
            assert!(is_valid, "{file}: {example}{}", answer.0);
        }
    }
}

fn look(place: &str, item: &Value, silent: &mut Vec<String>) {
    let text = item["description"].as_str().unwrap_or_default();
    if text.trim().is_empty() {
        silent.push(place.to_owned());
    }
}
