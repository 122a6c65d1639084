//! Matrix.

use entity::alert::AlertKind;
use notify::channel::{self, Config, Outcome};
use serde_json::json;

use crate::alerts::{HOSTILE, ID, alert, alert_of, means, message, send};
use crate::kind::Kind;
use crate::stand_in::{Answer, Seen, StandIn};

pub(crate) fn kinds(base: &str) -> Vec<Kind> {
    let config = json!({
        "kind": "matrix",
        "url": base,
        "token": "syt_S3CRET",
        "room": "!a/b:example.org",
    });
    vec![Kind::new(config, service)]
}

fn service(seen: &Seen) -> Answer {
    if seen.header("authorization") != "Bearer syt_S3CRET" {
        return Answer::json(401, json!({ "errcode": "M_UNKNOWN_TOKEN" }));
    }
    let start = "/_matrix/client/v3/rooms/%21a%2Fb%3Aexample.org/send/m.room.message/";
    let body = seen.json();
    let is_good = seen.method == "PUT"
        && seen.path.starts_with(start)
        && seen.body.len() <= 65_000
        && body["body"].as_str().is_some_and(|text| !text.is_empty())
        && body["m.mentions"] == json!({});
    match is_good {
        true => Answer::json(200, json!({ "event_id": "$first" })),
        false => Answer::json(400, json!({ "errcode": "M_BAD_JSON" })),
    }
}

#[tokio::test]
async fn an_event_is_made_once_and_answered_in_its_thread() {
    let matrix = StandIn::new(service).await;
    let config = kinds(&matrix.url).remove(0).config;
    let sent = send(&config, AlertKind::IncidentOpened).await;
    let receipt = Some("$first".to_owned());
    assert_eq!(
        sent.outcome,
        Outcome::Delivered {
            receipt: receipt.clone()
        }
    );
    assert!(matrix.only().path.ends_with(&format!("/{ID}")));

    let alert = alert(AlertKind::IncidentResolved);
    let mut message = message(&alert);
    message.thread = receipt.as_deref();
    channel::send(&config, &message, &means()).await;
    let body = matrix.seen().pop().unwrap().json();
    assert_eq!(body["m.relates_to"]["event_id"], "$first");
    let html = body["formatted_body"].as_str().unwrap();
    assert!(
        html.starts_with("<strong>RESOLVED: Shop after 12 min</strong><br>"),
        "{html}"
    );
}

#[tokio::test]
async fn a_name_marks_nothing_up() {
    let matrix = StandIn::new(service).await;
    let config = kinds(&matrix.url).remove(0).config;
    let alert = alert_of(AlertKind::IncidentOpened, HOSTILE);
    channel::send(&config, &message(&alert), &means()).await;
    let body = matrix.only().json();
    let html = body["formatted_body"].as_str().unwrap();
    assert!(!html.contains("<b>") && !html.contains("<!"), "{html}");
}

#[tokio::test]
async fn a_pause_is_in_milliseconds() {
    let said = json!({ "errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 2_500 });
    let matrix = StandIn::always(Answer::json(429, said)).await;
    let config = kinds(&matrix.url).remove(0).config;
    let sent = send(&config, AlertKind::IncidentOpened).await;
    let after = Some(std::time::Duration::from_millis(2_500));
    assert_eq!(sent.outcome, Outcome::Later { after });
}

#[test]
fn an_alias_is_no_room() {
    let config =
        json!({ "kind": "matrix", "url": "https://a.test", "token": "t", "room": "#ops:a.test" });
    let config: Config = serde_json::from_value(config).unwrap();
    assert_eq!(config.check().unwrap_err().field, "room");
}
