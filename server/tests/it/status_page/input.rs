//! What a status page cannot be.

use serde_json::{Value, json};

use super::{asked, create, read};
use crate::support::TestApp;

#[tokio::test]
async fn what_is_wrong_is_said_at_its_field_and_changes_nothing() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let input = json!({ "slug": "acme", "title": "Acme" });
    let id = create(&ada, input).await;
    let component = |other: Value| {
        let mut component = json!({ "name": "Shop" });
        component
            .as_object_mut()
            .unwrap()
            .extend(other.as_object().unwrap().clone());
        json!({ "components": [{ "name": "Phone", "status": "OPERATIONAL" }, component] })
    };
    let nobody = "00000000-0000-7000-8000-000000000000";
    let many: Vec<Value> = (0..501)
        .map(|at| json!({ "name": format!("{at}"), "status": "OPERATIONAL" }))
        .collect();
    let cases = [
        (json!({ "slug": "Ac me" }), "slug"),
        (json!({ "slug": "-acme" }), "slug"),
        (json!({ "title": "" }), "title"),
        (json!({ "title": "a\nb" }), "title"),
        (json!({ "text": "x".repeat(100_000) }), "text"),
        (json!({ "color": "red" }), "color"),
        (json!({ "host": "https://status.acme.test/" }), "host"),
        (
            json!({ "links": [{ "label": "x", "url": "javascript:alert(1)" }] }),
            "links[0].url",
        ),
        (
            json!({ "links": [{ "label": "", "url": "https://a.test" }] }),
            "links[0].label",
        ),
        (
            json!({ "logo": { "mediaType": "text/html", "base64": "PGI+" } }),
            "logo.mediaType",
        ),
        (
            json!({ "logo": { "mediaType": "image/png", "base64": "PGI+" } }),
            "logo.base64",
        ),
        (json!({ "access": "PASSWORD" }), "password"),
        (json!({ "access": "NETWORKS" }), "networks"),
        (
            json!({ "access": "NETWORKS", "networks": ["all"] }),
            "networks[0]",
        ),
        (component(json!({})), "components[1]"),
        (
            component(json!({ "websiteId": nobody, "tag": "a" })),
            "components[1]",
        ),
        (
            component(json!({ "websiteId": nobody })),
            "components[1].websiteId",
        ),
        (component(json!({ "tag": "" })), "components[1].tag"),
        (
            component(json!({ "status": "DEGRADED", "id": nobody })),
            "components[1].id",
        ),
        (
            component(json!({ "status": "DEGRADED", "name": "" })),
            "components[1].name",
        ),
        (json!({ "components": many }), "components"),
    ];
    for (change, field) in cases {
        let mut new = json!({ "slug": "other", "title": "Other" });
        let mut update = json!({ "id": id });
        for input in [&mut new, &mut update] {
            input
                .as_object_mut()
                .unwrap()
                .extend(change.as_object().unwrap().clone());
        }
        for (mutation, input) in [("createStatusPage", new), ("updateStatusPage", update)] {
            let answer = asked(&ada, mutation, input).await;
            assert_eq!(answer.field(), field, "{mutation} {change}: {}", answer.0);
        }
    }
    let taken = asked(
        &ada,
        "createStatusPage",
        json!({ "slug": "acme", "title": "B" }),
    )
    .await;
    assert_eq!((taken.code(), taken.field()), ("CONFLICT", "slug"));
    let pages = ada
        .graphql(
            "{ statusPages { slug title components { id } } }",
            json!({}),
        )
        .await;
    let before = json!([{ "slug": "acme", "title": "Acme", "components": [] }]);
    assert_eq!(pages.data("/statusPages"), &before);
}

#[tokio::test]
async fn whatever_people_type_is_text() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let evil = "</title><script>alert(1)</script><img src=x onerror=alert(1)>";
    let input = json!({ "slug": "acme", "title": evil, "text": format!("{evil} [x](javascript:1)"),
        "links": [{ "label": evil, "url": "https://a.test/\"onclick=\"x" }],
        "components": [{ "name": evil, "description": evil, "section": evil,
            "status": "OPERATIONAL" }] });
    create(&ada, input).await;
    let page = read(&app, "/status/acme").await;
    assert_eq!(page.matches("<script>").count(), 1, "its own alone: {page}");
    for harm in ["<img src=x", "href=\"javascript", "\"onclick=\""] {
        assert!(!page.contains(harm), "{harm}: {page}");
    }
}
