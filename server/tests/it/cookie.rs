//! Sign-in by cookie, for browsers.

use hyper::header::{CONTENT_TYPE, COOKIE};
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

use crate::support::{Answer, Browser, Client, Socket, TestApp, eventually};

const SIGN_UP: &str = "mutation($email: String!) { signUpBrowser(input: { email: $email,
    password: \"correct horse battery\" }) { expiresAt user { email } } }";
const SIGN_IN: &str = "mutation($email: String!) { signInBrowser(input: { email: $email,
    password: \"correct horse battery\" }) { user { email } } }";
const SIGN_OUT: &str = "mutation { signOut }";

fn ada() -> Value {
    json!({ "email": "ada@example.org" })
}

async fn signed_up(app: &TestApp) -> Browser {
    let mut browser = Browser::new(app.address);
    let answer = browser.graphql(SIGN_UP, ada()).await;
    assert_eq!(answer.data("/signUpBrowser/user/email"), "ada@example.org");
    assert!(!answer.0.to_string().contains("upb_"), "{}", answer.0);
    browser
}

/// Whether the browser is signed in.
async fn is_in(browser: &mut Browser) -> bool {
    let answer = browser.graphql("{ viewer { id } }", json!({})).await;
    !answer.data("/viewer").is_null()
}

async fn sessions(app: &TestApp) -> u64 {
    let db = app.database().await;
    entity::session::Entity::find().count(&db).await.unwrap()
}

#[tokio::test]
async fn a_browser_signs_in_and_out_by_cookie() {
    let app = TestApp::new().await;
    let mut browser = signed_up(&app).await;
    assert!(browser.set.starts_with("upbeat_session=upb_"));
    let (_, attributes) = browser.set.split_once("; Max-Age=").unwrap();
    let (max_age, others) = attributes.split_once("; ").unwrap();
    let lasts = 30 * 24 * 60 * 60;
    assert!((lasts - 60..=lasts).contains(&max_age.parse().unwrap()));
    assert_eq!(others, "Path=/; HttpOnly; SameSite=Lax");
    assert!(is_in(&mut browser).await);
    let first = browser.cookie.clone();
    browser.graphql(SIGN_IN, ada()).await.data("/signInBrowser");
    assert_ne!(browser.cookie, first);
    assert_eq!(sessions(&app).await, 1, "the new one replaces the old one");
    let second = browser.cookie.clone();
    browser.graphql(SIGN_OUT, json!({})).await.data("/signOut");
    let removed = "upbeat_session=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax";
    assert_eq!(browser.set, removed);
    assert_eq!(sessions(&app).await, 0);
    // A cookie that has ended is as good as none, and signs in again.
    browser.cookie = second;
    assert!(!is_in(&mut browser).await);
    browser.graphql(SIGN_IN, ada()).await.data("/signInBrowser");
    assert!(is_in(&mut browser).await);
}

#[tokio::test]
async fn a_cookie_reads_by_get_and_exports() {
    let app = TestApp::new().await;
    let mut browser = signed_up(&app).await;
    let create = "mutation { createWebsite(input: { url: \"http://127.0.0.1:9/\" }) { id } }";
    let created = browser.graphql(create, json!({})).await;
    let website = created.data("/createWebsite/id").as_str().unwrap();
    let export = format!(
        "/export/changes?website={website}&from=2026-11-01T00:00:00Z&to=2026-11-02T00:00:00Z"
    );
    let viewer = "/graphql?query=%7Bviewer%7Bemail%7D%7D";
    for path in [&export, viewer] {
        let response = browser.get(path, &[]).await;
        assert_eq!(response.status, 200, "{path}");
        let elsewhere = [("sec-fetch-site", "cross-site")];
        let response = browser.get(path, &elsewhere).await;
        assert_eq!(response.status, 403, "{path}");
    }
    let viewer = browser.get(viewer, &[]).await;
    assert!(viewer.body.windows(3).any(|part| part == b"ada"));
    let change = "/graphql?query=mutation%7BsignOut%7D";
    assert_eq!(browser.get(change, &[]).await.status, 405);
    assert!(is_in(&mut browser).await);
    browser.cookie = None;
    assert_eq!(browser.get(&export, &[]).await.status, 401);
}

#[tokio::test]
async fn a_page_of_another_host_gets_nothing_by_the_cookie() {
    let app = TestApp::new().await;
    let mut browser = signed_up(&app).await;
    for origin in ["https://evil.test", "null", "http://127.0.0.1:1"] {
        let response = browser.post(origin, SIGN_OUT, json!({})).await;
        assert_eq!(response.status, 403, "{origin}");
        let cookie = browser.cookie.clone().unwrap();
        let headers = [("origin", origin), ("cookie", &cookie)];
        let refused = Socket::try_open(app.address, &headers).await.err();
        assert_eq!(refused, Some(403), "{origin}");
        // Nor can it sign the browser in to an account of its own.
        let stranger = Browser::new(app.address);
        let response = stranger.post(origin, SIGN_IN, ada()).await;
        assert!(response.headers.get("set-cookie").is_none(), "{origin}");
        let answer = Answer(serde_json::from_slice(&response.body).unwrap());
        assert_eq!(answer.code(), "BAD_USER_INPUT");
    }
    assert!(is_in(&mut browser).await);
    assert_eq!(sessions(&app).await, 1);
    let form = hyper::Request::post("/graphql")
        .header(CONTENT_TYPE, "text/plain")
        .header(COOKIE, browser.cookie.unwrap());
    let form = form.body(SIGN_OUT.into()).unwrap();
    assert_eq!(app.nobody().send(form).await.status, 415);
}

#[tokio::test]
async fn a_bearer_token_takes_precedence_over_the_cookie() {
    let app = TestApp::new().await;
    let mut browser = signed_up(&app).await;
    let bob = app.user("bob").await.token.unwrap();
    let path = "/graphql?query=%7Bviewer%7Bemail%7D%7D";
    let of_bob = [("authorization", format!("Bearer {bob}"))];
    let of_bob = of_bob
        .each_ref()
        .map(|(name, value)| (*name, value.as_str()));
    let response = browser.get(path, &of_bob).await;
    assert!(response.body.windows(3).any(|part| part == b"bob"));
    let wrong = [("authorization", "Basic YTpi")];
    assert_eq!(browser.get(path, &wrong).await.status, 401);
    // Who signs out by a token keeps the cookie of another session.
    let bob = Client {
        address: app.address,
        token: Some(bob),
    };
    bob.graphql(SIGN_OUT, json!({})).await.data("/signOut");
    assert!(is_in(&mut browser).await);
}

#[tokio::test]
async fn a_socket_is_signed_in_by_the_cookie_of_its_page() {
    let app = TestApp::new().await;
    let mut browser = signed_up(&app).await;
    let (origin, cookie) = (browser.origin(), browser.cookie.clone().unwrap());
    let headers = [("origin", origin.as_str()), ("cookie", &cookie)];
    let open = async || {
        let mut socket = Socket::try_open(app.address, &headers).await.ok().unwrap();
        socket.send(json!({ "type": "connection_init" })).await;
        assert_eq!(socket.receive().await["type"], "connection_ack");
        socket
            .subscribe("1", "{ viewer { email } }", json!({}))
            .await;
        (
            socket.receive().await["payload"]["data"]["viewer"].clone(),
            socket,
        )
    };
    let (viewer, mut socket) = open().await;
    assert_eq!(viewer["email"], "ada@example.org");
    assert_eq!(socket.receive().await["type"], "complete");
    // Nothing can be kept in the browser by way of a socket.
    socket.subscribe("2", SIGN_IN, ada()).await;
    let refused = socket.receive().await;
    let code = refused.pointer("/payload/errors/0/extensions/code");
    assert_eq!(code, Some(&json!("BAD_USER_INPUT")), "{refused}");
    assert_eq!(sessions(&app).await, 1);
    browser.graphql(SIGN_OUT, json!({})).await.data("/signOut");
    assert_eq!(socket.closed().await, 4403);
    let (viewer, _socket) = open().await;
    assert!(viewer.is_null());
}

#[tokio::test]
async fn over_https_the_cookie_is_bound_to_the_host_and_to_tls() {
    let app = TestApp::with(&["--public-url=https://up.test"]).await;
    let mut browser = signed_up(&app).await;
    assert!(browser.set.starts_with("__Host-upbeat_session=upb_"));
    assert!(
        browser
            .set
            .ends_with("; Path=/; HttpOnly; SameSite=Lax; Secure")
    );
    assert!(is_in(&mut browser).await);
    // A neighbour or the network can set the plain name, so it is worth nothing here.
    let cookie = browser.cookie.take().unwrap();
    browser.cookie = cookie.strip_prefix("__Host-").map(str::to_owned);
    assert!(!is_in(&mut browser).await);
}

#[tokio::test]
async fn each_session_is_told_which_one_it_is() {
    let app = TestApp::new().await;
    let (mut one, mut other) = (signed_up(&app).await, Browser::new(app.address));
    other.graphql(SIGN_IN, ada()).await.data("/signInBrowser");
    let current = "{ sessions { current } }";
    eventually("both ask within a second", async || {
        let mut seen = Vec::new();
        let began = std::time::Instant::now();
        for place in 0..4 {
            let browser = [&mut one, &mut other][place % 2].graphql(current, json!({}));
            seen.push(browser.await.data("/sessions").clone());
        }
        let (newer, older) = (json!({ "current": true }), json!({ "current": false }));
        let of = |browser: usize| match browser {
            0 => json!([older, newer]),
            _ => json!([newer, older]),
        };
        assert_eq!(seen, [of(0), of(1), of(0), of(1)]);
        (began.elapsed().as_millis() < 900).then_some(())
    })
    .await;
}
