//! Prometheus Alertmanager.

use entity::alert::AlertKind;
use notify::channel::Config;
use serde_json::{Value, json};

use crate::alerts::{send, send_trouble};
use crate::kind::Kind;
use crate::stand_in::{Answer, Seen, StandIn};

pub(crate) fn kinds(base: &str) -> Vec<Kind> {
    let config = json!({
        "kind": "alertmanager",
        "url": format!("{base}/am/"),
        "token": "tok-S3CRET",
        "labels": { "team": "ops" },
    });
    vec![Kind::new(config, service)]
}

fn service(seen: &Seen) -> Answer {
    let is_alert = |alert: &Value| {
        let labels = alert["labels"].as_object().unwrap();
        let are_texts = labels
            .values()
            .all(|it| it.as_str().is_some_and(|it| !it.is_empty()));
        let (start, end) = (alert["startsAt"].as_str(), alert["endsAt"].as_str());
        are_texts && labels.contains_key("alertname") && start <= end
    };
    let body = seen.json();
    let is_good = body.as_array().unwrap().iter().all(is_alert);
    match is_good && seen.path == "/am/api/v2/alerts" {
        true => Answer::text(200, ""),
        false => Answer::text(400, "bad alert"),
    }
}

#[tokio::test]
async fn an_incident_keeps_its_labels_and_ends_when_it_resolved() {
    let alertmanager = StandIn::new(service).await;
    let config = kinds(&alertmanager.url).remove(0).config;
    for kind in [
        AlertKind::IncidentOpened,
        AlertKind::IncidentAcknowledged,
        AlertKind::IncidentResolved,
    ] {
        send(&config, kind).await;
    }
    let alerts: Vec<_> = alertmanager
        .seen()
        .iter()
        .map(|it| it.json()[0].clone())
        .collect();
    for alert in &alerts {
        assert_eq!(
            alert["labels"],
            json!({
                "alertname": "UpbeatWebsiteDown",
                "severity": "critical",
                "team": "ops",
                "website": "019ad000-0000-7000-8000-000000000002",
                "incident": "019ad000-0000-7000-8000-000000000001",
            })
        );
    }
    assert_eq!(alerts[0]["startsAt"], "2026-11-30T09:12:05.000Z");
    assert_eq!(alerts[0]["endsAt"], "2026-12-01T09:12:05.000Z");
    assert_eq!(alerts[2]["startsAt"], "2026-11-30T09:00:05.000Z");
    assert_eq!(alerts[2]["endsAt"], "2026-11-30T09:12:05.000Z");
    assert_eq!(alerts[0]["annotations"]["summary"], "DOWN: Shop");
}

#[tokio::test]
async fn a_trouble_keeps_its_labels_and_ends_when_it_is_over() {
    let alertmanager = StandIn::new(service).await;
    let config = kinds(&alertmanager.url).remove(0).config;
    send_trouble(&config).await;
    let seen = alertmanager.seen();
    let ends = ["2026-12-01T09:12:05.000Z", "2026-11-30T09:17:05.000Z"];
    for (seen, ends_at) in seen.iter().zip(ends) {
        let alert = seen.json()[0].clone();
        assert_eq!(
            alert["labels"],
            json!({
                "alertname": "UpbeatRegionTrouble",
                "severity": "warning",
                "team": "ops",
                "trouble": "silent_region",
                "region": "tokyo",
            })
        );
        assert_eq!(alert["startsAt"], "2026-11-30T09:12:05.000Z");
        assert_eq!(alert["endsAt"], ends_at);
    }
    let over = &seen[1].json()[0]["annotations"]["summary"];
    assert_eq!(over, "REGION: tokyo is no longer silent");
}

#[test]
fn labels_are_those_of_prometheus() {
    for (name, value, is_good) in [
        ("team", "ops", true),
        ("_a1", "x", true),
        ("1a", "x", false),
        ("a-b", "x", false),
        ("", "x", false),
        ("team", "", false),
        ("alertname", "x", false),
        ("website", "x", false),
        ("region", "x", false),
    ] {
        let config: Config = serde_json::from_value(json!({
            "kind": "alertmanager", "url": "http://am.test", "labels": { name: value },
        }))
        .unwrap();
        assert_eq!(config.check().is_ok(), is_good, "{name}={value}");
    }
}
