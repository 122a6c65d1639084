//! Apprise API.

use entity::alert::AlertKind;
use notify::channel::Outcome;
use serde_json::json;

use crate::alerts::send;
use crate::kind::Kind;
use crate::stand_in::{Answer, Seen, StandIn};

pub(crate) fn kinds(base: &str) -> Vec<Kind> {
    let config = json!({ "kind": "apprise", "url": base, "key": "S3CRET", "tag": "ops" });
    vec![Kind::new(config, service)]
}

fn service(seen: &Seen) -> Answer {
    let body = seen.json();
    let has_words = body["body"].as_str().is_some_and(|text| !text.is_empty());
    match has_words && seen.path == "/notify/S3CRET" {
        true => Answer::text(200, "Sent"),
        false => Answer::text(400, "Bad message format"),
    }
}

#[tokio::test]
async fn a_failure_and_its_end_are_told_apart() {
    let apprise = StandIn::new(service).await;
    let config = kinds(&apprise.url).remove(0).config;
    for (kind, expected) in [
        (AlertKind::IncidentOpened, "failure"),
        (AlertKind::IncidentResolved, "success"),
        (AlertKind::Degraded, "warning"),
    ] {
        send(&config, kind).await;
        let body = apprise.seen().pop().unwrap().json();
        assert_eq!(
            (&body["type"], &body["tag"]),
            (&json!(expected), &json!("ops"))
        );
    }
}

#[tokio::test]
async fn nothing_stored_breaks_the_channel_and_a_failing_service_does_not() {
    for (status, is_broken) in [(204, true), (424, false)] {
        let apprise = StandIn::always(Answer::text(status, "")).await;
        let config = kinds(&apprise.url).remove(0).config;
        let sent = send(&config, AlertKind::IncidentOpened).await;
        match is_broken {
            true => assert!(matches!(sent.outcome, Outcome::Broken { .. }), "{sent:?}"),
            false => assert_eq!(sent.outcome, Outcome::Later { after: None }),
        }
    }
}
