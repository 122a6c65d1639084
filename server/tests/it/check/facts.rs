//! What a check saw: evidence, and what TLS showed.

use entity::{evidence, tls_facts};
use sea_orm::{ActiveValue::Set, EntityTrait};
use serde_json::json;

use super::{create, update};
use crate::support::{Target, TestApp, eventually};

async fn facts(app: TestApp) {
    let ada = app.user("ada").await;
    let input = json!({ "url": "http://127.0.0.1:9/", "intervalSecs": 86_400 });
    let made = create(&ada, input).await;
    let id = made.data("/createWebsite/id").as_str().unwrap().to_owned();
    eventually("the first tick", async || {
        (!ada.website(&id, "lastTick { slot }").await["lastTick"].is_null()).then_some(())
    })
    .await;
    let db = app.database().await;
    let tick = entity::tick::Entity::find()
        .one(&db)
        .await
        .unwrap()
        .unwrap();
    evidence::Entity::delete_many().exec(&db).await.unwrap();
    let none = ada
        .website(&id, "lastTick { evidence { body } } tls { version }")
        .await;
    assert_eq!(none, json!({ "lastTick": { "evidence": null }, "tls": [] }));

    let certificate = json!({ "subject": "CN=a.test", "names": ["a.test"], "issuer": "CN=CA",
        "not_before_secs": 0, "not_after_secs": 86_400, "key": "RSA 2048", "fingerprint": vec![10; 32] });
    let seen = json!({ "addresses": ["127.0.0.1"], "address": "127.0.0.1:9",
        "hops": [{ "url": "http://127.0.0.1:9/", "address": null, "status": 503,
            "phases": { "dns_us": 1500, "connect_us": null, "tls_us": null, "ttfb_us": null, "transfer_us": null } }],
        "attempts": [{ "outcome": "Down", "detail": "connect.refused", "reason": "refused", "took_us": 2500 }],
        "findings": [{ "expected": "status is 200-399", "actual": "503", "verdict": "Failed" }],
        "certificates": [certificate], "head": "HTTP/1.1 503", "body": "nul \u{0}" });
    evidence::Entity::insert(evidence::ActiveModel {
        website_key: Set(tick.website_key),
        region_key: Set(tick.region_key),
        slot_ms: Set(tick.slot_ms),
        body: Set(seen.to_string()),
    })
    .exec_without_returning(&db)
    .await
    .unwrap();
    let showed = json!({ "version": "TLS 1.3", "cipher": null, "alpn": "h2", "problem": "tls.expired",
        "chain": [certificate] });
    tls_facts::Entity::insert(tls_facts::ActiveModel {
        website_key: Set(tick.website_key),
        region_key: Set(tick.region_key),
        hash: Set(1),
        changed_at_ms: Set(1_000),
        body: Set(showed.to_string()),
    })
    .exec_without_returning(&db)
    .await
    .unwrap();
    let certificate = "subject names issuer notBefore notAfter daysLeft key fingerprint";
    let fields = format!(
        "lastTick {{ evidence {{ addresses address hops {{ url address httpStatus phases {{ dnsMs ttfbMs }} }}
            attempts {{ outcome detail reason tookMs }} findings {{ expected actual verdict }}
            certificates {{ {certificate} }} head body }} }}
        tls {{ region version cipher alpn problem changedAt chain {{ {certificate} }} }}"
    );
    let website = ada.website(&id, &fields).await;
    let found = &website["lastTick"]["evidence"];
    assert_eq!(
        found["hops"][0]["phases"],
        json!({ "dnsMs": 1.5, "ttfbMs": null })
    );
    assert_eq!(found["hops"][0]["httpStatus"], 503);
    let attempt = json!({ "outcome": "DOWN", "detail": "connect.refused", "reason": "refused", "tookMs": 2.5 });
    assert_eq!(found["attempts"], json!([attempt]));
    let finding = json!({ "expected": "status is 200-399", "actual": "503", "verdict": "FAILED" });
    assert_eq!(found["findings"], json!([finding]));
    assert_eq!(found["body"], "nul \u{0}");
    assert_eq!(found["addresses"], json!(["127.0.0.1"]));
    let tls = &website["tls"][0];
    assert_eq!(
        (&tls["region"], &tls["alpn"]),
        (&json!("local"), &json!("h2"))
    );
    assert_eq!(tls["changedAt"], "1970-01-01T00:00:01+00:00");
    let leaf = &tls["chain"][0];
    assert_eq!(leaf, &found["certificates"][0]);
    assert_eq!(leaf["fingerprint"], "0a".repeat(32));
    assert_eq!(leaf["notAfter"], "1970-01-02T00:00:00+00:00");
    assert!(leaf["daysLeft"].as_i64().unwrap() < -20_000);
}

#[tokio::test]
async fn evidence_and_tls_facts_are_shown_on_sqlite() {
    facts(TestApp::new().await).await;
}

#[tokio::test]
async fn evidence_and_tls_facts_are_shown_on_postgres() {
    facts(TestApp::on_postgres().await).await;
}

#[tokio::test]
async fn a_check_that_somebody_asked_for_leaves_its_evidence() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let target = Target::start().await;
    let id = ada.create_website(&target.url()).await;
    let evidence = async |status: &str| {
        eventually(status, async || {
            let fields = "status lastTick { evidence { address attempts { detail } } }";
            let website = ada.website(&id, fields).await;
            (website["status"] == status).then(|| website["lastTick"]["evidence"].clone())
        })
        .await
    };
    let found = evidence("UP").await;
    assert_eq!(found["address"], target.address.to_string());
    assert_eq!(found["attempts"], json!([]));
    let missing = json!({ "http": { "statuses": "201" } });
    update(&ada, json!({ "id": id, "check": missing }))
        .await
        .data("/updateWebsite");
    let found = evidence("DOWN").await;
    assert_eq!(found["address"], target.address.to_string());
    assert_eq!(found["attempts"].as_array().unwrap().len(), 1, "{found}");
}
