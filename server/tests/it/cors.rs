//! Which pages of other hosts may use the API, and what browsers are told.

use http_body_util::Full;
use hyper::Request;
use hyper::header::{CONTENT_TYPE, COOKIE, ORIGIN};
use serde_json::json;
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

use crate::support::{Response, TestApp};

const LISTED: &str = "https://app.example.org";

/// What a browser asks before a page of `origin` may send a POST with a token.
async fn asked_before(app: &TestApp, path: &str, origin: &str) -> Response {
    let request = Request::builder()
        .method("OPTIONS")
        .uri(path)
        .header(ORIGIN, origin)
        .header("access-control-request-method", "POST")
        .header(
            "access-control-request-headers",
            "authorization,content-type",
        )
        .body(Full::default())
        .unwrap();
    app.nobody().send(request).await
}

async fn posted(app: &TestApp, origin: &str) -> Response {
    let body = json!({ "query": "{ viewer { email } }" }).to_string();
    let request = Request::post("/graphql")
        .header(CONTENT_TYPE, "application/json")
        .header(ORIGIN, origin)
        .body(Full::from(body))
        .unwrap();
    app.nobody().send(request).await
}

/// The status of a GET that a script of a page of `origin` sends.
async fn got(app: &TestApp, origin: &str) -> u16 {
    let request = Request::get("/graphql?query=%7Bviewer%7Bemail%7D%7D")
        .header(ORIGIN, origin)
        .header("sec-fetch-site", "cross-site")
        .body(Full::default())
        .unwrap();
    app.nobody().send(request).await.status
}

async fn opens_socket(app: &TestApp, origin: &str) -> bool {
    let url = format!("ws://{}/graphql", app.address);
    let mut request = url.into_client_request().unwrap();
    for (name, value) in [
        ("origin", origin),
        ("sec-websocket-protocol", "graphql-transport-ws"),
    ] {
        request.headers_mut().insert(name, value.parse().unwrap());
    }
    connect_async(request).await.is_ok()
}

fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    let value = response.headers.get(name);
    value.map_or("", |value| value.to_str().unwrap())
}

#[tokio::test]
async fn no_other_page_may_use_the_api_by_default() {
    let app = TestApp::new().await;
    for path in ["/graphql", "/export/ticks"] {
        let before = asked_before(&app, path, LISTED).await;
        assert_eq!(header(&before, "access-control-allow-origin"), "", "{path}");
        assert_eq!(before.status, 405, "{path}");
    }
    assert_eq!(
        header(&posted(&app, LISTED).await, "access-control-allow-origin"),
        ""
    );
    assert_eq!(got(&app, LISTED).await, 403);
    assert!(!opens_socket(&app, LISTED).await);
}

#[tokio::test]
async fn pages_of_listed_origins_may() {
    let app = TestApp::with(&["--cors-origins=https://app.example.org,http://b.test:8080"]).await;
    for (origin, is_listed) in [
        (LISTED, true),
        ("http://b.test:8080", true),
        ("https://app.example.org.evil.test", false),
        ("http://app.example.org", false),
        ("null", false),
    ] {
        let allowed = if is_listed { origin } else { "" };
        for path in ["/graphql", "/export/ticks"] {
            let before = asked_before(&app, path, origin).await;
            let told = |name: &str| header(&before, name).to_owned();
            assert_eq!(told("access-control-allow-origin"), allowed, "{path}");
            if is_listed {
                assert_eq!(told("access-control-allow-credentials"), "true");
                assert_eq!(told("access-control-allow-methods"), "GET,POST");
                let headers = "authorization,content-type";
                assert_eq!(told("access-control-allow-headers"), headers);
                assert_eq!(told("access-control-max-age"), "7200");
            }
        }
        let answer = posted(&app, origin).await;
        assert_eq!(header(&answer, "access-control-allow-origin"), allowed);
        let varies = answer.headers.get_all("vary").iter();
        let mut varies = varies.map(|value| value.to_str().unwrap());
        assert!(varies.any(|value| value.contains("origin")), "{origin}");
        assert_eq!(
            got(&app, origin).await,
            if is_listed { 200 } else { 403 },
            "{origin}"
        );
        assert_eq!(opens_socket(&app, origin).await, is_listed, "{origin}");
    }
    // What is no API is for nobody.
    let page = asked_before(&app, "/graphiql", LISTED).await;
    assert_eq!(header(&page, "access-control-allow-origin"), "");
}

#[tokio::test]
async fn a_cookie_counts_for_pages_of_listed_origins_too() {
    let app = TestApp::with(&[&format!("--cors-origins={LISTED}")]).await;
    let token = app.user("ada").await.token.unwrap();
    let body = json!({ "query": "{ viewer { email } }" }).to_string();
    for (origin, status) in [(LISTED, 200), ("https://evil.test", 403)] {
        let request = Request::post("/graphql")
            .header(CONTENT_TYPE, "application/json")
            .header(COOKIE, format!("upbeat_session={token}"))
            .header("sec-fetch-site", "same-site")
            .header(ORIGIN, origin);
        let request = request.body(Full::from(body.clone())).unwrap();
        let answer = app.nobody().send(request).await;
        assert_eq!(answer.status, status, "{origin}");
        let is_told = String::from_utf8_lossy(&answer.body).contains("ada@example.org");
        assert_eq!(is_told, status == 200, "{origin}");
    }
}

#[tokio::test]
async fn browsers_are_told_to_use_https_where_people_do() {
    for (flag, expected) in [
        ("--public-url=https://upbeat.test", "max-age=31536000"),
        ("--public-url=http://upbeat.test", ""),
    ] {
        let app = TestApp::with(&[flag]).await;
        for path in ["/", "/graphiql", "/graphql", "/healthz", "/nothing"] {
            let request = Request::get(path).body(Full::default()).unwrap();
            let answer = app.nobody().send(request).await;
            assert_eq!(
                header(&answer, "strict-transport-security"),
                expected,
                "{path}"
            );
        }
    }
}
