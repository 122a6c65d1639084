//! What strangers and browsers meet: introspection, requests that a page of another host could
//! send, what answers tell browsers, and the page to ask by hand.

use http_body_util::Full;
use hyper::Request;
use hyper::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use serde_json::{Value, json};

use crate::support::{Client, Response, Socket, TestApp};

/// What graphql-js asks with all its options, as GraphiQL and code generators do.
const INTROSPECTION: &str = include_str!("public_surface/introspection.graphql");

async fn get(client: &Client, path: &str, headers: &[(&str, &str)]) -> Response {
    let mut request = Request::get(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    client.send(request.body(Full::default()).unwrap()).await
}

fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    let value = response.headers.get(name);
    value
        .map(|value| value.to_str().unwrap())
        .unwrap_or_default()
}

#[tokio::test]
async fn the_usual_tools_can_ask_for_the_schema() {
    let app = TestApp::new().await;
    for client in [app.nobody(), app.user("ada").await] {
        let answer = client.graphql(INTROSPECTION, json!({})).await;
        let types = answer.data("/__schema/types").as_array().unwrap();
        assert!(types.len() > 50, "{}", types.len());
        let one =
            "{ __type(name: \"Website\") { name fields { name type { name ofType { name } } } } }";
        let answer = client.graphql(one, json!({})).await;
        assert_eq!(answer.data("/__type/name"), "Website");
        let both =
            "{ __schema { queryType { name } } __type(name: \"Nobody\") { name } viewer { id } }";
        assert!(
            client
                .graphql(both, json!({}))
                .await
                .data("/__type")
                .is_null()
        );
    }
}

#[tokio::test]
async fn the_schema_is_told_once_a_document_and_not_within_itself() {
    let app = TestApp::new().await;
    let many = |field: &str| {
        (0..200)
            .map(|n| format!("a{n}: {field} "))
            .collect::<String>()
    };
    let types = "__schema { types { name fields { name description } } }";
    let nested = |levels: usize| {
        let open = "fields { type { ".repeat(levels);
        format!(
            "{{ __schema {{ types {{ {open} name {} }} }} }}",
            "} }".repeat(levels)
        )
    };
    for query in [
        format!("{{ {} }}", many(types)),
        format!("{{ {} }}", many("__type(name: \"Website\") { name }")),
        format!("{{ {types} b: {types} }}"),
        format!("{{ ...f {types} }} fragment f on Query {{ b: {types} }}"),
        "{ a: __type(name: \"Website\") { name } b: __type(name: \"Tick\") { name } }".to_owned(),
        nested(4),
        nested(5),
        "{ __schema { types { possibleTypes { fields { type { fields { type { inputFields { type { \
         fields { args { type { name } } } } } } } } } } } }"
            .to_owned(),
    ] {
        let answer = app.nobody().graphql(&query, json!({})).await;
        assert_eq!(answer.code(), "GRAPHQL_VALIDATION_FAILED", "{query:.100}");
        assert!(answer.0.get("data").is_none(), "{query:.100}");
    }
    // The same field twice is one.
    let twice = format!("{{ {types} {types} }}");
    app.nobody()
        .graphql(&twice, json!({}))
        .await
        .data("/__schema/types");
}

#[tokio::test]
async fn a_strangers_document_is_short() {
    let app = TestApp::new().await;
    let (nobody, ada) = (app.nobody(), app.user("ada").await);
    // Five words and signs are around the fields.
    let words = |count: usize| format!("{{ viewer {{ {} }} }}", "id ".repeat(count - 5));
    let bytes = |count: usize| format!("{{ viewer {{ id }} }} #{}", "-".repeat(count - 19));
    for (query, limit) in [
        (words(501), "tokens: more than 500"),
        (bytes(8_193), "bytes: more than 8192"),
    ] {
        let answer = nobody.graphql(&query, json!({})).await;
        assert_eq!(answer.code(), "GRAPHQL_VALIDATION_FAILED", "{}", answer.0);
        assert!(answer.0.to_string().contains(limit), "{}", answer.0);
        ada.graphql(&query, json!({})).await.data("/viewer/id");
    }
    for query in [words(500), bytes(8_192)] {
        let answer = nobody.graphql(&query, json!({})).await;
        assert!(answer.data("/viewer").is_null());
    }
}

#[tokio::test]
async fn only_who_is_signed_in_is_told_what_a_name_may_have_meant() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    for query in [
        "{ viewr { id } }",
        "{ websites(frst: 1) { nodes { id } } }",
        "{ viewer { emai } }",
    ] {
        for (client, told) in [(&app.nobody(), false), (&ada, true)] {
            let answer = client.graphql(query, json!({})).await;
            assert_eq!(answer.code(), "GRAPHQL_VALIDATION_FAILED", "{query}");
            assert_eq!(
                answer.0.to_string().contains("Did you mean"),
                told,
                "{}",
                answer.0
            );
        }
        let mut socket = Socket::open(app.address).await;
        socket.send(json!({ "type": "connection_init" })).await;
        assert_eq!(socket.receive().await["type"], "connection_ack");
        socket.subscribe("1", query, json!({})).await;
        let refused = socket.receive().await;
        assert_eq!(refused["type"], "error");
        assert!(!refused.to_string().contains("Did you mean"), "{refused}");
    }
}

#[tokio::test]
async fn a_get_that_any_page_could_send_is_not_executed() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let bearer = format!("Bearer {}", ada.token.as_ref().unwrap());
    let path = "/graphql?query=%7Bviewer%7Bemail%7D%7D";
    let here = format!("http://{}", app.address);
    for (headers, status) in [
        (vec![], 200),
        (vec![("content-type", "application/json")], 200),
        (
            vec![("content-type", "application/json; charset=utf-8")],
            200,
        ),
        (vec![("content-type", "text/plain")], 415),
        (vec![("content-type", "text/plain; charset=utf-8")], 415),
        (
            vec![("content-type", "application/x-www-form-urlencoded")],
            415,
        ),
        (
            vec![("content-type", "multipart/form-data; boundary=x")],
            415,
        ),
        (vec![("content-type", "application/graphql")], 415),
        (vec![("content-type", "")], 415),
        (
            vec![
                ("content-type", "text/plain"),
                ("content-type", "application/json"),
            ],
            415,
        ),
        (vec![("origin", here.as_str())], 200),
        (vec![("origin", "https://evil.test")], 403),
        (vec![("origin", "null")], 403),
        (vec![("sec-fetch-site", "same-origin")], 200),
        (vec![("sec-fetch-site", "none")], 200),
        (vec![("sec-fetch-site", "cross-site")], 403),
        (vec![("sec-fetch-site", "same-site")], 403),
    ] {
        for authorization in [None, Some(("authorization", bearer.as_str()))] {
            let headers: Vec<_> = headers.iter().copied().chain(authorization).collect();
            let response = get(&app.nobody(), path, &headers).await;
            assert_eq!(response.status, status, "{headers:?}");
            let body: Value = serde_json::from_slice(&response.body).unwrap();
            assert_eq!(body.get("data").is_some(), status == 200, "{headers:?}");
        }
    }
}

#[tokio::test]
async fn every_answer_says_that_it_is_what_it_says() {
    let app = TestApp::new().await;
    let mut answers = Vec::new();
    for path in [
        "/",
        "/graphql",
        "/graphql?query=%7Bviewer%7Bemail%7D%7D",
        "/graphiql",
        "/graphiql/page.js",
        "/graphiql/nothing.js",
        "/export/ticks",
        "/auth/oidc/start",
        "/auth/oidc/callback",
        "/export/changes",
        "/export/report",
        "/export/audit",
        "/healthz",
        "/readyz",
        "/metrics",
        "/nothing",
    ] {
        answers.push((path, get(&app.nobody(), path, &[]).await));
    }
    for (method, path) in [
        ("POST", "/graphql"),
        ("PUT", "/graphql"),
        ("OPTIONS", "/graphql"),
        ("POST", "/healthz"),
    ] {
        let request = Request::builder().method(method).uri(path);
        let response = app
            .nobody()
            .send(request.body(Full::default()).unwrap())
            .await;
        answers.push((method, response));
    }
    let body = json!({ "query": "{ viewer { email } }" }).to_string();
    let request = Request::post("/graphql").header(CONTENT_TYPE, "application/json");
    answers.push((
        "post",
        app.nobody()
            .send(request.body(Full::from(body)).unwrap())
            .await,
    ));
    let request = Request::get("/graphql?query=x").header(AUTHORIZATION, "Bearer x");
    answers.push((
        "token",
        app.nobody()
            .send(request.body(Full::default()).unwrap())
            .await,
    ));
    for (what, answer) in answers {
        assert_eq!(
            header(&answer, "x-content-type-options"),
            "nosniff",
            "{what}"
        );
        assert_eq!(header(&answer, "referrer-policy"), "no-referrer", "{what}");
        assert_eq!(header(&answer, "x-frame-options"), "DENY", "{what}");
        assert_eq!(
            header(&answer, "cross-origin-resource-policy"),
            "same-origin",
            "{what}"
        );
        let policy = header(&answer, "content-security-policy");
        assert!(policy.starts_with("default-src 'none'"), "{what}: {policy}");
        assert!(
            policy.contains("frame-ancestors 'none'"),
            "{what}: {policy}"
        );
        assert!(!policy.contains("unsafe"), "{what}: {policy}");
    }
}

#[tokio::test]
async fn the_page_to_ask_by_hand_needs_no_other_host() {
    let app = TestApp::new().await;
    let html = [("accept", "text/html,*/*;q=0.8")];
    let page = get(&app.nobody(), "/graphiql", &html).await;
    assert_eq!(
        (page.status, header(&page, "content-type")),
        (200, "text/html; charset=utf-8")
    );
    let policy = header(&page, "content-security-policy");
    assert!(
        policy.contains("script-src 'self';") && policy.contains("connect-src 'self';"),
        "{policy}"
    );
    let page = String::from_utf8(page.body.to_vec()).unwrap();
    assert!(
        !page.contains("http:") && !page.contains("https:") && !page.contains("\"//"),
        "{page}"
    );
    let paths = page
        .split('"')
        .filter(|part| part.starts_with("/graphiql/"));
    let paths: Vec<&str> = paths.collect();
    assert_eq!(paths.len(), 6);
    for path in paths {
        let plain = get(&app.nobody(), path, &[]).await;
        let packed = get(&app.nobody(), path, &[("accept-encoding", "gzip, br")]).await;
        assert_eq!((plain.status, packed.status), (200, 200), "{path}");
        assert!(plain.body.len() >= packed.body.len(), "{path}");
        let mark = header(&packed, "etag");
        let known = get(&app.nobody(), path, &[("if-none-match", mark)]).await;
        assert_eq!((known.status, known.body.len()), (304, 0), "{path}");
    }
    // What asks for the page's data is asked as before.
    let request = Request::get("/graphql").header(ACCEPT, "text/html");
    let led = app
        .nobody()
        .send(request.body(Full::default()).unwrap())
        .await;
    assert_eq!(led.status, 303);
}
