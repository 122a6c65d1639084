//! Addresses that nobody may reach.

use sea_orm::ConnectionTrait;
use serde_json::json;

use super::{create, update};
use crate::support::{TestApp, eventually};

#[tokio::test]
async fn an_address_that_no_region_may_reach_is_refused() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    eventually("the local prober", async || {
        let answer = ada
            .graphql("{ regions { impaired probers { name } } }", json!({}))
            .await;
        let probers = answer.data("/regions/0/probers").as_array().unwrap().len();
        (probers == 1).then_some(())
    })
    .await;
    for url in [
        "http://10.0.0.1/",
        "http://[::ffff:10.0.0.1]/",
        "tcp://0x0a.1:22",
        "ping://169.254.169.254",
        "tls://[fe80::1]",
    ] {
        let refused = create(&ada, json!({ "url": url })).await;
        assert_eq!(
            (refused.code(), refused.field()),
            ("BAD_USER_INPUT", "url"),
            "{url}"
        );
    }
    let server = json!({ "dns": { "server": "0x0a.53:5353" } });
    let refused = create(&ada, json!({ "url": "dns://a.test", "check": server })).await;
    assert_eq!(refused.field(), "check.dns.server");
    for (url, kind) in [
        ("https://a.test", "http"),
        ("wss://a.test", "webSocket"),
        ("tls://a.test", "tls"),
    ] {
        let check = json!({ kind: { "connectTo": "0x0a.1:8443" } });
        let refused = create(&ada, json!({ "url": url, "check": check })).await;
        assert_eq!(refused.field(), format!("check.{kind}.connectTo"));
    }
    for url in ["http://127.0.0.2/", "http://1.1.1.1/", "https://ten.test/"] {
        create(&ada, json!({ "url": url }))
            .await
            .data("/createWebsite");
    }
    let id = ada.create_website("a.test").await;
    let refused = update(&ada, json!({ "id": id, "url": "http://10.0.0.1/" })).await;
    assert_eq!(refused.field(), "url");
    let text = refused.0["errors"][0]["message"].as_str().unwrap();
    let expected = "url is an address (10.0.0.1, private) that no region of the website may reach";
    assert_eq!(text, expected);
    // Saved while nobody could tell, it can still be renamed.
    let db = app.database().await;
    let sql = "UPDATE website SET url = 'http://10.0.0.1/' WHERE url = 'https://a.test/'";
    db.execute_unprepared(sql).await.unwrap();
    update(&ada, json!({ "id": id, "name": "Ten" }))
        .await
        .data("/updateWebsite");
}
