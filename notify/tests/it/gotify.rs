//! Gotify.

use entity::alert::AlertKind;
use serde_json::json;

use crate::alerts::send;
use crate::kind::Kind;
use crate::stand_in::{Answer, Seen, StandIn};

pub(crate) fn kinds(base: &str) -> Vec<Kind> {
    let config = json!({ "kind": "gotify", "url": format!("{base}/push"), "token": "A.S3CRET" });
    vec![Kind::new(config, service)]
}

fn service(seen: &Seen) -> Answer {
    if seen.header("x-gotify-key") != "A.S3CRET" {
        return Answer::json(401, json!({ "error": "Unauthorized" }));
    }
    let body = seen.json();
    let has_words = body["message"]
        .as_str()
        .is_some_and(|text| !text.is_empty());
    match has_words && seen.path == "/push/message" {
        true => Answer::json(200, json!({ "id": 5 })),
        false => Answer::json(400, json!({ "error": "Bad Request" })),
    }
}

#[tokio::test]
async fn what_is_down_is_urgent_and_leads_to_the_incident() {
    let gotify = StandIn::new(service).await;
    let config = kinds(&gotify.url).remove(0).config;
    send(&config, AlertKind::IncidentOpened).await;
    let body = gotify.only().json();
    assert_eq!(
        (&body["title"], &body["priority"]),
        (&json!("DOWN: Shop"), &json!(8))
    );
    let url = &body["extras"]["client::notification"]["click"]["url"];
    assert_eq!(url, "https://upbeat.test/incidents/1?a=b&c=d");
}
