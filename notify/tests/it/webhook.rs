//! The plain webhook.

use entity::alert::AlertKind;
use notify::channel::{Config, Outcome};
use serde_json::json;

use crate::alerts::{AT_MS, ID, send};
use crate::kind::Kind;
use crate::stand_in::{Answer, Seen, StandIn};

pub(crate) fn kinds(base: &str) -> Vec<Kind> {
    let config = json!({
        "kind": "webhook",
        "url": format!("{base}/hook"),
        "secret": "whsec_UzNDUkVUUzNDUkVUUzNDUkVUUzNDUkVU",
        "headers": { "authorization": "Bearer S3CRET" },
    });
    vec![Kind {
        is_known: false,
        ..Kind::new(config, service)
    }]
}

/// Checks what Standard Webhooks prescribes.
fn service(seen: &Seen) -> Answer {
    let signatures = seen.header("webhook-signature");
    let is_signed = signatures.split(' ').all(|it| it.starts_with("v1,"));
    let secs: i64 = seen.header("webhook-timestamp").parse().unwrap();
    let is_good = seen.method == "POST"
        && seen.body.len() <= 20_000
        && !seen.header("webhook-id").contains('.')
        && seen.header("content-type") == "application/json"
        && seen.json()["data"].is_object()
        && is_signed
        && secs == AT_MS / 1_000;
    Answer::text(if is_good { 204 } else { 500 }, "")
}

fn config(url: &str, template: Option<&str>) -> Config {
    serde_json::from_value(json!({
        "kind": "webhook",
        "url": url,
        "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "previous_secret": "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX",
        "headers": { "x-team": "ops" },
        "template": template,
    }))
    .unwrap()
}

#[tokio::test]
async fn a_request_carries_its_event_and_its_signatures() {
    let receiver = StandIn::always(Answer::text(200, "thanks")).await;
    let config = config(&format!("{}/hook?a=b", receiver.url), None);
    let sent = send(&config, AlertKind::IncidentOpened).await;
    assert_eq!(sent.outcome, Outcome::Delivered { receipt: None });
    assert_eq!((sent.status, sent.reply.as_str()), (Some(200), "thanks"));
    let seen = receiver.only();
    assert_eq!(
        (seen.method.as_str(), seen.path.as_str()),
        ("POST", "/hook?a=b")
    );
    assert_eq!(seen.header("webhook-id"), ID.to_string());
    assert_eq!(
        seen.header("webhook-timestamp"),
        (AT_MS / 1_000).to_string()
    );
    assert_eq!(seen.header("x-team"), "ops");
    assert!(seen.header("user-agent").starts_with("Upbeat/"));
    assert_eq!(seen.header("webhook-signature").split(' ').count(), 2);
    let event = seen.json();
    assert_eq!(event["type"], "incident.opened");
    assert_eq!(event["timestamp"], "2026-11-30T09:12:05.000Z");
    assert_eq!(event["data"]["website"]["name"], "Shop");
    assert_eq!(event["data"]["regions"][0]["status"], "down");
}

#[tokio::test]
async fn a_template_makes_the_body_and_a_failing_one_does_not_keep_it_back() {
    let receiver = StandIn::always(Answer::text(200, "")).await;
    for (template, content_type, body) in [
        (
            r#"{"msg": {{ title|tojson }}, "at": "{{ timestamp }}"}"#,
            "application/json",
            Some(r#"{"msg": "DOWN: Shop", "at": "2026-11-30T09:12:05.000Z"}"#),
        ),
        (
            "{{ type }}: {{ website.name }}",
            "text/plain; charset=utf-8",
            Some("incident.opened: Shop"),
        ),
        ("{{ incident.nothing }}", "application/json", None),
        (
            "{% for i in range(9999) %}{% for j in range(9999) %}.{% endfor %}{% endfor %}",
            "application/json",
            None,
        ),
    ] {
        let config = config(&receiver.url, Some(template));
        let sent = send(&config, AlertKind::IncidentOpened).await;
        assert_eq!(sent.outcome, Outcome::Delivered { receipt: None });
        let seen = receiver.seen().pop().unwrap();
        assert_eq!(seen.header("content-type"), content_type, "{template}");
        match body {
            Some(body) => assert_eq!(seen.text(), body),
            None => assert_eq!(seen.json()["type"], "incident.opened"),
        }
    }
}

#[tokio::test]
async fn only_gone_breaks_it() {
    let gone = StandIn::always(Answer::text(410, "moved away")).await;
    let config = config(&gone.url, None);
    // A sender can run anywhere.
    let sent = tokio::spawn(async move { send(&config, AlertKind::Test).await });
    let sent = sent.await.unwrap();
    let why = "the reply is 410 Gone: moved away".to_owned();
    assert_eq!(sent.outcome, Outcome::Broken { why });
}
