//! incident.io.

use entity::alert::AlertKind;
use notify::channel::Config;
use serde_json::json;

use crate::alerts::{TROUBLE, send, send_trouble};
use crate::kind::Kind;
use crate::stand_in::{Answer, Seen, StandIn};

pub(crate) fn kinds(base: &str) -> Vec<Kind> {
    let config = json!({
        "kind": "incident_io",
        "source": "01GW2G3V0S59R238FAHPDS1R66",
        "token": "inc-S3CRET",
        "base_url": base,
    });
    vec![Kind::new(config, service)]
}

fn service(seen: &Seen) -> Answer {
    if seen.header("authorization") != "Bearer inc-S3CRET" {
        return Answer::json(401, json!({ "type": "authentication_error" }));
    }
    let body = seen.json();
    let is_good = seen.path == "/v2/alert_events/http/01GW2G3V0S59R238FAHPDS1R66"
        && seen.body.len() <= 512_000
        && body["title"].is_string()
        && matches!(body["status"].as_str(), Some("firing" | "resolved"));
    match is_good {
        true => Answer::json(202, json!({ "status": "success" })),
        false => Answer::json(422, json!({ "type": "validation_error" })),
    }
}

#[tokio::test]
async fn an_incident_fires_until_it_is_resolved() {
    let service = StandIn::new(service).await;
    let config = kinds(&service.url).remove(0).config;
    for (kind, status) in [
        (AlertKind::IncidentOpened, "firing"),
        (AlertKind::IncidentAcknowledged, "firing"),
        (AlertKind::IncidentResolved, "resolved"),
    ] {
        send(&config, kind).await;
        let body = service.seen().pop().unwrap().json();
        assert_eq!(body["status"], status);
        let key = "upbeat:019ad000-0000-7000-8000-000000000001";
        assert_eq!(body["deduplication_key"], key);
    }
}

#[tokio::test]
async fn a_trouble_fires_until_it_is_over() {
    let service = StandIn::new(service).await;
    let config = kinds(&service.url).remove(0).config;
    send_trouble(&config).await;
    for (seen, status) in service.seen().iter().zip(["firing", "resolved"]) {
        let body = seen.json();
        assert_eq!(body["status"], status);
        assert_eq!(body["deduplication_key"], TROUBLE);
    }
}

#[test]
fn a_source_is_an_id() {
    let config =
        json!({ "kind": "incident_io", "source": "https://api.incident.io/x", "token": "t" });
    let config: Config = serde_json::from_value(config).unwrap();
    assert_eq!(config.check().unwrap_err().field, "source");
}
