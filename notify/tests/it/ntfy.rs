//! ntfy.

use entity::alert::AlertKind;
use serde_json::{Value, json};

use crate::alerts::send;
use crate::kind::Kind;
use crate::stand_in::{Answer, Seen, StandIn};

pub(crate) fn kinds(base: &str) -> Vec<Kind> {
    let config = json!({
        "kind": "ntfy",
        "topic": "ops-S3CRET",
        "token": "tk_S3CRET",
        "base_url": base,
    });
    vec![Kind::new(config, service)]
}

fn service(seen: &Seen) -> Answer {
    let body = seen.json();
    let bytes = |text: &Value| text.as_str().unwrap_or_default().len();
    let is_good = (1..=4_096).contains(&bytes(&body["message"]))
        && bytes(&body["title"]) <= 1_000
        && (1..=5).contains(&body["priority"].as_i64().unwrap());
    if seen.header("authorization") != "Bearer tk_S3CRET" || body["topic"] != "ops-S3CRET" {
        return Answer::json(403, json!({ "code": 40301 }));
    }
    match is_good && seen.path == "/" {
        true => Answer::json(200, json!({ "id": "x" })),
        false => Answer::json(400, json!({ "code": 40024 })),
    }
}

#[tokio::test]
async fn what_is_down_is_urgent_and_what_is_well_again_replaces_it() {
    let ntfy = StandIn::new(service).await;
    let config = kinds(&ntfy.url).remove(0).config;
    for (kind, priority) in [
        (AlertKind::IncidentOpened, 5),
        (AlertKind::IncidentResolved, 3),
    ] {
        send(&config, kind).await;
        let body = ntfy.seen().pop().unwrap().json();
        assert_eq!(body["priority"], priority);
        assert_eq!(body["click"], "https://upbeat.test/incidents/1?a=b&c=d");
        assert_eq!(body["sequence_id"], "019ad000000070008000000000000001");
    }
}
