//! `/graphql` by the GraphQL-over-HTTP specification, and what is refused at the door.

use std::time::Duration;

use bytes::Bytes;
use chrono::Utc;
use entity::session;
use http_body_util::Full;
use hyper::Request;
use hyper::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use sea_orm::EntityTrait;
use sea_orm::sea_query::Expr;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::{Client, TestApp, eventually};

const GRAPHQL: &str = "application/graphql-response+json";
const JSON: &str = "application/json";

/// What an answer comes to.
struct Seen {
    status: u16,
    content_type: String,
    body: Value,
}

impl Seen {
    fn code(&self) -> &str {
        let code = self.body.pointer("/errors/0/extensions/code");
        code.and_then(Value::as_str).unwrap_or("none")
    }
}

async fn seen(
    client: &Client,
    request: hyper::http::request::Builder,
    body: impl Into<Bytes>,
) -> Seen {
    let response = client
        .send(request.body(Full::new(body.into())).unwrap())
        .await;
    let content_type = response.headers.get(CONTENT_TYPE);
    Seen {
        status: response.status,
        content_type: content_type
            .map(|it| it.to_str().unwrap().to_owned())
            .unwrap_or_default(),
        body: serde_json::from_slice(&response.body).unwrap_or(Value::Null),
    }
}

async fn post(client: &Client, accept: &str, query: &str) -> Seen {
    let request = Request::post("/graphql")
        .header(CONTENT_TYPE, JSON)
        .header(ACCEPT, accept);
    seen(client, request, json!({ "query": query }).to_string()).await
}

fn get(query: &str) -> hyper::http::request::Builder {
    let query: String = url::form_urlencoded::byte_serialize(query.as_bytes()).collect();
    Request::get(format!("/graphql?query={query}"))
}

/// A document with `pairs` nested pairs of spreads, which stand for `2^pairs` fields.
pub(crate) fn doubling(pairs: usize) -> String {
    let fragments = (0..pairs).map(|n| {
        let next = n + 1;
        format!(" fragment f{n} on Query {{ ...f{next} ...f{next} }}")
    });
    let fragments: String = fragments.collect();
    format!("{{ ...f0 }}{fragments} fragment f{pairs} on Query {{ viewer {{ email }} }}")
}

#[tokio::test]
async fn the_status_tells_whether_the_document_was_executed() {
    let app = TestApp::new().await;
    let nobody = app.nobody();
    let too_deep = format!(
        "{{ __schema {{ types {{ fields {{ type {{ {} name {} }} }} }} }} }}",
        "ofType { ".repeat(14),
        "}".repeat(14)
    );
    for (query, code, status) in [
        ("{ viewer { email } }", "none", 200),
        ("{ websites { nodes { id } } }", "UNAUTHENTICATED", 200),
        ("{ regions { name }", "GRAPHQL_VALIDATION_FAILED", 400),
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED", 400),
        (
            "{ websites(first: \"ten\") { nodes { id } } }",
            "GRAPHQL_VALIDATION_FAILED",
            400,
        ),
        (
            "query($id: ID!) { website(id: $id) { id } }",
            "GRAPHQL_VALIDATION_FAILED",
            400,
        ),
        (
            "query a { viewer { email } } query b { viewer { email } }",
            "GRAPHQL_VALIDATION_FAILED",
            400,
        ),
        ("", "GRAPHQL_VALIDATION_FAILED", 400),
        (&too_deep, "GRAPHQL_VALIDATION_FAILED", 400),
        ("subscription { ticks { cursor } }", "BAD_USER_INPUT", 400),
    ] {
        let new = post(&nobody, GRAPHQL, query).await;
        let old = post(&nobody, JSON, query).await;
        assert_eq!((new.status, new.code()), (status, code), "{query}");
        assert_eq!((old.status, old.code()), (200, code), "{query}");
        assert_eq!(
            new.body.get("data").is_some(),
            status == 200,
            "{query}: {}",
            new.body
        );
        assert_eq!(new.body, old.body, "{query}");
    }
}

#[tokio::test]
async fn a_document_is_counted_before_it_is_walked() {
    let app = TestApp::new().await;
    assert_eq!(post(&app.nobody(), GRAPHQL, &doubling(3)).await.status, 200);
    // 0.8 KB for which the library alone would hold a thread for seconds.
    let seen = post(&app.nobody(), GRAPHQL, &doubling(24)).await;
    assert_eq!(
        (seen.status, seen.code()),
        (400, "GRAPHQL_VALIDATION_FAILED")
    );
    let text = seen.body["errors"][0]["message"].as_str().unwrap();
    assert!(text.contains("too many fragment spreads"), "{text}");
}

#[tokio::test]
async fn the_answer_has_the_type_that_was_asked_for() {
    let app = TestApp::new().await;
    for (accept, expected) in [
        (GRAPHQL, Some(GRAPHQL)),
        (JSON, Some(JSON)),
        ("*/*", Some(JSON)),
        (
            "application/graphql-response+json, application/json;q=0.9",
            Some(GRAPHQL),
        ),
        ("text/html", None),
    ] {
        let seen = post(&app.nobody(), accept, "{ viewer { email } }").await;
        match expected {
            Some(essence) => {
                assert_eq!(seen.status, 200, "{accept}");
                assert_eq!(
                    seen.content_type,
                    format!("{essence}; charset=utf-8"),
                    "{accept}"
                );
            }
            None => assert_eq!(seen.status, 406, "{accept}"),
        }
    }
}

#[tokio::test]
async fn only_json_is_read() {
    let app = TestApp::new().await;
    let body = json!({ "query": "{ viewer { email } }" }).to_string();
    for (content_type, status) in [
        (Some(JSON), 200),
        (Some("application/json; charset=utf-8"), 200),
        (Some("application/json; charset=latin1"), 415),
        (Some("text/plain"), 415),
        (Some("application/x-www-form-urlencoded"), 415),
        (Some("multipart/form-data; boundary=x"), 415),
        (Some("application/graphql"), 415),
        (None, 415),
    ] {
        let mut request = Request::post("/graphql");
        if let Some(content_type) = content_type {
            request = request.header(CONTENT_TYPE, content_type);
        }
        let seen = seen(&app.nobody(), request, body.clone()).await;
        assert_eq!(seen.status, status, "{content_type:?}: {}", seen.body);
    }
}

#[tokio::test]
async fn a_body_that_is_no_request_is_refused() {
    let app = TestApp::new().await;
    let padded = |length: usize| {
        let body = r#"{"query":"{ viewer { email } }"}"#;
        body.to_owned() + &" ".repeat(length - body.len())
    };
    for (body, status) in [
        (String::new(), 400),
        ("{".to_owned(), 400),
        ("null".to_owned(), 400),
        ("{}".to_owned(), 400),
        (r#"{"query":null}"#.to_owned(), 400),
        (r#"{"query":1}"#.to_owned(), 400),
        (
            r#"{"query":"{ viewer { email } }","variables":1}"#.to_owned(),
            400,
        ),
        (
            r#"{"query":"{ viewer { email } }","variables":null,"operationName":null}"#.to_owned(),
            200,
        ),
        (r#" [{"query":"{ viewer { email } }"}]"#.to_owned(), 400),
        (padded(1024 * 1024), 200),
        (padded(1024 * 1024 + 1), 413),
        (padded(4 * 1024 * 1024), 413),
    ] {
        let start = body[..body.len().min(80)].to_owned();
        let request = Request::post("/graphql").header(CONTENT_TYPE, JSON);
        let seen = seen(&app.nobody(), request, body).await;
        assert_eq!(seen.status, status, "{start}: {}", seen.body);
        assert_eq!(seen.code() == "none", status == 200, "{start}");
    }
}

#[tokio::test]
async fn a_get_asks_and_never_changes() {
    let app = TestApp::new().await;
    let nobody = app.nobody();
    let query = get("{ viewer { email } }").header(ACCEPT, JSON);
    assert_eq!(seen(&nobody, query, "").await.status, 200);

    let sign_up = "mutation { signUp(input: { email: \"ada@example.org\", password: \"correct horse battery\" }) { token } }";
    let response = nobody
        .send(get(sign_up).body(Full::default()).unwrap())
        .await;
    assert_eq!(response.status, 405);
    assert_eq!(response.headers["allow"], "POST");
    // The address is still free.
    app.user("ada").await;
}

#[tokio::test]
async fn a_browser_is_led_to_graphiql() {
    let app = TestApp::new().await;
    let html = "text/html,application/xhtml+xml,*/*;q=0.8";
    let request = Request::get("/graphql")
        .header(ACCEPT, html)
        .body(Full::default())
        .unwrap();
    let response = app.nobody().send(request).await;
    assert_eq!(
        (response.status, &response.headers["location"]),
        (303, &"/graphiql".parse().unwrap())
    );
    let request = Request::get("/graphiql").body(Full::default()).unwrap();
    let page = app.nobody().send(request).await;
    assert!(
        page.headers[CONTENT_TYPE]
            .to_str()
            .unwrap()
            .starts_with("text/html")
    );
    assert!(page.body.windows(9).any(|part| part == b"/graphiql"));
}

#[tokio::test]
async fn a_token_that_is_worth_nothing_is_told_apart_from_none() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let good = format!("Bearer {}", ada.token.as_ref().unwrap());
    let viewer =
        |authorization: &str| get("{ viewer { email } }").header(AUTHORIZATION, authorization);
    let nobody = app.nobody();
    assert_eq!(
        seen(&nobody, viewer(&good), "").await.body["data"]["viewer"]["email"],
        "ada@example.org"
    );
    assert_eq!(
        seen(&nobody, get("{ viewer { email } }"), "").await.body["data"]["viewer"],
        Value::Null
    );

    for bad in ["Bearer upb_x", "Bearer ", "Basic YTpi", &good[7..]] {
        let seen = seen(&nobody, viewer(bad), "").await;
        assert_eq!(
            (seen.status, seen.code()),
            (401, "UNAUTHENTICATED"),
            "{bad}"
        );
    }
    // Whoever stands in between may have looked at the other one.
    let both = viewer(&good).header(AUTHORIZATION, "Bearer upb_x");
    assert_eq!(seen(&nobody, both, "").await.status, 401);
    session::Entity::update_many()
        .col_expr(session::Column::ExpiresAt, Expr::value(Utc::now()))
        .exec(&app.database().await)
        .await
        .unwrap();
    // A session that was looked up within a second is not looked up again.
    let seen = eventually("the end of the session", async || {
        let seen = seen(&nobody, viewer(&good), "").await;
        (seen.status != 200).then_some(seen)
    });
    let seen = seen.await;
    assert_eq!((seen.status, seen.code()), (401, "UNAUTHENTICATED"));
}

#[tokio::test]
async fn tools_can_ask_for_the_schema() {
    let app = TestApp::new().await;
    let of_type = "ofType { kind name ".repeat(9) + &"}".repeat(9);
    let query = format!(
        "query IntrospectionQuery {{ __schema {{ queryType {{ name }} types {{ ...FullType }} }} }}
         fragment FullType on __Type {{ kind name fields(includeDeprecated: true) {{ name
           args {{ ...InputValue }} type {{ ...TypeRef }} }} inputFields {{ ...InputValue }}
           interfaces {{ ...TypeRef }} possibleTypes {{ ...TypeRef }} }}
         fragment InputValue on __InputValue {{ name type {{ ...TypeRef }} defaultValue }}
         fragment TypeRef on __Type {{ kind name {of_type} }}"
    );
    let seen = post(&app.nobody(), GRAPHQL, &query).await;
    assert_eq!(
        seen.body["data"]["__schema"]["queryType"]["name"], "Query",
        "{}",
        seen.body
    );
}

#[tokio::test]
async fn health_is_told_by_two_paths() {
    let app = TestApp::new().await;
    let get = |path| Request::get(path).body(Full::default()).unwrap();
    let alive = app.nobody().send(get("/healthz")).await;
    assert_eq!((alive.status, &alive.body[..]), (200, &b"ok"[..]));
    let ready = app.nobody().send(get("/readyz")).await;
    let body: Value = serde_json::from_slice(&ready.body).unwrap();
    assert_eq!(ready.status, 200);
    assert_eq!(
        body,
        json!({ "ready": true, "database": "ok", "queue": "ok", "scheduler": "ok", "troubles": [] })
    );
}

#[tokio::test]
async fn a_client_that_does_not_finish_its_request_is_cut_off() {
    let app = TestApp::new().await;
    let mut silent = TcpStream::connect(app.address).await.unwrap();
    let mut slow = TcpStream::connect(app.address).await.unwrap();
    slow.write_all(b"GET /healthz HTTP/1.1\r\nHost: a\r\nX: ")
        .await
        .unwrap();
    for stream in [&mut silent, &mut slow] {
        let mut rest = Vec::new();
        let end = tokio::time::timeout(Duration::from_secs(60), stream.read_to_end(&mut rest));
        end.await.expect("the server waits for ever").unwrap();
    }
}

#[tokio::test]
async fn a_stop_does_not_wait_for_who_is_silent() {
    let app = TestApp::new().await;
    let mut silent = TcpStream::connect(app.address).await.unwrap();
    // An answer on a later connection: the silent one is accepted.
    let alive = Request::get("/healthz").body(Full::default()).unwrap();
    app.nobody().send(alive).await;
    let mut rest = Vec::new();
    // Well before the time limit for silence, which is as long as the whole grace.
    let end = tokio::time::timeout(Duration::from_secs(8), silent.read_to_end(&mut rest));
    let ((), end) = tokio::join!(app.stop(), end);
    end.expect("the server waits for a silent client").unwrap();
}
