//! Jira Service Management.

use entity::alert::AlertKind;
use notify::channel::Outcome;
use serde_json::{Value, json};

use crate::alerts::{TROUBLE, send, send_trouble};
use crate::kind::Kind;
use crate::stand_in::{Answer, Seen, StandIn};

pub(crate) fn kinds(base: &str) -> Vec<Kind> {
    let config = json!({
        "kind": "jira",
        "key": "0000-S3CRET",
        "base_url": format!("{base}/v2/alerts"),
    });
    vec![Kind::new(config, service)]
}

fn service(seen: &Seen) -> Answer {
    let body = seen.json();
    let within = |text: &Value, max: usize| {
        let text = text.as_str().unwrap_or_default();
        text.chars().count() <= max
    };
    if seen.header("authorization") != "GenieKey 0000-S3CRET" {
        return Answer::json(401, json!({ "message": "Key format is not valid!" }));
    }
    let is_alert = seen.path == "/v2/alerts"
        && within(&body["message"], 130)
        && body["message"].as_str().is_some_and(|it| !it.is_empty())
        && within(&body["alias"], 512)
        && within(&body["entity"], 512)
        && within(&body["description"], 15_000);
    let is_step = seen.path.ends_with("/close?identifierType=alias")
        || seen.path.ends_with("/acknowledge?identifierType=alias");
    match is_alert || (is_step && within(&body["note"], 25_000)) {
        true => Answer::json(202, json!({ "result": "Request will be processed" })),
        false => Answer::json(422, json!({ "message": "Request body is not processable" })),
    }
}

#[tokio::test]
async fn an_alert_is_closed_by_its_alias() {
    let jira = StandIn::new(service).await;
    let config = kinds(&jira.url).remove(0).config;
    let alias = "upbeat%3A019ad000-0000-7000-8000-000000000001";
    for (kind, path) in [
        (AlertKind::IncidentOpened, "/v2/alerts".to_owned()),
        (
            AlertKind::IncidentAcknowledged,
            format!("/v2/alerts/{alias}/acknowledge?identifierType=alias"),
        ),
        (
            AlertKind::IncidentResolved,
            format!("/v2/alerts/{alias}/close?identifierType=alias"),
        ),
    ] {
        let sent = send(&config, kind).await;
        assert_eq!(sent.outcome, Outcome::Delivered { receipt: None });
        assert_eq!(jira.seen().pop().unwrap().path, path);
    }
    let first = jira.seen()[0].json();
    assert_eq!(
        first["alias"],
        "upbeat:019ad000-0000-7000-8000-000000000001"
    );
    assert_eq!(first["priority"], "P1");
}

#[tokio::test]
async fn the_end_of_a_trouble_closes_its_alert() {
    let jira = StandIn::new(service).await;
    let config = kinds(&jira.url).remove(0).config;
    send_trouble(&config).await;
    let seen = jira.seen();
    assert_eq!(seen[0].json()["alias"], TROUBLE);
    let alias = TROUBLE.replace(':', "%3A");
    let path = format!("/v2/alerts/{alias}/close?identifierType=alias");
    assert_eq!(seen[1].path, path);
}
