//! Apollo's automatic persisted queries: a document is sent once, and then named by its hash.

use http_body_util::Full;
use hyper::Request;
use hyper::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::support::{Client, TestApp};

const VIEWER: &str = "query($yes: Boolean = true) { viewer { email @include(if: $yes) } }";

fn hash(document: &str) -> String {
    let hash = Sha256::digest(document);
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn named(hash: &str) -> Value {
    json!({ "persistedQuery": { "version": 1, "sha256Hash": hash } })
}

/// Status, code of the first error, and email of the viewer.
type Seen = (u16, Option<String>, Option<String>);

async fn sent(client: &Client, mut request: Request<Full<bytes::Bytes>>) -> Seen {
    if let Some(token) = &client.token {
        let bearer = format!("Bearer {token}").parse().unwrap();
        request.headers_mut().insert(AUTHORIZATION, bearer);
    }
    let response = client.send(request).await;
    let body: Value = serde_json::from_slice(&response.body).unwrap();
    let text = |pointer: &str| Some(body.pointer(pointer)?.as_str()?.to_owned());
    let code = text("/errors/0/extensions/code");
    (response.status, code, text("/data/viewer/email"))
}

async fn post(client: &Client, accept: &str, body: Value) -> Seen {
    let request = Request::post("/graphql").header(CONTENT_TYPE, "application/json");
    let request = request.header(ACCEPT, accept);
    sent(client, request.body(Full::from(body.to_string())).unwrap()).await
}

async fn get(client: &Client, hash: &str) -> Seen {
    let extensions = named(hash).to_string();
    let extensions: String = url::form_urlencoded::byte_serialize(extensions.as_bytes()).collect();
    let request = Request::get(format!("/graphql?extensions={extensions}"));
    sent(client, request.body(Full::default()).unwrap()).await
}

fn not_found(status: u16) -> Seen {
    (status, Some("PERSISTED_QUERY_NOT_FOUND".to_owned()), None)
}

fn email(name: &str) -> Seen {
    (200, None, Some(format!("{name}@example.org")))
}

#[tokio::test]
async fn a_document_is_sent_once() {
    let app = TestApp::new().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let hash = hash(VIEWER);
    let by_hash = || json!({ "extensions": named(&hash) });
    let whole = || json!({ "query": VIEWER, "extensions": named(&hash) });
    let (json, graphql) = ("application/json", "application/graphql-response+json");

    assert_eq!(post(&ada, json, by_hash()).await, not_found(200));
    assert_eq!(post(&ada, graphql, by_hash()).await, not_found(400));
    // What strangers send is answered, and not kept.
    let nobody = app.nobody();
    assert_eq!(post(&nobody, json, whole()).await, (200, None, None));
    assert_eq!(get(&ada, &hash).await, not_found(200));

    assert_eq!(post(&ada, json, whole()).await, email("ada"));
    for _ in 0..2 {
        assert_eq!(post(&ada, graphql, by_hash()).await, email("ada"));
        assert_eq!(get(&ada, &hash).await, email("ada"));
        assert_eq!(get(&bob, &hash).await, email("bob"));
        assert_eq!(get(&nobody, &hash).await, (200, None, None));
    }
}

#[tokio::test]
async fn what_is_not_that_document_is_refused_and_not_kept() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let bad = |status| (status, Some("BAD_USER_INPUT".to_owned()), None);
    let mismatch = json!({ "query": "{ viewer { id } }", "extensions": named(&hash(VIEWER)) });
    let version = json!({ "persistedQuery": { "version": 2, "sha256Hash": hash(VIEWER) } });
    for body in [
        mismatch,
        json!({ "query": VIEWER, "extensions": version }),
        json!({ "extensions": named("0") }),
    ] {
        assert_eq!(post(&ada, "*/*", body.clone()).await, bad(400), "{body}");
    }
    assert_eq!(get(&ada, &hash(VIEWER)).await, not_found(200));

    let doubling = crate::http::doubling(24);
    for refused in ["{ viewer { email }", &doubling] {
        let body = json!({ "query": refused, "extensions": named(&hash(refused)) });
        let seen = post(&ada, "*/*", body).await;
        assert_eq!(seen.1.as_deref(), Some("GRAPHQL_VALIDATION_FAILED"));
        assert_eq!(get(&ada, &hash(refused)).await, not_found(200));
    }
    // A mutation is kept, and still needs a POST.
    let mutation = "mutation { signOut }";
    let whole = json!({ "query": mutation, "extensions": named(&hash(mutation)) });
    assert_eq!(post(&app.user("bob").await, "*/*", whole).await.0, 200);
    assert_eq!(get(&ada, &hash(mutation)).await.0, 405);
    assert_eq!(
        post(&ada, "*/*", json!({ "query": VIEWER })).await,
        email("ada")
    );
}
