use async_graphql::parser::parse_query;
use serde_json::json;

use super::*;
use crate::graphql;

/// The error message for a document.
fn against(text: &str) -> Option<String> {
    let types = Types::of_sdl(&graphql::sdl());
    let outcome = check_document(&types, &parse_query(text).unwrap());
    outcome.err().map(|error| {
        assert_eq!(error.locations.len(), 1, "{text}");
        error.message
    })
}

#[test]
fn a_variable_is_of_the_type_that_is_needed() {
    let first = "websites(first: $a) { nodes { id } }";
    let status = "websites(status: $a) { nodes { id } }";
    let one = "websites(status: [$a]) { nodes { id } }";
    let id = "website(id: $a) { id }";
    let step = "website(id: \"x\") { uptimeSeries(step: $a) { from } }";
    let url = "a: __typename } mutation m($b: String) { createWebsite(input: { url: $b }) { id }";
    for (ty, body, fits) in [
        ("Int", first, true),
        ("Int!", first, true),
        ("Int = 1", first, true),
        ("String", first, false),
        ("[Int]", first, false),
        ("ID!", id, true),
        ("ID", id, false),
        ("ID = \"x\"", id, true),
        ("ID = null", id, false),
        ("String!", id, false),
        ("[WebsiteStatus!]", status, true),
        ("[WebsiteStatus!]!", status, true),
        ("[WebsiteStatus]", status, false),
        ("WebsiteStatus", status, false),
        ("WebsiteStatus!", one, true),
        ("WebsiteStatus", one, false),
        // A default applies instead of null.
        ("Step", step, true),
        ("Step!", step, true),
        ("Window", step, false),
        ("Boolean!", "viewer @skip(if: $a) { id }", true),
        ("Boolean", "viewer @skip(if: $a) { id }", false),
        ("Boolean = true", "viewer { id @include(if: $a) }", true),
        ("Boolean", "viewer { ... @include(if: $a) { id } }", false),
        (
            "Int",
            "...f } fragment f on Query { website(id: $a) { id }",
            false,
        ),
        (
            "ID!",
            "...f } fragment f on Query { website(id: $a) { id }",
            true,
        ),
        ("String", "__type(name: $a) { name }", false),
        ("String!", "__type(name: $a) { name }", true),
        // Every operation counts, whichever is executed.
        ("Int", url, false),
        ("Nobody", "nothing(a: $a) @nobody(a: $a)", true),
    ] {
        let text = format!("query q($a: {ty}) {{ {body} }}");
        assert_eq!(against(&text).is_none(), fits, "{text}");
    }
}

#[test]
fn a_literal_is_what_the_schema_takes() {
    let create = |input: &str| {
        let text = "mutation($h: HttpCheckInput, $i: HttpCheckInput!, $s: String!)";
        format!("{text} {{ createWebsite(input: {input}) {{ id }} }}")
    };
    for (text, fits) in [
        ("{ websites(status: UP) { nodes { id } } }".to_owned(), true),
        (
            "{ websites(status: \"UP\") { nodes { id } } }".to_owned(),
            false,
        ),
        (
            "{ websites(status: [UP, \"UP\"]) { nodes { id } } }".to_owned(),
            false,
        ),
        (
            "query($a: WebsiteStatus = \"UP\") { viewer { id } }".to_owned(),
            false,
        ),
        (
            "query($a: CheckInput = 1) { viewer { id } }".to_owned(),
            false,
        ),
        (create("\"x\""), false),
        (create("[]"), false),
        (create("null"), true),
        (create("{ url: $s }"), true),
        (create("{ url: \"a.test\", check: \"http\" }"), false),
        (create("{ url: \"a.test\", check: { http: $i } }"), true),
        (create("{ url: \"a.test\", check: { http: $h } }"), false),
        (create("{ url: \"a.test\", ipVersion: \"V4\" }"), false),
        (create("{ url: $h }"), false),
        (
            create("{ url: \"a.test\", check: { http: { method: $s, headers: { name: $s } } } }"),
            true,
        ),
    ] {
        assert_eq!(against(&text).is_none(), fits, "{text}");
    }
}

#[test]
fn a_number_that_is_too_large_names_its_field() {
    let types = Types::of_sdl(&graphql::sdl());
    let create = |number: &str| {
        let input =
            format!("{{ url: \"a.test\", check: {{ http: {{ bodyLimitBytes: {number} }} }} }}");
        format!("mutation {{ createWebsite(input: {input}) {{ id }} }}")
    };
    let text = "bodyLimitBytes must be a whole number from -2147483648 to 2147483647";
    for (number, expected) in [
        ("2147483647", None),
        ("-2147483648", None),
        ("2147483648", Some(text)),
        ("-2147483649", Some(text)),
        ("18446744073709551615", Some(text)),
        // The library reports these.
        ("1.5", None),
        ("1e30", None),
    ] {
        assert_eq!(against(&create(number)).as_deref(), expected, "{number}");
        let document = "mutation($i: CreateWebsiteInput!) { createWebsite(input: $i) { id } }";
        let document = parse_query(document).unwrap();
        let (_, operation) = document.operations.iter().next().unwrap();
        let number: serde_json::Value = serde_json::from_str(number).unwrap();
        let given = json!({ "i": { "check": { "http": { "bodyLimitBytes": number } } } });
        let variables = Variables::from_json(given);
        let outcome = check_variables(&types, &operation.node, &variables);
        let message = outcome.err().map(|error| error.message);
        assert_eq!(message.as_deref(), expected, "{number}");
    }
    let text = against("{ websites(first: 99999999999) { nodes { id } } }");
    assert!(text.unwrap().starts_with("first must be"));
    let text = against("query($n: Int = 99999999999) { websites(first: $n) { nodes { id } } }");
    assert!(text.unwrap().starts_with("n must be"));
}

#[test]
fn an_object_in_a_variable_is_one() {
    let types = Types::of_sdl(&graphql::sdl());
    let text = "mutation($i: [CreateWebsiteInput!]!) { signOut }";
    let document = parse_query(text).unwrap();
    let (_, operation) = document.operations.iter().next().unwrap();
    for (given, fits) in [
        (json!([{ "url": "a.test" }]), true),
        (json!({ "url": "a.test" }), true),
        (json!([{ "url": 1, "check": null, "nobody": "x" }]), true),
        (json!("x"), false),
        (json!([1]), false),
        (json!({ "check": [] , "url": "a.test" }), false),
        (json!({ "check": { "http": true } }), false),
        (
            json!({ "check": { "http": { "headers": ["a: b"] } } }),
            false,
        ),
        (
            json!({ "check": { "http": { "headers": [{ "name": "a" }] } } }),
            true,
        ),
    ] {
        let variables = Variables::from_json(json!({ "i": given }));
        let outcome = check_variables(&types, &operation.node, &variables);
        assert_eq!(outcome.is_ok(), fits, "{given}");
    }
}
