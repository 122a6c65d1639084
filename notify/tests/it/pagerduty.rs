//! PagerDuty.

use entity::alert::AlertKind;
use notify::channel::Outcome;
use serde_json::{Value, json};

use crate::alerts::{TROUBLE, send, send_trouble};
use crate::kind::Kind;
use crate::stand_in::{Answer, Seen, StandIn};

pub(crate) fn kinds(base: &str) -> Vec<Kind> {
    let config = json!({
        "kind": "pagerduty",
        "routing_key": "R0S3CRET",
        "base_url": base,
    });
    vec![Kind::new(config, service)]
}

fn service(seen: &Seen) -> Answer {
    let body = seen.json();
    let within = |text: &Value, max: usize| {
        let text = text.as_str().unwrap_or_default();
        (1..=max).contains(&text.chars().count())
    };
    let payload = &body["payload"];
    let is_payload = || {
        within(&payload["summary"], 1_024)
            && within(&payload["source"], 1_024)
            && within(&payload["severity"], 20)
    };
    let is_event = match body["event_action"].as_str() {
        Some("trigger") => is_payload(),
        Some("acknowledge" | "resolve") => true,
        _ => false,
    };
    let is_good = is_event
        && within(&body["dedup_key"], 255)
        && body["routing_key"] == "R0S3CRET"
        && seen.path == "/v2/enqueue"
        && seen.body.len() <= 512_000;
    match is_good {
        true => Answer::json(202, json!({ "status": "success" })),
        false => Answer::json(400, json!({ "status": "invalid event" })),
    }
}

#[tokio::test]
async fn an_incident_has_one_key_from_its_opening_to_its_end() {
    let pagerduty = StandIn::new(service).await;
    let config = kinds(&pagerduty.url).remove(0).config;
    for (kind, action) in [
        (AlertKind::IncidentOpened, "trigger"),
        (AlertKind::IncidentAcknowledged, "acknowledge"),
        (AlertKind::IncidentResolved, "resolve"),
    ] {
        let sent = send(&config, kind).await;
        assert_eq!(sent.outcome, Outcome::Delivered { receipt: None });
        let body = pagerduty.seen().pop().unwrap().json();
        assert_eq!(body["event_action"], action);
        let key = "upbeat:019ad000-0000-7000-8000-000000000001";
        assert_eq!(body["dedup_key"], key);
    }
    let first = pagerduty.seen()[0].json();
    assert_eq!(first["payload"]["severity"], "critical");
    assert_eq!(first["payload"]["timestamp"], "2026-11-30T09:12:05.000Z");
    assert_eq!(first["links"][0]["text"], "Open in Upbeat");
}

#[tokio::test]
async fn a_trouble_has_one_key_from_its_beginning_to_its_end() {
    let pagerduty = StandIn::new(service).await;
    let config = kinds(&pagerduty.url).remove(0).config;
    send_trouble(&config).await;
    let seen = pagerduty.seen();
    for (seen, action) in seen.iter().zip(["trigger", "resolve"]) {
        let body = seen.json();
        assert_eq!(body["event_action"], action);
        assert_eq!(body["dedup_key"], TROUBLE);
    }
    let summary = &seen[0].json()["payload"]["summary"];
    let summary = summary.as_str().unwrap();
    assert!(summary.starts_with("REGION: tokyo is silent"), "{summary}");
}

#[tokio::test]
async fn a_wrong_key_breaks_the_channel() {
    let said = json!({ "status": "invalid event", "errors": ["Invalid Routing Key"] });
    let pagerduty = StandIn::always(Answer::json(400, said)).await;
    let config = kinds(&pagerduty.url).remove(0).config;
    let sent = send(&config, AlertKind::IncidentOpened).await;
    assert!(matches!(sent.outcome, Outcome::Broken { .. }), "{sent:?}");
}
