use super::*;
use crate::graphql;
use crate::http::execute::prepare;
use crate::http::params::Params;

fn types() -> Types {
    Types::of_sdl(&graphql::sdl())
}

fn prepared(
    query: &str,
    name: Option<&str>,
    variables: serde_json::Value,
) -> Result<OperationType, String> {
    let params = Params {
        query: Some(query.to_owned()),
        operation_name: name.map(str::to_owned),
        variables: variables.as_object().cloned(),
        extensions: None,
    };
    prepare(&types(), params, guard::MEMBERS, None)
        .map(|prepared| prepared.kind())
        .map_err(|error| error.message)
}

#[test]
fn the_named_operation_is_the_one_that_counts() {
    use OperationType::{Mutation, Query};
    let none = serde_json::json!({});
    let both = "query a { x } mutation b { x }";
    for (query, name, expected) in [
        ("{ x }", None, Some(Query)),
        ("{ x }", Some(""), Some(Query)),
        ("{ x }", Some("a"), None),
        ("mutation { x }", None, Some(Mutation)),
        ("mutation b { x }", None, Some(Mutation)),
        (both, Some("a"), Some(Query)),
        (both, Some("b"), Some(Mutation)),
        (both, Some("c"), None),
        (both, None, None),
        ("", None, None),
        ("{", None, None),
    ] {
        let kind = prepared(query, name, none.clone()).ok();
        assert_eq!(kind, expected, "{query} {name:?}");
    }
}

#[test]
fn a_variable_that_must_have_a_value_has_one() {
    use serde_json::json;
    for (definition, variables, passes) in [
        ("$a: Int!", json!({ "a": 1 }), true),
        ("$a: Int!", json!({}), false),
        ("$a: Int!", json!({ "a": null }), false),
        ("$a: Int! = 1", json!({}), true),
        ("$a: Int! = 1", json!({ "a": null }), false),
        ("$a: Int", json!({}), true),
        ("$a: Int", json!({ "a": null }), true),
    ] {
        let outcome = prepared(
            &format!("query({definition}) {{ x }}"),
            None,
            variables.clone(),
        );
        assert_eq!(outcome.is_ok(), passes, "{definition} {variables}");
    }
}

#[test]
fn variables_hold_a_bounded_number_of_values() {
    use serde_json::json;
    let query = "query($a: [[Int]]) { x }";
    let lists = |count: usize| json!({ "a": vec![vec![0; 9]; count], "undeclared": 1 });
    assert_eq!(
        prepared(query, None, lists(9_999)),
        Ok(OperationType::Query)
    );
    assert!(prepared(query, None, lists(10_000)).is_err());
    let undeclared = json!({ "b": vec![0; 200_000] });
    assert_eq!(prepared(query, None, undeclared), Ok(OperationType::Query));
}

#[test]
fn brackets_that_would_end_the_process_do_not_reach_the_parser() {
    for open in ["{a", "{a(b:[", "{a(b:{c:", "query($a:["] {
        let text = open.repeat(1_000);
        let error = prepared(&text, None, serde_json::json!({})).unwrap_err();
        assert!(error.contains("nested too deep"), "{error}");
    }
}
