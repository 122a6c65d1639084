//! What GraphQL promises of every answer: null for what failed, up to where null may stand, and
//! fields in the order in which they were asked for.

use http_body_util::Full;
use hyper::Request;
use hyper::header::{AUTHORIZATION, CONTENT_TYPE};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Client, Socket, Target, TestApp};

/// The answer as it was sent.
async fn text(client: &Client, query: &str, variables: &Value) -> String {
    let body = json!({ "query": query, "variables": variables }).to_string();
    let mut request = Request::post("/graphql").header(CONTENT_TYPE, "application/json");
    if let Some(token) = &client.token {
        request = request.header(AUTHORIZATION, format!("Bearer {token}"));
    }
    let response = client.send(request.body(Full::from(body)).unwrap()).await;
    String::from_utf8(response.body.to_vec()).unwrap()
}

/// The part of an answer behind `"data":`.
async fn data(client: &Client, query: &str, variables: &Value) -> String {
    let text = text(client, query, variables).await;
    let data = text.split_once(r#"{"data":"#).map(|(_, data)| data);
    let data = data.unwrap_or_else(|| panic!("{query}: {text}"));
    let end = data.find(r#","errors":"#).unwrap_or(data.len() - 1);
    data[..end].to_owned()
}

#[tokio::test]
async fn what_fails_is_null_up_to_where_null_may_stand() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let id = ada.create_website("http://127.0.0.1:9").await;
    let variables = json!({ "id": id, "nobodys": Uuid::now_v7() });
    for (query, expected) in [
        (
            "{ viewer { id } websites(first: 1001) { nodes { id } } }",
            "null",
        ),
        (
            "query($nobodys: ID!) { viewer { email } website(id: $nobodys) { id } }",
            "null",
        ),
        (
            "query($nobodys: ID!) { mine: viewer { email } other: website(id: $nobodys) { id } }",
            "null",
        ),
        (
            "query($nobodys: ID!) { ...f viewer { email } } fragment f on Query { website(id: $nobodys) { id } }",
            "null",
        ),
        (
            "query($nobodys: ID!) { website(id: $nobodys) { id } website(id: $nobodys) { name } }",
            "null",
        ),
        (
            "query($nobodys: ID!) { website(id: $nobodys) @skip(if: true) { id } __typename }",
            r#"{"__typename":"Query"}"#,
        ),
        // One that fails far below, where everything above must be there.
        (
            "query($id: ID!) { viewer { email } website(id: $id) { id ticks(first: 1000) { edges { cursor } } } }",
            "null",
        ),
        (
            "query($id: ID!) { website(id: $id) { a: changes(first: 1000) { edges { cursor } } id } }",
            "null",
        ),
        (
            "{ websites(first: 1) { edges { node { name ticks(first: 1000) { edges { cursor } } } } } viewer { email } }",
            "null",
        ),
        (
            "mutation($nobodys: ID!) { a: pauseWebsite(id: $nobodys) { id } }",
            "null",
        ),
        (
            "mutation($nobodys: ID!) { deleteWebsite(id: $nobodys) }",
            "null",
        ),
        (
            "{ viewer { email } }",
            r#"{"viewer":{"email":"ada@example.org"}}"#,
        ),
    ] {
        assert_eq!(data(&ada, query, &variables).await, expected, "{query}");
    }
    // A stranger may ask for the viewer, and gets nothing else.
    let nobody = app.nobody();
    let none = json!({});
    assert_eq!(
        data(&nobody, "{ viewer { email } }", &none).await,
        r#"{"viewer":null}"#
    );
    assert_eq!(
        data(
            &nobody,
            "{ viewer { email } websites { nodes { id } } }",
            &none
        )
        .await,
        "null"
    );
    // By a socket it is the same.
    let mut socket = Socket::sign_in(app.address, ada.token.as_ref().unwrap()).await;
    let query = "{ viewer { id } websites(first: 1001) { nodes { id } } }";
    socket.subscribe("1", query, json!({})).await;
    let message = socket.receive().await;
    assert_eq!(
        (&message["type"], &message["payload"]["data"]),
        (&json!("next"), &Value::Null)
    );
    assert_eq!(
        message["payload"]["errors"][0]["extensions"]["code"],
        "BAD_USER_INPUT"
    );
}

#[tokio::test]
async fn fields_come_in_the_order_in_which_they_were_asked_for() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let id = ada.create_website("http://127.0.0.1:9").await;
    let variables = json!({ "id": id });
    let website = format!(r#"{{"name":"127.0.0.1","id":"{id}"}}"#);
    for (query, expected) in [
        // What reads the database finishes last.
        (
            "query($id: ID!) { website(id: $id) { name id } viewer { email } __typename }",
            format!(r#"{{"website":{website},"viewer":{{"email":"ada@example.org"}},"__typename":"Query"}}"#),
        ),
        (
            "query($id: ID!) { b: website(id: $id) { name } a: viewer { email } ...f } \
             fragment f on Query { a: viewer { __typename } b: website(id: $id) { id } }",
            format!(r#"{{"b":{website},"a":{{"email":"ada@example.org","__typename":"User"}}}}"#),
        ),
        (
            "query($id: ID!) { website(id: $id) { changes(first: 1) { pageInfo { hasNextPage } } intervalSecs ticks(first: 1) { pageInfo { hasNextPage } } name } }",
            r#"{"website":{"changes":{"pageInfo":{"hasNextPage":false}},"intervalSecs":10,"ticks":{"pageInfo":{"hasNextPage":false}},"name":"127.0.0.1"}}"#.to_owned(),
        ),
        ("{ viewer { email @skip(if: true) } }", r#"{"viewer":{}}"#.to_owned()),
        ("{ viewer @skip(if: true) { email } }", "{}".to_owned()),
        (
            "query($yes: Boolean = true) { viewer { email @include(if: $yes) id @skip(if: $yes) } }",
            r#"{"viewer":{"email":"ada@example.org"}}"#.to_owned(),
        ),
    ] {
        let mut data = data(&ada, query, &variables).await;
        // Its first check may be under way, or over.
        data = data.replace(r#""hasNextPage":true"#, r#""hasNextPage":false"#);
        assert_eq!(data, expected, "{query}");
    }
    // A mutation of the same key twice happens once.
    let twice = "mutation($id: ID!) { deleteWebsite(id: $id) deleteWebsite(id: $id) }";
    let expected = format!(r#"{{"data":{{"deleteWebsite":"{id}"}}}}"#);
    assert_eq!(text(&ada, twice, &variables).await, expected);
}

#[tokio::test]
async fn a_subscription_may_be_written_with_fragments_and_has_one_root() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let target = Target::start().await;
    let mut socket = Socket::sign_in(app.address, ada.token.as_ref().unwrap()).await;
    let root = {
        let query = "{ __schema { subscriptionType { name } } }";
        let answer = ada.graphql(query, json!({})).await;
        let name = answer.data("/__schema/subscriptionType/name");
        name.as_str().unwrap().to_owned()
    };
    let query = format!(
        "subscription {{ ...f }} fragment f on {root} {{ a: ticks {{ ...g cursor }} a: ticks {{ __typename }} }} \
         fragment g on TickEvent {{ tick {{ outcome }} website {{ name }} }}"
    );
    socket.subscribe("1", &query, json!({})).await;
    ada.create_website(&target.url()).await;
    let message = socket.receive().await;
    let event = &message["payload"]["data"]["a"];
    assert_eq!(event["__typename"], "TickEvent", "{message}");
    assert!(
        event["cursor"].is_string() && event["tick"]["outcome"].is_string(),
        "{message}"
    );
    for query in [
        "subscription { ticks { cursor } other: ticks { cursor } }",
        "subscription { ticks @skip(if: true) { cursor } }",
    ] {
        socket.subscribe("2", query, json!({})).await;
        let refused = loop {
            let message = socket.receive().await;
            if message["id"] == "2" {
                break message;
            }
        };
        assert_eq!(refused["type"], "error", "{query}");
    }
}

/// Only one operation is executed; the others are valid, and that is all that matters of them.
#[tokio::test]
async fn one_of_several_operations_needs_only_its_own_variables() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let id = ada.create_website("http://127.0.0.1:9").await;
    let ask = async |document: &str, name: &str, variables: Value| {
        let body = json!({ "query": document, "operationName": name, "variables": variables });
        let request = Request::post("/graphql")
            .header(CONTENT_TYPE, "application/json")
            .header(
                AUTHORIZATION,
                format!("Bearer {}", ada.token.as_ref().unwrap()),
            );
        let response = ada
            .send(request.body(Full::from(body.to_string())).unwrap())
            .await;
        serde_json::from_slice::<Value>(&response.body).unwrap()
    };
    let document = "query Me { viewer { ...who } } \
         query Page($first: Int!) { websites(first: $first) { nodes { ...what } } } \
         mutation Pause($id: ID!, $input: UpdateWebsiteInput!) { \
             pauseWebsite(id: $id) { ...what } updateWebsite(input: $input) { id } } \
         subscription Live($id: [ID!]) { ticks(websiteIds: $id) { cursor } } \
         fragment who on User { email } fragment what on Website { id }";
    let answer = ask(document, "Me", json!({})).await;
    assert_eq!(
        answer,
        json!({ "data": { "viewer": { "email": "ada@example.org" } } })
    );
    let answer = ask(document, "Page", json!({ "first": 1 })).await;
    assert_eq!(
        answer,
        json!({ "data": { "websites": { "nodes": [{ "id": id }] } } })
    );
    // What is selected twice is written anew, and what the others say is looked at all the same.
    let twice = document.replace("{ ...who }", "{ ...who } viewer { id }");
    let answer = ask(&twice, "Me", json!({})).await;
    assert_eq!(
        answer["data"]["viewer"]["email"], "ada@example.org",
        "{answer}"
    );
    // Two dear ones are not dearer than one.
    let dear = "websites(first: 40) { nodes { ticks(first: 100) { nodes { slot outcome } } } }";
    let answer = ask(
        &format!("query a {{ {dear} }} query b {{ {dear} }}"),
        "a",
        json!({}),
    )
    .await;
    assert!(answer["errors"].is_null(), "{answer}");
    for (document, name) in [
        (document.replace("{ cursor }", "{ nothing }"), "Me"),
        (document.replace("first: $first", "first: $last"), "Me"),
        (document.replace("first: $first", "first: \"1\""), "Me"),
        (document.replace("{ ...what }", "{ id }"), "Me"),
        (
            format!("{document} fragment nobodys on User {{ id }}"),
            "Page",
        ),
        (document.replace("{ email }", "{ nothing }"), "Pause"),
    ] {
        let variables = json!({ "first": 1, "id": id, "input": { "id": id } });
        let answer = ask(&document, name, variables).await;
        let code = &answer["errors"][0]["extensions"]["code"];
        assert_eq!(code, "GRAPHQL_VALIDATION_FAILED", "{document}: {answer}");
        assert_eq!(answer.get("data"), None, "{document}");
    }
}

/// What does not fit the schema is told before anything is done: half of a mutation cannot be
/// taken back.
#[tokio::test]
async fn what_does_not_fit_is_refused_before_anything_is_done() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let first = "a: createWebsite(input: { url: \"first.test\" }) { id }";
    for (head, second, variables) in [
        ("", "input: \"x\"", json!({})),
        ("", "input: { url: \"b.test\", url: \"c.test\" }", json!({})),
        (
            "",
            "input: { url: \"b.test\", ipVersion: \"V4\" }",
            json!({}),
        ),
        ("($b: String)", "input: { url: $b }", json!({})),
        (
            "($b: String)",
            "input: { url: $b }",
            json!({ "b": "b.test" }),
        ),
        ("($b: Int!)", "input: { url: $b }", json!({ "b": 1 })),
        (
            "($b: CreateWebsiteInput)",
            "input: $b",
            json!({ "b": { "url": "b.test" } }),
        ),
        (
            "($b: CreateWebsiteInput!)",
            "input: $b",
            json!({ "b": "b.test" }),
        ),
        (
            "($b: CreateWebsiteInput!)",
            "input: $b",
            json!({ "b": { "url": "b.test", "check": "http" } }),
        ),
        (
            "($b: HttpCheckInput)",
            "input: { url: \"b.test\", check: { http: $b } }",
            json!({}),
        ),
    ] {
        let query = format!("mutation{head} {{ {first} b: createWebsite({second}) {{ id }} }}");
        let answer = ada.graphql(&query, variables.clone()).await;
        assert_eq!(
            answer.code(),
            "GRAPHQL_VALIDATION_FAILED",
            "{query} {variables}"
        );
    }
    let answer = ada
        .graphql("{ websites { nodes { url } } }", json!({}))
        .await;
    assert_eq!(
        answer.data("/websites/nodes"),
        &json!([]),
        "nothing was made"
    );
}

/// Valid documents, and some that are nearly so, which the library takes for the others.
#[tokio::test]
async fn documents_are_judged_as_they_stand() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let variables = json!({ "yes": true });
    for (query, expected) in [
        // A variable that only stands at `__typename` is used.
        (
            "query($yes: Boolean!) { viewer { __typename @include(if: $yes) email } }",
            Some(r#"{"viewer":{"__typename":"User","email":"ada@example.org"}}"#),
        ),
        (
            "query($yes: Boolean!) { viewer { email a: __typename @skip(if: $yes) } }",
            Some(r#"{"viewer":{"email":"ada@example.org"}}"#),
        ),
        ("{ viewer { email __typename @skip(if: no) } }", None),
        ("{ viewer { email __typename @nobody } }", None),
        // Two fields of one key differ, whether they are left out this time or not.
        (
            "query($yes: Boolean!) { viewer { email } viewer @skip(if: $yes) { email: id } }",
            None,
        ),
        (
            "{ ...f viewer @skip(if: true) { a: id } } fragment f on Query { viewer { a: email } }",
            None,
        ),
        // Characters beyond U+FFFF, as JSON and as GraphQL of 2025 write them.
        (
            r#"{ websites(search: "\ud83d\ude00") { nodes { id } } }"#,
            Some(r#"{"websites":{"nodes":[]}}"#),
        ),
        (
            r#"{ websites(search: "\u{1F600}") { nodes { id } } }"#,
            Some(r#"{"websites":{"nodes":[]}}"#),
        ),
        (r#"{ websites(search: "\ud83d") { nodes { id } } }"#, None),
    ] {
        let given = if query.contains("$yes") {
            &variables
        } else {
            &json!({})
        };
        match expected {
            Some(expected) => assert_eq!(data(&ada, query, given).await, expected, "{query}"),
            None => {
                let answer = ada.graphql(query, given.clone()).await;
                assert_eq!(answer.code(), "GRAPHQL_VALIDATION_FAILED", "{query}");
            }
        }
    }
}
