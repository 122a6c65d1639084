//! Pages that not everybody may see.

use http_body_util::Full;
use hyper::Request;
use hyper::header::{CONTENT_TYPE, SET_COOKIE};
use serde_json::json;

use super::{create, done, get};
use crate::support::{Browser, Response, TestApp};

/// Everything that a private page must not give away.
const PATHS: &[&str] = &["", "/history", "/logo"];

async fn enter(app: &TestApp, password: &str) -> Response {
    let body = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("password", password)
        .finish();
    let request = Request::post("/status/acme/password")
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Full::from(body))
        .unwrap();
    app.nobody().send(request).await
}

#[tokio::test]
async fn a_password_opens_a_page() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let input = json!({ "slug": "acme", "title": "Acme secret", "access": "PASSWORD",
        "password": "open sesame" });
    let id = create(&ada, input).await;
    for path in PATHS {
        let refused = get(&app, &format!("/status/acme{path}")).await;
        assert_eq!(refused.status, 401, "{path}");
        assert_eq!(refused.headers["cache-control"], "private, no-store");
        let text = String::from_utf8_lossy(&refused.body).into_owned();
        assert!(
            text.contains("type=\"password\"") && !text.contains("secret"),
            "{text}"
        );
    }
    assert_eq!(enter(&app, "wrong").await.status, 401);
    let opened = enter(&app, "open sesame").await;
    assert_eq!(
        (opened.status, &opened.headers["location"]),
        (303, &"/status/acme".parse().unwrap())
    );
    let set = opened.headers[SET_COOKIE].to_str().unwrap();
    assert!(set.contains("HttpOnly"), "{set}");
    let browser = Browser {
        cookie: Some(set.split(';').next().unwrap().to_owned()),
        ..Browser::new(app.address)
    };
    let page = browser.get("/status/acme", &[]).await;
    assert_eq!(page.status, 200);
    assert!(String::from_utf8_lossy(&page.body).contains("Acme secret"));
    assert_eq!(page.headers["cache-control"], "private, no-store");
    // Another password makes the cookie worthless.
    done(
        &ada,
        "updateStatusPage",
        json!({ "id": id, "password": "new" }),
    )
    .await;
    assert_eq!(browser.get("/status/acme", &[]).await.status, 401);
}

#[tokio::test]
async fn who_tries_passwords_has_to_wait() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let input = json!({ "slug": "acme", "title": "Acme", "access": "PASSWORD",
        "password": "open sesame" });
    create(&ada, input).await;
    let mut refused = 0;
    for _ in 0..40 {
        match enter(&app, "wrong").await.status {
            401 => {}
            429 => refused += 1,
            status => panic!("{status}"),
        }
    }
    assert!(refused > 0);
}

#[tokio::test]
async fn members_and_networks_see_their_pages() {
    let app = TestApp::with(&["--trusted-proxies=127.0.0.0/8"]).await;
    let ada = app.user("ada").await;
    let input = json!({ "slug": "acme", "title": "Acme", "access": "MEMBERS" });
    let id = create(&ada, input).await;
    assert_eq!(get(&app, "/status/acme").await.status, 403);
    let member = |client: &crate::support::Client| Browser {
        cookie: Some(format!("upbeat_session={}", client.token.as_ref().unwrap())),
        ..Browser::new(app.address)
    };
    assert_eq!(member(&ada).get("/status/acme", &[]).await.status, 200);
    let eve = app.user("eve").await;
    assert_eq!(member(&eve).get("/status/acme", &[]).await.status, 403);
    let change =
        json!({ "id": id, "access": "NETWORKS", "networks": ["192.0.2.0/24", "2001:db8::/32"] });
    done(&ada, "updateStatusPage", change).await;
    let browser = Browser::new(app.address);
    let from = async |address: &'static str| {
        let headers = [("x-forwarded-for", address)];
        browser.get("/status/acme", &headers).await.status
    };
    crate::support::eventually("the networks", async || {
        (from("192.0.2.7").await == 200).then_some(())
    })
    .await;
    assert_eq!(from("2001:db8::1").await, 200);
    for address in ["192.0.3.7", "2001:db9::1", "127.0.0.1"] {
        assert_eq!(from(address).await, 403, "{address}");
    }
}
